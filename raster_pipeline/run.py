"""The straight line: study, check, intake, derive, account, store, run.json."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from raster_pipeline.engine import Progress, silent
from raster_pipeline.io.run_folder import (
    MANIFEST,
    only_writer,
    point_at,
    publish,
    read_manifest,
    record_outputs,
    rotten_files,
    scratch_folder,
)
from raster_pipeline.io.study_file import open_study
from raster_pipeline.opened import RUNS
from raster_pipeline.steps.compute import compute
from raster_pipeline.steps.identity import code_hash, plan_document, question
from raster_pipeline.steps.intake import examine
from raster_pipeline.steps.log import RunLog
from raster_pipeline.steps.plan import check_plan
from sinkmap import __version__
from sinkmap.errors import Finding, InputRefusedError, Severity, UsageError
from sinkmap.indicators import indicators as all_indicators
from sinkmap.parameters import parameters_version
from sinkmap.run import RunManifest
from sinkmap.study import Study
from sinkmap.text import Text

__all__ = ["RunOutcome", "run_study"]


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
    UsageError
        If the study does not hold one of the years.
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
            told = log.stage("intake")
            examination = examine(study, root, keep=folder / "vectors", progress=told)
            _refuse(examination.findings)
            compute(study, examination, indicators, folder, workers, log)
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
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def _with_years(study: Study, years: Sequence[int]) -> Study:
    strange = sorted(set(years) - set(study.years))
    if strange:
        raise UsageError(
            Finding(
                "YEAR-MISSING",
                Severity.ERROR,
                Text("方案不含该年度", "the study does not hold this year"),
                Text("请改用方案中的年度", "name a year of the study"),
                seen=", ".join(map(str, strange)),
                wanted=", ".join(map(str, study.years)),
            )
        )
    return replace(study, years=tuple(sorted(set(years)))) if years else study


def _verified(runs: Path, run_id: str) -> RunOutcome | None:
    folder = runs / run_id
    if not (folder / MANIFEST).is_file():
        return None
    manifest = read_manifest(folder)
    return None if rotten_files(folder, manifest) else RunOutcome(folder, manifest, reused=True)


def _refuse(findings: Sequence[Finding]) -> None:
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise InputRefusedError(errors)
