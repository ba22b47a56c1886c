"""Lists on stdout: figures, layers and indicators as table, JSON or CSV."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import pandas as pd

from sinkmap.cli.console import language, print_json, print_table
from sinkmap.figure import COLUMNS, IntervalReason, Status
from sinkmap.indicator import Indicator, ParcelShares, Profile, Tally
from sinkmap.layer import Derived, Given
from sinkmap.parameters import CERTAINTIES
from sinkmap.run import RunResults
from sinkmap.text import Text

__all__ = ["OutputFormat", "print_figures", "print_indicators", "print_layers", "print_rows"]

FIGURES_SCHEMA = "sinkmap-figures/1"


class OutputFormat(StrEnum):
    """How a list is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def print_figures(
    results: RunResults, year: int | None, unit: str, indicator: str, output: OutputFormat
) -> None:
    """Figures of a run, filtered by year, unit id and indicator (an id or one of its items)."""
    chosen = results.figures
    if year is not None:
        chosen = chosen[chosen["year"] == year]
    if unit:
        chosen = chosen[chosen["statunit"] == unit]
    if indicator:
        parts = chosen["indicator"].str.partition(".")[0]
        chosen = chosen[(chosen["indicator"] == indicator) | (parts == indicator)]
    rows = [_json_row(row) for row in chosen[list(COLUMNS)].to_dict("records")]
    if output is OutputFormat.JSON:
        run_id = results.manifest.run_id
        print_json({"schema": FIGURES_SCHEMA, "run_id": run_id, "figures": rows})
    elif output is OutputFormat.CSV:
        _print_csv(COLUMNS, [{**row, "sources": " ".join(row["sources"])} for row in rows])
    else:
        _figure_table(results, rows)


def _json_row(row: Mapping[Any, Any]) -> dict[str, Any]:
    sources = list(row["sources"])
    plain = {str(k): None if k != "sources" and pd.isna(v) else v for k, v in row.items()}
    return {**plain, "sources": sources}


def _figure_table(results: RunResults, rows: Sequence[Mapping[str, Any]]) -> None:
    said = language()
    shown = []
    for row in rows:
        value = "—" if row["value"] is None else f"{row['value']:,.4f}"
        low, high = row["ci_low"], row["ci_high"]
        interval = "—" if low is None else f"{low:,.4f} … {high:,.4f}"
        name = results.units[row["statunit"]].name.say(said)
        status = _status(row).say(said)
        coverage = "—" if row["coverage"] is None else f"{row['coverage']:.4f}"
        shown.append([row["id"], name, value, row["uom"], interval, coverage, status])
    columns = Text(
        "编号|单元|数值|单位|区间|覆盖|状态", "id|unit|value|uom|interval|coverage|status"
    )
    print_table(results.title, columns.say(said).split("|"), shown, numbers=(2, 5))


def _status(row: Mapping[str, Any]) -> Text:
    """The status of a figure, and why it has no value where it has none."""
    status = Status(row["status"])
    if status is Status.OK:
        return _rated(status.text, row["certainty"])
    why = IntervalReason(row["ci_reason"]).text
    return Text(f"{status.text.zh}：{why.zh}", f"{status.text.en}: {why.en}")


def _rated(words: Text, certainty: str) -> Text:
    """Words of a status, with those of a default that nobody verified."""
    if certainty != "D":
        return words
    doubt = CERTAINTIES[certainty]
    return Text(f"{words.zh}（{doubt.zh}）", f"{words.en} ({doubt.en})")


def print_layers(layers: Sequence[Given | Derived], output: OutputFormat) -> None:
    """Every layer, given and derived."""
    rows = [_layer_row(layer) for layer in layers]
    _print(Text("图层", "layers"), rows, output)


def _layer_row(layer: Given | Derived) -> dict[str, Any]:
    derived = isinstance(layer, Derived)
    return {
        "id": layer.id,
        "title_zh": layer.title.zh,
        "title_en": layer.title.en,
        "kind": "derived" if derived else "given",
        "form": str(layer.form),
        "way": type(layer.way).__name__ if isinstance(layer, Derived) else "",
        "inputs": [need.layer for need in layer.inputs] if isinstance(layer, Derived) else [],
        "fields": [] if isinstance(layer, Derived) else [f.name for f in layer.fields],
        "sensitivity": str(layer.sensitivity),
        "reference": layer.reference,
    }


def print_indicators(indicators: Mapping[str, Indicator], output: OutputFormat) -> None:
    """Every indicator with its profiles, what defines them, what they take in and who says so."""
    if output is OutputFormat.TABLE:
        _indicator_table(indicators)
        return
    rows = [
        {
            "id": indicator.id,
            "title_zh": indicator.title.zh,
            "title_en": indicator.title.en,
            "uom": indicator.uom,
            "profiles": [profile.id for profile in indicator.profiles],
            "items": list(indicator.items),
            "inputs": [_tally(tally) for tally in indicator.inputs],
            "reference": Text.of(indicator.reference).en,
            "reference_zh": Text.of(indicator.reference).zh,
            "numerator_zh": indicator.numerator.zh,
            "numerator_en": indicator.numerator.en,
            "denominator_zh": indicator.denominator.zh,
            "denominator_en": indicator.denominator.en,
            "definitions": [_definition(indicator, profile) for profile in indicator.profiles],
        }
        for indicator in indicators.values()
    ]
    _print(Text("指标", "indicators"), rows, output)


def _definition(indicator: Indicator, profile: Profile) -> dict[str, Any]:
    """A profile in both languages."""
    reference = Text.of(profile.reference)
    return {
        "profile": profile.id,
        "title_zh": profile.title.zh,
        "title_en": profile.title.en,
        "definition_zh": profile.definition.zh,
        "definition_en": profile.definition.en,
        "inputs": [_tally(tally) for tally in indicator.inputs_of(profile)],
        "reference": reference.en,
        "reference_zh": reference.zh,
    }


def _indicator_table(indicators: Mapping[str, Indicator]) -> None:
    said = language()
    columns = Text(
        "指标|名称|单位|口径|定义|输入|依据",
        "id|title|uom|profile|definition|inputs|reference",
    )
    rows = [
        [
            indicator.id,
            indicator.title.say(said),
            indicator.uom,
            f"{profile.title.say(said)} ({profile.id})",
            profile.definition.say(said),
            " ".join(map(_tally, indicator.inputs_of(profile))),
            Text.of(profile.reference).say(said),
        ]
        for indicator in indicators.values()
        for profile in indicator.profiles
    ]
    print_table(Text("指标", "indicators"), columns.say(said).split("|"), rows)


def _tally(tally: Tally) -> str:
    layers = tally.zones if isinstance(tally, ParcelShares) else tally.layers
    return f"{type(tally).__name__}({', '.join(layers)})"


def _print(title: Text, rows: Sequence[Mapping[str, Any]], output: OutputFormat) -> None:
    if output is OutputFormat.JSON:
        print_json(list(rows))
        return
    columns = list(rows[0]) if rows else []
    flat = [{k: _flat(v) for k, v in row.items()} for row in rows]
    if output is OutputFormat.CSV:
        _print_csv(columns, flat)
        return
    other = "title_en" if language() == "zh" else "title_zh"
    hidden = {other, "reference", "reference_zh", "fields"}
    shown = [name for name in columns if name not in hidden]
    print_table(title, shown, [[str(row[name]) for name in shown] for row in flat])


def print_rows(
    title: Text, rows: Sequence[Mapping[str, Any]], shown: Sequence[str], output: OutputFormat
) -> None:
    """Rows of a run's table: all columns as JSON or CSV, those ``shown`` as a table."""
    if output is not OutputFormat.TABLE:
        _print(title, rows, output)
        return
    print_table(title, shown, [[_said(row[name]) for name in shown] for row in rows])


def _said(value: Any) -> str:
    if value is None:
        return "—"
    return f"{value:,.4f}" if isinstance(value, float) else str(value)


def _flat(value: Any) -> Any:
    """A value in one cell; what holds values of its own as JSON."""
    if not isinstance(value, list):
        return value
    if any(isinstance(part, dict) for part in value):
        return json.dumps(value, ensure_ascii=False)
    return " ".join(value)


def _print_csv(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    writer = csv.DictWriter(sys.stdout, fieldnames=list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
