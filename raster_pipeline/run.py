"""The straight line: study, check, intake, derive, account, store, run.json."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd

from layers import derived_layers, derived_order
from raster_pipeline.engine import Progress, silent
from raster_pipeline.io.run_folder import (
    only_writer,
    point_at,
    publish,
    read_manifest,
    record_outputs,
    rotten_files,
    scratch_folder,
)
from raster_pipeline.io.study_file import open_study
from raster_pipeline.steps.account import account
from raster_pipeline.steps.balance import balance
from raster_pipeline.steps.derive import derivable, derive
from raster_pipeline.steps.figures import (
    YearAccounts,
    evaluate,
    layers_of,
    selected_profiles,
    tallies_of,
)
from raster_pipeline.steps.identity import code_hash, plan_document, question
from raster_pipeline.steps.intake import Examination, PartitionMap, examine
from raster_pipeline.steps.log import RunLog
from raster_pipeline.steps.overlay import ZoneLayer
from raster_pipeline.steps.parcels import ParcelAccount, account_parcels
from raster_pipeline.steps.plan import check_plan
from raster_pipeline.steps.provenance import given_behind, provenance
from raster_pipeline.steps.reconcile import reconcile, refuse_open
from raster_pipeline.steps.store import store_pictures, store_tables
from raster_pipeline.steps.workspace import Workspace
from sinkmap import __version__
from sinkmap.area import AreaMeasure, geodesic_area
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.figure import COLUMNS
from sinkmap.indicator import Indicator, ParcelShares, Tally
from sinkmap.indicators import indicators as all_indicators
from sinkmap.layer import Derived
from sinkmap.parameters import parameters_version
from sinkmap.run import BALANCE_COLUMNS, RunManifest
from sinkmap.statunit import StatUnit
from sinkmap.study import Study

__all__ = ["RUNS", "RunOutcome", "run_study"]

RUNS = "runs"
"""Folder of a study that holds its runs."""


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """A finished run. ``reused`` says that it was there already and was verified, not computed."""

    folder: Path
    manifest: RunManifest
    reused: bool


def run_study(
    path: Path,
    *,
    years: Sequence[int] = (),
    workers: int = 2,
    progress: Progress = silent,
) -> RunOutcome:
    """Compute a study, or verify the run that already answers the same question.

    Parameters
    ----------
    path
        Study folder or its ``study.toml``.
    years
        Only these years of the study; all of them if empty.
    workers
        Threads; the results do not depend on it.
    progress
        Told stage and share done.

    Raises
    ------
    InputRefusedError
        With every finding; nothing was published.
    CannotFinishError
        If sums do not close, a layer breaks its declaration, or another run holds the lock.
    """
    study, root = open_study(path)
    study = _with_years(study, years)
    indicators = all_indicators()
    check_plan(study, indicators)
    log = RunLog(progress)
    document = plan_document(path, study)
    run_id = question(study, root, document, log.stage("hash"))
    runs = root / RUNS
    with only_writer(runs):
        found = _verified(runs, run_id)
        if found is not None:
            point_at(runs, run_id)
            return found
        folder = scratch_folder(runs, run_id)
        try:
            examination = examine(
                study, root, keep=folder / "vectors", progress=log.stage("intake")
            )
            _refuse(examination.findings)
            _compute(study, examination, indicators, folder, workers, log)
        except BaseException:
            shutil.rmtree(folder)
            raise
        manifest = RunManifest(
            run_id=run_id,
            version=__version__,
            code_hash=code_hash(),
            params_version=parameters_version(),
            study=document,
            inputs=examination.inputs,
            outputs=record_outputs(folder),
            findings=examination.findings,
            years=study.years,
        )
        return RunOutcome(publish(folder, manifest, log.finish()), manifest, reused=False)


def _with_years(study: Study, years: Sequence[int]) -> Study:
    if not years:
        return study
    chosen = tuple(sorted(set(years) & set(study.years)))
    return replace(study, years=chosen or study.years)


def _verified(runs: Path, run_id: str) -> RunOutcome | None:
    folder = runs / run_id
    if not (folder / "run.json").is_file():
        return None
    manifest = read_manifest(folder)
    return None if rotten_files(folder, manifest) else RunOutcome(folder, manifest, reused=True)


def _refuse(findings: Sequence[Finding]) -> None:
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise InputRefusedError(errors)


def _compute(
    study: Study,
    examination: Examination,
    indicators: Mapping[str, Indicator],
    folder: Path,
    workers: int,
    log: RunLog,
) -> None:
    """Derive, account, evaluate, reconcile and store into the run's folder."""
    layers = folder / "layers"
    layers.mkdir()
    with Workspace(
        study.grid,
        study.years,
        layers,
        dict(examination.vectors),
        dict(examination.rasters),
        workers,
        log.stage("derive"),
    ) as workspace:
        derived = _derive_all(workspace)
        units = _units(examination.partitions)
        places = _places(examination.partitions)
        accounts, book = _account_all(
            study, workspace, examination.partitions, places, indicators, log
        )
        figures = _figures(study, indicators, units, accounts)
        geodesic = dict(
            zip(
                places["unit_id"],
                geodesic_area(places.geometry.to_numpy(), study.grid.crs).tolist(),
                strict=True,
            )
        )
        table = reconcile(
            [p.partition for p in examination.partitions],
            accounts,
            figures,
            book,
            geodesic,
            closure_tolerance=study.policies.closure_tolerance,
            area_tolerance=study.policies.area_tolerance,
        )
        refuse_open(table)
        store_tables(folder, examination, places, figures, table, book)
        store_pictures(folder, workspace, derived, log.stage("pictures"))


def _derive_all(workspace: Workspace) -> tuple[Derived, ...]:
    given = {layer for layer, _ in (*workspace.vectors, *workspace.rasters)}
    order = derived_order(given)
    for layer in order:
        for year in workspace.years:
            if derivable(layer, workspace, year):
                derive(layer, workspace, year)
    return order


def _units(partitions: Sequence[PartitionMap]) -> tuple[StatUnit, ...]:
    found = {unit.id: unit for partition in partitions for unit in partition.units}
    return tuple(found.values())


def _places(partitions: Sequence[PartitionMap]) -> gpd.GeoDataFrame:
    """Every unit once: unit_id and geometry on the grid's CRS."""
    frames = [partition.frame[["unit_id", "geometry"]] for partition in partitions]
    joined = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=frames[0].crs)
    return joined.drop_duplicates("unit_id").reset_index(drop=True)


def _account_all(
    study: Study,
    workspace: Workspace,
    partitions: Sequence[PartitionMap],
    places: gpd.GeoDataFrame,
    indicators: Mapping[str, Indicator],
    log: RunLog,
) -> tuple[list[YearAccounts], pd.DataFrame]:
    """Accounts of every year and the area balance between neighbouring years."""
    measure = AreaMeasure.of_grid(study.grid)
    areas = dict(
        zip(places["unit_id"], measure.polygons(places.geometry.to_numpy()).tolist(), strict=True)
    )
    wanted = _tallies(study, indicators)
    zones = tuple(dict.fromkeys(z for t in wanted if isinstance(t, ParcelShares) for z in t.zones))
    cuts = [ZoneLayer.of(p.partition.id, p.frame, "unit_id") for p in partitions]
    accounts: list[YearAccounts] = []
    books = [pd.DataFrame(columns=list(BALANCE_COLUMNS))]
    before: tuple[int, ParcelAccount] | None = None
    for year in study.years:
        present = workspace.available(year)
        layers = {name: provenance(name, year, study, derived_layers()) for name in present}
        raster_tallies = [
            t
            for t in wanted
            if not isinstance(t, ParcelShares) and all(n in present for n in layers_of(t))
        ]
        names = sorted({name for tally in raster_tallies for name in layers_of(tally)})
        rasters = account(
            study.grid,
            places,
            {name: workspace.raster(name, year) for name in names},
            raster_tallies,
            workers=workspace.workers,
            progress=log.stage(f"account {year}"),
        )
        parcels = _parcels(study, workspace, cuts, zones, measure, year, log)
        if parcels is not None and before is not None:
            frames = (workspace.frame("parcels", before[0]), workspace.frame("parcels", year))
            books.append(balance((before[0], year), frames, (before[1], parcels), cuts, measure))
        before = (year, parcels) if parcels is not None else before
        there = frozenset(z for z in zones if z in present)
        accounts.append(YearAccounts(year, areas, rasters, parcels, there, layers))
    filled = [book for book in books if len(book)] or books
    return accounts, pd.concat(filled, ignore_index=True)


def _tallies(study: Study, indicators: Mapping[str, Indicator]) -> tuple[Tally, ...]:
    return tuple(
        dict.fromkeys(
            tally
            for indicator in indicators.values()
            for profile in selected_profiles(indicator, study.profiles)
            for tally in tallies_of(indicator, profile)
        )
    )


def _parcels(
    study: Study,
    workspace: Workspace,
    cuts: Sequence[ZoneLayer],
    zones: Sequence[str],
    measure: AreaMeasure,
    year: int,
    log: RunLog,
) -> ParcelAccount | None:
    if not workspace.has("parcels", year):
        return None
    declared = derived_layers()
    present = [zone for zone in zones if workspace.has(zone, year)]
    behind = given_behind("parcels", year, study, declared)
    return account_parcels(
        workspace.frame("parcels", year),
        cuts,
        [
            ZoneLayer.of(zone, workspace.frame(zone, year), declared[zone].zone_field)
            for zone in present
        ],
        measure,
        policy=study.policies.parcel_area,
        system=behind[0][0].code_system if behind else "",
        workers=workspace.workers,
        progress=log.stage(f"overlay {year}"),
    )


def _figures(
    study: Study,
    indicators: Mapping[str, Indicator],
    units: Sequence[StatUnit],
    accounts: Sequence[YearAccounts],
) -> pd.DataFrame:
    version = parameters_version()
    rows = [
        figure.to_row()
        for year in accounts
        for figure in evaluate(
            indicators,
            study.profiles,
            units,
            year,
            coverage_min=study.policies.coverage_min,
            params_version=version,
        )
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))
