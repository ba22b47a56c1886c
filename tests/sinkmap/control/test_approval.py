"""Records clear their own polygon, and say why they clear nothing."""

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from sinkmap.area import AreaMeasure
from sinkmap.control import Cleared, clear_approved, record_faults

CRS = "EPSG:4549"
MEASURE = AreaMeasure.of(CRS, (499_000.0, 3_499_000.0, 502_000.0, 3_502_000.0))
DAYS = (date(2023, 12, 31), date(2024, 12, 31))


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(500_000 + west, 3_500_000 + south, 500_000 + east, 3_500_000 + north)


def clear(
    record: shapely.Polygon, layer: str = "approvals", after: str = "built_ind", **said: str
) -> Cleared:
    patches = gpd.GeoDataFrame({"after": [after]}, geometry=[box(0, 0, 100, 100)], crs=CRS)
    facts = {"number": "常政地〔2024〕1号", "since": "2024-03-01", "until": "", "activity": "6"}
    rows = gpd.GeoDataFrame({k: [v] for k, v in (facts | said).items()}, geometry=[record], crs=CRS)
    return clear_approved(patches, {layer: rows}, DAYS, MEASURE, [str(k) for k in range(1, 11)])


def area(found: Cleared) -> float:
    return float(MEASURE.polygons(found.patches.geometry.to_numpy()).sum())


def test_the_rest_stays_a_patch() -> None:
    whole = float(MEASURE.polygons([box(0, 0, 100, 100)])[0])
    found = clear(box(0, 0, 60, 100))
    assert area(found) == pytest.approx(0.4 * whole, rel=1e-6)
    assert found.approved["area_m2"].sum() + area(found) == pytest.approx(whole, rel=1e-12)
    assert list(found.patches["approval_no"]) == ["常政地〔2024〕1号"]
    assert found.findings == ()


def test_a_covered_patch_is_gone_and_a_thin_rest_is_stated() -> None:
    assert clear(box(-10, -10, 110, 110)).patches.empty
    found = clear(box(0.05, 0, 100, 100))
    assert found.patches.empty
    assert found.rests == 1
    assert found.rest_m2 == pytest.approx(5.0, rel=1e-3)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"number": " "}, "APPROVAL-NUMBER-MISSING"),
        ({"since": "2025-01-01"}, "APPROVAL-OUTSIDE-DATES"),
        ({"since": "2020-01-01", "until": "2023-06-30"}, "APPROVAL-OUTSIDE-DATES"),
        ({"since": "spring"}, "APPROVAL-DATE-BAD"),
        ({"since": "2024-05-01", "until": "2024-04-01"}, "APPROVAL-DATES-REVERSED"),
    ],
)
def test_a_record_that_clears_nothing_is_told(said: dict[str, str], code: str) -> None:
    found = clear(box(0, 0, 60, 100), **said)
    assert [one.code for one in found.findings] == [code]
    assert found.approved.empty
    assert area(found) == pytest.approx(float(MEASURE.polygons([box(0, 0, 100, 100)])[0]))


def test_dates_of_other_spellings_are_read() -> None:
    for text in (
        "20240301",
        "2024/3/1",
        "2024年3月1日",
        "2024/03/01",
        "2024.03.01",
        "2024-03-01T00:00:00",
    ):
        assert not clear(box(0, 0, 60, 100), since=text).approved.empty


def test_a_record_far_away_is_not_told_for_its_dates() -> None:
    assert clear(box(500, 500, 600, 600), since="2025-01-01").findings == ()


def test_an_unknown_activity_is_told() -> None:
    found = clear(box(0, 0, 60, 100), activity="12")
    assert [one.code for one in found.findings] == ["APPROVAL-ACTIVITY-UNKNOWN"]
    assert not found.approved.empty


@pytest.mark.parametrize(
    ("layer", "after", "clears"),
    [
        ("facility_farm", "facility_ag", True),
        ("facility_farm", "built_ind", False),
        ("temporary_land", "bare_soil", True),
        ("temporary_land", "orchard", False),
        ("approved_not_supplied", "built_com", True),
        ("approved_not_supplied", "aqua_pond", False),
        ("approvals", "aqua_pond", True),
    ],
)
def test_a_record_clears_what_it_is_for(layer: str, after: str, *, clears: bool) -> None:
    assert (not clear(box(0, 0, 60, 100), layer, after).approved.empty) is clears


def test_temporary_land_must_still_be_in_force() -> None:
    assert not clear(box(0, 0, 60, 100), "temporary_land", until="2025-03-01").approved.empty
    found = clear(box(0, 0, 60, 100), "temporary_land", until="2024-06-30")
    assert [one.code for one in found.findings] == ["APPROVAL-OUTSIDE-DATES"]


def test_ground_two_records_share_is_taken_once() -> None:
    patches = gpd.GeoDataFrame({"after": ["built_ind"]}, geometry=[box(0, 0, 100, 100)], crs=CRS)
    records = gpd.GeoDataFrame(
        {"number": ["B", "A"], "since": "2024-03-01"},
        geometry=[box(0, 0, 60, 100), box(40, 0, 80, 100)],
        crs=CRS,
    )
    found = clear_approved(patches, {"approvals": records}, DAYS, MEASURE)
    again = clear_approved(patches, {"approvals": records.iloc[::-1]}, DAYS, MEASURE)
    whole = float(MEASURE.polygons([box(0, 0, 100, 100)])[0])
    assert found.approved["area_m2"].sum() == pytest.approx(0.8 * whole, rel=1e-6)
    assert found.approved.equals(again.approved)
    assert found.patches["approval_no"].iloc[0] == "A|B"


def test_the_records_of_a_layer_are_told_before_anything_is_compared() -> None:
    rows = pd.DataFrame(
        {
            "number": ["", "a", "b", "c", "d"],
            "since": ["2024-01-01", "spring", "2026-01-01", "2024-01-01", "2024-01-01"],
            "until": ["", "", "", "2023-01-01", ""],
            "activity": ["", "", "", "", "12"],
        }
    )
    found = record_faults("approvals", rows, ["1", "6"], [DAYS])
    assert {one.code: one.features for one in found} == {
        "APPROVAL-NUMBER-MISSING": ("row 1",),
        "APPROVAL-DATE-BAD": ("a",),
        "APPROVAL-OUTSIDE-DATES": ("b",),
        "APPROVAL-DATES-REVERSED": ("c",),
        "APPROVAL-ACTIVITY-UNKNOWN": ("d",),
    }
    assert record_faults("approvals", rows[4:].assign(activity="6"), ["6"], [DAYS]) == ()
    assert record_faults("approvals", rows[:0], ["6"], [DAYS]) == ()
