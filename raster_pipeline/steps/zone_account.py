"""Accounts of zones: what units have of each zone, and of each class of a raster inside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import geopandas as gpd

from raster_pipeline.engine import PixelReader, Progress, silent
from raster_pipeline.io.share_store import KeptShares, ShareStore
from raster_pipeline.steps.account import account, unit_shares
from raster_pipeline.steps.memory import trim
from raster_pipeline.steps.workspace import Workspace
from raster_pipeline.steps.zone_parts import ZoneLayer
from raster_pipeline.steps.zone_pieces import ZonePieces, line_lengths
from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid
from sinkmap.indicator import ClassAreas, Lengths, RasterAccount, Tally, Within, ZoneAreas

__all__ = ["ZoneAccounts", "ZoneBook", "account_within"]

Extents = dict[str, dict[str, float]]
_BLANK = RasterAccount(classes={}, unseen=0.0)
"""Account of a unit that no zone reaches."""


@dataclass(frozen=True, slots=True, eq=False)
class ZoneBook:
    """Zones measured in one year: unit id -> tally -> account, and -> zone -> m² or m."""

    rasters: Mapping[str, Mapping[Tally, RasterAccount]] = field(default_factory=dict)
    extents: Mapping[str, Mapping[Tally, Mapping[str, float]]] = field(default_factory=dict)


class ZoneAccounts:
    """Takes the tallies of zones, year by year; zones that stay the same are cut once.

    Shares of pixels in the pieces are kept as those of units are. A study whose indicators ask
    for no zones costs nothing here. A context, at whose end new shares are kept.

    Parameters
    ----------
    grid
        The study's grid.
    places
        Every unit once: ``unit_id`` and geometry on the grid's CRS.
    partitions
        The same units, partition by partition.
    store
        Where shares of pixels are kept.
    """

    def __init__(
        self,
        grid: Grid,
        places: gpd.GeoDataFrame,
        partitions: Sequence[ZoneLayer],
        store: ShareStore,
    ) -> None:
        self._grid = grid
        self._units = ZoneLayer.of("units", places, "unit_id")
        self._partitions = partitions
        self._store = store
        self._measure = AreaMeasure.of_grid(grid)
        self._cuts: dict[str, _Cut] = {}
        self._lengths: dict[str, tuple[Path, Extents]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with ExitStack() as stack:
            for cut in self._cuts.values():
                stack.push(cut.stack)

    def take(
        self, tallies: Sequence[Tally], workspace: Workspace, year: int, progress: Progress = silent
    ) -> ZoneBook:
        """Measure the tallies of zones and lines among these; their layers exist in the year."""
        within: dict[str, list[Within]] = {}
        for one in tallies:
            if isinstance(one, Within):
                within.setdefault(one.zones, []).append(one)
        extents: dict[str, dict[Tally, Mapping[str, float]]] = {}
        for one in tallies:
            if isinstance(one, ZoneAreas):
                cut = self._cut(one.zones, workspace, year)
                measured = cut.areas(self._measure)
                if one.zones not in within:
                    cut.let_go()
                    trim()
            elif isinstance(one, Lengths):
                measured = self._line_lengths(one.lines, workspace, year)
            else:
                continue
            for unit in self._units.ids:
                extents.setdefault(unit, {})[one] = measured.get(unit, {})
        rasters: dict[str, dict[Tally, RasterAccount]] = {}
        for zones, asked in within.items():
            cut = self._cut(zones, workspace, year)
            found = account_within(
                self._grid,
                cut.pieces,
                self._units.ids,
                {one.layer: workspace.raster(one.layer, year) for one in asked},
                asked,
                shares=cut.shares(self._grid, self._store),
                workers=workspace.workers,
                progress=progress,
            )
            for unit, accounts in found.items():
                rasters.setdefault(unit, {}).update(accounts)
        return ZoneBook(rasters, extents)

    def _line_lengths(self, layer: str, workspace: Workspace, year: int) -> Extents:
        path = workspace.vectors[(layer, year)]
        known = self._lengths.get(layer)
        if known is None or known[0] != path:
            lines = workspace.zones(layer, year)
            known = (path, line_lengths(self._partitions, lines, self._grid.crs))
            self._lengths[layer] = known
        return known[1]

    def _cut(self, layer: str, workspace: Workspace, year: int) -> _Cut:
        path = workspace.vectors[(layer, year)]
        known = self._cuts.get(layer)
        if known is not None and known.path == path:
            return known
        if known is not None:
            known.stack.close()

        def made() -> ZonePieces:
            zones = workspace.zones(layer, year)
            return ZonePieces.of(self._units, zones, workers=workspace.workers)

        self._cuts[layer] = _Cut(path, made)
        return self._cuts[layer]


@dataclass(slots=True, eq=False)
class _Cut:
    """Pieces of one file of zones, made when asked for.

    Pieces of which only areas are wanted are let go when those are taken: all layers together,
    they would fill the memory. Shares of pixels are had only where a raster is measured in them.
    """

    path: Path
    made: Callable[[], ZonePieces]
    stack: ExitStack = field(default_factory=ExitStack)
    kept: KeptShares | None = None
    extents: Extents | None = None
    held: ZonePieces | None = None

    @property
    def pieces(self) -> ZonePieces:
        """The pieces, cut anew if they were let go."""
        if self.held is None:
            self.held = self.made()
        return self.held

    def let_go(self) -> None:
        """Forget the pieces, not what was measured of them."""
        self.held = None

    def areas(self, measure: AreaMeasure) -> Extents:
        """Unit id -> zone -> m²."""
        if self.extents is None:
            self.extents = self.pieces.areas(measure)
        return self.extents

    def shares(self, grid: Grid, store: ShareStore) -> KeptShares:
        if self.kept is None:
            found = unit_shares(grid, _places(self.pieces))
            self.kept = self.stack.enter_context(store.keep(found))
        return self.kept


def account_within(
    grid: Grid,
    pieces: ZonePieces,
    units: Sequence[str],
    rasters: Mapping[str, PixelReader],
    tallies: Sequence[Within],
    *,
    shares: KeptShares | None = None,
    workers: int = 2,
    progress: Progress = silent,
) -> dict[str, dict[Tally, RasterAccount]]:
    """Measure class areas exactly in the zones of each unit.

    Parameters
    ----------
    grid
        The study's grid.
    pieces
        What units have of the zones, on the grid's CRS.
    units
        Ids of all units; one that no zone reaches has an account without classes.
    rasters
        Layer id -> reader of windows of the grid.
    tallies
        Of the same zones; their rasters are keys of ``rasters``.
    shares
        What :func:`~raster_pipeline.steps.account.unit_shares` gave for the pieces' geometry.

    Returns
    -------
    unit id -> tally -> account, m² of the additive measure.
    """
    asked = {tally: ClassAreas(tally.layer) for tally in tallies}
    places = _places(pieces)
    measured = account(
        grid,
        places,
        rasters,
        list(dict.fromkeys(asked.values())),
        shares=shares,
        workers=workers,
        progress=progress,
    )
    found: dict[str, dict[Tally, RasterAccount]] = {
        unit: dict.fromkeys(tallies, _BLANK) for unit in units
    }
    rows: dict[str, dict[str, str]] = {}
    for name, unit, zone in zip(places["unit_id"], pieces.unit, pieces.zone, strict=True):
        rows.setdefault(unit, {})[zone] = name
    for unit, zones in rows.items():
        for tally, areas in asked.items():
            found[unit][tally] = _joined({z: measured[name][areas] for z, name in zones.items()})
    return found


def _joined(zones: Mapping[str, RasterAccount]) -> RasterAccount:
    """Accounts of the zones of one unit as one."""
    return RasterAccount(
        classes={(zone, c): m2 for zone, one in zones.items() for c, m2 in one.classes.items()},
        unseen=float(sum(one.unseen for one in zones.values())),
        unseen_by={zone: one.unseen for zone, one in zones.items() if one.unseen > 0.0},
    )


def _places(pieces: ZonePieces) -> gpd.GeoDataFrame:
    names = [f"{unit} × {zone}" for unit, zone in zip(pieces.unit, pieces.zone, strict=True)]
    return gpd.GeoDataFrame({"unit_id": names}, geometry=list(pieces.geometry))
