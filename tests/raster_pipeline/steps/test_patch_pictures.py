"""NDVI and pictures of a patch, from composites a test wrote."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from raster_pipeline.io.raster_writer import RasterWriter
from raster_pipeline.steps.patch_pictures import patch_evidence
from sinkmap.grid import Grid

GRID = Grid("EPSG:4549", 500_000.0, 3_500_600.0, 10.0, (60, 60))
YEARS = (2023, 2024)


def composite(folder: Path, year: int, bands: dict[str, float]) -> None:
    """Plain bands, but for a corner of ten pixels without data."""
    path = folder / "layers" / f"composite_leaf_on_{year}.tif"
    values = np.stack([np.full(GRID.shape, value, dtype=np.float32) for value in bands.values()])
    values[:, :10, :10] = np.nan
    with RasterWriter(
        path, GRID, dtype="float32", nodata=float("nan"), bands=tuple(bands)
    ) as writer:
        for tile in GRID.tiles():
            writer.write(tile, values[(slice(None), *tile.slices)])


@pytest.fixture
def run(tmp_path: Path) -> Path:
    (tmp_path / "layers").mkdir()
    composite(tmp_path, 2023, {"blue": 0.03, "green": 0.05, "red": 0.04, "nir": 0.36})
    composite(tmp_path, 2024, {"blue": 0.2, "green": 0.2, "red": 0.2, "nir": 0.2})
    return tmp_path


def patches(*severities: int, west: float = 300.0) -> gpd.GeoDataFrame:
    shape = shapely.box(500_000 + west, 3_500_300, 500_000 + west + 50, 3_500_340)
    columns = {
        "patch_id": [f"P{k}" for k in range(len(severities))],
        "severity": list(severities),
    }
    return gpd.GeoDataFrame(columns, geometry=[shape] * len(severities), crs=GRID.crs)


def test_ndvi_of_woods_and_of_a_roof(run: Path, tmp_path: Path) -> None:
    seen = patch_evidence(run, YEARS, ["winter", "leaf_on"], GRID, patches(4, 2), tmp_path)
    assert seen["ndvi_t0"].to_list() == pytest.approx([0.8, 0.8], abs=1e-6)
    assert seen["ndvi_t1"].to_list() == pytest.approx([0.0, 0.0], abs=1e-6)
    assert seen["image_t0"].to_list() == ["evidence/P0_t0.png", "evidence/P1_t0.png"]
    assert (tmp_path / "evidence/P0_t1.png").read_bytes()[:4] == b"\x89PNG"


def test_lesser_patches_are_drawn_up_to_a_number(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("raster_pipeline.steps.patch_pictures._LESSER_PICTURED", 2)
    table = patches(4, 1, 2, 1, -1).assign(evidence=["both", "DLTB", "DLTB", "issued", "DLTB"])
    wide = shapely.box(500_300, 3_500_300, 500_400, 3_500_340)
    table.loc[4, "geometry"] = wide
    seen = patch_evidence(run, YEARS, ["leaf_on"], GRID, table, tmp_path)
    assert [bool(name) for name in seen["image_t0"]] == [True, True, True, True, False]


def test_ground_without_data_has_no_ndvi(run: Path, tmp_path: Path) -> None:
    corner = patches(4).set_geometry([shapely.box(500_000, 3_500_560, 500_040, 3_500_600)])
    seen = patch_evidence(run, YEARS, ["leaf_on"], GRID, corner, tmp_path)
    assert seen["ndvi_t0"].isna().all()


def test_a_run_without_rasters_has_no_pictures(tmp_path: Path) -> None:
    seen = patch_evidence(tmp_path, YEARS, ["leaf_on"], GRID, patches(4), tmp_path)
    assert seen["image_t0"].to_list() == [""]
    assert seen["ndvi_t1"].isna().all()
    assert list((tmp_path / "evidence").iterdir()) == []
