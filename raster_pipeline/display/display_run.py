"""The display child run: archives of tiles of what is heavy to draw, made of a finished run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import raster_pipeline.tiles
from layers import derived_layers
from raster_pipeline.display.build import build_archive
from raster_pipeline.display.shape_source import FEW, ShapeSource
from raster_pipeline.display.shape_tables import ShapeTable, shape_tables
from raster_pipeline.engine import Progress, silent
from raster_pipeline.io.child_run import ChildRun, child_run
from raster_pipeline.io.study_file import plan_of
from raster_pipeline.opened import RUNS, OpenedRun, open_run
from raster_pipeline.tiles.prerender import prerender
from raster_pipeline.tiles.run_rasters import RunRasters

__all__ = ["DISPLAY", "FORMAT", "DisplayRun", "display_study", "needs_archive"]

DISPLAY = "display"
"""Kind of the child run."""
FORMAT = 1
"""Of the child run's record and archives; to be raised when an older one can't be served."""
_PARCELS = "parcels"
_CODE = (Path(__file__).parent, Path(raster_pipeline.tiles.__file__).parent)
_VERTEX_WORK, _RASTER_WORK = 1.0, 40_000.0
"""Work of a shape, and of a raster in shapes: 622,000 parcels take about as long as 15 rasters."""


@dataclass(frozen=True, slots=True)
class DisplayRun:
    """Archives of tiles of a run, in a child run."""

    child: ChildRun

    def to_json(self) -> dict[str, Any]:
        """What ``sinkmap display --json`` says."""
        document = self.child.document
        return {
            "schema": "sinkmap-display/1",
            "run_id": self.child.run_id,
            "parent": document["parent"],
            "folder": str(self.child.folder),
            "reused": self.child.reused,
            "vectors": document["vectors"],
            "rasters": document["rasters"],
            "bytes": sum(one["size"] for one in document["outputs"]),
        }


def display_study(
    path: Path, *, run_id: str | None = None, progress: Progress = silent
) -> DisplayRun:
    """Make the tiles of a study's run, or verify those that were made before.

    Parameters
    ----------
    path
        Study folder or its ``study.toml``.

    Raises
    ------
    UsageError
        ``RUN-MISSING`` if the study has no such run.
    CannotFinishError
        If another process makes tiles of this study, or the disk does not take them.
    """
    opened = open_run(path, run_id)

    def make(folder: Path) -> Mapping[str, Any]:
        found = _make(folder, opened, progress)
        progress("done", 1.0)
        return found

    return DisplayRun(
        child_run(
            plan_of(path).parent / RUNS,
            DISPLAY,
            opened.manifest.run_id,
            {"format": FORMAT, "few": FEW},
            _code_hash(),
            make,
        )
    )


def needs_archive(table: ShapeTable) -> bool:
    """Whether a table's tiles are made ahead of time."""
    return table.drawn.layer == _PARCELS or table.rows > FEW


def _make(folder: Path, opened: OpenedRun, progress: Progress) -> Mapping[str, Any]:
    tables = [one for one in shape_tables(opened) if needs_archive(one)]
    with RunRasters(opened.path, opened.manifest) as rasters:
        wanted = _browsed(rasters)
        total = sum(one.rows for one in tables) * _VERTEX_WORK + len(wanted) * _RASTER_WORK
        work = _Work(progress, total)
        return {
            "format": FORMAT,
            "vectors": list(_vectors(folder, tables, work)),
            "rasters": list(_rasters(folder, rasters, wanted, work)),
        }


class _Work:
    """Tells the share of the whole that is done, whatever a part's own share is."""

    def __init__(self, progress: Progress, total: float) -> None:
        self._progress = progress
        self._total = max(total, 1.0)
        self._done = 0.0

    def part(self, stage: str, size: float) -> Progress:
        begun = self._done
        self._done += size

        def told(_: str, share: float) -> None:
            self._progress(stage, (begun + share * size) / self._total)

        return told


def _vectors(folder: Path, tables: list[ShapeTable], work: _Work) -> Iterator[dict[str, Any]]:
    """Write an archive of each table; tables of one content share it."""
    made: dict[tuple[str, str], dict[str, Any]] = {}
    for table in tables:
        name = f"{table.drawn.layer}_{table.year}"
        told = work.part(f"tiles {name}", table.rows * _VERTEX_WORK)
        content = (table.drawn.layer, table.sha256)
        if content not in made:
            source = ShapeSource(table.path, table.drawn)
            tiles = build_archive(source, folder / f"{name}.pmtiles", told)
            made[content] = {"file": f"{name}.pmtiles", "shapes": table.rows, "tiles": tiles}
        yield {"table": table.file, **made[content]}


def _browsed(rasters: RunRasters) -> list[tuple[str, int]]:
    """Rasters with a legend: those the map offers."""
    known = derived_layers()
    return [(layer, year) for layer, year in rasters.rasters if known[layer].legend]


def _rasters(
    folder: Path, rasters: RunRasters, wanted: list[tuple[str, int]], work: _Work
) -> Iterator[dict[str, Any]]:
    """Write an archive of each raster; those that look the same share it."""
    made: dict[tuple[str, str], dict[str, Any]] = {}
    for layer, year in wanted:
        name = f"{layer}_{year}"
        told = work.part(f"tiles {name}", _RASTER_WORK)
        raster = rasters.raster(layer, year)
        assert raster is not None, "it was listed"
        content = (layer, raster.version)
        if content not in made:
            tiles = prerender(raster, folder / f"{name}.pmtiles", progress=_bare(told))
            made[content] = {"file": f"{name}.pmtiles", "version": raster.version, "tiles": tiles}
        yield {"layer": layer, "year": year, **made[content]}


def _bare(told: Progress) -> Any:
    return lambda share: told("", share)


def _code_hash() -> str:
    """Of what makes tiles; the numbers of a run do not depend on it."""
    digest = hashlib.sha256()
    for path in sorted(one for folder in _CODE for one in folder.glob("*.py")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
