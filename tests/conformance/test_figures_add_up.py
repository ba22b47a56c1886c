"""Any indicator on any account: values in range, and the parts of a city add up to the city."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers import derived_layers
from sinkmap.carbon import Carbon, ClimateZone
from sinkmap.classes import code_system, protection_forms, tree_species
from sinkmap.figure import Status
from sinkmap.indicator import (
    ClassAreas,
    Compartments,
    Cross,
    ParcelShares,
    RasterAccount,
    Sums,
    Transition,
    UnitAccount,
)
from sinkmap.indicators import indicators
from sinkmap.parameters import soc_practices
from sinkmap.statunit import StatUnit
from sinkmap.text import Text

EVERY = indicators()
PROFILES = [(one, profile) for one in EVERY.values() for profile in one.profiles]
UNIT_M2 = 1e6


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
                "redline": "1" if rng.random() < 0.5 else "",
                "area_m2": m2,
                "register_m2": m2,
                "geometry_m2": m2,
            }
        )
    return pd.DataFrame.from_records(rows)


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
    }
    return account("city", math.fsum(one.area_m2 for one in accounts), rasters, rows, more)


@pytest.mark.parametrize(("one", "profile"), PROFILES, ids=lambda value: value.id)
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 99_999), count=st.integers(1, 4))
def test_values_in_range_and_parts_add_up(one, profile, seed, count):
    rng = np.random.default_rng(seed)
    tallies = [
        t
        for t in (*one.inputs_of(profile), *profile.optional)
        if not isinstance(t, ParcelShares | Compartments)
    ]
    districts = [
        account(
            str(n),
            UNIT_M2,
            {t: raster_account(rng, t) for t in tallies},
            parcel_rows(rng),
            stated(rng),
        )
        for n in range(count)
    ]
    city = {m.item: m for m in one.evaluate(merged(districts), profile)}
    parts = [{m.item: m for m in one.evaluate(district, profile)} for district in districts]
    for measures in (city, *parts):
        for item, measure in measures.items():
            assert (item in one.items) == bool(one.items)
            check(one, profile, measure)
    for item, whole in city.items():
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
