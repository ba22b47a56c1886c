"""Deriving layers: local, fitted and whole, one engine for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from raster_pipeline.engine import PixelReader, map_blocks
from raster_pipeline.io.raster_source import RasterSpec
from raster_pipeline.io.raster_writer import RasterWriter
from raster_pipeline.io.tables import write_frame
from raster_pipeline.steps.count_zones import count_zones
from raster_pipeline.steps.workspace import Workspace
from sinkmap.area import AreaMeasure
from sinkmap.errors import CannotFinishError, Finding, Severity
from sinkmap.grid import Window
from sinkmap.layer import (
    Block,
    Burned,
    Counted,
    Derived,
    Fitted,
    Form,
    Frame,
    Local,
    Need,
    Predicted,
    Whole,
    Years,
)
from sinkmap.text import Text

__all__ = ["derivable", "derive"]


def _years_needed(layer: Derived, year: int, years: tuple[int, ...]) -> dict[str, int] | None:
    """Suffix of an input's key -> year; None where the layer has no meaning in this year."""
    if layer.years is Years.SAME:
        return {"": year}
    if layer.years is Years.ALL:
        return {f"@{y}": y for y in years} if year == years[-1] else None
    place = years.index(year)
    return {"": year, "@previous": years[place - 1]} if place else None


def derivable(layer: Derived, workspace: Workspace, year: int) -> bool:
    """Whether all inputs a layer cannot do without, and at least one input, exist.

    A predicted layer is not derived here: the step that fits its model writes it.
    """
    if isinstance(layer.way, Predicted):
        return False
    needed = _years_needed(layer, year, workspace.years)
    if needed is None:
        return False
    exists = {
        need: all(workspace.has(need.layer, y) for y in needed.values()) for need in layer.inputs
    }
    return all(e or n.optional for n, e in exists.items()) and any(exists.values())


def derive(layer: Derived, workspace: Workspace, year: int) -> None:
    """Compute one derived layer for one year and enter it in the workspace."""
    needed = _years_needed(layer, year, workspace.years)
    if needed is None:
        return
    present = {
        f"{need.layer}{suffix}": (need, y)
        for suffix, y in needed.items()
        for need in layer.inputs
        if workspace.has(need.layer, y)
    }
    if isinstance(layer.way, Whole):
        _derive_whole(layer, layer.way, workspace, year, present)
    elif not isinstance(layer.way, Predicted):
        _derive_blocks(layer, layer.way, workspace, year, present)


def _derive_whole(
    layer: Derived,
    way: Whole,
    workspace: Workspace,
    year: int,
    present: Mapping[str, tuple[Need, int]],
) -> None:
    frames = {key: _table(need, y, workspace) for key, (need, y) in present.items()}
    result = way.compute(frames)
    if layer.zone_field not in result.columns:
        raise _bad_result(layer, year, str(sorted(result.columns)), layer.zone_field)
    path = workspace.folder / f"{layer.id}_{year}.parquet"
    write_frame(gpd.GeoDataFrame(result, crs=workspace.grid.crs), path)
    workspace.vectors[(layer.id, year)] = path


def _table(need: Need, year: int, workspace: Workspace) -> gpd.GeoDataFrame:
    if isinstance(need, Counted):
        return count_zones(
            workspace.frame(need.zones, year),
            need.layer,
            workspace.raster(need.layer, year),
            workspace.grid,
            workers=workspace.workers,
        )
    return workspace.frame(need.layer, year)


def _derive_blocks(
    layer: Derived,
    way: Local | Fitted,
    workspace: Workspace,
    year: int,
    present: Mapping[str, tuple[Need, int]],
) -> None:
    readers = {key: _reader(need, y, workspace) for key, (need, y) in present.items()}
    measure = AreaMeasure.of_grid(workspace.grid)
    tiles = list(workspace.grid.tiles())

    def block(tile: Window) -> Block:
        window, core = workspace.grid.padded(tile, way.halo)
        return Block(
            grid=workspace.grid,
            window=window,
            core=core,
            rasters={key: reader.read(window) for key, reader in readers.items()},
            nodata={k: r.nodata for k, r in readers.items() if r.nodata is not None},
            area_of=measure.pixels,
            systems={key: reader.code_system for key, reader in readers.items()},
            pools=workspace.pools,
        )

    compute = _block_function(layer, way, workspace, tiles, block)
    path = workspace.folder / f"{layer.id}_{year}.tif"
    with RasterWriter(
        path,
        workspace.grid,
        dtype=layer.dtype,
        nodata=layer.nodata,
        overview="nearest" if layer.form is Form.CLASS_RASTER else "average",
        tags={"layer": layer.id, "year": str(year)},
    ) as writer:

        def work(tile: Window) -> None:
            result = compute(block(tile))
            if result.shape != (tile.rows, tile.cols):
                raise _bad_result(layer, year, str(result.shape), f"({tile.rows}, {tile.cols})")
            writer.write(tile, np.ascontiguousarray(result, dtype=layer.dtype))

        for _ in _map(workspace, work, tiles, f"derive {layer.id} {year}"):
            pass
    workspace.rasters[(layer.id, year)] = _spec(layer, year, path)


def _spec(layer: Derived, year: int, path: Path) -> RasterSpec:
    """How a derived raster is read back."""
    return RasterSpec(
        (path,),
        layer.id,
        year,
        layer.form,
        nodata=layer.nodata,
        unit=layer.uom,
        precise=layer.dtype == "float64",
    )


def _block_function(
    layer: Derived,
    way: Local | Fitted,
    workspace: Workspace,
    tiles: list[Window],
    block: Callable[[Window], Block],
) -> Callable[[Block], NDArray[Any]]:
    if isinstance(way, Local):
        return way.compute
    summaries = list(
        _map(workspace, lambda tile: way.summarise(block(tile)), tiles, f"fit {layer.id}")
    )
    model = way.merge(workspace.grid, summaries)
    return lambda b: way.apply(b, model)


def _map(
    workspace: Workspace, work: Callable[[Window], Any], tiles: list[Window], stage: str
) -> Any:
    return map_blocks(
        work, tiles, workers=workspace.workers, progress=workspace.progress, stage=stage
    )


def _reader(need: Need, year: int, workspace: Workspace) -> PixelReader:
    if isinstance(need, Burned):
        return workspace.burned(need.layer, need.column, year)
    if isinstance(need, Frame | Counted):
        raise TypeError(f"block functions take rasters, not frames: {need.layer}")
    return workspace.raster(need.layer, year)


def _bad_result(layer: Derived, year: int, seen: str, wanted: str) -> CannotFinishError:
    return CannotFinishError(
        Finding(
            "DERIVE-RESULT",
            Severity.ERROR,
            Text("派生图层的结果不符合其声明", "a derived layer's result breaks its declaration"),
            Text("请修正该图层的定义", "mend the layer's definition"),
            layer=layer.id,
            year=year,
            seen=seen,
            wanted=wanted,
        )
    )
