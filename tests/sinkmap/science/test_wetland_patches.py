"""Patches of wetland and what of them is open: sizes by hand, nothing lost."""

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from sinkmap.area import plane_area
from sinkmap.science.natural_wetland import natural_wetland_zones
from sinkmap.science.wetland_patches import open_patches, wetland_patches

CRS = "EPSG:4549"
EAST, NORTH = 487_600.0, 3_511_000.0


def frame(field, *rows):
    names, shapes = zip(*rows, strict=True)
    moved = [box(EAST + a, NORTH + b, EAST + c, NORTH + d) for a, b, c, d in shapes]
    return gpd.GeoDataFrame({field: list(names)}, geometry=moved, crs=CRS)


def hectares(found, size):
    return round(float(plane_area(found[found["size"] == size].geometry).sum()) / 1e4, 4)


def test_parcels_of_one_lake_are_one_patch_and_a_river_is_not_joined():
    parcels = frame(
        "group",
        ("lake", (0, 0, 300, 200)),
        ("lake", (300, 0, 500, 200)),
        ("river", (500, 0, 600, 150)),
        ("cropland_dry", (600, 0, 700, 100)),
        ("aqua_pond", (700, 0, 800, 100)),
    )
    found = wetland_patches(parcels)
    assert sorted(zip(found["group"], found["size"], strict=True)) == [
        ("lake", "ge8"),
        ("river", "ge1"),
    ]


def test_what_protection_leaves_counts_by_its_own_size():
    patches = wetland_patches(
        frame("group", ("lake", (0, 0, 500, 200)), ("pond", (900, 0, 1000, 90)))
    )
    park = frame("forms", ("npk_wetland", (100, 0, 200, 200)), ("eco_space", (300, 0, 500, 200)))
    found = open_patches(patches, park)
    # 2 ha and 6 ha are left on both sides of the park; eco_space does not count.
    assert hectares(found, "ge1") == 8.0
    assert hectares(found, "ge8") == 0.0
    assert hectares(open_patches(patches, None), "ge8") == 10.0


@settings(deadline=None)
@given(st.integers(0, 500), st.integers(1, 500))
def test_open_and_covered_make_up_the_patch(start, width):
    patches = wetland_patches(frame("group", ("lake", (0, 0, 500, 200))))
    park = frame("forms", ("nr", (start, 0, start + width, 200)))
    covered = (min(500, start + width) - start) * 200.0
    left = [w for w in (start, 500 - min(500, start + width)) if w * 200.0 >= 10_001.0]
    found = open_patches(patches, park)
    assert float(plane_area(found.geometry).sum()) == pytest.approx(sum(left) * 200.0)
    assert float(plane_area(found.geometry).sum()) <= 500 * 200.0 - covered + 1e-6


def test_the_old_series_counts_natural_wetland_alone():
    survey = frame("kind", ("自然湿地", (0, 0, 400, 100)), ("人工湿地", (400, 0, 500, 100)))
    park = frame("forms", ("nr|eco_redline", (300, 0, 500, 100)))
    found = natural_wetland_zones(survey, park)
    areas = dict(zip(found["cover"], plane_area(found.geometry), strict=True))
    assert areas == {"protected": pytest.approx(10_000.0), "open": pytest.approx(30_000.0)}
    assert natural_wetland_zones(survey, None)["cover"].tolist() == ["open"]
