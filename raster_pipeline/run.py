"""The straight line: study, check, intake, derive, account, store, run.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from raster_pipeline.engine import Progress, silent
from raster_pipeline.io.disk import disk_errors
from raster_pipeline.io.fingerprints import Fingerprints
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
from raster_pipeline.io.study_file import locate, open_study
from raster_pipeline.opened import RUNS
from raster_pipeline.steps.compute import compute
from raster_pipeline.steps.identity import (
    changed_findings,
    code_hash,
    input_hashes,
    input_names,
    plan_document,
    question,
)
from raster_pipeline.steps.intake import Examination, examine
from raster_pipeline.steps.log import RunLog
from raster_pipeline.steps.plan import plan_findings
from sinkmap import __version__
from sinkmap.errors import CannotFinishError, Finding, InputRefusedError, Severity, UsageError
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
        With every finding, those of inputs that changed meanwhile included; nothing was published.
    CannotFinishError
        If sums do not close, a layer breaks its declaration, another run holds the lock, or the
        disk or the memory does not allow it.
    """
    study, root = open_study(path)
    study = _with_years(study, years)
    log = RunLog(progress)
    document = plan_document(path, study)
    found = _sound_plan(study, root)
    runs = root / RUNS
    with disk_errors(runs):
        prints = Fingerprints()
        hashes = input_hashes(found, log.stage("hash"), prints)
        run_id = question(document, hashes)
        with only_writer(runs):
            known = _verified(runs, run_id)
            if known is not None:
                point_at(runs, run_id)
                return known
            with scratch_folder(runs, run_id) as folder:
                task = _Task(study, root, folder, workers, log, prints)
                examination = _computed(task)
                _refuse(changed_findings(hashes, _hashed_again(task, found), examination.inputs))
                manifest = _manifest(run_id, document, folder, study, examination)
                return RunOutcome(publish(folder, manifest, log.finish()), manifest, reused=False)


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """One run being made: what, from where, into which folder."""

    study: Study
    root: Path
    folder: Path
    workers: int
    log: RunLog
    prints: Fingerprints


def _sound_plan(study: Study, root: Path) -> dict[str, Path]:
    """The files of a plan that names nothing unknown or missing.

    If it does, every input is examined before it is refused, so that one look shows all faults.
    """
    found, missing = locate(study, root, input_names(study))
    wrong = plan_findings(study, all_indicators())
    if wrong or missing:
        _refuse([*wrong, *examine(study, root, keep=None).findings])
    return found


def _computed(task: _Task) -> Examination:
    told = task.log.stage("intake")
    keep = task.folder / "vectors"
    examination = examine(task.study, task.root, keep=keep, progress=told, prints=task.prints)
    _refuse(examination.findings)
    study = replace(task.study, carbon=examination.carbon)
    compute(study, examination, all_indicators(), task.folder, task.workers, task.log)
    return examination


def _hashed_again(task: _Task, found: Mapping[str, Path]) -> dict[str, str]:
    there = {name: path for name, path in found.items() if path.exists()}
    return input_hashes(there, task.log.stage("hash"))


def _manifest(
    run_id: str,
    document: Mapping[str, Any],
    folder: Path,
    study: Study,
    examination: Examination,
) -> RunManifest:
    return RunManifest(
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
    try:
        manifest = read_manifest(folder)
    except CannotFinishError:  # rotten: computed anew
        return None
    return None if rotten_files(folder, manifest) else RunOutcome(folder, manifest, reused=True)


def _refuse(findings: Sequence[Finding]) -> None:
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise InputRefusedError(errors)
