"""Encroachment on hand-made parcels: the vectors ZV1 to ZV4, tolerance, approvals, any order."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from raster_pipeline.steps.encroachment import ControlInputs, Encroachment, find_encroachment
from sinkmap.area import AreaMeasure
from sinkmap.classes import code_system
from sinkmap.control import RuleBook
from sinkmap.science.survey_turns import SurveyYear

CRS = "EPSG:4549"
WEST, SOUTH = 500_000.0, 3_500_000.0
MEASURE = AreaMeasure.of(CRS, (WEST - 1e3, SOUTH - 1e3, WEST + 3e3, SOUTH + 3e3))
BOOK = RuleBook.default()
GROUPS = code_system("sd3").table["group"]
Parcel = tuple[str, tuple[float, float, float, float]]


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(WEST + west, SOUTH + south, WEST + east, SOUTH + north)


def survey(*parcels: Parcel) -> SurveyYear:
    table = pd.DataFrame(
        {
            "code": [code for code, _ in parcels],
            "group": [str(GROUPS[code]) for code, _ in parcels],
            "geometry": [shapely.to_wkb(box(*place)) for _, place in parcels],
        }
    )
    return SurveyYear.of(table, "sd3")


def scenes(*rows: tuple[str, str, tuple[float, float, float, float]]) -> gpd.GeoDataFrame:
    columns = {"class_from": [row[0] for row in rows], "class_to": [row[1] for row in rows]}
    return gpd.GeoDataFrame(columns, geometry=[box(*row[2]) for row in rows], crs=CRS)


def layer(*places: tuple[float, float, float, float], **columns: list[str]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=[box(*place) for place in places], crs=CRS)


REDLINE = layer((0, 0, 1_000, 1_000), code=["HX1"], name=["红线"], kind=["水源涵养"])
FARMLAND = layer((1_000, 0, 2_000, 1_000), code=["YN1"])
LAYERS = {"eco_redline": REDLINE, "permanent_farmland": FARMLAND}


def found(
    before: SurveyYear,
    after: SurveyYear,
    seen: gpd.GeoDataFrame | None = None,
    layers: dict[str, gpd.GeoDataFrame] = LAYERS,
    records: dict[str, gpd.GeoDataFrame] | None = None,
) -> Encroachment:
    asked = ControlInputs(
        (2023, 2024), (before, after), seen, layers, records or {}, {}, MEASURE, CRS
    )
    return find_encroachment(asked, BOOK)


@pytest.mark.parametrize(
    ("west", "before", "after", "cover", "rules", "severity"),
    [
        (1_400, "0101", "0301", ("cropland_dry", "forest_arbor"), "R11|R25", 4),  # ZV1
        (400, "1102", "1104A", ("lake", "aqua_pond"), "R05|R24", 4),  # ZV3
        (400, "1206", "0301", ("bare_soil", "forest_arbor"), "R09|R27", -1),  # ZV4
    ],
)
def test_vectors(
    west: float, before: str, after: str, cover: tuple[str, str], rules: str, severity: int
) -> None:
    place = (west, 400.0, west + 100.0, 500.0)
    result = found(survey((before, place)), survey((after, place)), scenes((*cover, place)))
    (patch,) = result.patches.to_dict("records")
    assert (patch["rule_ids"], patch["severity"], patch["evidence"]) == (rules, severity, "both")
    assert patch["area_m2"] == pytest.approx(float(MEASURE.polygons([box(*place)])[0]), rel=1e-12)
    assert (patch["dlbm_t0"], patch["dlbm_t1"]) == (before, after)


def test_a_pond_that_stays_is_no_violation() -> None:  # ZV2
    place = (400.0, 400.0, 500.0, 500.0)
    result = found(survey(("1104A", place)), survey(("1104A", place)))
    assert result.patches.empty
    assert result.ignored["area_m2"].sum() == 0.0


def test_what_is_ignored_and_what_is_kept_sum_to_all_change() -> None:
    before = survey(("0101", (1_000, 0, 1_500, 500)), ("0702", (1_500, 0, 1_600, 500)))
    after = survey(
        ("0101", (1_000, 0, 1_400, 500)),
        ("0601", (1_400, 0, 1_498.5, 500)),
        ("0702", (1_498.5, 0, 1_600, 500)),  # a metre and a half of shifted border
    )
    result = found(before, after)
    ignored = result.ignored.set_index("reason")["area_m2"]
    assert ignored["tolerance"] == pytest.approx(1.5 * 500.0, rel=1e-3)
    kept = result.patches["area_m2"].sum()
    whole = box(1_400, 0, 1_500, 500)
    assert kept + ignored.sum() == pytest.approx(float(MEASURE.polygons([whole])[0]), rel=1e-9)
    assert list(result.patches["rule_ids"]) == ["R10"]


def test_a_border_of_a_zone_drawn_twice_is_no_hit() -> None:
    place = (1_000.0 - 99.96, 400.0, 1_000.0 + 0.04, 500.0)
    result = found(survey(("0101", place)), survey(("0601", place)))
    assert list(result.patches["rule_ids"]) == ["R06"]
    ignored = result.ignored.set_index("reason")["area_m2"]
    assert ignored["zone_sliver:Z3"] == pytest.approx(4.0, rel=1e-3)


def test_places_records_and_zones_without_a_layer() -> None:
    place = (1_400.0, 400.0, 1_500.0, 500.0)
    record = layer((1_400, 400, 1_450, 500), number=["文1"], since=["2024-02-01"], until=[""])
    asked = ControlInputs(
        (2023, 2024),
        (survey(("0101", place)), survey(("0601", place))),
        None,
        LAYERS,
        {"approvals": record},
        {"village": layer((0, 0, 2_000, 2_000), name=["东村"])},
        MEASURE,
        CRS,
    )
    result = find_encroachment(asked, BOOK)
    (patch,) = result.patches.to_dict("records")
    assert (patch["village"], patch["county"], patch["approval_no"]) == ("东村", "", "文1")
    assert patch["area_m2"] == pytest.approx(5_000.0, rel=1e-3)
    assert result.approved["area_m2"].sum() == pytest.approx(patch["area_m2"], rel=1e-6)
    assert "Z7" in result.unseen
    assert "Z3" not in result.unseen


def test_nothing_to_compare_is_a_fault() -> None:
    asked = ControlInputs((2023, 2024), None, None, LAYERS, {}, {}, MEASURE, CRS)
    with pytest.raises(ValueError, match="nothing"):
        find_encroachment(asked, BOOK)


def field(seed: int, shuffle: int) -> tuple[SurveyYear, SurveyYear]:
    """A mesh of parcels across both zones, some of which change; the same in any order."""
    rng = np.random.default_rng(seed)
    codes = np.array(["0101", "0103", "0301", "1102", "1104A", "0601", "1206", "0702"])
    places = [
        (x * 100.0, y * 100.0, x * 100.0 + 100.0, y * 100.0 + 100.0)
        for x in range(7, 13)
        for y in range(3)
    ]
    first = rng.choice(codes, len(places))
    second = np.where(rng.uniform(size=len(places)) < 0.5, rng.choice(codes, len(places)), first)
    order = np.random.default_rng(shuffle).permutation(len(places))
    years = [[(str(year[k]), places[k]) for k in order] for year in (first, second)]
    return survey(*years[0]), survey(*years[1][::-1])


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_order_of_parcels_and_layers_does_not_matter(seed: int) -> None:
    one = found(*field(seed, 1))
    swapped = dict(reversed(LAYERS.items()))
    other = found(*field(seed, 2), layers=swapped)
    pd.testing.assert_frame_equal(
        pd.DataFrame(one.patches.drop(columns="geometry")),
        pd.DataFrame(other.patches.drop(columns="geometry")),
    )
    assert one.patches.geometry.geom_equals_exact(other.patches.geometry, 0.0).all()
    pd.testing.assert_frame_equal(one.areas, other.areas)
    pd.testing.assert_frame_equal(one.hits, other.hits)
    pd.testing.assert_frame_equal(one.ignored, other.ignored)
    credit = one.areas.groupby("patch_id")["exclusive_m2"].sum()
    area = one.patches.set_index("patch_id")["area_m2"]
    np.testing.assert_allclose(credit[area.index], area, rtol=1e-9)
