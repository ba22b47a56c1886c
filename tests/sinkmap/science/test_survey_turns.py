"""Ground that changed its class between two surveys."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sinkmap.area import plane_area
from sinkmap.science.survey_turns import SurveyYear, survey_turns

CRS = "EPSG:4549"
Row = tuple[str, str, shapely.Polygon]


def year(*rows: Row, system: str = "sd3") -> SurveyYear:
    table = pd.DataFrame(
        {
            "code": [row[0] for row in rows],
            "group": [row[1] for row in rows],
            "geometry": [shapely.to_wkb(row[2]) for row in rows],
        }
    )
    return SurveyYear.of(table, system)


def said(found: gpd.GeoDataFrame) -> list[tuple[str, str, float]]:
    areas = plane_area(found.geometry.to_numpy()).round(6)
    return sorted(zip(found["before"], found["after"], areas.tolist(), strict=True))


PADDY, DRY = ("0101", "cropland_paddy"), ("0103", "cropland_dry")
PLANT, POND = ("0601", "built_ind"), ("1104A", "aqua_pond")


def test_a_parcel_of_another_class_and_one_that_stays() -> None:
    one, other = shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)
    found = survey_turns(
        year((*PADDY, one), (*DRY, other)), year((*PLANT, one), (*DRY, other)), CRS
    )
    assert said(found) == [("cropland_paddy", "built_ind", 100.0)]
    assert found[["dlbm_t0", "dlbm_t1"]].iloc[0].to_list() == ["0101", "0601"]


def test_a_factory_on_several_fields_is_one_polygon() -> None:
    fields = [shapely.box(k * 10, 0, k * 10 + 10, 10) for k in range(5)]
    site = shapely.box(5, 2, 45, 8)
    before = year(*((*PADDY, field) for field in fields))
    after = year(*((*PADDY, shapely.difference(field, site)) for field in fields), (*PLANT, site))
    assert said(survey_turns(before, after, CRS)) == [("cropland_paddy", "built_ind", 240.0)]


def test_merged_and_split_parcels_of_one_class_are_no_change() -> None:
    whole = shapely.box(0, 0, 20, 10)
    halves = [shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)]
    split = survey_turns(year((*PADDY, whole)), year(*((*PADDY, h) for h in halves)), CRS)
    assert split.empty
    merged = survey_turns(year(*((*PADDY, h) for h in halves)), year((*PADDY, whole)), CRS)
    assert merged.empty


def test_a_step_of_code_system_is_no_change() -> None:
    shape, other = shapely.box(0, 0, 10, 10), shapely.box(20, 0, 30, 10)
    before = year((*POND, shape), (*PADDY, other))
    after = year(("1704", "pond", shape), ("1704", "pond", other), system="ydyh2023")
    found = survey_turns(before, after, CRS)
    assert said(found) == [("cropland_paddy", "pond", 100.0)]
    assert found["after_may_be"].iloc[0] == "aqua_pond"
    back = survey_turns(after, before, CRS)
    assert said(back) == [("pond", "cropland_paddy", 100.0)]
    assert back["after_may_be"].iloc[0] == ""


def test_ground_of_one_year_only_is_no_change() -> None:
    one, other = shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)
    assert survey_turns(year((*PADDY, one)), year((*PLANT, other)), CRS).empty


def stripes(seed: int, groups: list[tuple[str, str]]) -> list[Row]:
    """A field of 100 x 100 m cut into upright stripes of drawn classes."""
    rng = np.random.default_rng(seed)
    cuts = [0.0, *np.sort(rng.uniform(0, 100, 6)).tolist(), 100.0]
    picks = rng.integers(0, len(groups), len(cuts) - 1)
    return [
        (*groups[k], shapely.box(a, 0, b, 100))
        for k, (a, b) in zip(picks, pairwise(cuts), strict=True)
    ]


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_turns_are_the_lengths_counted_along_the_field_in_any_order(seed: int) -> None:
    kinds = [PADDY, DRY, PLANT, POND]
    before, after = stripes(seed, kinds), stripes(seed + 1, kinds)
    found = survey_turns(year(*before), year(*after), CRS)
    edges = sorted({x for row in (*before, *after) for x in (row[2].bounds[0], row[2].bounds[2])})
    expected: dict[tuple[str, str], float] = {}
    for a, b in pairwise(edges):
        middle = (a + b) / 2.0
        pair = tuple(
            next(row[1] for row in rows if row[2].bounds[0] <= middle <= row[2].bounds[2])
            for rows in (before, after)
        )
        if pair[0] != pair[1]:
            expected[pair] = expected.get(pair, 0.0) + (b - a) * 100.0
    sums = found.assign(m2=plane_area(found.geometry.to_numpy())).groupby(["before", "after"])["m2"]
    assert sums.sum().to_dict() == pytest.approx(expected, rel=1e-9)
    rng = np.random.default_rng(seed)
    shuffled = survey_turns(
        year(*(before[k] for k in rng.permutation(len(before)))),
        year(*(after[k] for k in rng.permutation(len(after)))),
        CRS,
    )
    assert shuffled.equals(found)
