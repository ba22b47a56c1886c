"""WorldCover 2020 (v100) and 2021 (v200) of São Tomé through the change rules.

The two maps come of two versions of the product: most of what differs is the version. What the
rules leave are patches worth a look, not proven change of land.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from numpy.typing import NDArray

from raster_pipeline.io.raster_source import RasterSource, RasterSpec
from raster_pipeline.io.tables import read_frame
from raster_pipeline.steps.account import account
from raster_pipeline.steps.cover_change import judge_change, transition_rows
from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid, Window
from sinkmap.indicator import Transition
from sinkmap.layer import Form
from sinkmap.science.crosswalk import group_pixels

pytestmark = pytest.mark.real_data


@dataclass
class Groups:
    """A WorldCover map as class groups."""

    source: RasterSource
    nodata: float | None = 0.0
    code_system: str = ""

    def read(self, window: Window) -> NDArray[np.uint8]:
        return group_pixels(self.source.read(window), "worldcover", 0.0)


@pytest.fixture(scope="module")
def maps(real_data: Path):
    folder = real_data / "landcover" / "worldcover_principe_2020_2021"
    paths = [folder / f"worldcover_{name}_saotome.tif" for name in ("2020_v100", "2021_v200")]
    with rasterio.open(paths[0]) as file:
        move, shape = file.transform, file.shape
    grid = Grid("EPSG:4326", move.c, move.f, move.a, shape)
    specs = [
        RasterSpec((p,), "land_cover", 2020, Form.CLASS_RASTER, "worldcover", 0.0) for p in paths
    ]
    with RasterSource(specs[0], grid) as first, RasterSource(specs[1], grid) as second:
        yield grid, Groups(first), Groups(second)


def log(value: object) -> None:
    """Shown by ``pytest -s``: what was measured."""
    sys.stdout.write(f"{value}\n")


def test_transitions_sum_to_both_maps(maps) -> None:
    grid, first, second = maps
    island = shapely.box(*grid.bounds)
    units = gpd.GeoDataFrame({"unit_id": ["island"]}, geometry=[island], crs=grid.crs)
    change = Transition("land_group")
    readers = {change.layer: second, change.earlier: first}
    found = account(grid, units, readers, [change])["island"][change]
    rows = transition_rows((2020, 2021), "island", found)
    total = sum(row[-1] for row in rows)
    assert total == pytest.approx(AreaMeasure.of_grid(grid).polygons([island])[0], rel=1e-7)
    land = [row for row in rows if row[4] not in ("", "lake", "sea") or row[5] not in ("", "lake")]
    changed = sum(row[-1] for row in land if row[4] != row[5] and row[4] and row[5])
    log(f"differs: {changed / 1e4:.0f} ha, {100 * changed / sum(r[-1] for r in land):.2f} %")
    assert 0.005 < changed / sum(row[-1] for row in land) < 0.10


def test_the_rules_leave_a_part_and_tell_the_rest(maps, tmp_path: Path) -> None:
    grid, first, second = maps
    patches = tmp_path / "patches.parquet"
    tally = judge_change(grid, first, second, tmp_path / "change.tif", patches, workers=2)
    log({"kept": tally.kept_m2 / 1e4} | {k.name: v / 1e4 for k, v in tally.ignored_m2.items()})
    frame = read_frame(patches)
    assert frame["m2"].sum() == pytest.approx(tally.kept_m2, rel=1e-6)
    assert 0.0 < tally.kept_m2 < tally.all_m2
    most = frame.groupby(["class_from", "class_to"])["m2"].sum().sort_values(ascending=False)
    log((most / 1e4).round(1).head(6).to_dict())
