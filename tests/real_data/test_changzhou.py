"""Changzhou on open data: what five-kilometre pixels cannot tell shows in findings and figures."""

import pytest

from sinkmap.errors import Severity

pytestmark = pytest.mark.real_data

DISTRICTS = ("320402", "320404", "320411", "320412", "320413", "320481")
# km² in UTM 50N as measured on the file, whose scale puts areas up to 0.15 % above the ellipsoid's.
UTM_KM2 = (155.2, 131.3, 510.3, 1070.3, 978.1, 1527.3)


def area_of(figures, unit: str, group: str) -> float:
    """Hectares of a group on the map; 0 where it does not occur."""
    key = (f"class_area.{group}", unit, 2019, "map")
    return float(figures.at[key, "numerator"]) / 1e4 if key in figures.index else 0.0


def test_coarse_pixels_are_a_warning_and_resampling_is_told(checked):
    found = checked("changzhou")
    assert not [f for fs in found.values() for f in fs if f.severity is Severity.ERROR]
    coarse = {f.layer: f for f in found["RASTER-COARSE"]}
    assert coarse["land_cover"].severity is Severity.WARNING
    assert coarse["tree_cover"].severity is Severity.WARNING
    assert coarse["land_cover"].seen.startswith("2,6")  # 2626 ha a pixel
    assert coarse["dem"].severity is Severity.NOTE
    assert {f.layer for f in found["RASTER-RESAMPLED"]} == {"land_cover", "tree_cover", "dem"}


def test_heights_missing_over_water_are_told(checked):
    (gap,) = checked("changzhou")["RASTER-COVERAGE"]
    assert gap.layer == "dem"
    assert 90 < float(gap.seen.rstrip("%")) < 98


def test_districts_have_their_areas(figures_of, finished):
    run = finished("changzhou")
    table = run.results.reconciliation
    polygons = table[(table["check"] == "measures") & (table["subject"] == "polygon")]
    measured = dict(zip(polygons["statunit"], polygons["right_m2"], strict=True))
    for unit, km2 in zip(DISTRICTS, UTM_KM2, strict=True):
        assert measured[unit] / 1e6 == pytest.approx(km2, rel=2e-3)
    assert table["ok"].all()


def test_the_lakes_and_the_land_cover_disagree_in_the_open(figures_of):
    figures = figures_of("changzhou")
    index = figures.index.to_frame()
    for lake, outline in (("gehu", 138.1), ("changdang", 104.2)):
        ours = index["indicator"].str.startswith("class_area.") & (index["statunit"] == lake)
        mapped = figures[ours & (index["profile"] == "map")]
        # Four or five pixels to a lake: what they saw is kept, but it is no figure.
        assert (mapped["status"] == "cannot_tell").all()
        assert (mapped["ci_reason"] == "coarse_pixels").all()
        assert mapped["value"].isna().all()
        total = mapped["numerator"].sum() / 1e6
        assert total == pytest.approx(outline, rel=2e-3)
        water = area_of(figures, lake, "lake") / 100
        # Pixels of 26 km² see four fifths of the outline as water, the rest as grass or marsh.
        assert 0.7 < water / total < 0.9
    outside = area_of(figures, "rest", "lake")
    assert outside > 0, "and they see water where no outline is"


def test_no_figure_claims_more_than_there_is(figures_of):
    figures = figures_of("changzhou").reset_index()
    wetland = figures[figures["indicator"].str.startswith("wetland_")]
    assert len(wetland)
    assert (wetland["status"] == "not_estimated").all()
    assert wetland["value"].isna().all()
    given = wetland["vintage"][wetland["vintage"] != ""]  # of the others no layer is there
    assert len(given)
    assert given.str.contains("stand-in").all()
    trees = figures[(figures["indicator"] == "tree_cover_rate") & (figures["status"] == "ok")]
    assert trees["ci_low"].isna().all()
    assert (trees["ci_reason"] == "no_reference_samples").all()
    assert trees["vintage"].str.contains("MCD12C1").all()
