"""Every layer, given or derived, old or new: what a declaration owes to those who show it."""

import inspect
import re
from pathlib import Path

import numpy as np
import pytest

import layers.derived
import layers.given
from layers import derived_layers, derived_order, given_layers
from sinkmap.classes import code_system, code_system_ids
from sinkmap.layer import (
    Counted,
    FieldKind,
    Fitted,
    Form,
    Frame,
    Given,
    Local,
    Predicted,
    Raster,
    Sensitivity,
    Whole,
)
from sinkmap.text import Text
from sinkmap.uom import uom

GIVEN, DERIVED = given_layers(), derived_layers()
EVERY = [*GIVEN.values(), *DERIVED.values()]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
COLOUR = re.compile(r"#[0-9a-f]{6}")


def ids(layer):
    return layer.id


def texts(layer):
    yield layer.title
    yield from (entry.label for entry in layer.legend)
    if isinstance(layer, Given):
        yield from (field.meaning for field in layer.fields)


@pytest.mark.parametrize("package", [layers.given, layers.derived], ids=["given", "derived"])
def test_one_file_is_one_layer(package):
    folder = Path(package.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert files == set(GIVEN if package is layers.given else DERIVED)


@pytest.mark.parametrize("layer", EVERY, ids=ids)
def test_words_are_in_both_languages(layer):
    for text in texts(layer):
        assert isinstance(text, Text)
        assert CHINESE.search(text.zh), text
        assert not CHINESE.search(text.en), text


@pytest.mark.parametrize("layer", EVERY, ids=ids)
def test_a_layer_says_where_it_comes_from_and_who_may_see_it(layer):
    assert re.fullmatch(r"[a-z][a-z0-9_]*", layer.id)
    assert layer.reference.strip()
    assert isinstance(layer.sensitivity, Sensitivity)


@pytest.mark.parametrize("layer", EVERY, ids=ids)
def test_colours_are_colours_and_tell_classes_apart(layer):
    assert COLOUR.fullmatch(layer.colour)
    for entry in layer.legend:
        assert COLOUR.fullmatch(entry.colour), entry
    for column in ("value", "colour"):
        shown = [getattr(entry, column) for entry in layer.legend]
        assert len(set(shown)) == len(shown)
    assert len({entry.label for entry in layer.legend}) == len(layer.legend)


@pytest.mark.parametrize("layer", EVERY, ids=ids)
def test_units_of_measure_are_known(layer):
    if layer.form is Form.VALUE_RASTER:
        assert layer.uom
    # A height has no unit among those that figures use.
    if layer.uom and layer.uom != "m":
        assert uom(layer.uom).symbol == layer.uom


@pytest.mark.parametrize("layer", GIVEN.values(), ids=ids)
def test_given_layers_can_be_read(layer):
    names = [field.name for field in layer.fields]
    assert len(set(names)) == len(names)
    for name in (layer.area_field, layer.code_field):
        assert not name or name in names
    if layer.area_field:
        assert layer.field(layer.area_field).kind is FieldKind.AREA
    assert not layer.form.is_raster or not layer.fields
    for field in layer.fields:
        spelled = [alias.lower() for alias in field.aliases]
        assert len(set(spelled)) == len(spelled), field
        assert set(field.by_system) <= set(code_system_ids()), field
    assert set(layer.code_systems) <= set(code_system_ids())
    for system in layer.code_systems:
        # Samples judge rasters, so they are of a raster's classes.
        kind = "text" if layer.form in (Form.POLYGONS, Form.TABLE) else "raster"
        assert code_system(system).kind == kind


@pytest.mark.parametrize("layer", GIVEN.values(), ids=ids)
def test_no_alias_names_two_fields(layer):
    """Under one code system a file's field may play one part only."""
    for system in layer.code_systems or ("",):
        owner = {}
        for field in layer.fields:
            spelled = {a.lower() for a in (*field.aliases, *field.by_system.get(system, ()))}
            for alias in spelled:
                assert owner.setdefault(alias, field.name) == field.name, alias


@pytest.mark.parametrize("layer", GIVEN.values(), ids=ids)
def test_values_have_a_physical_range(layer):
    if layer.form is not Form.VALUE_RASTER:
        assert layer.valid is None
        return
    low, high = layer.valid
    assert low < high
    assert np.isfinite([low, high]).all()


@pytest.mark.parametrize("layer", DERIVED.values(), ids=ids)
def test_derived_layers_say_what_they_give(layer):
    assert layer.inputs
    assert len({need.layer for need in layer.inputs}) == len(layer.inputs)
    assert {need.layer for need in layer.inputs} <= {*GIVEN, *DERIVED}
    if not layer.form.is_raster:
        assert layer.zone_field
        return
    stored = np.array([layer.nodata]).astype(layer.dtype)
    assert stored[0] == layer.nodata, "nodata does not fit the dtype"
    assert layer.nodata not in [entry.value for entry in layer.legend]
    if layer.form is Form.CLASS_RASTER:
        assert layer.dtype == "uint8"
        assert layer.legend


@pytest.mark.parametrize("layer", DERIVED.values(), ids=ids)
def test_inputs_have_the_form_that_is_asked_for(layer):
    for need in layer.inputs:
        source = GIVEN.get(need.layer) or DERIVED[need.layer]
        wants_raster = isinstance(need, Raster | Counted)
        assert source.form.is_raster == wants_raster, need
        if isinstance(layer.way, Whole):
            assert isinstance(need, Frame | Counted)


@pytest.mark.parametrize("layer", DERIVED.values(), ids=ids)
def test_the_work_is_done_by_plain_documented_functions(layer):
    way = layer.way
    if isinstance(way, Predicted):
        assert way.samples in GIVEN
        assert Frame(way.samples) in layer.inputs
        return
    if isinstance(way, Local | Whole):
        parts = [way.compute]
    else:
        assert isinstance(way, Fitted)
        parts = [way.summarise, way.merge, way.apply]
    for function in parts:
        assert inspect.isfunction(function), function
        assert inspect.getdoc(function), function
    if not isinstance(way, Whole):
        assert 0 <= way.halo <= 64


def test_every_derived_layer_can_be_ordered():
    order = [layer.id for layer in derived_order(GIVEN)]
    assert sorted(order) == sorted(DERIVED)
    for layer in DERIVED.values():
        for need in layer.inputs:
            if need.layer in order:
                assert order.index(need.layer) < order.index(layer.id)


def test_ids_of_given_and_derived_layers_do_not_meet():
    assert not set(GIVEN) & set(DERIVED)
