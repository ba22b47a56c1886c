"""Storing a run: tables as Parquet, units and names, pictures of class rasters for the maps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from raster_pipeline.engine import Progress
from raster_pipeline.io.picture import picture_of
from raster_pipeline.io.run_folder import write_table as write_json
from raster_pipeline.io.tables import write_frame, write_table
from raster_pipeline.steps.intake import Examination
from raster_pipeline.steps.workspace import Workspace
from sinkmap.layer import Derived, Form
from sinkmap.run import REPAIR_COLUMNS

__all__ = ["store_pictures", "store_tables"]


def store_tables(
    folder: Path,
    examination: Examination,
    places: gpd.GeoDataFrame,
    figures: pd.DataFrame,
    reconciliation: pd.DataFrame,
    balance: pd.DataFrame,
) -> None:
    """Write figures, reconciliation, balance, repairs, units and partitions."""
    write_table(figures, folder / "figures.parquet")
    write_table(reconciliation, folder / "reconciliation.parquet")
    write_table(balance, folder / "balance.parquet")
    repairs = pd.DataFrame(list(examination.repairs), columns=list(REPAIR_COLUMNS))
    write_table(repairs, folder / "repairs.parquet")
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


def store_pictures(
    folder: Path, workspace: Workspace, derived: Sequence[Derived], progress: Progress
) -> None:
    """Write a picture of every derived class raster with a legend, and where it lies."""
    pictures = folder / "pictures"
    pictures.mkdir()
    wanted = [
        (layer, year)
        for layer in derived
        if layer.form is Form.CLASS_RASTER and layer.legend
        for year in workspace.years
        if workspace.has(layer.id, year)
    ]
    index = []
    for done, (layer, year) in enumerate(wanted, start=1):
        colours = {int(entry.value): entry.colour for entry in layer.legend}
        reader = workspace.raster(layer.id, year)
        png, bounds = picture_of(reader.read, workspace.grid, legend_colours=colours)
        name = f"{layer.id}_{year}.png"
        (pictures / name).write_bytes(png)
        index.append(
            {"layer": layer.id, "year": year, "file": name, "bounds": [float(b) for b in bounds]}
        )
        progress("pictures", done / len(wanted))
    write_json(pictures / "pictures.json", index)
