"""Príncipe: two versions of one product; their difference is not read as change of the land."""

import pytest

from sinkmap.errors import Severity

pytestmark = pytest.mark.real_data


def test_the_change_of_version_is_found_in_plan_and_files(checked):
    found = checked("principe")
    steps = {f.layer: f for f in found["RASTER-PRODUCT-STEP"]}
    assert steps.keys() == {"land_cover", "tree_cover"}
    for step in steps.values():
        assert step.severity is Severity.WARNING
        assert step.year == 2021
        for word in ("v100", "v200", "V1.0.0", "V2.0.0"):
            assert word in step.seen
        assert "mixes data with land" in step.message.en
    assert found.keys() <= {"RASTER-PRODUCT-STEP", "CRS-FRAME-EQUATED", "DATA-STATE-MISSING"}


def test_the_run_keeps_the_warning(finished):
    codes = [f.code for f in finished("principe").results.manifest.findings]
    assert codes.count("RASTER-PRODUCT-STEP") == 2


def test_every_figure_names_its_version(figures_of):
    figures = figures_of("principe").reset_index()
    mapped = figures[figures["status"] == "ok"]
    for year, version in ((2020, "v100"), (2021, "v200")):
        vintages = mapped[mapped["year"] == year]["vintage"]
        assert len(vintages)
        assert vintages.str.contains(version).all()


def test_the_difference_is_of_the_kind_that_versions_make(figures_of):
    """Bare ground and marsh fall by three quarters and more in one year: no land does that."""
    figures = figures_of("principe")

    def hectares(group: str, year: int) -> float:
        return float(figures.at[(f"class_area.{group}", "principe", year, "map"), "value"])

    assert hectares("bare_soil", 2021) < 0.3 * hectares("bare_soil", 2020)
    assert hectares("marsh", 2021) < 0.2 * hectares("marsh", 2020)
    assert hectares("forest_arbor", 2021) == pytest.approx(hectares("forest_arbor", 2020), rel=5e-3)


def test_pixel_areas_follow_the_ellipsoid(figures_of, real_data):
    """The northern half against a count of pixels, each weighed by its row's ellipsoidal area."""
    import numpy as np
    import pyproj
    import rasterio

    path = real_data / "landcover/worldcover_principe_2020_2021/worldcover_2020_v100_principe.tif"
    with rasterio.open(path) as source:
        classes = source.read(1)
        transform = source.transform
    edge = transform.a
    rows = slice(round((1.73 - 1.70) / edge), round((1.73 - 1.61) / edge))
    cols = slice(round((7.32 - 7.3) / edge), round((7.46 - 7.3) / edge))
    geod = pyproj.Geod(ellps="WGS84")
    tops = 1.73 - edge * np.arange(rows.start, rows.stop)
    weights = [
        abs(geod.polygon_area_perimeter([0, edge, edge, 0], [top - edge, top - edge, top, top])[0])
        for top in tops
    ]
    trees = (classes[rows, cols] == 10).sum(axis=1)
    expected = float(trees @ np.array(weights)) / 1e4
    figures = figures_of("principe")
    found = figures.at[("class_area.forest_arbor", "north", 2020, "map"), "value"]
    assert found == pytest.approx(expected, rel=1e-8)
