"""Candidates and sitings as files: kept beside the runs, and in child runs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from raster_pipeline.io.child_run import ChildRun
from raster_pipeline.io.tables import read_frame, read_table, write_frame, write_table
from sinkmap.errors import Finding
from sinkmap.siting.candidates import Candidates
from sinkmap.siting.question import SitingQuestion
from sinkmap.siting.result import Choice, Dropped, Siting, SitingMoves
from sinkmap.text import Text

__all__ = ["keep_candidates", "keep_siting", "read_candidates", "read_siting"]

_TABLES = ("selection", "conflicts", "excluded", "portfolios", "frontier", "stability")


def keep_candidates(folder: Path, found: Candidates) -> None:
    """Keep candidates in a folder that is not there yet; whole, or not at all."""
    scratch = folder.with_name(f".tmp-{folder.name}")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    write_frame(found.sites, scratch / "sites.parquet")
    write_table(found.excluded, scratch / "excluded.parquet")
    write_table(found.conflicts, scratch / "conflicts.parquet")
    notes = {
        "dropped": [one.to_json() for one in found.dropped],
        "findings": [one.to_json() for one in found.findings],
    }
    _write(scratch / "notes.json", notes)
    scratch.rename(folder)


def read_candidates(folder: Path) -> Candidates:
    """Read kept candidates back."""
    notes = json.loads((folder / "notes.json").read_text("utf-8"))
    return Candidates(
        read_frame(folder / "sites.parquet"),
        read_table(folder / "excluded.parquet"),
        read_table(folder / "conflicts.parquet"),
        tuple(Dropped.from_json(one) for one in notes["dropped"]),
        tuple(Finding.from_json(one) for one in notes["findings"]),
    )


def keep_siting(folder: Path, siting: Siting, tables: Mapping[str, str]) -> Mapping[str, Any]:
    """Write a siting into the empty folder of a child run; what ``run.json`` is to say of it.

    ``tables``: CSV texts of the siting book it was answered by.
    """
    write_frame(siting.sites, folder / "sites.parquet")
    for name in _TABLES:
        write_table(pd.DataFrame(getattr(siting, name)), folder / f"{name}.parquet")
    weights = {
        "weights": dict(siting.weights),
        "weights_used": {name: dict(of) for name, of in siting.weights_used.items()},
        "judgement": dict(siting.judgement),
    }
    _write(folder / "weights.json", weights)
    _write(folder / "titles.json", {name: one.to_json() for name, one in siting.titles.items()})
    (folder / "book").mkdir()
    for name, text in tables.items():
        (folder / "book" / f"{name}.csv").write_text(text, encoding="utf-8", newline="\n")
    said = siting.summary()
    # These are of the child run's own record.
    for name in ("schema", "run_id", "parent", "question"):
        del said[name]
    return said | {"answered": siting.question.to_json()}


def read_siting(child: ChildRun) -> Siting:
    """The siting a child run keeps."""
    folder, said = child.folder, child.document
    weights = json.loads((folder / "weights.json").read_text("utf-8"))
    titles = json.loads((folder / "titles.json").read_text("utf-8"))
    return Siting(
        siting=child.run_id,
        parent=said["parent"],
        year=said["year"],
        question=SitingQuestion.from_json(said["answered"]),
        book=said["book"],
        sites=read_frame(folder / "sites.parquet"),
        **{name: read_table(folder / f"{name}.parquet") for name in _TABLES},
        choice=Choice.from_json(said["choice"]),
        moves=SitingMoves.from_json(said["moves"]),
        weights=weights["weights"],
        judgement=weights["judgement"],
        weights_used=weights["weights_used"],
        dropped=tuple(Dropped.from_json(one) for one in said["dropped"]),
        findings=tuple(Finding.from_json(one) for one in said["findings"]),
        titles={name: Text(one["zh"], one["en"]) for name, one in titles.items()},
        simulated=said["simulated"],
    )


def _write(path: Path, document: object) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")
