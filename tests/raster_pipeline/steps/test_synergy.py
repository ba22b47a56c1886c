"""Patches cut by control units: every m² is in one unit, or outside of all."""

from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from raster_pipeline.steps.synergy import patches_by_unit, unit_synergy
from sinkmap.area import AreaMeasure

CRS = "EPSG:4549"
MEASURE = AreaMeasure.of(CRS, (499_000.0, 3_499_000.0, 502_000.0, 3_502_000.0))


def box(west, south, east, north):
    return shapely.box(500_000 + west, 3_500_000 + south, 500_000 + east, 3_500_000 + north)


UNITS = gpd.GeoSeries([box(0, 0, 500, 1000), box(500, 0, 1000, 1000)], index=["A", "B"], crs=CRS)


def patches(*rows):
    frame = gpd.GeoDataFrame(
        {"severity": [s for _, s, _ in rows], "evidence": [e for _, _, e in rows]},
        geometry=[shape for shape, _, _ in rows],
        crs=CRS,
    )
    areas = MEASURE.polygons(np.asarray(frame.geometry.to_numpy(), dtype=object))
    return frame.assign(area_m2=areas)


def test_a_patch_across_units_is_shared_out_and_sums_to_itself():
    found = patches_by_unit(
        patches(
            (box(460, 100, 520, 200), 4, "both"),  # 4 000 m2 in A, 2 000 in B
            (box(900, 100, 1100, 200), 3, "DLTB"),  # half of it beyond B
            (box(10, 10, 20, 20), -1, "issued"),
        ),
        UNITS,
        MEASURE,
    )
    m2 = found.groupby(["statunit", "severity"])["area_m2"].sum()
    scale = MEASURE.polygons([box(0, 0, 100, 100)])[0] / 10_000.0
    expected = {("A", 4): 4000, ("B", 4): 2000, ("B", 3): 10_000, ("", 3): 10_000, ("A", -1): 100}
    assert (m2 / scale).to_dict() == pytest.approx(expected, rel=1e-6)
    whole = patches((box(460, 100, 520, 200), 4, "both"))["area_m2"].sum()
    assert m2.xs(4, level="severity").sum() == pytest.approx(whole, rel=1e-12)
    assert found.set_index("severity")["issued"].groupby(level=0).all().to_dict() == {
        4: False,
        3: False,
        -1: True,
    }


def test_the_order_of_patches_changes_nothing():
    rows = [(box(460, 100, 520, 200), 4, "both"), (box(900, 100, 1100, 200), 3, "DLTB")]
    key = ["statunit", "severity"]
    there = patches_by_unit(patches(*rows), UNITS, MEASURE).groupby(key)["area_m2"].sum()
    back = patches_by_unit(patches(*rows[::-1]), UNITS, MEASURE).groupby(key)["area_m2"].sum()
    assert there.to_dict() == back.to_dict()


def test_no_patches_give_no_rows():
    assert patches_by_unit(patches(), UNITS, MEASURE).empty


def test_a_study_without_control_units_says_so():
    results = SimpleNamespace(partitions=())
    found = unit_synergy(results, None, 2024, None, None)
    assert found.table.empty
    assert [finding.code for finding in found.findings] == ["SYNERGY-UNITS-MISSING"]
