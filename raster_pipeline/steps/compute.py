"""Computing a run: derive every layer, account every year, evaluate, reconcile, store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from layers import derived_layers, derived_order
from raster_pipeline.engine import PixelReader
from raster_pipeline.io.share_store import KeptShares, ShareStore
from raster_pipeline.steps.account import RasterTally, account, unit_shares
from raster_pipeline.steps.accuracy import sampled_points
from raster_pipeline.steps.balance import balance
from raster_pipeline.steps.carbon_accounts import with_area_ranges
from raster_pipeline.steps.check.raster_coverage import spec_pixel_m2
from raster_pipeline.steps.compartments import unit_compartments
from raster_pipeline.steps.cover_judged import COVER_CHANGE, judge_cover
from raster_pipeline.steps.derive import derivable, derive
from raster_pipeline.steps.figures import (
    Provenance,
    YearAccounts,
    evaluate,
    layers_of,
    selected_profiles,
    tallies_taken,
)
from raster_pipeline.steps.intake import Examination
from raster_pipeline.steps.interpret import interpret
from raster_pipeline.steps.issued import ISSUED_AREAS
from raster_pipeline.steps.log import RunLog
from raster_pipeline.steps.memory import release
from raster_pipeline.steps.overlay import ZoneLayer
from raster_pipeline.steps.parcels import ParcelAccount, account_parcels
from raster_pipeline.steps.partition_layer import places_of, units_of
from raster_pipeline.steps.practices import compared_practices
from raster_pipeline.steps.provenance import given_behind, provenance
from raster_pipeline.steps.reconcile import reconcile, refuse_open
from raster_pipeline.steps.soil_map import SoilMaps
from raster_pipeline.steps.store import store_pictures, store_tables
from raster_pipeline.steps.table_rows import tables_of
from raster_pipeline.steps.workspace import Workspace
from raster_pipeline.steps.zone_account import ZoneAccounts
from sinkmap.area import AreaMeasure, geodesic_area
from sinkmap.figure import COLUMNS
from sinkmap.indicator import Indicator, ParcelShares, Tally, Transition
from sinkmap.layer import Derived
from sinkmap.parameters import parameters_version
from sinkmap.run import BALANCE_COLUMNS, UNCERTAINTY_COLUMNS
from sinkmap.statunit import StatUnit
from sinkmap.study import Study

__all__ = ["SHARES", "compute"]

_AT_ONCE = 2
"""Layers derived at the same time; their blocks share the machine's threads all the same."""

SHARES = ".shares"
"""Folder beside the runs with kept shares of pixels; no part of any run, and free to be deleted."""


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """What every step of one computation shares.

    ``order``: derived layers, each after those it needs; ``cuts``: the partitions as zone layers;
    ``zones``: derived polygon layers parcels are cut by; ``tallies``: everything the indicators
    ask for; ``shares``: of pixels in the units; ``zoned``: accounts of zones; ``pixels``:
    (layer, year) -> m² of a pixel of a given raster as it is in its file.
    """

    study: Study
    workspace: Workspace
    indicators: Mapping[str, Indicator]
    derived: Mapping[str, Derived]
    order: tuple[Derived, ...]
    places: gpd.GeoDataFrame
    cuts: tuple[ZoneLayer, ...]
    tallies: tuple[Tally, ...]
    measure: AreaMeasure
    shares: KeptShares
    zoned: ZoneAccounts
    pixels: Mapping[tuple[str, int], float]
    log: RunLog

    @property
    def zones(self) -> tuple[str, ...]:
        shares = (tally for tally in self.tallies if isinstance(tally, ParcelShares))
        return tuple(dict.fromkeys(zone for tally in shares for zone in tally.zones))


def compute(
    study: Study,
    examination: Examination,
    indicators: Mapping[str, Indicator],
    folder: Path,
    workers: int,
    log: RunLog,
) -> None:
    """Compute a study whose inputs were taken in, and store the results in a folder.

    Raises
    ------
    CannotFinishError
        If a layer breaks its declaration or sums do not close; the folder is then incomplete.
    """
    release()
    layers = folder / "layers"
    layers.mkdir()
    vectors, rasters = dict(examination.vectors), dict(examination.rasters)
    told = log.stage("derive")
    places = places_of(examination.partitions)
    cuts = tuple(ZoneLayer.of(p.partition.id, p.frame, "unit_id") for p in examination.partitions)
    store = ShareStore(folder.parent / SHARES, scratch=folder)
    with (
        Workspace(study.grid, study.years, layers, vectors, rasters, workers, told) as workspace,
        store.keep(unit_shares(study.grid, places)) as shares,
        ZoneAccounts(study.grid, places, cuts, store) as zoned,
    ):
        workspace.pools = study.carbon.pools
        interpret(study, examination.seasons, workspace, folder, log)
        task = _Task(
            study,
            workspace,
            indicators,
            derived_layers(),
            derived_order({layer for layer, _ in (*workspace.vectors, *workspace.rasters)}),
            places,
            cuts,
            _tallies(study, indicators),
            AreaMeasure.of_grid(study.grid),
            shares,
            zoned,
            {place: spec_pixel_m2(spec) for place, spec in workspace.rasters.items()},
            log,
        )
        accounts, book = _years(task)
        accuracy = judge_cover(study, workspace, shares, task.places, accounts, folder, log)
        accounts = with_area_ranges(accounts, accuracy)
        figures, uncertainty = _figures(task, units_of(examination.partitions), accounts)
        table = reconcile(
            [p.partition for p in examination.partitions],
            accounts,
            figures,
            book,
            _geodesic(task),
            closure_tolerance=study.policies.closure_tolerance,
            area_tolerance=study.policies.area_tolerance,
            apart=[one.id for one in indicators.values() if not one.additive],
        )
        refuse_open(table)
        store_tables(folder, examination, task.places, figures, uncertainty, table, book)
        store_pictures(folder, workspace, task.order, study.imagery.seasons, log.stage("pictures"))


def _geodesic(task: _Task) -> dict[str, float]:
    areas = geodesic_area(task.places.geometry.to_numpy(), task.study.grid.crs)
    return dict(zip(task.places["unit_id"], areas.tolist(), strict=True))


def _tallies(study: Study, indicators: Mapping[str, Indicator]) -> tuple[Tally, ...]:
    asked = (
        tally
        for indicator in indicators.values()
        for profile in selected_profiles(indicator, study.profiles)
        for tally in tallies_taken(indicator, profile)
    )
    return tuple(dict.fromkeys((*asked, COVER_CHANGE, ISSUED_AREAS)))


def _years(task: _Task) -> tuple[list[YearAccounts], pd.DataFrame]:
    """Accounts of every year, each derived and accounted before the next so that its parcels are
    read once, and the area balance between neighbouring years with parcels."""
    polygons = task.measure.polygons(task.places.geometry.to_numpy())
    areas = dict(zip(task.places["unit_id"], polygons.tolist(), strict=True))
    accounts: list[YearAccounts] = []
    books: list[pd.DataFrame] = []
    before: YearAccounts | None = None
    soils = SoilMaps()
    for year in task.study.years:
        _derive(task, year)
        soils.add(task.study, task.workspace, year, task.log)
        found = _account_year(task, year, areas, accounts)
        accounts.append(found)
        release()
        if found.parcels is None:
            continue
        if before is not None:
            books.append(_balance(task, before, found))
            release()
        before = found
    empty = pd.DataFrame(columns=list(BALANCE_COLUMNS))
    return accounts, pd.concat(books, ignore_index=True) if books else empty


def _derive(task: _Task, year: int) -> None:
    """Derive every layer of a year, two at a time: one is computed while another is written."""
    waiting = list(task.order)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        while waiting:
            left = {layer.id for layer in waiting}
            ready = [one for one in waiting if not left & {need.layer for need in one.inputs}]
            waiting = [one for one in waiting if one not in ready]
            made = [one for one in ready if derivable(one, task.workspace, year)]
            for _ in pool.map(lambda layer: derive(layer, task.workspace, year), made):
                pass


def _balance(task: _Task, before: YearAccounts, after: YearAccounts) -> pd.DataFrame:
    assert before.parcels is not None, "only years with parcels"
    assert after.parcels is not None, "only years with parcels"
    columns = ("bsm", "group", "ridge_m2", "register_m2", "geometry")
    years = (before.year, after.year)
    frames = [task.workspace.undecoded("parcels", columns, year) for year in years]
    return balance(
        years,
        (frames[0], frames[1]),
        (before.parcels, after.parcels),
        task.cuts,
        task.measure,
    )


def _account_year(
    task: _Task, year: int, areas: Mapping[str, float], before: Sequence[YearAccounts]
) -> YearAccounts:
    workspace = task.workspace
    present = workspace.available(year)
    earlier = {name: (one.year, found) for one in before for name, found in one.provenance.items()}
    taken = [
        tally
        for tally in task.tallies
        if set(layers_of(tally)) <= present
        and not (isinstance(tally, Transition) and tally.layer not in earlier)
    ]
    tallies = [tally for tally in taken if isinstance(tally, RasterTally)]
    rasters = account(
        task.study.grid,
        task.places,
        _readers(workspace, year, tallies, earlier),
        tallies,
        shares=task.shares,
        workers=workspace.workers,
        progress=task.log.stage(f"account {year}"),
    )
    parcels = _parcels(task, year) if "parcels" in present else None
    zoned = task.zoned.take(taken, workspace, year, task.log.stage(f"zones {year}"))
    return YearAccounts(
        year,
        areas,
        rasters,
        parcels,
        frozenset(present & set(task.zones)),
        {
            name: provenance(name, year, task.study, task.derived, task.pixels)
            for name in sorted(present)
        },
        sampled_points(task.study, workspace, year, task.places.geometry.iloc[0]),
        earlier,
        before[-1].year if before else None,
        compartments=unit_compartments(workspace, year, task.cuts, task.measure),
        practices=compared_practices(before[-1:], parcels, task.cuts, task.study.carbon, year),
        zoned=zoned,
        tables=tables_of(taken, workspace, year),
    )


def _readers(
    workspace: Workspace,
    year: int,
    tallies: Sequence[RasterTally],
    earlier: Mapping[str, tuple[int, Provenance]],
) -> dict[str, PixelReader]:
    """Rasters that tallies are taken of, those of an earlier year by the transition's name."""
    readers: dict[str, PixelReader] = {}
    for tally in tallies:
        readers.update({name: workspace.raster(name, year) for name in layers_of(tally)})
        if isinstance(tally, Transition):
            readers[tally.earlier] = workspace.raster(tally.layer, earlier[tally.layer][0])
    return readers


def _parcels(task: _Task, year: int) -> ParcelAccount:
    workspace = task.workspace
    behind = given_behind("parcels", year, task.study, task.derived)
    return account_parcels(
        workspace.frame("parcels", year),
        task.cuts,
        [
            ZoneLayer.of(zone, workspace.frame(zone, year), task.derived[zone].zone_field)
            for zone in task.zones
            if workspace.has(zone, year)
        ],
        task.measure,
        policy=task.study.policies.parcel_area,
        system=behind[0][0].code_system,
        workers=workspace.workers,
        progress=task.log.stage(f"overlay {year}"),
    )


def _figures(
    task: _Task, units: Sequence[StatUnit], accounts: Sequence[YearAccounts]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Figures, and the shares of the sources of their uncertainty."""
    version = parameters_version()
    found = [
        pair
        for year in accounts
        for pair in evaluate(
            task.indicators,
            task.study.profiles,
            units,
            year,
            policies=task.study.policies,
            carbon=task.study.carbon,
            params_version=version,
        )
    ]
    rows = [figure.to_row() for figure, _ in found]
    shares = [(figure.id, *share) for figure, shares in found for share in shares.items()]
    uncertainty = pd.DataFrame(shares, columns=list(UNCERTAINTY_COLUMNS))
    return pd.DataFrame(rows, columns=list(COLUMNS)), uncertainty
