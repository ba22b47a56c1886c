"""Carbon of four pools: the map of density and the totals of units, beside what they rest on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.accounting_cases import AREAS, WORKERS, Ground, first_pass
from benchmarks.case import Case, Demand, Side
from layers.derived.carbon_density import LAYER
from raster_pipeline.engine import map_blocks
from raster_pipeline.io.raster_source import RasterSource, RasterSpec
from raster_pipeline.io.raster_writer import RasterWriter
from raster_pipeline.steps.derive import derive
from raster_pipeline.steps.workspace import Workspace
from raster_pipeline.steps.zonal import zonal_tables
from sinkmap.classes import group_at
from sinkmap.grid import Window
from sinkmap.indicator import ClassAreas, Sums
from sinkmap.layer import Form
from sinkmap.parameters import shipped_pools
from sinkmap.science.pool_stock import pool_stock
from sinkmap.science.zonal_table import ZonalTable
from sinkmap.science.zone_edges import ZoneEdges
from sinkmap.science.zone_shares import ZoneShares

YEAR = 2024
LAND_USE = "land_use"
CLASSES = ClassAreas(LAND_USE)
PIXELS = Sums(LAYER.id, by=LAND_USE)


def stock(ground: Ground, folder: Path) -> tuple[ZonalTable, ZonalTable, list[float]]:
    """What a run does: the map of density, areas by class and pixel sums, and tC of every zone."""
    spec = RasterSpec((ground.cover,), LAND_USE, YEAR, Form.CLASS_RASTER, nodata=0)
    rasters = {(LAND_USE, YEAR): spec}
    with Workspace(ground.grid, (YEAR,), folder, {}, rasters, WORKERS) as workspace:
        derive(LAYER, workspace, YEAR)
        readers = {name: workspace.raster(name, YEAR) for name in (LAND_USE, LAYER.id)}
        shares = ZoneShares(ZoneEdges.of(ground.zones, ground.grid), ground.grid)
        found = zonal_tables(shares, readers, [CLASSES, PIXELS], workers=WORKERS)
    areas = found[CLASSES]
    return areas, found[PIXELS], [_carbon(areas, zone) for zone in range(len(ground.zones))]


def _carbon(areas: ZonalTable, zone: int) -> float:
    inside = slice(int(areas.first[zone]), int(areas.first[zone + 1]))
    pairs = zip(areas.code[inside].tolist(), areas.amounts[0, inside].tolist(), strict=True)
    known = {one.id: m2 for code, m2 in pairs if (one := group_at(code)) is not None}
    return pool_stock(shipped_pools(), known, seed=1).carbon.value


def areas_and_writing(ground: Ground, folder: Path) -> ZonalTable:
    """The class-area pass, and a raster of the same size, type and values written."""
    found = first_pass(ground, ground.zones, AREAS)
    table = np.array([one.total for one in shipped_pools().rows.values()])
    spec = RasterSpec((ground.cover,), "cover", YEAR, Form.CLASS_RASTER, nodata=0)
    with (
        RasterSource(spec, ground.grid) as source,
        RasterWriter(
            folder / "written.tif",
            ground.grid,
            dtype=LAYER.dtype,
            nodata=LAYER.nodata,
            overview="average",
        ) as writer,
    ):

        def write(window: Window) -> None:
            block: NDArray[np.float64] = table[source.read(window)]
            writer.write(window, block)

        for _ in map_blocks(write, list(ground.grid.tiles()), workers=WORKERS):
            pass
    return found


def cases(ground: Ground, folder: Path) -> list[Case]:
    """The case of carbon; rasters are written into ``folder`` and stay there."""
    return [
        Case(
            "carbon density and totals of zones",
            [
                Side("sinkmap", lambda: stock(ground, folder)),
                Side("class areas and writing", lambda: areas_and_writing(ground, folder)),
                Side("class areas", lambda: first_pass(ground, ground.zones)),
            ],
            [Demand("class areas and writing", 2.0)],
        )
    ]
