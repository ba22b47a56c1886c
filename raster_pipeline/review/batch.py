"""A batch of projects reviewed in one pass: each plot of a file is a project of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from raster_pipeline.engine import Progress, silent
from raster_pipeline.io.child_run import ChildRun, child_run
from raster_pipeline.io.csv_table import write_csv
from raster_pipeline.io.plot_source import read_plots
from raster_pipeline.io.run_folder import file_sha256
from raster_pipeline.io.tables import read_table, write_frame, write_table
from raster_pipeline.opened import RUNS
from raster_pipeline.review.desk import ReviewDesk
from raster_pipeline.review.record import REVIEW
from raster_pipeline.steps.identity import code_hash
from sinkmap.control.review_terms import Conclusion, Proposal
from sinkmap.errors import Finding
from sinkmap.text import Text

__all__ = ["BatchDone", "review_batch"]


@dataclass(frozen=True, slots=True, eq=False)
class BatchDone:
    """A batch that was reviewed: ``themes.parquet``, ``rows.parquet`` and ``batch.csv``."""

    child: ChildRun
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Projects by conclusion."""
        found = self._worst().value_counts()
        return {one.word: int(found.get(int(one), 0)) for one in Conclusion}

    def _worst(self) -> pd.Series[int]:
        themes = read_table(self.child.folder / "themes.parquet")
        worst: pd.Series[int] = themes.groupby("project")["conclusion"].max()
        return worst

    @property
    def text(self) -> Text:
        """One line for people."""
        counts = self.counts
        zh = "，".join(f"{c.text.zh} {counts[c.word]}" for c in Conclusion if counts[c.word])
        en = ", ".join(f"{c.text.en} {counts[c.word]}" for c in Conclusion if counts[c.word])
        return Text(f"{zh}；结果：{self.child.folder}", f"{en}; written: {self.child.folder}")

    def to_json(self) -> dict[str, Any]:
        """Counts and where the tables lie."""
        return {
            "schema": "sinkmap-review-batch/1",
            "review_id": self.child.run_id,
            "parent": self.child.document["parent"],
            "rule_book": self.child.document["rule_book"],
            "projects": sum(self.counts.values()),
            "conclusions": self.counts,
            "folder": str(self.child.folder),
            "findings": [finding.to_json() for finding in self.findings],
        }


def review_batch(
    desk: ReviewDesk,
    path: Path,
    proposal: Proposal,
    *,
    crs: str = "",
    layer: str = "",
    workers: int = 2,
    told: Progress = silent,
) -> BatchDone:
    """Review every plot of a file as a project of its own, against all layers in one pass.

    ``proposal``: what they have in common.

    Raises
    ------
    InputRefusedError
        Every fault of the file and its plots.
    """
    read = read_plots(path, crs=crs, layer=layer)
    plots, findings = desk.plots(read, path.name, one_project=False)
    question = {
        "batch": True,
        "rule_book": desk.book.version,
        "year": desk.year,
        "day": desk.day.isoformat(),
        "project": proposal.to_json(),
        "plots": {"file": path.name, "sha256": file_sha256(path), "crs": crs, "layer": layer},
    }

    def make(folder: Path) -> Mapping[str, Any]:
        found = desk.judged(plots, proposal, one_project=False, workers=workers, progress=told)
        write_frame(plots, folder / "plots.parquet")
        write_table(found.rows, folder / "rows.parquet")
        write_table(found.themes, folder / "themes.parquet")
        write_csv(_wide(found.themes, plots), folder / "batch.csv")
        return {
            "rule_book": desk.book.version,
            "findings": [finding.to_json() for finding in findings],
            "zones_unseen": {z: list(of) for z, of in desk.ground.ground.unseen.items()},
        }

    parent = desk.opened.manifest.run_id
    child = child_run(desk.root / RUNS, REVIEW, parent, question, code_hash(), make)
    return BatchDone(child, tuple(findings))


def _wide(themes: pd.DataFrame, plots: pd.DataFrame) -> pd.DataFrame:
    """One line a project: its worst conclusion, and conclusion and hectares of every theme."""
    order = list(dict.fromkeys(themes["theme"]))
    table = pd.DataFrame(
        {
            "number": [_plain(text) for text in plots["number"]],
            "name": [_plain(text) for text in plots["name"]],
            "area_ha": (plots["area_m2"] / 1e4).map("{:.4f}".format).to_numpy(),
        }
    )
    words = {int(one): one.word for one in Conclusion}
    worst = themes.groupby("project")["conclusion"].max()
    table["conclusion"] = worst.map(words).to_numpy()
    for theme in order:
        own = themes[themes["theme"] == theme].sort_values("project")
        table[theme] = own["conclusion"].map(words).to_numpy()
        table[f"{theme}_ha"] = (own["area_m2"] / 1e4).map("{:.4f}".format).to_numpy()
    return table


def _plain(text: object) -> str:
    """A text that no spreadsheet takes for a formula."""
    said = str(text)
    return f"'{said}" if said.startswith(("=", "+", "-", "@", "\t", "\r")) else said
