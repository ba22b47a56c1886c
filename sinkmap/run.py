"""The run: what one computation made, as plain values that report, page and CLI read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from sinkmap.agreement import Agreement
from sinkmap.errors import Finding
from sinkmap.figure import DataState, Figure
from sinkmap.interpretation import Interpretation
from sinkmap.layer import LegendEntry
from sinkmap.progress import PlanProgress
from sinkmap.soil_record import SoilRecord
from sinkmap.statunit import Partition, StatUnit
from sinkmap.text import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from sinkmap.indicator import Indicator
    from sinkmap.study import Study

__all__ = [
    "BALANCE_COLUMNS",
    "RECONCILIATION_COLUMNS",
    "REPAIR_COLUMNS",
    "RUN_SCHEMA",
    "SERIES_BREAKS",
    "UNCERTAINTY_COLUMNS",
    "Explanation",
    "InputRecord",
    "MapContent",
    "OutputRecord",
    "Picture",
    "RunManifest",
    "RunResults",
    "broken_sources",
    "canonical_json",
    "content_id",
]

RUN_SCHEMA = "sinkmap-run/1"

SERIES_BREAKS = frozenset({"CODE-SYSTEM-STEP", "RASTER-PRODUCT-STEP", "RASTER-SYSTEM-STEP"})
"""Findings that say a layer's data or code system changed against the year before."""

RECONCILIATION_COLUMNS = (
    "check",
    "partition",
    "statunit",
    "year",
    "subject",
    "left",
    "left_m2",
    "right",
    "right_m2",
    "difference_m2",
    "relative",
    "tolerance",
    "ok",
)
"""One row for each comparison.

``check`` is one of closure, classes, measures, register, sources, balance, carbon (its sides in
tC); ``tolerance`` is empty where a difference is only reported.
"""

BALANCE_COLUMNS = (
    "year_from",
    "year_to",
    "statunit",
    "group",
    "opening_m2",
    "decrease_m2",
    "increase_m2",
    "closing_m2",
)
"""面积平衡表: opening - decrease + increase = closing, in the additive measure."""

REPAIR_COLUMNS = ("code", "layer", "year", "file", "policy", "features", "moved_m2")
"""One row for each repair that a policy of the study allowed, with the area it moved."""

UNCERTAINTY_COLUMNS = ("figure", "source", "share")
"""Share of each source in the variance behind a figure's interval; those of a figure sum to 1."""


def canonical_json(value: Any) -> str:
    """JSON with sorted keys, no blanks and no NaN: the same value gives the same text."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def broken_sources(findings: Iterable[Finding]) -> frozenset[str]:
    """``layer@year`` of every layer whose data or code system changed against the year before."""
    return frozenset(f"{f.layer}@{f.year}" for f in findings if f.code in SERIES_BREAKS)


def content_id(value: Any, length: int = 16) -> str:
    """First hex digits of the SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()[:length]


@dataclass(frozen=True, slots=True)
class InputRecord:
    """One input file: who it plays, what it was, how it was read. ``years`` are survey years."""

    layer: str
    years: tuple[int, ...]
    file: str
    sha256: str
    size: int
    crs: str
    encoding: str
    code_system: str
    data_state: DataState
    vintage: str
    source: str


@dataclass(frozen=True, slots=True)
class OutputRecord:
    """One file of the run folder, path relative to it with forward slashes."""

    file: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class RunManifest:
    """``run.json``: the same inputs, plan, parameters and code give the same text."""

    run_id: str
    version: str
    code_hash: str
    params_version: str
    study: Mapping[str, Any]
    inputs: tuple[InputRecord, ...]
    outputs: tuple[OutputRecord, ...]
    findings: tuple[Finding, ...]
    years: tuple[int, ...]

    def to_json(self) -> dict[str, Any]:
        """The manifest as a JSON object (schema ``docs/schema/run.schema.json``)."""
        return {
            "schema": RUN_SCHEMA,
            "run_id": self.run_id,
            "version": self.version,
            "code_hash": self.code_hash,
            "params_version": self.params_version,
            "study": dict(self.study),
            "years": list(self.years),
            "inputs": [_record(row) for row in self.inputs],
            "outputs": [_record(row) for row in self.outputs],
            "findings": [finding.to_json() for finding in self.findings],
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> RunManifest:
        """Read a manifest back.

        Raises
        ------
        ValueError
            If the document is of another schema.
        """
        if document.get("schema") != RUN_SCHEMA:
            raise ValueError(f"not a run manifest of {RUN_SCHEMA}: {document.get('schema')!r}")
        return cls(
            run_id=document["run_id"],
            version=document["version"],
            code_hash=document["code_hash"],
            params_version=document["params_version"],
            study=document["study"],
            inputs=tuple(
                InputRecord(
                    **{
                        **row,
                        "years": tuple(row["years"]),
                        "data_state": DataState(row["data_state"]),
                    }
                )
                for row in document["inputs"]
            ),
            outputs=tuple(OutputRecord(**row) for row in document["outputs"]),
            findings=tuple(Finding.from_json(row) for row in document["findings"]),
            years=tuple(document["years"]),
        )


def _record(row: InputRecord | OutputRecord) -> dict[str, Any]:
    values = {column.name: getattr(row, column.name) for column in fields(row)}
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}


@dataclass(frozen=True, slots=True, eq=False)
class RunResults:
    """The tables of a finished run, for every face that shows numbers.

    ``figures``: one row a figure, columns :data:`sinkmap.figure.COLUMNS`; ``units``: every unit
    by id; ``indicators``: declarations by id, in report order; ``reconciliation``, ``balance``
    and ``repairs``: columns as named above; ``shares``: figure id -> sources of its uncertainty
    and their shares of the variance, largest first; ``agreements``: signed compensation agreements
    as the study gives them; ``interpretation``: what came of scenes and samples; ``progress``: of
    targets, tasks and projects; ``soil``: what the run says of the soil maps it made; ``synergy``:
    one row for each control unit and quantity, None where nobody asked for it.
    """

    manifest: RunManifest
    study: Study
    partitions: tuple[Partition, ...]
    units: Mapping[str, StatUnit]
    indicators: Mapping[str, Indicator]
    figures: pd.DataFrame
    reconciliation: pd.DataFrame
    balance: pd.DataFrame
    repairs: pd.DataFrame
    shares: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)
    agreements: tuple[Agreement, ...] = ()
    interpretation: Interpretation = field(default_factory=Interpretation)
    progress: PlanProgress = field(default_factory=PlanProgress)
    soil: SoilRecord = field(default_factory=SoilRecord)
    synergy: pd.DataFrame | None = None

    @property
    def title(self) -> Text:
        """Title of the study."""
        return self.study.title

    @property
    def city(self) -> StatUnit:
        """The unit that is the union of every partition."""
        of_plan = self.units.get(self.study.city.code)
        return of_plan or next(unit for unit in self.units.values() if unit.level == "city")

    def breaks(self, sources: Iterable[str]) -> tuple[Finding, ...]:
        """Steps of data or method on the way into a figure, by its ``layer@year`` sources.

        A change between the year before and a figure with breaks mixes land with data.
        """
        named = set(sources)
        return tuple(
            finding
            for finding in self.manifest.findings
            if finding.code in SERIES_BREAKS and f"{finding.layer}@{finding.year}" in named
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a raster layer in Web Mercator, ready to lie on a map.

    ``png``: bytes of an RGBA or palette PNG; ``bounds``: west, south, east, north in degrees.
    """

    layer: str
    year: int
    title: Text
    png: bytes
    bounds: tuple[float, float, float, float]
    legend: tuple[LegendEntry, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MapContent:
    """What a map of a run shows, all in longitude and latitude (EPSG:4490).

    ``shapes``: partition id -> frame with ``unit_id``, ``name_zh``, ``name_en`` and geometry;
    ``zones``: layer id -> frame of the layer's polygons, lines or points in the year shown, with
    ``name``; ``pictures``: (layer id, year) -> picture; ``titles``: layer id -> title;
    ``colours``: layer id -> colour (#rrggbb) its declaration gives it; ``counts``: layer id ->
    shapes of ``zones``, where they are known without reading them (see :meth:`count`).
    """

    shapes: Mapping[str, gpd.GeoDataFrame]
    zones: Mapping[str, gpd.GeoDataFrame]
    pictures: Mapping[tuple[str, int], Picture]
    titles: Mapping[str, Text]
    colours: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    def count(self, layer: str) -> int:
        """Shapes of a layer of ``zones``."""
        known = self.counts.get(layer)
        return len(self.zones[layer]) if known is None else known


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure walked back to its inputs.

    ``profile_text``: definition in force; ``inputs``: the files behind it, with hashes;
    ``derived``: derived layers on the way, nearest first; ``parameters``: ids of the parameter
    tables used; ``findings``: warnings that touch its inputs; ``shares``: sources of its
    uncertainty and their shares of the variance, largest first; ``remarks``: what must be told
    with the figure.
    """

    figure: Figure
    title: Text
    profile_title: Text
    profile_text: Text
    reference: Text
    numerator: Text
    denominator: Text
    inputs: tuple[InputRecord, ...]
    derived: tuple[str, ...]
    parameters: tuple[str, ...]
    findings: tuple[Finding, ...]
    shares: tuple[tuple[str, float], ...] = ()
    remarks: tuple[Text, ...] = ()
