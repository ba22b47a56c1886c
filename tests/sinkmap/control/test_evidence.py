"""Which changes both sources show, and no ground twice."""

import geopandas as gpd
import pytest
import shapely

from sinkmap.area import AreaMeasure
from sinkmap.control import combine_evidence

CRS = "EPSG:4549"
MEASURE = AreaMeasure.of(CRS, (499_000.0, 3_499_000.0, 502_000.0, 3_502_000.0))


def frame(*rows: tuple[str, str, tuple[float, float, float, float]]) -> gpd.GeoDataFrame:
    shapes = [
        shapely.box(500_000 + w, 3_500_000 + s, 500_000 + e, 3_500_000 + n)
        for _, _, (w, s, e, n) in rows
    ]
    columns = {"before": [row[0] for row in rows], "after": [row[1] for row in rows]}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def test_alike_change_on_half_of_a_patch_is_both() -> None:
    survey = frame(
        ("cropland_paddy", "built_ind", (0, 0, 100, 100)),
        ("cropland_paddy", "forest_arbor", (200, 0, 300, 100)),
        ("cropland_paddy", "built_ind", (400, 0, 500, 100)),
    )
    scenes = frame(
        ("cropland_dry", "built_res_urban", (0, 0, 60, 100)),
        ("cropland_dry", "built_res_urban", (200, 0, 300, 100)),  # another kind of change
        ("cropland_dry", "built_res_urban", (400, 0, 440, 100)),  # too little
    )
    found = combine_evidence(survey, scenes, MEASURE)
    assert list(found.patches["evidence"]) == ["both", "DLTB", "DLTB"]


def test_what_only_the_scenes_show_is_a_patch_by_itself() -> None:
    survey = frame(("cropland_paddy", "built_ind", (0, 0, 100, 100)))
    scenes = frame(
        ("cropland_dry", "built_res_urban", (0, 0, 150, 100)),
        ("forest_arbor", "bare_soil", (500, 0, 550, 50)),
        ("cropland_dry", "built_res_urban", (0, 100, 100, 101)),
    )
    found = combine_evidence(survey, scenes, MEASURE)
    # The strip of a metre is kept, as the scenes' own rules let it through; nothing else is added.
    assert list(found.patches["evidence"]) == ["both", "RS", "RS", "RS"]
    areas = MEASURE.polygons(found.patches.geometry.to_numpy())
    scenes_m2 = MEASURE.polygons(scenes.geometry.to_numpy())
    union = shapely.union_all([*survey.geometry, *scenes.geometry])
    assert areas.sum() + found.let_go_m2 == pytest.approx(float(MEASURE.polygons([union])[0]))
    assert areas[list(found.patches["evidence"]).index("both")] == pytest.approx(
        float(MEASURE.polygons(survey.geometry.to_numpy())[0])
    )
    assert scenes_m2[1] == pytest.approx(areas[found.patches["before"] == "forest_arbor"][0])


def test_without_land_cover_every_patch_has_one_source() -> None:
    survey = frame(("cropland_paddy", "built_ind", (0, 0, 100, 100)))
    assert list(combine_evidence(survey, None, MEASURE).patches["evidence"]) == ["DLTB"]
    assert list(combine_evidence(survey, survey[:0], MEASURE).patches["evidence"]) == ["DLTB"]
