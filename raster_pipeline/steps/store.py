"""Storing a run: tables as Parquet, units and names, pictures of class rasters for the maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from raster_pipeline.engine import Progress
from raster_pipeline.io.overview_reader import OverviewReader
from raster_pipeline.io.picture import PICTURE_WIDTH, picture_of
from raster_pipeline.io.raster_source import RasterSpec
from raster_pipeline.io.run_folder import write_table as write_json
from raster_pipeline.io.tables import write_frame, write_table
from raster_pipeline.steps.composite_picture import composite_pictures
from raster_pipeline.steps.intake import Examination
from raster_pipeline.steps.legend_steps import stepped
from raster_pipeline.steps.workspace import Workspace
from sinkmap.agreement import AGREEMENT_COLUMNS
from sinkmap.grid import Grid, Window
from sinkmap.layer import Derived, Form
from sinkmap.run import REPAIR_COLUMNS
from sinkmap.season import Season

__all__ = ["store_pictures", "store_progress", "store_tables"]


def store_tables(
    folder: Path,
    examination: Examination,
    places: gpd.GeoDataFrame,
    figures: pd.DataFrame,
    uncertainty: pd.DataFrame,
    reconciliation: pd.DataFrame,
    balance: pd.DataFrame,
) -> None:
    """Write figures and their uncertainty, reconciliation, balance, repairs, units, partitions."""
    write_table(figures, folder / "figures.parquet")
    write_table(uncertainty, folder / "uncertainty.parquet")
    write_table(reconciliation, folder / "reconciliation.parquet")
    write_table(balance, folder / "balance.parquet")
    repairs = pd.DataFrame(list(examination.repairs), columns=list(REPAIR_COLUMNS))
    write_table(repairs, folder / "repairs.parquet")
    agreements = [one.to_row() for one in examination.carbon.agreements]
    write_table(
        pd.DataFrame(agreements, columns=list(AGREEMENT_COLUMNS)), folder / "agreements.parquet"
    )
    write_table(examination.carbon.pools.frame(), folder / "carbon_pools.parquet")
    write_frame(places, folder / "units.parquet")
    write_json(
        folder / "partitions.json",
        [
            {
                "id": part.partition.id,
                "level": part.partition.level,
                "title": part.partition.title.to_json(),
                "members": list(part.partition.members),
                "units": [
                    {
                        "id": unit.id,
                        "code": unit.code,
                        "name": unit.name.to_json(),
                        "level": unit.level,
                        "partition": unit.partition,
                    }
                    for unit in part.units
                ],
            }
            for part in examination.partitions
        ],
    )


def store_progress(
    folder: Path, tables: Mapping[str, pd.DataFrame], footprints: pd.DataFrame
) -> None:
    """Write the tables of targets, tasks and projects, and the figures of projects' footprints."""
    for name, table in tables.items():
        write_table(table, folder / f"{name}.parquet")
    if len(footprints):
        write_table(footprints, folder / "project_figures.parquet")


def store_pictures(
    folder: Path,
    workspace: Workspace,
    derived: Sequence[Derived],
    seasons: Sequence[Season],
    progress: Progress,
) -> None:
    """Write a picture of every derived raster with a legend and of every composite, and where it
    lies."""
    pictures = folder / "pictures"
    pictures.mkdir()
    wanted = [
        (layer, year)
        for layer in derived
        if layer.form.is_raster and layer.legend
        for year in workspace.years
        if workspace.has(layer.id, year)
    ]
    index = []
    for done, (layer, year) in enumerate(wanted, start=1):
        png, bounds, classes = _picture(layer, workspace.rasters[(layer.id, year)], workspace.grid)
        name = f"{layer.id}_{year}.png"
        (pictures / name).write_bytes(png)
        index.append(
            {
                "layer": layer.id,
                "year": year,
                "file": name,
                "bounds": [float(b) for b in bounds],
                "classes": classes,
            }
        )
        progress("pictures", done / len(wanted))
    index += composite_pictures(workspace.folder, pictures, workspace.grid, seasons)
    write_json(pictures / "pictures.json", index)


def _picture(
    layer: Derived, spec: RasterSpec, grid: Grid
) -> tuple[bytes, tuple[float, float, float, float], list[int]]:
    """PNG, its bounds, and the classes that occur in it (a legend shows no others).

    It is drawn of the coarsest overview that has a pixel for each of its own.
    """
    colours = {int(entry.value): entry.colour for entry in layer.legend}
    seen: set[int] = set()

    def read(window: Window) -> NDArray[Any]:
        block = overview.read(window)
        if layer.form is Form.VALUE_RASTER:
            block = stepped(block, np.array(sorted(colours)))
        seen.update(np.flatnonzero(np.bincount(block.ravel(), minlength=256)).tolist())
        return block

    with OverviewReader(spec, PICTURE_WIDTH) as overview:
        png, bounds = picture_of(read, grid, legend_colours=colours, step=overview.step)
    return png, bounds, sorted(seen & set(colours))
