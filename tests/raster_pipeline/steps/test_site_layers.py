"""What siting reads where a study has rasters alone, and masks whose layer is not there."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from raster_pipeline.io.tables import write_frame
from raster_pipeline.steps.site_factors import raw_factors
from raster_pipeline.steps.site_layers import LOW_FOREST, SiteLayers
from raster_pipeline.steps.site_masks import find_masks
from raster_pipeline.steps.site_proxy import Greenness
from sinkmap.classes import group
from sinkmap.control import RuleBook
from sinkmap.grid import Grid, Window
from sinkmap.science.stands import StandCategory
from sinkmap.siting.siting_book import SitingBook

GRID = Grid("EPSG:4549", 500_000.0, 3_510_000.0, 10.0, (600, 600))
BOOK = SitingBook.default()


@dataclass(frozen=True)
class Cells:
    """Pixels held in memory."""

    values: NDArray[Any]

    def read(self, window: Window) -> NDArray[Any]:
        return self.values[window.slices]


def nowhere(_layer: str) -> Path | None:
    return None


def test_without_parcels_patches_of_pixels_are_the_ground() -> None:
    cells = np.full(GRID.shape, group("cropland_paddy").index, dtype=np.uint8)
    cells[500:530, 500:520] = group("grass").index  # over the borders of four tiles
    cells[10:12, 10:13] = group("vacant").index
    layers = SiteLayers(GRID, 2024, nowhere, RuleBook.default(), BOOK, land=Cells(cells))
    found = layers.parcels(["grass", "vacant", "pond"])
    assert sorted(found["group"]) == ["grass", "vacant"]
    area = dict(zip(found["group"], shapely.area(found.geometry.to_numpy()), strict=True))
    assert area == pytest.approx({"grass": 60_000.0, "vacant": 600.0})
    assert (found[["bsm", "code", "ownership"]] == "").all(axis=None)


def test_steep_ground_is_told_from_the_heights() -> None:
    heights = np.zeros(GRID.shape, dtype=np.float32)
    heights[:, 300:] = 8.0 * np.arange(300)  # 38.7 degrees
    layers = SiteLayers(GRID, 2024, nowhere, RuleBook.default(), BOOK, heights=Cells(heights))
    steep = layers.steep(35.0, 90.0)
    gentle = layers.steep(25.0, 35.0)
    assert steep is not None
    assert gentle is not None
    assert shapely.union_all(steep).bounds[0] == pytest.approx(500_000 + 3_010.0, abs=10.1)
    assert shapely.area(gentle).sum() == 0.0


def test_masks_without_a_layer_are_dropped_and_said_and_some_leave_nothing(tmp_path: Path) -> None:
    path = tmp_path / "flood_works.parquet"
    works = gpd.GeoDataFrame(
        {"kind": ["dyke", "waterway"], "name": ["", ""], "code": ["", ""]},
        geometry=[shapely.box(500_000, 3_505_000, 500_100, 3_505_100)] * 2,
        crs=GRID.crs,
    )
    write_frame(works, path)
    layers = SiteLayers(
        GRID,
        2024,
        lambda layer: path if layer == "flood_works" else None,
        RuleBook.default(),
        BOOK,
    )
    masks = find_masks(BOOK.exclusions, layers)
    known = {one.exclusion.id: one for one in masks.grounds}
    said = {one.name for one in masks.dropped}
    assert {"farmland", "greening_space", "airport", "slope_steep", "not_vacated"} <= said
    assert {"farmland", "greening_space", "airport", "slope_steep"}.isdisjoint(known)
    dyke = known["dyke"].shapes
    assert dyke is not None
    assert shapely.area(dyke).sum() == pytest.approx(10_000.0)
    # Nowhere is known to be vacated: outside of nothing is everywhere.
    vacated = known["not_vacated"]
    assert vacated.outside
    assert vacated.shapes is not None
    assert len(vacated.shapes) == 0
    assert [one.exclusion.order for one in masks.grounds] == sorted(
        one.exclusion.order for one in masks.grounds
    )


@dataclass(frozen=True)
class Bands:
    """A composite held in memory: red is 0.1 everywhere, near infrared is what NDVI asks."""

    ndvi: NDArray[np.float32]
    bands: tuple[str, ...] = ("blue", "red", "nir")

    def read(self, window: Window) -> NDArray[np.float32]:
        ndvi = self.ndvi[window.slices]
        red = np.full_like(ndvi, 0.1)
        nir = red * (1.0 + ndvi) / (1.0 - ndvi)
        return np.stack([np.zeros_like(red), red, nir])


def woods(ndvi: list[float], crowns: list[int]) -> tuple[SiteLayers, list[float]]:
    """Squares of forest of 20 x 20 pixels in a row, each with an NDVI and rows of crowns of 20."""
    land = np.full(GRID.shape, group("grass").index, dtype=np.uint8)
    stands = np.full(GRID.shape, StandCategory.NONE, dtype=np.uint8)
    green = np.full(GRID.shape, 0.2, dtype=np.float32)
    west = []
    for n, (value, rows) in enumerate(zip(ndvi, crowns, strict=True)):
        left = 10 + 40 * n
        land[100:120, left : left + 20] = group("forest_arbor").index
        stands[100:120, left : left + 20] = StandCategory.GAP
        stands[100 : 100 + rows, left : left + 20] = StandCategory.ARBOR
        green[100:120, left : left + 20] = value
        west.append(GRID.west + 10.0 * left)
    layers = SiteLayers(
        GRID, 2024, nowhere, RuleBook.default(), BOOK, land=Cells(land), stands=Cells(stands),
        greenness=Greenness(Bands(green)),
    )  # fmt: skip
    return layers, west


def test_without_a_survey_open_forest_that_is_less_green_than_its_like_is_low() -> None:
    # Median 0.80, MAD 0.02: 0.78 is one MAD below it. Open are 4 to 8 rows of 20.
    ndvi = [0.84, 0.82, 0.80, 0.79, 0.60, 0.60, 0.60, 0.80, 0.81, 0.82, 0.81]
    rows = [16, 6, 6, 6, 6, 16, 2, 6, 18, 18, 4]
    layers, west = woods(ndvi, rows)
    assert not layers.low_by_proxy  # nobody has asked yet
    low = layers.frame(LOW_FOREST)
    assert low is not None
    assert low.geometry.bounds["minx"].tolist() == [west[4]]
    assert low["low_tests"].tolist() == ["proxy"]
    assert layers.low_by_proxy


def test_without_images_or_stands_nothing_tells_forest_of_low_efficiency() -> None:
    layers, _ = woods([0.8] * 5, [6] * 5)
    layers.greenness = None
    assert layers.frame(LOW_FOREST) is None
    assert not layers.low_by_proxy
    assert layers.low_types == ("LEF",)


def test_ground_is_protected_by_the_forms_that_count_alone(tmp_path: Path) -> None:
    path = tmp_path / "protection.parquet"
    west, middle, east = (shapely.box(x, 3_505_000, x + 100, 3_505_100)
                          for x in (500_000, 500_100, 500_200))  # fmt: skip
    forms = ["nr", "eco_space", "eco_space|eco_redline"]
    write_frame(
        gpd.GeoDataFrame({"forms": forms}, geometry=[west, middle, east], crs=GRID.crs), path
    )
    cells = np.full(GRID.shape, group("grass").index, dtype=np.uint8)
    layers = SiteLayers(
        GRID,
        2024,
        lambda layer: path if layer == "protection" else None,
        RuleBook.default(),
        BOOK,
        land=Cells(cells),
    )
    site = shapely.box(500_000, 3_505_000, 500_400, 3_505_100)
    area = layers.measure.polygons(np.array([site, west, east], dtype=object))
    sites = gpd.GeoDataFrame(
        {"type_id": ["WET"], "district": ["a"], "area_m2": [area[0]]}, geometry=[site], crs=GRID.crs
    )
    found = raw_factors(sites, layers, {})
    assert found["protected_m2"].tolist() == pytest.approx([area[1] + area[2]], rel=1e-9)
