"""Any indicator on any account: values in range, and the parts of a city add up to the city."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers import derived_layers, given_layers
from sinkmap.carbon import Carbon, ClimateZone
from sinkmap.classes import code_system, protection_forms, tree_species
from sinkmap.figure import Status
from sinkmap.indicator import (
    ClassAreas,
    Cross,
    Lengths,
    RasterAccount,
    Rows,
    Sums,
    Transition,
    UnitAccount,
    Within,
    ZoneAreas,
)
from sinkmap.indicators import indicators
from sinkmap.layer import FieldKind
from sinkmap.parameters import soc_practices
from sinkmap.statunit import StatUnit
from sinkmap.text import Text

EVERY = indicators()
GIVEN = given_layers()
LAYERS = {**GIVEN, **derived_layers()}
PROFILES = [(one, profile) for one in EVERY.values() for profile in one.profiles]
UNIT_M2 = 1e6
COMPOSED = {
    "pattern": ["lake_1 a", "corridor_1 b", "all"],
    "corridor_way": ["corridor_1 b|way|1", "corridor_1 b|way|30", "corridor_1 b|ideal|1"],
    "natural_patch": ["1", "2", "3"],
    "patch_link": ["1-2-100.00", "2-3-250.00"],
}
"""Zones of layers whose texts are put together from names and numbers."""


def classes_of(layer):
    return [entry.value for entry in derived_layers()[layer].legend]


def split(rng, names, total):
    """`total` m² shared out among some of the names."""
    chosen = rng.choice(
        len(names), size=int(rng.integers(1, min(6, len(names)) + 1)), replace=False
    )
    shares = rng.dirichlet(np.ones(chosen.size)) * total
    return {names[i]: float(m2) for i, m2 in zip(chosen, shares, strict=True)}


def raster_account(rng, tally):
    seen = float(rng.uniform(0.5, 1.0)) * UNIT_M2
    if isinstance(tally, ClassAreas):
        return RasterAccount(split(rng, classes_of(tally.layer), seen), UNIT_M2 - seen)
    if isinstance(tally, Cross):
        pairs = [(a, b) for a in classes_of(tally.layer) for b in classes_of(tally.by)]
        return RasterAccount(split(rng, pairs, seen), UNIT_M2 - seen)
    if isinstance(tally, Transition):
        pairs = [(a, b) for a in classes_of(tally.layer) for b in classes_of(tally.layer)]
        return RasterAccount(split(rng, pairs, seen), UNIT_M2 - seen)
    assert isinstance(tally, Sums)
    valid = split(rng, classes_of(tally.by), seen)
    blind = split(rng, [0, *classes_of(tally.by)], UNIT_M2 - seen)
    total = {key: m2 * float(rng.uniform(0, 150)) for key, m2 in valid.items()}
    return RasterAccount(valid, UNIT_M2 - seen, total, blind)


def parcel_rows(rng):
    table = code_system("sd3").table
    forms = [form.form_id for form in protection_forms()]
    codes = list(table.index)
    rows = []
    for code, m2 in split(rng, codes, UNIT_M2).items():
        covering = [form for form in forms if rng.random() < 0.3]
        rows.append(
            {
                "code": code,
                "group": table.at[code, "group"],
                "protection": "|".join(covering),
                "soil_safety": str(rng.choice(["", "safe|yes|1", "strict|no|2", "safe||3"])),
                "redline": "1" if rng.random() < 0.5 else "",
                "area_m2": m2,
                "register_m2": m2,
                "geometry_m2": m2,
            }
        )
    return pd.DataFrame.from_records(rows)


def zones_of(layer):
    """Texts the zones of a layer may have."""
    if layer in COMPOSED:
        return COMPOSED[layer]
    declared = LAYERS[layer]
    if not declared.zone_field:
        return [""]
    choices = declared.field(declared.zone_field).choices if declared.id in GIVEN else {}
    return list(choices) or [str(entry.value) for entry in declared.legend] or ["a", "b"]


def zone_accounts(rng, tallies):
    """Areas and lengths of zones, and classes in them: the parts of a zone fill it."""
    rasters, extents = {}, {}
    for layer in {t.zones for t in tallies if isinstance(t, Within | ZoneAreas)}:
        areas = split(rng, zones_of(layer), UNIT_M2 / 2.0)
        extents[ZoneAreas(layer)] = areas
        for tally in (t for t in tallies if isinstance(t, Within) and t.zones == layer):
            classes, blind = {}, {}
            for zone, m2 in areas.items():
                seen = m2 * float(rng.uniform(0.5, 1.0))
                inside = split(rng, classes_of(tally.layer), seen)
                classes |= {(zone, kind): part for kind, part in inside.items()}
                blind[zone] = m2 - seen
            rasters[tally] = RasterAccount(classes, math.fsum(blind.values()), {}, blind)
    for tally in (t for t in tallies if isinstance(t, Lengths)):
        extents[tally] = split(rng, zones_of(tally.lines), 5000.0)
    return rasters, extents


def table_rows(rng, table):
    """Some rows of a given table, within what its fields allow."""
    count = int(rng.integers(0, 4))
    columns = {}
    for field in GIVEN[table].fields:
        if field.kind in (FieldKind.NUMBER, FieldKind.AREA):
            columns[field.name] = rng.uniform(*(field.valid or (0.0, 100.0)), size=count)
        elif field.kind is FieldKind.DATE:
            columns[field.name] = ["2024-05-01"] * count
        else:
            columns[field.name] = rng.choice(list(field.choices) or ["a", "b"], size=count)
    return pd.DataFrame(columns)


def compartment_rows(rng):
    count = int(rng.integers(0, 6))
    return pd.DataFrame(
        {
            "species": rng.choice(["", *tree_species()], count),
            "volume": rng.uniform(0.0, 300.0, count),
            "age": rng.choice([np.nan, 8.0, 30.0], count),
            "harvest": rng.choice([np.nan, 0.0, 2.0], count),
            "area_m2": rng.uniform(0.0, UNIT_M2, count),
        }
    )


def practices(rng):
    kinds = list(soc_practices().values())
    return {kinds[i]: m2 for i, m2 in split(rng, range(len(kinds)), UNIT_M2).items()}


def stated(rng):
    """What is measured of a unit without a tally of pixels or parcels."""
    return {
        "compartments": compartment_rows(rng),
        "practice": practices(rng),
        "practice_before": practices(rng),
    }


def account(name, area, rasters, parcels, more):
    unit = StatUnit(name, name, Text("单元", "unit"), "district", "district")
    carbon = Carbon(climate_zone=ClimateZone.WARM_TEMPERATE_MOIST)
    return UnitAccount(
        unit, 2024, area, rasters, parcels, "sd3", previous_year=2023, carbon=carbon, **more
    )


def district(rng, name, tallies):
    """An account of some ground with everything the tallies ask for."""
    zoned, extents = zone_accounts(rng, tallies)
    plain = (ClassAreas, Cross, Sums, Transition)
    rasters = {t: raster_account(rng, t) for t in tallies if isinstance(t, plain)}
    tables = {t.table: table_rows(rng, t.table) for t in tallies if isinstance(t, Rows)}
    more = stated(rng) | {"extents": extents, "tables": tables}
    return account(name, UNIT_M2, rasters | zoned, parcel_rows(rng), more)


def merged(accounts):
    """The account of the ground of several units together."""

    def add(dicts):
        keys = {key for one in dicts for key in one}
        return {key: math.fsum(one.get(key, 0.0) for one in dicts) for key in keys}

    rasters = {}
    for tally in accounts[0].rasters:
        parts = [one.raster(tally) for one in accounts]
        rasters[tally] = RasterAccount(
            add([part.classes for part in parts]),
            math.fsum(part.unseen for part in parts),
            add([part.total for part in parts]),
            add([part.unseen_by for part in parts]),
        )
    rows = pd.concat([one.parcels for one in accounts], ignore_index=True)
    more = {
        "compartments": pd.concat([one.compartments for one in accounts], ignore_index=True),
        "practice": add([one.practice for one in accounts]),
        "practice_before": add([one.practice_before for one in accounts]),
        "extents": {t: add([one.extents[t] for one in accounts]) for t in accounts[0].extents},
        "tables": {
            name: pd.concat([one.tables[name] for one in accounts], ignore_index=True)
            for name in accounts[0].tables
        },
    }
    return account("city", math.fsum(one.area_m2 for one in accounts), rasters, rows, more)


@pytest.mark.parametrize(("one", "profile"), PROFILES, ids=lambda value: value.id)
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 99_999), count=st.integers(1, 4))
def test_values_in_range_and_parts_add_up(one, profile, seed, count):
    rng = np.random.default_rng(seed)
    tallies = (*one.inputs_of(profile), *profile.optional)
    districts = [district(rng, str(n), tallies) for n in range(count)]
    city = {m.item: m for m in one.evaluate(merged(districts), profile)}
    parts = [{m.item: m for m in one.evaluate(part, profile)} for part in districts]
    for measures in (city, *parts):
        for item, measure in measures.items():
            assert (item in one.items) == bool(one.items)
            check(one, profile, measure)
    for item, whole in city.items() if one.additive else ():
        numbers = [part[item].numerator for part in parts if item in part]
        total = math.fsum(number for number in numbers if number is not None)
        if whole.numerator is not None and None not in numbers:
            assert whole.numerator == pytest.approx(total, rel=1e-9, abs=1e-6)


def check(one, profile, measure):
    assert measure.method.zh != measure.method.en  # each in its own language
    assert 0.0 <= measure.coverage <= 1.0
    if measure.status is not Status.OK:
        assert measure.value is None
        return
    low, high = one.valid
    # Trees may stand on ground that a profile takes out of its denominator as water.
    if profile.switches.get("denominator", "total") == "total":
        assert low <= measure.value <= high * (1 + 1e-12)
    if measure.interval is not None:
        assert measure.interval[0] <= measure.value <= measure.interval[1]
    if one.uom == "%":
        assert measure.value == pytest.approx(100 * measure.numerator / measure.denominator)
