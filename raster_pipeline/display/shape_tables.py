"""The tables of shapes a run holds, and how each is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from layers import derived_layers, given_layers
from raster_pipeline.display.drawn import DrawnLayer, drawn_of
from raster_pipeline.io.shape_batches import columns_held, rows_held
from raster_pipeline.opened import OpenedRun
from sinkmap.layer import Derived, Given, Sensitivity

__all__ = ["ShapeTable", "shape_table", "shape_tables", "table_files"]

_FOLDERS = ("vectors", "layers")
_ENDING = ".parquet"


@dataclass(frozen=True, slots=True)
class ShapeTable:
    """One table: ``file`` within the run, its hash, the first year it holds for, its rows."""

    file: str
    path: Path
    sha256: str
    year: int
    rows: int
    drawn: DrawnLayer


def table_files(opened: OpenedRun) -> Mapping[str, tuple[str, int]]:
    """Layer and first year of every table of shapes that may be seen, by its file within the run.

    Told by names alone: no file is opened, and some may be without a row.
    """
    known = _known()
    found = {}
    for record in sorted(opened.manifest.outputs, key=lambda one: one.file):
        folder, _, name = record.file.rpartition("/")
        layer, _, year = name.removesuffix(_ENDING).rpartition("_")
        if folder in _FOLDERS and name.endswith(_ENDING) and layer in known:
            found[record.file] = (layer, int(year))
    return found


def shape_table(opened: OpenedRun, file: str) -> ShapeTable | None:
    """One of the tables; None if it has no shapes."""
    layer, year = table_files(opened)[file]
    path = opened.path / file
    drawn = drawn_of(_known()[layer], columns_held(path))
    rows = rows_held(path)
    if drawn is None or rows == 0:
        return None
    sha256 = next(one.sha256 for one in opened.manifest.outputs if one.file == file)
    return ShapeTable(file, path, sha256, year, rows, drawn)


def shape_tables(opened: OpenedRun) -> tuple[ShapeTable, ...]:
    """Every table of shapes that may be seen, in order of files."""
    found = (shape_table(opened, file) for file in table_files(opened))
    return tuple(table for table in found if table is not None)


def _known() -> Mapping[str, Given | Derived]:
    layers: dict[str, Given | Derived] = {**given_layers(), **derived_layers()}
    return {
        name: layer
        for name, layer in layers.items()
        if layer.form.has_features and layer.sensitivity is not Sensitivity.AGGREGATE
    }
