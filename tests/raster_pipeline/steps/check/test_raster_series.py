"""Years of a raster layer that are two products are not compared in silence."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from raster_pipeline.io.raster_source import RasterSpec
from raster_pipeline.steps.check.raster_series import series_findings
from raster_pipeline.steps.check.rasters import join_rasters
from sinkmap.errors import Severity
from sinkmap.layer import Form
from sinkmap.study import InputEntry, Study, parse_study

rasterio = pytest.importorskip("rasterio")
from rasterio.transform import Affine  # noqa: E402


def write(path: Path, version: str = "") -> Path:
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        count=1,
        height=2,
        width=2,
        dtype="uint8",
        crs="EPSG:4326",
        transform=Affine(1, 0, 0, 0, -1, 2),
    ) as out:
        out.write(np.full((1, 2, 2), 10, "uint8"))
        if version:
            out.update_tags(product_version=version)
    return path


def study(vintages: tuple[str, str]) -> Study:
    return parse_study(
        {
            "study": {
                "id": "t",
                "title": "t",
                "years": [2020, 2021],
                "city": {"code": "1", "name": "t"},
            },
            "grid": {"crs": "EPSG:4326", "resolution": 1.0, "origin": [0, 2], "shape": [2, 2]},
            "partition": [
                {"id": "d", "level": "d", "title": "t", "file": "d", "code": "c", "name": "n"}
            ],
            "input": [
                {"layer": "land_cover", "year": year, "files": ["x"], "vintage": vintage}
                for year, vintage in zip((2020, 2021), vintages, strict=True)
            ],
        }
    )


def spec(path: Path, year: int, system: str = "worldcover") -> RasterSpec:
    return RasterSpec((path,), "land_cover", year, Form.CLASS_RASTER, system, 0.0)


def codes(vintages: tuple[str, str], tags: tuple[str, str], tmp_path: Path) -> list[str]:
    rasters = {
        ("land_cover", year): spec(write(tmp_path / f"{year}.tif", tag), year)
        for year, tag in zip((2020, 2021), tags, strict=True)
    }
    return [f.code for f in series_findings(study(vintages), rasters)]


def test_one_product_may_name_its_year(tmp_path: Path) -> None:
    assert codes(("WorldCover 2020 v200", "WorldCover 2021 v200"), ("", ""), tmp_path) == []


def test_a_new_version_is_a_step_of_the_data(tmp_path: Path) -> None:
    stated = ("WorldCover 2020 v100", "WorldCover 2021 v200")
    assert codes(stated, ("", ""), tmp_path) == ["RASTER-PRODUCT-STEP"]


def test_the_file_gives_away_what_the_plan_does_not_say(tmp_path: Path) -> None:
    assert codes(("", ""), ("V1.0.0", "V2.0.0"), tmp_path) == ["RASTER-PRODUCT-STEP"]
    assert codes(("", ""), ("V2.0.0", "V2.0.0"), tmp_path) == []


@pytest.mark.parametrize("system", ["igbp", "clcd"])
def test_another_code_system_is_a_step_too(tmp_path: Path, system: str) -> None:
    rasters = {
        ("land_cover", 2020): spec(write(tmp_path / "a.tif"), 2020, system),
        ("land_cover", 2021): spec(write(tmp_path / "b.tif"), 2021),
    }
    (found,) = series_findings(study(("v", "v")), rasters)
    assert found.code == "RASTER-SYSTEM-STEP"
    assert found.seen == f"2020 {system} → 2021 worldcover"
    assert (found.severity, found.year) == (Severity.WARNING, 2021)


def test_one_file_for_both_years_is_no_step(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif")
    rasters = {("land_cover", year): spec(path, year) for year in (2020, 2021)}
    assert series_findings(study(("a", "b")), rasters) == []


def test_files_of_two_kinds_are_refused(tmp_path: Path) -> None:
    one = spec(write(tmp_path / "a.tif"), 2020)
    two = replace(one, paths=(write(tmp_path / "b.tif"),))
    entry = InputEntry("land_cover", ("a.tif", "b.tif"), (2020,))
    joined, found = join_rasters([one, two], entry)
    assert found == []
    assert joined is not None
    assert joined.paths == one.paths + two.paths
    joined, found = join_rasters([one, replace(two, nodata=255.0)], entry)
    assert joined is None
    assert [f.code for f in found] == ["RASTER-MIXED"]
