"""Every indicator, old or new: what a declaration owes to figures, reports and the methods page."""

import inspect
import math
import re
from pathlib import Path

import pytest

import sinkmap.indicators
from layers import derived_layers, given_layers
from sinkmap.figure import FigureId
from sinkmap.indicator import (
    ClassAreas,
    Compartments,
    Cross,
    Lengths,
    ParcelShares,
    Rows,
    Sums,
    Transition,
    Within,
    ZoneAreas,
)
from sinkmap.indicators import indicators
from sinkmap.layer import Form
from sinkmap.parameters import parameter_table_ids, parameters_version
from sinkmap.text import Text
from sinkmap.uom import uom

EVERY = indicators()
LAYERS = {**given_layers(), **derived_layers()}
PROFILES = [(one, profile) for one in EVERY.values() for profile in one.profiles]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ID = re.compile(r"[a-z][a-z0-9_]*")
OTHER_TABLES = {"tree_profiles", "soc_management", "soc_practice", "soil_types"}


def ids(value):
    return getattr(value, "id", None)


def test_one_file_is_one_indicator():
    folder = Path(sinkmap.indicators.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert files == set(EVERY)
    assert all(name == one.id for name, one in EVERY.items())


def texts(one):
    yield from (one.title, one.numerator, one.denominator, *one.items.values())
    for profile in one.profiles:
        yield from (profile.title, profile.definition)


@pytest.mark.parametrize("one", EVERY.values(), ids=ids)
def test_words_are_in_both_languages(one):
    for text in texts(one):
        assert isinstance(text, Text)
        assert CHINESE.search(text.zh), text
        assert not CHINESE.search(text.en), text


@pytest.mark.parametrize("one", EVERY.values(), ids=ids)
def test_value_has_a_unit_and_a_range(one):
    assert uom(one.uom).symbol == one.uom
    low, high = one.valid
    assert math.isfinite(low)
    assert math.isfinite(high)
    assert low < high
    if one.uom == "%":
        assert one.valid == (0.0, 100.0)


@pytest.mark.parametrize("one", EVERY.values(), ids=ids)
def test_what_it_rests_on_is_named(one):
    assert Text.of(one.reference).en.strip()
    assert set(one.parameters) <= {*parameter_table_ids(), *OTHER_TABLES}
    assert set(one.after) <= set(EVERY)
    assert parameters_version()


@pytest.mark.parametrize("one", EVERY.values(), ids=ids)
def test_inputs_are_layers_of_the_right_form(one):
    assert one.inputs
    assert len(set(one.inputs)) == len(one.inputs)
    for tally in (*one.inputs, *(t for p in one.profiles for t in p.optional)):
        if isinstance(tally, ParcelShares):
            for zone in tally.zones:
                assert LAYERS[zone].form is Form.POLYGONS
                assert LAYERS[zone].zone_field
        elif isinstance(tally, Compartments):
            assert LAYERS[tally.layer].form is Form.POLYGONS
        elif isinstance(tally, ClassAreas | Transition):
            assert LAYERS[tally.layer].form is Form.CLASS_RASTER
        elif isinstance(tally, Cross):
            assert LAYERS[tally.layer].form is LAYERS[tally.by].form is Form.CLASS_RASTER
        elif isinstance(tally, Within):
            assert LAYERS[tally.layer].form is Form.CLASS_RASTER
            assert LAYERS[tally.zones].form is Form.POLYGONS
        elif isinstance(tally, ZoneAreas):
            assert LAYERS[tally.zones].form is Form.POLYGONS
        elif isinstance(tally, Lengths):
            assert LAYERS[tally.lines].form is Form.LINES
        elif isinstance(tally, Rows):
            assert LAYERS[tally.table].form is Form.TABLE
        else:
            assert isinstance(tally, Sums)
            assert LAYERS[tally.layer].form is Form.VALUE_RASTER
            assert LAYERS[tally.by].form is Form.CLASS_RASTER


@pytest.mark.parametrize("one", EVERY.values(), ids=ids)
def test_every_input_is_used_by_a_profile(one):
    used = {tally for profile in one.profiles for tally in one.inputs_of(profile)}
    assert used == set(one.inputs)


@pytest.mark.parametrize(("one", "profile"), PROFILES, ids=ids)
def test_profiles_are_named_and_cited(one, profile):
    assert ID.fullmatch(profile.id)
    assert Text.of(profile.reference).en.strip()
    assert one.profile(profile.id) is profile
    assert profile.definition != profile.title


@pytest.mark.parametrize("one", EVERY.values(), ids=ids)
def test_profiles_of_an_indicator_have_different_names(one):
    for language in ("zh", "en"):
        titles = [profile.title.say(language) for profile in one.profiles]
        assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("one", EVERY.values(), ids=ids)
def test_ids_fit_into_figure_ids(one):
    assert ID.fullmatch(one.id)
    for item in one.items:
        assert ID.fullmatch(item)
        name = FigureId(f"{one.id}.{item}", "320400", 2024, one.profiles[0].id)
        assert FigureId.parse(str(name)) == name


@pytest.mark.parametrize("one", EVERY.values(), ids=ids)
def test_the_work_is_done_by_a_plain_documented_function(one):
    assert inspect.isfunction(one.compute)
    assert inspect.getdoc(one.compute)
    assert len(inspect.signature(one.compute).parameters) == 2
