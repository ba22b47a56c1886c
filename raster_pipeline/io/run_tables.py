"""Tables of a finished run as the faces hold them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from raster_pipeline.io.tables import read_table
from sinkmap.agreement import Agreement
from sinkmap.figure import COLUMNS
from sinkmap.soil_record import SoilRecord

__all__ = ["plain_row", "read_agreements", "read_figures", "read_shares", "read_soil"]


def read_figures(path: Path) -> pd.DataFrame:
    """Every figure, columns :data:`sinkmap.figure.COLUMNS`, sources as tuples.

    A run from before methods had two languages says its English one in both, one from before
    certainty was kept none.
    """
    figures = read_table(path)
    sources = pd.Series([tuple(found) for found in figures["sources"]], dtype=object)
    if "method_zh" not in figures:
        figures = figures.assign(method_zh=figures["method"])
    if "certainty" not in figures:
        figures = figures.assign(certainty="")
    return figures.assign(sources=sources)[list(COLUMNS)]


def read_shares(path: Path) -> dict[str, tuple[tuple[str, float], ...]]:
    """figure id -> sources of its uncertainty and their shares, largest first."""
    found: dict[str, list[tuple[str, float]]] = {}
    for figure, source, share in read_table(path).itertuples(index=False):
        found.setdefault(figure, []).append((source, share))
    return {f: tuple(sorted(s, key=lambda one: (-one[1], one[0]))) for f, s in found.items()}


def read_agreements(path: Path) -> tuple[Agreement, ...]:
    """The register of compensation agreements; none in a run from before it was kept."""
    rows = read_table(path).to_dict("records") if path.is_file() else []
    return tuple(Agreement.from_row(plain_row(row)) for row in rows)


def read_soil(run: Path) -> SoilRecord:
    """What a run says of its soil maps; empty where it made none."""
    card = run / "soil_model.json"
    if not card.is_file():
        return SoilRecord()
    files = (run / f"{name}.parquet" for name in ("soil_model", "soil_vintages"))
    scores, vintages = (
        tuple(plain_row(row) for row in read_table(file).to_dict("records"))
        if file.is_file()
        else ()
        for file in files
    )
    return SoilRecord(scores, tuple(json.loads(card.read_text("utf-8"))), vintages)


def plain_row(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A table's row with None where it says NaN."""
    return {
        str(key): None if isinstance(value, float) and value != value else value  # noqa: PLR0124
        for key, value in row.items()
    }
