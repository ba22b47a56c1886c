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
from raster_pipeline.place.near import SAMPLES, NearWorkspace, city_samples
from raster_pipeline.place.run_layers import RunLayers, layers_of_run
from raster_pipeline.place.shape import PlacedShape, drawn_shape, placed_shape
from raster_pipeline.place.untold import notes_of, told_or_not
from raster_pipeline.steps.account import unit_shares
from raster_pipeline.steps.carbon_accounts import with_area_ranges
from raster_pipeline.steps.disclosure import keep_back
from raster_pipeline.steps.figures import (
    YearAccounts,
    evaluate,
    selected_profiles,
    tallies_taken,
)
from raster_pipeline.steps.log import RunLog
from raster_pipeline.steps.provenance import provenance
from raster_pipeline.steps.year_account import Computation, Ground, account_year
from raster_pipeline.steps.zone_account import ZoneAccounts
from raster_pipeline.steps.zone_parts import ZoneLayer, polygons_only
from sinkmap.area import AreaMeasure
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.figure import Figure
from sinkmap.indicator import Indicator, Profile, Tally
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

    def to_json(self) -> dict[str, Any]:
        """Figures, areas, findings and notes as a JSON object; rows as a run's figures have."""
        return {
            "run_id": self.run_id,
            "area_m2": self.area_m2,
            "inside_m2": self.inside_m2,
            "figures": [figure.to_row() for figure in self.figures],
            "findings": [finding.to_json() for finding in self.findings],
            "notes": [note.to_json() for note in self.notes],
        }

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
        tuple(notes_of(layers, asked)),
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
        kept = [(told_or_not(self.layers, figure), shares) for figure, shares in told]
        shares = {one.id: share for one, share in kept if share and one.ci_low is not None}
        return tuple(figure for figure, _ in kept), shares

    def _accounts(self) -> list[YearAccounts]:
        """Accounts of the years asked for; of those before only what these compare with."""
        self._made_ready()
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
                found.append(self._sampled(account_year(task, ground, year, found)))
        ranged = with_area_ranges(found, self.layers.accuracy)
        return [one for one in ranged if one.year in self.years]

    def _made_ready(self) -> None:
        """Copy the layers that are asked for into the order of their places, if none did yet."""
        asked = sorted({layer for tally in self._tallies() for layer in tally.layers})
        years = [year for year in self.near.years if year <= self.years[-1]]
        needed = [(year, name) for year in years for name in asked]
        for place, (year, name) in enumerate(needed):
            self.layers.features(name, year)
            self.progress("places", (place + 1) / len(needed))

    def _sampled(self, account: YearAccounts) -> YearAccounts:
        """The account with the points of the city, which are the same for every shape."""
        layers, year = self.layers, account.year
        if year not in self.years or (SAMPLES, year) not in self.near.vectors:
            return account
        behind = provenance(SAMPLES, year, layers.study, layers.derived, layers.pixels)
        known = {**account.provenance, SAMPLES: behind}
        return replace(account, samples=city_samples(layers, year), provenance=known)

    def _computation(self, year: int, *, asked: bool, parcels: bool) -> Computation:
        apart = {SAMPLES} if parcels else {SAMPLES, "parcels"}
        vectors = {key: path for key, path in self.near.vectors.items() if key[0] not in apart}
        near = replace(self.near, vectors=vectors)
        return Computation(
            self.layers.study,
            near,
            self.layers.derived,
            self._tallies() if asked else (),
            AreaMeasure.of_grid(near.grid),
            self.layers.city,
            self.layers.pixels,
            RunLog(self.progress),
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
        stated = {one.statunit for one in self.layers.study.carbon.practices}
        cuts = [own]
        for partition, members in self.layers.partitions.items():
            named = [unit for unit in members if unit in stated]
            shapes = self.layers.units.loc[named].geometry.to_numpy()
            touched = np.flatnonzero(shapely.intersects(self.placed.geometry, shapes)).tolist()
            if touched:
                ids = tuple(named[row] for row in touched)
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


def _no_year(strange: Sequence[int], years: Sequence[int]) -> Finding:
    return Finding(
        "YEAR-MISSING",
        Severity.ERROR,
        Text("运行结果不含该年度", "the run does not hold this year"),
        Text("请改用所列的年度", "name one of the years listed"),
        seen=", ".join(map(str, strange)),
        wanted=", ".join(map(str, years)),
    )
