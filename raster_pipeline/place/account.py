"""The figures of any shape: what the batch would find for a statistical unit of that outline."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from raster_pipeline.engine import Progress, silent
from raster_pipeline.io.plot_source import PlotRead
from raster_pipeline.io.share_store import ShareStore
from raster_pipeline.opened import OpenedRun
from raster_pipeline.place.near import NearWorkspace
from raster_pipeline.place.run_layers import RunLayers, layers_of_run
from raster_pipeline.place.shape import PlacedShape, drawn_shape, placed_shape
from raster_pipeline.steps.account import unit_shares
from raster_pipeline.steps.carbon_accounts import with_area_ranges
from raster_pipeline.steps.disclosure import keep_back
from raster_pipeline.steps.figures import (
    YearAccounts,
    evaluate,
    layers_of,
    selected_profiles,
    tallies_taken,
)
from raster_pipeline.steps.log import RunLog
from raster_pipeline.steps.table_rows import STATUNIT
from raster_pipeline.steps.year_account import Computation, Ground, account_year
from raster_pipeline.steps.zone_account import ZoneAccounts
from raster_pipeline.steps.zone_parts import ZoneLayer, polygons_only
from sinkmap.area import AreaMeasure
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.figure import Figure, IntervalReason, Status
from sinkmap.indicator import Indicator, Profile, Rows, Tally, Transition
from sinkmap.parameters import parameters_version
from sinkmap.statunit import StatUnit
from sinkmap.text import Text

__all__ = ["SHAPE", "SHAPE_UNIT", "ShapeAccount", "account_shape", "account_shape_read"]

SHAPE = "shape"
"""Id, level and partition of the shape among statistical units."""
SHAPE_UNIT = StatUnit(SHAPE, SHAPE, Text("所给图形", "the shape"), SHAPE, SHAPE)
"""The shape as a statistical unit."""
_REST = "rest"
"""The ground around it, so that lines along its border count half as between units."""
_AROUND = 1.0
"""How far beyond the bounds of the shape its neighbour reaches, CRS units."""

_NOW_OTHER = Text(
    "参数表在运行之后有变动，数值可能与运行结果不同",
    "parameter tables changed since the run; figures may differ from the run's",
)
_OF_UNITS = Text(
    "该表只按统计单元给出，不适用于任意图形",
    "the table tells of statistical units, not of a free shape",
)
_CARBON_GONE = Text(
    "碳汇数据表在运行之后有变动或已缺失，未使用",
    "tables of the carbon side were changed or lost since the run, and are not used",
)


@dataclass(frozen=True, slots=True, eq=False)
class ShapeAccount:
    """Figures of one shape.

    ``geometry``: polygon on the grid's CRS; ``area_m2`` in the additive measure; ``inside_m2``: of
    it in the study area; ``figures``: of the unit ``shape``, year by year, as the run has them of
    its units; ``uncertainty``: figure id -> source -> share of its variance; ``findings`` about
    the shape; ``notes``: what is other than when the run was made.
    """

    run_id: str
    geometry: Any
    area_m2: float
    inside_m2: float
    figures: tuple[Figure, ...]
    uncertainty: Mapping[str, Mapping[str, float]]
    findings: tuple[Finding, ...]
    notes: tuple[Text, ...] = ()

    def figure(self, indicator: str, year: int, profile: str) -> Figure:
        """One figure; KeyError if there is none."""
        wanted = f"{indicator}/{SHAPE}/{year}/{profile}"
        for one in self.figures:
            if one.id == wanted:
                return one
        raise KeyError(wanted)


def account_shape(
    opened: OpenedRun,
    shape: Any,
    crs: str,
    years: Sequence[int] = (),
    *,
    workers: int = 2,
    progress: Progress = silent,
) -> ShapeAccount:
    """Account a polygon by the layers of a finished run, exactly as its units were accounted.

    Any thread may ask.

    Parameters
    ----------
    shape
        Polygon or multipolygon of shapely, or a GeoJSON geometry or feature, in ``crs``.
    crs
        EPSG code or WKT, x (east) first; of drawn shapes EPSG:4490.
    years
        Years of the run; all if empty.

    Raises
    ------
    InputRefusedError
        Every fault of the shape.
    UsageError
        ``YEAR-MISSING``.
    """
    read = drawn_shape(shape, crs)
    return account_shape_read(opened, read, years, workers=workers, progress=progress)


def account_shape_read(
    opened: OpenedRun,
    read: PlotRead,
    years: Sequence[int] = (),
    *,
    file: str = "drawn",
    workers: int = 2,
    progress: Progress = silent,
) -> ShapeAccount:
    """As :func:`account_shape`, of what was read from a file."""
    strange = sorted(set(years) - set(opened.study.years))
    if strange:
        raise UsageError(_no_year(strange, opened.study.years))
    layers = layers_of_run(opened)
    placed = placed_shape(read, layers, file)
    asked = tuple(sorted(set(years))) or opened.study.years
    with (
        tempfile.TemporaryDirectory(prefix="sinkmap-shape-") as scratch,
        NearWorkspace.around(layers, placed.geometry, workers=workers) as near,
    ):
        task = _Task(layers, near, placed, asked, Path(scratch), progress)
        figures, uncertainty = task.figures()
    return ShapeAccount(
        opened.manifest.run_id,
        placed.geometry,
        placed.area_m2,
        placed.inside_m2,
        figures,
        uncertainty,
        placed.findings,
        tuple(_notes(layers, asked)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """One shape being accounted."""

    layers: RunLayers
    near: NearWorkspace
    placed: PlacedShape
    years: tuple[int, ...]
    scratch: Path
    progress: Progress

    @property
    def indicators(self) -> Mapping[str, Indicator]:
        return self.layers.opened.results.indicators

    def figures(self) -> tuple[tuple[Figure, ...], Mapping[str, Mapping[str, float]]]:
        study = self.layers.study
        version = parameters_version()
        told = [
            pair
            for account in self._accounts()
            for pair in evaluate(
                self.indicators,
                study.profiles,
                [SHAPE_UNIT],
                account,
                policies=study.policies,
                carbon=study.carbon,
                published=study.published,
                params_version=version,
            )
        ]
        told = keep_back(told, {SHAPE: (SHAPE,)})
        kept = [(self._told(figure), shares) for figure, shares in told]
        shares = {one.id: share for one, share in kept if share and one.ci_low is not None}
        return tuple(figure for figure, _ in kept), shares

    def _accounts(self) -> list[YearAccounts]:
        """Accounts of the years asked for; of those before only what these compare with."""
        found: list[YearAccounts] = []
        places = gpd.GeoDataFrame(
            {"unit_id": [SHAPE]}, geometry=[self.placed.geometry], crs=self.near.grid.crs
        )
        beside = ZoneLayer(SHAPE, (SHAPE, _REST), self._with_neighbour())
        store = ShareStore(self.scratch / "kept", self.scratch)
        with ZoneAccounts(self.near.grid, places, [beside], store) as zoned:
            ground = Ground(
                places,
                self._cuts(places),
                unit_shares(self.near.grid, places),
                zoned,
                AreaMeasure.of_grid(self.near.grid),
            )
            upto = [y for y in self.near.years if y <= self.years[-1]]
            for place, year in enumerate(upto):
                asked = year in self.years
                compared = place + 1 < len(upto) and upto[place + 1] in self.years
                task = self._computation(year, asked=asked, parcels=asked or compared)
                found.append(account_year(task, ground, year, found))
                self.progress("account", (place + 1) / len(upto))
        ranged = with_area_ranges(found, self.layers.accuracy)
        return [one for one in ranged if one.year in self.years]

    def _computation(self, year: int, *, asked: bool, parcels: bool) -> Computation:
        near = self.near
        if not parcels:
            rest = {key: path for key, path in near.vectors.items() if key[0] != "parcels"}
            near = replace(near, vectors=rest)
        return Computation(
            self.layers.study,
            near,
            self.layers.derived,
            self._tallies() if asked else (),
            AreaMeasure.of_grid(near.grid),
            self.layers.city,
            self.layers.pixels,
            RunLog(silent),
        )

    def _tallies(self) -> tuple[Tally, ...]:
        asked = (
            tally
            for indicator, profile in self._profiles()
            for tally in tallies_taken(indicator, profile)
        )
        return tuple(dict.fromkeys(asked))

    def _profiles(self) -> Iterator[tuple[Indicator, Profile]]:
        for indicator in self.indicators.values():
            for profile in selected_profiles(indicator, self.layers.study.profiles):
                yield indicator, profile

    def _cuts(self, places: gpd.GeoDataFrame) -> tuple[ZoneLayer, ...]:
        """The shape, and where practice is stated of units, those it lies in."""
        own = ZoneLayer.of(SHAPE, places, "unit_id")
        if not self.layers.study.carbon.practices:
            return (own,)
        units = self.layers.units
        cuts = [own]
        for partition, members in self.layers.partitions.items():
            frame = units.loc[list(members)]
            shapes = frame.geometry.to_numpy()
            touched = np.flatnonzero(shapely.intersects(self.placed.geometry, shapes))
            ids = tuple(members[row] for row in touched.tolist())
            cuts.append(ZoneLayer(f"of {partition}", ids, shapes[touched]))
        return tuple(cuts)

    def _with_neighbour(self) -> Any:
        shape = self.placed.geometry
        west, south, east, north = shapely.bounds(shape).tolist()
        box = shapely.box(west - _AROUND, south - _AROUND, east + _AROUND, north + _AROUND)
        ground = shapely.intersection(self.layers.city, box)
        rest = polygons_only(np.array([shapely.difference(ground, shape)], dtype=object))[0]
        found = np.empty(2, dtype=object)
        found[:] = [shape, rest]
        return found

    def _told(self, figure: Figure) -> Figure:
        """A figure, or why it is none where the run had a layer that is not to be had now."""
        indicator = self.indicators[figure.indicator.partition(".")[0]]
        tallies = tallies_taken(indicator, indicator.profile(figure.profile))
        before = [year for year in self.near.years if year < figure.year]
        asked = [(name, figure.year) for tally in tallies for name in layers_of(tally)]
        asked += [(t.layer, y) for t in tallies if isinstance(t, Transition) for y in before[-1:]]
        lost = next((key for key in asked if key in self.layers.lost), None)
        if lost is not None:
            return _untold(figure, _lost(lost[0], self.layers.lost[lost]))
        tables = [tally.table for tally in tallies if isinstance(tally, Rows)]
        bound = next((name for name in tables if self._names_units(name, figure.year)), "")
        if bound:
            return _untold(figure, _lost(bound, _OF_UNITS))
        needs_carbon = self.layers.carbon_lost and self.layers.study.carbon.files_of(
            indicator.parameters_of(indicator.profile(figure.profile))
        )
        return _untold(figure, _CARBON_GONE) if needs_carbon else figure

    def _names_units(self, table: str, year: int) -> bool:
        known = (table, year) in self.near.vectors
        return known and STATUNIT in self.layers.frame(table, year)


def _untold(figure: Figure, why: Text) -> Figure:
    return replace(
        figure,
        value=None,
        numerator=None,
        denominator=None,
        ci_low=None,
        ci_high=None,
        ci_reason=str(IntervalReason.MISSING_INPUT),
        status=Status.NOT_ESTIMATED,
        method=why,
    )


def _lost(layer: str, why: Text) -> Text:
    return Text(f"{layer}：{why.zh}", f"{layer}: {why.en}")


def _notes(layers: RunLayers, years: Sequence[int]) -> Iterator[Text]:
    if layers.opened.manifest.params_version != parameters_version():
        yield _NOW_OTHER
    if layers.carbon_lost:
        yield _CARBON_GONE
    lost = {layer: why for (layer, year), why in layers.lost.items() if year in years}
    for layer, why in sorted(lost.items()):
        yield _lost(layer, why)


def _no_year(strange: Sequence[int], years: Sequence[int]) -> Finding:
    return Finding(
        "YEAR-MISSING",
        Severity.ERROR,
        Text("运行结果不含该年度", "the run does not hold this year"),
        Text("请改用所列的年度", "name one of the years listed"),
        seen=", ".join(map(str, strange)),
        wanted=", ".join(map(str, years)),
    )
