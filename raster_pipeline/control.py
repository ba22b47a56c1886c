"""Control of a finished run: encroachment between two of its years, kept as a child run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from raster_pipeline.engine import Progress, silent
from raster_pipeline.io.child_run import ChildRun, child_run, known_child_run
from raster_pipeline.io.rule_files import read_rule_book
from raster_pipeline.io.run_tables import plain_row
from raster_pipeline.io.study_file import plan_of
from raster_pipeline.io.tables import (
    read_frame,
    read_table,
    read_undecoded,
    write_frame,
    write_table,
)
from raster_pipeline.opened import RUNS, OpenedRun, open_run
from raster_pipeline.steps.encroachment import ControlInputs, Encroachment, find_encroachment
from raster_pipeline.steps.identity import code_hash
from raster_pipeline.steps.patch_pictures import EVIDENCE_COLUMNS, patch_evidence
from raster_pipeline.synergy import run_synergy
from sinkmap.area import AreaMeasure
from sinkmap.control import RECORD_LAYERS, RuleBook, issued_patches
from sinkmap.errors import Finding, InputRefusedError, Severity, UsageError
from sinkmap.science.survey_turns import SurveyYear
from sinkmap.statunit import CITY_PARTITION
from sinkmap.study import Study
from sinkmap.text import Text

__all__ = ["CONTROL", "ControlRun", "control_study", "known_control"]

CONTROL = "control"
"""Kind of the child run."""

_PARCELS = "parcels"


@dataclass(frozen=True)
class ControlRun:
    """Encroachment between two years, read from its child run.

    ``folder`` holds ``patches.parquet``, ``areas.parquet``, ``hits.parquet``,
    ``approved.parquet``, ``ignored.parquet``, ``synergy.parquet``, the tables of the rule book in
    ``rules/``, and pictures of patches before and after, with their outline, in ``evidence/``.
    """

    child: ChildRun

    @property
    def folder(self) -> Path:
        """Folder of the child run."""
        return self.child.folder

    @cached_property
    def patches(self) -> gpd.GeoDataFrame:
        """Patches, gravest first."""
        return read_frame(self.folder / "patches.parquet")

    @cached_property
    def areas(self) -> pd.DataFrame:
        """Area of every patch by zone."""
        return read_table(self.folder / "areas.parquet")

    @cached_property
    def hits(self) -> pd.DataFrame:
        """The law of every rule a patch meets."""
        return read_table(self.folder / "hits.parquet")

    @cached_property
    def approved(self) -> pd.DataFrame:
        """What records of approval took."""
        return read_table(self.folder / "approved.parquet")

    @cached_property
    def ignored(self) -> pd.DataFrame:
        """What changed and is no patch, by reason."""
        return read_table(self.folder / "ignored.parquet")

    @cached_property
    def synergy(self) -> pd.DataFrame:
        """What is known of every control unit in the later year."""
        return read_table(self.folder / "synergy.parquet")

    def to_json(self) -> dict[str, Any]:
        """Everything but the shapes."""
        document = self.child.document
        patches = [plain_row(row) for row in _rows(self.patches.drop(columns="geometry"))]
        for row in patches:
            row["zone_ids"] = [one for one in row["zone_ids"].split("|") if one]
            row["rule_ids"] = [one for one in row["rule_ids"].split("|") if one]
        return {
            "schema": "sinkmap-control/1",
            "run_id": self.child.run_id,
            "parent": document["parent"],
            "folder": str(self.folder),
            "from": document["question"]["years"][0],
            "to": document["question"]["years"][1],
            "rule_book": document["rule_book"],
            "patches": patches,
            "areas": [plain_row(row) for row in _rows(self.areas)],
            "hits": [plain_row(row) for row in _rows(self.hits)],
            "approved": [plain_row(row) for row in _rows(self.approved)],
            "ignored": [plain_row(row) for row in _rows(self.ignored)],
            "synergy": [plain_row(row) for row in _rows(self.synergy)],
            "zones_unseen": document["zones_unseen"],
            "findings": document["findings"],
        }


def control_study(
    path: Path,
    years: tuple[int, int],
    *,
    run_id: str | None = None,
    workers: int = 2,
    progress: Progress = silent,
) -> ControlRun:
    """Find encroachment between two years of a study's run, or read what was found before.

    Parameters
    ----------
    path
        Study folder or its ``study.toml``.
    years
        Earlier and later year, both of the run.

    Raises
    ------
    UsageError
        ``YEAR-MISSING``, ``CONTROL-YEARS`` if the years are not in order, ``RUN-MISSING``.
    InputRefusedError
        ``CONTROL-NOTHING`` if neither parcels nor judged land cover of the pair are there; every
        finding of the study's own rule tables.
    """
    opened = open_run(path, run_id)
    _check_years(years, opened.study)
    root = plan_of(path).parent
    book = read_rule_book(root, opened.study.control_rules)
    question = _question(years, book)

    def make(folder: Path) -> Mapping[str, Any]:
        asked, told = _inputs(opened, years, book)
        found = find_encroachment(asked, book, workers=workers, progress=progress)
        _store(folder, opened, years, found, book)
        units = run_synergy(opened, years[1], found.patches, workers=workers)
        write_table(units.table, folder / "synergy.parquet")
        return {
            "rule_book": book.version,
            "zones_unseen": {zone: list(layers) for zone, layers in found.unseen.items()},
            "findings": [
                finding.to_json() for finding in (*told, *found.findings, *units.findings)
            ],
        }

    child = child_run(root / RUNS, CONTROL, opened.manifest.run_id, question, code_hash(), make)
    return ControlRun(child)


def known_control(
    path: Path, years: tuple[int, int], *, run_id: str | None = None
) -> ControlRun | None:
    """What :func:`control_study` found before, by the rules as they are now; nothing is computed.

    Raises like it of years, runs and rule tables.
    """
    opened = open_run(path, run_id)
    _check_years(years, opened.study)
    root = plan_of(path).parent
    question = _question(years, read_rule_book(root, opened.study.control_rules))
    parent = opened.manifest.run_id
    child = known_child_run(root / RUNS, CONTROL, parent, question, code_hash())
    return None if child is None else ControlRun(child)


def _question(years: tuple[int, int], book: RuleBook) -> dict[str, Any]:
    return {"years": list(years), "rule_book": book.version}


def _store(
    folder: Path,
    opened: OpenedRun,
    years: tuple[int, int],
    found: Encroachment,
    book: RuleBook,
) -> None:
    study = opened.study
    names = [season.name for season in study.imagery.seasons]
    seen = patch_evidence(opened.path, years, names, study.grid, found.patches, folder)
    patches = found.patches.assign(**{name: seen[name] for name in EVIDENCE_COLUMNS})
    write_frame(patches, folder / "patches.parquet")
    write_table(found.areas, folder / "areas.parquet")
    write_table(found.hits, folder / "hits.parquet")
    write_table(found.approved, folder / "approved.parquet")
    write_table(found.ignored, folder / "ignored.parquet")
    (folder / "rules").mkdir()
    for name, text in book.tables.items():
        (folder / "rules" / f"{name}.csv").write_text(text, encoding="utf-8", newline="\n")


def _check_years(years: tuple[int, int], study: Study) -> None:
    strange = [year for year in years if year not in study.years]
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
    if years[0] >= years[1]:
        raise UsageError(
            Finding(
                "CONTROL-YEARS",
                Severity.ERROR,
                Text("起始年度须早于终止年度", "the first year must be before the second"),
                Text("调换 --from 和 --to", "exchange --from and --to"),
                seen=f"{years[0]} - {years[1]}",
            )
        )


def _inputs(
    opened: OpenedRun, years: tuple[int, int], book: RuleBook
) -> tuple[ControlInputs, tuple[Finding, ...]]:
    study = opened.study
    survey = tuple(filter(None, (_survey(opened, year) for year in years)))
    scenes = _scenes(opened, years)
    if len(survey) < 2 and scenes is None:
        raise InputRefusedError(
            Finding(
                "CONTROL-NOTHING",
                Severity.ERROR,
                Text("没有可比较的两年数据", "there is nothing to compare in the two years"),
                Text(
                    "提供两年的地类图斑，或两个相邻年度判定过的土地覆盖",
                    "give parcels of both years, or judged land cover of neighbouring years",
                ),
                layer=_PARCELS,
                seen=", ".join(map(str, years)),
            )
        )
    asked = {layer for zone in book.zones for layer in zone.layers}
    found = {layer: frame for layer in sorted(asked | set(RECORD_LAYERS))
             if (frame := _layer(opened, layer, years[1])) is not None}  # fmt: skip
    issued, findings = _issued(opened, years)
    return ControlInputs(
        years=years,
        survey=(survey[0], survey[1]) if len(survey) == 2 else None,
        scenes=scenes,
        layers={layer: frame for layer, frame in found.items() if layer not in RECORD_LAYERS},
        records={layer: frame for layer, frame in found.items() if layer in RECORD_LAYERS},
        places=_places(opened),
        measure=AreaMeasure.of_grid(study.grid),
        crs=study.grid.crs,
        issued=issued,
    ), findings


def _survey(opened: OpenedRun, year: int) -> SurveyYear | None:
    path = opened.taken_in(_PARCELS, year)
    if path is None:
        return None
    study = opened.study
    entry = study.input(_PARCELS, year) or study.input("parcels_update", year)
    assert entry is not None, "the path came from it"
    frame = read_undecoded(path, ("code", "group", "geometry"))
    return SurveyYear.of(frame, entry.code_system)


def _layer(opened: OpenedRun, layer: str, year: int) -> gpd.GeoDataFrame | None:
    path = opened.taken_in(layer, year)
    return None if path is None else read_frame(path)


def _scenes(opened: OpenedRun, years: tuple[int, int]) -> gpd.GeoDataFrame | None:
    """Judged change of land cover; a run has it of neighbouring years only."""
    held = sorted(opened.manifest.years)
    if held.index(years[1]) != held.index(years[0]) + 1:
        return None
    path = opened.path / "layers" / f"change_patches_{years[1]}.parquet"
    return read_frame(path) if path.is_file() else None


def _issued(
    opened: OpenedRun, years: tuple[int, int]
) -> tuple[gpd.GeoDataFrame | None, tuple[Finding, ...]]:
    """Patches issued for the later year; their codes are of the surveys' code systems."""
    frame = _layer(opened, "issued_patches", years[1])
    study = opened.study
    entries = [study.input(_PARCELS, year) or study.input("parcels_update", year) for year in years]
    systems = [entry.code_system for entry in entries if entry is not None]
    if frame is None or len(systems) < len(years):
        return None, ()
    return issued_patches(frame, (systems[0], systems[1]))


def _places(opened: OpenedRun) -> dict[str, gpd.GeoDataFrame]:
    """Level of a partition -> its units with ``name``; of several partitions the first."""
    results = opened.results
    shapes = read_frame(opened.path / "units.parquet").set_index("unit_id")
    found: dict[str, gpd.GeoDataFrame] = {}
    for partition in results.partitions:
        if partition.id == CITY_PARTITION or partition.level in found:
            continue
        units = list(partition.members)
        names = [results.units[unit].name.zh for unit in units]
        geometry = shapes.loc[units].geometry.to_numpy()
        found[partition.level] = gpd.GeoDataFrame(
            {"name": names}, geometry=geometry, crs=opened.study.grid.crs
        )
    return found


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]
