"""``sinkmap explain``: a figure walked back to its inputs, for people and programs."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from sinkmap.cli.console import language, print_json
from sinkmap.report.certainty import CERTAINTY, certainty_text
from sinkmap.run import Explanation
from sinkmap.text import Text

__all__ = ["print_explanation"]


def print_explanation(found: Explanation, *, as_json: bool) -> None:
    """Print where a figure comes from."""
    if as_json:
        print_json(explanation_json(found))
        return
    console = Console(highlight=False)
    for line in _lines(found):
        console.print(line, markup=False, soft_wrap=True)


def explanation_json(found: Explanation) -> dict[str, Any]:
    """The explanation as a JSON object."""
    return {
        "schema": "sinkmap-explanation/1",
        "figure": found.figure.to_row(),
        "title": found.title.to_json(),
        "profile": {
            "id": found.figure.profile,
            "title": found.profile_title.to_json(),
            "definition": found.profile_text.to_json(),
            "reference": found.reference.en,
            "reference_zh": found.reference.zh,
        },
        "numerator": found.numerator.to_json(),
        "denominator": found.denominator.to_json(),
        "derived": list(found.derived),
        "parameters": list(found.parameters),
        "remarks": [remark.to_json() for remark in found.remarks],
        "inputs": [
            {
                "layer": row.layer,
                "years": list(row.years),
                "file": row.file,
                "sha256": row.sha256,
                "vintage": row.vintage,
                "data_state": str(row.data_state),
                "code_system": row.code_system,
                "source": row.source,
            }
            for row in found.inputs
        ],
        "findings": [finding.to_json() for finding in found.findings],
        "shares": [{"source": source, "share": share} for source, share in found.shares],
    }


def _number(known: float | None) -> str:
    return "—" if known is None else repr(known)


def _lines(found: Explanation) -> list[str]:
    said, figure = language(), found.figure

    def words(zh: str, en: str) -> str:
        return Text(zh, en).say(said)

    interval = figure.interval_text(repr).say(said)
    lines = [
        f"{figure.id}",
        f"{found.title.say(said)} = {_number(figure.value)} {figure.uom} "
        f"({figure.status.text.say(said)})",
        f"  {words('分子', 'numerator')}: {found.numerator.say(said)} = "
        f"{_number(figure.numerator)}",
        f"  {words('分母', 'denominator')}: {found.denominator.say(said)} = "
        f"{_number(figure.denominator)}",
        f"  {words('口径', 'profile')}: {found.profile_title.say(said)}",
        f"    {found.profile_text.say(said)}",
        f"    {found.reference.say(said)}",
        f"  {words('区间', 'interval')}: {interval}",
        *(f"    {share:7.2%} {source}" for source, share in found.shares),
        f"  {words('覆盖', 'coverage')}: {figure.coverage:.6f}",
        f"  {words('方法', 'method')}: {figure.method.say(said)}",
        f"  {words('数据状态', 'data state')}: {figure.data_state.text.say(said)}",
        f"  {words('现势性', 'vintage')}: {figure.vintage or '—'}",
        f"  {words('参数版本', 'parameters')}: {figure.params_version} "
        f"{' '.join(found.parameters)}",
        f"  {CERTAINTY.say(said)}: {certainty_text(figure.certainty).say(said)}",
        f"  {words('派生图层', 'derived layers')}: {' < '.join(found.derived) or '—'}",
        f"  {words('输入', 'inputs')}:",
    ]
    for row in found.inputs:
        years = ",".join(map(str, row.years))
        lines.append(f"    {row.layer} {years} {row.file} sha256:{row.sha256}")
    lines.extend(f"  * {remark.say(said)}" for remark in found.remarks)
    lines.extend(f"  ! {finding.say(said)}" for finding in found.findings)
    return lines
