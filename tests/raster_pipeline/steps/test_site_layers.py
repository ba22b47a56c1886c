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
from raster_pipeline.steps.site_layers import SiteLayers
from raster_pipeline.steps.site_masks import find_masks
from sinkmap.classes import group
from sinkmap.control import RuleBook
from sinkmap.grid import Grid, Window
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
