"""Rows of the page, from a run's manifest and the declarations of its layers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from layers import derived_layers, given_layers
from sinkmap.errors import Finding, Severity
from sinkmap.layer import Derived, Sensitivity
from sinkmap.run import InputRecord, RunManifest
from sinkmap.statunit import Partition
from sinkmap.text import Text

__all__ = ["DerivedRow", "GivenRow", "derived_rows", "given_rows", "layer_titles", "matching"]

_PARTITION = "partition:"
_OUTPUT = re.compile(r"layers/(?P<layer>[a-z][a-z0-9_]*)_(?P<year>\d{4})\.(tif|parquet)")


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A layer of the years one entry of the plan gives it; ``files`` are all parts of its files."""

    layer: str
    title: Text
    years: tuple[int, ...]
    files: tuple[InputRecord, ...]
    sensitivity: Sensitivity | None
    found: Counter[Severity]
    on_map: bool

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(record.size for record in self.files)


@dataclass(frozen=True, slots=True)
class DerivedRow:
    """A layer the run computed, the layers it is made of, and the years it is there in."""

    layer: Derived
    made_of: tuple[tuple[str, Text], ...]
    years: tuple[int, ...]


def given_rows(manifest: RunManifest, partitions: Sequence[Partition]) -> list[GivenRow]:
    """Rows in the order the run read its inputs."""
    titles = layer_titles(partitions)
    given = given_layers()
    grouped: dict[tuple[str, tuple[int, ...]], list[InputRecord]] = {}
    for record in manifest.inputs:
        grouped.setdefault((record.layer, record.years), []).append(record)
    return [
        GivenRow(
            layer,
            titles.get(layer, Text(layer, layer)),
            years,
            tuple(records),
            given[layer].sensitivity if layer in given else None,
            Counter(f.severity for f in _about(manifest.findings, layer, years)),
            layer in given and given[layer].form.has_features
            and given[layer].sensitivity is not Sensitivity.AGGREGATE,
        )
        for (layer, years), records in grouped.items()
    ]  # fmt: skip


def derived_rows(manifest: RunManifest, partitions: Sequence[Partition]) -> list[DerivedRow]:
    """Rows of layers that lie in the run, in the order of their ids."""
    titles, known = layer_titles(partitions), derived_layers()
    years: dict[str, list[int]] = {}
    for output in manifest.outputs:
        match = _OUTPUT.fullmatch(output.file)
        if match and match["layer"] in known:
            years.setdefault(match["layer"], []).append(int(match["year"]))
    return [
        DerivedRow(
            known[layer],
            tuple(
                dict.fromkeys(
                    (need.layer, titles.get(need.layer, Text(need.layer, need.layer)))
                    for need in known[layer].inputs
                )
            ),
            tuple(sorted(years[layer])),
        )
        for layer in sorted(years)
    ]


def layer_titles(partitions: Sequence[Partition]) -> dict[str, Text]:
    """Title of every layer, and of the partitions' files."""
    found = {layer.id: layer.title for layer in given_layers().values()}
    found |= {layer.id: layer.title for layer in derived_layers().values()}
    return found | {f"{_PARTITION}{part.id}": part.title for part in partitions}


def matching(findings: Sequence[Finding], layer: str, severity: str) -> list[Finding]:
    """Findings of a layer and a weight, worst first; empty texts ask for all."""
    order = list(Severity)
    chosen = [
        finding
        for finding in findings
        if layer in ("", finding.layer) and severity in ("", str(finding.severity))
    ]
    return sorted(chosen, key=lambda finding: order.index(finding.severity))


def _about(findings: Sequence[Finding], layer: str, years: tuple[int, ...]) -> Iterator[Finding]:
    for finding in findings:
        if finding.layer == layer and finding.year in (None, *years):
            yield finding
