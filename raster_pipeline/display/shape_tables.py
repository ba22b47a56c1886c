"""The tables of shapes a run holds, and how each is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from layers import derived_layers, given_layers
from raster_pipeline.display.drawn import DrawnLayer, drawn_of
from raster_pipeline.io.shape_batches import columns_held, rows_held
from raster_pipeline.opened import OpenedRun
from sinkmap.layer import Derived, Given

__all__ = ["ShapeTable", "shape_tables"]

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


def shape_tables(opened: OpenedRun) -> Mapping[str, ShapeTable]:
    """Every table of shapes that may be seen, by its file within the run, in order of names."""
    known: dict[str, Given | Derived] = {**given_layers(), **derived_layers()}
    found = {}
    for record in sorted(opened.manifest.outputs, key=lambda one: one.file):
        folder, _, name = record.file.rpartition("/")
        layer, _, year = name.removesuffix(_ENDING).rpartition("_")
        if folder not in _FOLDERS or not name.endswith(_ENDING) or layer not in known:
            continue
        path = opened.path / record.file
        drawn = drawn_of(known[layer], columns_held(path))
        rows = rows_held(path)
        if drawn is not None and rows:
            found[record.file] = ShapeTable(
                record.file, path, record.sha256, int(year), rows, drawn
            )
    return found
