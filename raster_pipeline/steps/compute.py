"""Computing a run: derive every layer, account every year, evaluate, reconcile, store."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter
from pathlib import Path

import geopandas as gpd
import pandas as pd

from layers import derived_layers, derived_order, sensitivities
from raster_pipeline.io.share_store import ShareStore
from raster_pipeline.steps.account import unit_shares
from raster_pipeline.steps.balance import balance
from raster_pipeline.steps.carbon_accounts import with_area_ranges
from raster_pipeline.steps.check.raster_coverage import spec_pixel_m2
from raster_pipeline.steps.cover_judged import COVER_CHANGE, judge_cover
from raster_pipeline.steps.derive import derivable, derive
from raster_pipeline.steps.disclosure import forget_aggregates, keep_back
from raster_pipeline.steps.figures import (
    YearAccounts,
    evaluate,
    selected_profiles,
    tallies_taken,
)
from raster_pipeline.steps.intake import Examination
from raster_pipeline.steps.interpret import interpret
from raster_pipeline.steps.issued import ISSUED_AREAS
from raster_pipeline.steps.log import RunLog
from raster_pipeline.steps.memory import release
from raster_pipeline.steps.overlay import ZoneLayer
from raster_pipeline.steps.partition_layer import places_of, units_of
from raster_pipeline.steps.plan_progress import plan_tables
from raster_pipeline.steps.projects import (
    ProjectRegister,
    disjoint_layers,
    read_register,
    site_places,
)
from raster_pipeline.steps.reconcile import reconcile, refuse_open
from raster_pipeline.steps.soil_map import MAPS, SoilMaps
from raster_pipeline.steps.store import store_pictures, store_progress, store_tables
from raster_pipeline.steps.workspace import Workspace
from raster_pipeline.steps.year_account import Computation, Ground, account_year
from raster_pipeline.steps.zone_account import ZoneAccounts
from sinkmap.area import AreaMeasure, geodesic_area
from sinkmap.figure import figure_columns
from sinkmap.indicator import Indicator, Tally
from sinkmap.layer import Derived
from sinkmap.parameters import parameters_version
from sinkmap.run import BALANCE_COLUMNS, UNCERTAINTY_COLUMNS
from sinkmap.statunit import StatUnit
from sinkmap.study import Study

__all__ = ["SHARES", "compute"]

_AT_ONCE = 2
"""Layers derived at the same time; their blocks share the machine's threads all the same."""

_SOIL = "soil maps"
"""Their making, among the layers that are derived."""

SHARES = ".shares"
"""Folder beside the runs with kept shares of pixels; no part of any run, and free to be deleted."""


@dataclass(frozen=True, slots=True, eq=False)
class _Task(Computation):
    """One computation of every layer and figure.

    ``indicators``: by id; ``order``: derived layers, each after those it needs; ``ground``: the
    units of every partition; ``sites``: footprints of projects, None without a register.
    """

    indicators: Mapping[str, Indicator]
    order: tuple[Derived, ...]
    ground: Ground
    sites: Ground | None


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
    measure = AreaMeasure.of_grid(study.grid)
    places, units = places_of(examination.partitions), units_of(examination.partitions)
    cuts = tuple(ZoneLayer.of(p.partition.id, p.frame, "unit_id") for p in examination.partitions)
    register = read_register(vectors)
    spots, projects = site_places(register, study)
    site_cuts = disjoint_layers(spots)
    store = ShareStore(folder.parent / SHARES, scratch=folder)
    with (
        Workspace(study.grid, study.years, layers, vectors, rasters, workers, told) as workspace,
        store.keep(unit_shares(study.grid, places)) as shares,
        ZoneAccounts(study.grid, places, cuts, store) as zoned,
        ZoneAccounts(study.grid, spots, site_cuts, store) as site_zoned,
    ):
        workspace.pools = study.carbon.pools
        interpret(study, examination.seasons, workspace, folder, log)
        task = _Task(
            study,
            workspace,
            derived_layers(),
            _tallies(study, indicators),
            measure,
            places.geometry.iloc[0],
            {place: spec_pixel_m2(spec) for place, spec in workspace.rasters.items()},
            log,
            indicators,
            _order(study, indicators, workspace),
            Ground(places, cuts, shares, zoned, measure),
            Ground.of_sites(spots, site_cuts, site_zoned, measure, study.grid),
        )
        _results(task, examination, units, register, projects, folder)
        store_pictures(folder, workspace, task.order, study.imagery.seasons, log.stage("pictures"))


def _results(
    task: _Task,
    examination: Examination,
    units: Sequence[StatUnit],
    register: ProjectRegister | None,
    projects: Sequence[StatUnit],
    folder: Path,
) -> None:
    """Measure every year, evaluate, reconcile and store; ``projects`` are footprints as units."""
    study, places = task.study, task.ground.places
    accounts, sites, book = _years(task)
    shares = task.ground.shares
    accuracy = judge_cover(study, task.workspace, shares, places, accounts, folder, task.log)
    accounts = with_area_ranges(accounts, accuracy)
    figures, uncertainty = _figures(task, units, accounts)
    table = reconcile(
        [p.partition for p in examination.partitions],
        accounts,
        figures,
        book,
        _geodesic(study, places),
        closure_tolerance=study.policies.closure_tolerance,
        area_tolerance=study.policies.area_tolerance,
        apart=[one.id for one in task.indicators.values() if not one.additive],
    )
    refuse_open(table)
    store_tables(folder, examination, places, figures, uncertainty, table, book)
    found = plan_tables(
        examination, study, figures, task.indicators, register, places, task.measure
    )
    store_progress(folder, found, _figures(task, projects, sites)[0])


def _geodesic(study: Study, places: gpd.GeoDataFrame) -> dict[str, float]:
    areas = geodesic_area(places.geometry.to_numpy(), study.grid.crs)
    return dict(zip(places["unit_id"], areas.tolist(), strict=True))


def _order(
    study: Study, indicators: Mapping[str, Indicator], workspace: Workspace
) -> tuple[Derived, ...]:
    """Layers to derive: all that can be had, but for those only indicators left out would use."""
    order = derived_order({layer for layer, _ in (*workspace.vectors, *workspace.rasters)})
    kept = [one for one in indicators.values() if selected_profiles(one, study.profiles)]
    used, asked = _layers_used(indicators.values()), _layers_used(kept)
    asked |= {layer for tally in _tallies(study, indicators) for layer in tally.layers}
    wanted = _with_inputs(asked, order)
    spare = _with_inputs(used, order) - wanted
    for one in order:  # what is only for the map goes with the layers it is made of
        if one.id not in wanted and any(need.layer in spare for need in one.inputs):
            spare.add(one.id)
    return tuple(one for one in order if one.id not in spare)


def _layers_used(indicators: Iterable[Indicator]) -> set[str]:
    """Layers of all tallies of indicators, by whatever profile."""
    return {
        layer
        for indicator in indicators
        for profile in indicator.profiles
        for tally in tallies_taken(indicator, profile)
        for layer in tally.layers
    }


def _with_inputs(layers: Collection[str], order: Sequence[Derived]) -> set[str]:
    """Layers, and all that they are derived from."""
    found = set(layers)
    for one in reversed(order):
        if one.id in found:
            found |= {need.layer for need in one.inputs}
    return found


def _tallies(study: Study, indicators: Mapping[str, Indicator]) -> tuple[Tally, ...]:
    asked = (
        tally
        for indicator in indicators.values()
        for profile in selected_profiles(indicator, study.profiles)
        for tally in tallies_taken(indicator, profile)
    )
    return tuple(dict.fromkeys((*asked, COVER_CHANGE, ISSUED_AREAS)))


def _years(task: _Task) -> tuple[list[YearAccounts], list[YearAccounts], pd.DataFrame]:
    """Accounts of every year, those of projects' footprints in the first and last year, and the
    area balance between neighbouring years with parcels.

    Each year is derived and accounted before the next, so that its parcels are read once.
    """
    accounts: list[YearAccounts] = []
    sites: list[YearAccounts] = []
    books: list[pd.DataFrame] = []
    before: YearAccounts | None = None
    ends = (task.study.years[0], task.study.years[-1])
    soils = SoilMaps()
    for year in task.study.years:
        _derive(task, soils, year)
        task.workspace.close_files()
        release()
        found = account_year(task, task.ground, year, accounts)
        if task.sites is not None and year in ends:
            sites.append(account_year(task, task.sites, year, accounts))
        accounts.append(found)
        task.workspace.close_files()
        task.workspace.forget()
        release()
        if found.parcels is None:
            continue
        if before is not None:
            books.append(_balance(task, before, found))
            release()
        before = accounts[-1] = replace(found, parcels=found.parcels.summed())
    empty = pd.DataFrame(columns=list(BALANCE_COLUMNS))
    return accounts, sites, pd.concat(books, ignore_index=True) if books else empty


def _derive(task: _Task, soils: SoilMaps, year: int) -> None:
    """Derive every layer of a year that can be had, each as soon as those it needs are there.

    The soil map is made among them: it is long, and for the most part done by a single thread.
    """
    made = {one.id: one for one in task.order}
    needs = {one.id: {n.layer for n in one.inputs} & made.keys() for one in task.order}
    if made.keys() & set(MAPS):
        needs[_SOIL] = set().union(*(needs[name] for name in MAPS if name in needs))
    sorter = TopologicalSorter(needs)
    sorter.prepare()
    running: dict[Future[None], str] = {}

    def work(name: str) -> None:
        if name == _SOIL:
            soils.add(task.study, task.workspace, year, task.log)
        elif derivable(made[name], task.workspace, year):
            derive(made[name], task.workspace, year)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        while sorter.is_active():
            for name in sorted(sorter.get_ready(), key=lambda one: one != _SOIL):
                running[pool.submit(work, name)] = name
            for one in wait(running, return_when=FIRST_COMPLETED).done:
                sorter.done(running.pop(one))
                one.result()


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
        task.ground.cuts,
        task.measure,
    )


def _figures(
    task: _Task, units: Sequence[StatUnit], accounts: Sequence[YearAccounts]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Figures, and the shares of their uncertainty; layers only sums may tell of are then gone."""
    forget_aggregates(task.workspace, sensitivities())
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
            published=task.study.published,
            params_version=version,
        )
    ]
    found = keep_back(found, {cut.name: cut.ids for cut in task.ground.cuts})
    table = pd.DataFrame(figure_columns([figure for figure, _ in found]))
    shares = [(figure.id, *share) for figure, shares in found for share in shares.items()]
    uncertainty = pd.DataFrame(shares, columns=list(UNCERTAINTY_COLUMNS))
    return table, uncertainty
