"""Parameter tables: numbers that may change, each with its range, source and certainty."""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from types import MappingProxyType

import pandas as pd

from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.text import Text

__all__ = [
    "CERTAINTIES",
    "Parameter",
    "ParameterTable",
    "parameter_table",
    "parameter_table_ids",
    "parameters_version",
    "read_csv",
    "table_version",
    "unverified_tables",
    "weakest",
]

CERTAINTIES: Mapping[str, Text] = MappingProxyType(
    {
        "A": Text("已查阅出处", "read in the source"),
        "B": Text("引自标准或文献，未复核", "from a standard or paper, not read again"),
        "C": Text("量级可信，取值待定", "right in kind and size, value may differ"),
        "D": Text("默认值，未核实", "default, unverified"),
    }
)

# Tables whose rows are parameters, then tables of another shape that also shape results.
_PARAMETER_TABLES = (
    "carbon_account",
    "carbon_pools",
    "change",
    "connectivity",
    "fang_biomass",
    "forest_biomass",
    "ipcc_soc_2006",
    "ipcc_soc_2019",
    "methane",
    "park",
    "pool_lint",
    "release",
    "sampling",
    "shelterbelt",
    "shoreline",
    "sink_coeff",
    "soil",
    "stand",
    "synergy",
    "tree_volume",
    "wetland",
    "woody_classes",
)
_OTHER_TABLES = (
    "carbon_pools_rejected",
    "soc_management",
    "soc_practice",
    "soil_types",
    "tree_profiles",
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter.

    Parameters
    ----------
    id
        Name, unique in its table.
    value
        The value; NaN where the quantity is outside the accounts (soil below water).
    low, high
        Bounds of the plausible range, ``None`` where none is stated.
    unit
        Unit symbol, ``1`` for pure numbers.
    source, certainty
        Where the value comes from, and A to D (:data:`CERTAINTIES`).
    """

    id: str
    value: float
    low: float | None
    high: float | None
    unit: str
    source: str
    certainty: str

    def __post_init__(self) -> None:
        if not self.id or not self.unit or not self.source:
            raise ValueError(f"a parameter needs id, unit and source: {self.id!r}")
        if self.certainty not in CERTAINTIES:
            raise ValueError(f"certainty of {self.id} must be A to D: {self.certainty!r}")
        if self.low is not None and not self.low <= self.value:
            raise ValueError(f"{self.id}: value {self.value} lies below {self.low}")
        if self.high is not None and not self.value <= self.high:
            raise ValueError(f"{self.id}: value {self.value} lies above {self.high}")


@dataclass(frozen=True, slots=True)
class ParameterTable:
    """A table of parameters, in file order.

    ``version`` is the first twelve digits of the SHA-256 of the CSV's content.
    """

    id: str
    version: str
    rows: tuple[Parameter, ...]

    def __post_init__(self) -> None:
        ids = [row.id for row in self.rows]
        if len(set(ids)) != len(ids):
            raise ValueError(f"parameter table {self.id} lists an id twice")

    def get(self, id: str) -> Parameter:  # noqa: A002  (the field's own word)
        """One parameter by id.

        Raises
        ------
        UsageError
            ``PARAMETER-UNKNOWN`` with the ids there are.
        """
        for row in self.rows:
            if row.id == id:
                return row
        raise _unknown(f"{self.id}.{id}", ", ".join(row.id for row in self.rows))

    def value(self, id: str) -> float:  # noqa: A002
        """The value of one parameter; raises like :meth:`get`."""
        return self.get(id).value

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def _unknown(seen: str, wanted: str) -> UsageError:
    return UsageError(
        Finding(
            code="PARAMETER-UNKNOWN",
            severity=Severity.ERROR,
            message=Text(f"没有参数 {seen}", f"there is no parameter {seen}"),
            cure=Text("请使用列出的名称之一", "use one of the names listed"),
            seen=seen,
            wanted=wanted,
        )
    )


def _content(name: str) -> bytes:
    raw = resources.files("sinkmap.parameters").joinpath(f"{name}.csv").read_bytes()
    # A checkout with CRLF line ends must not change the version of a table.
    return raw.replace(b"\r\n", b"\n")


def read_csv(name: str) -> pd.DataFrame:
    """Read a shipped table; every cell is text, an empty cell is ``""``."""
    text = _content(name).decode("utf-8")
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


def parse_number(text: str) -> float:
    """Read a number or a ratio such as ``2000/3``; an empty cell is NaN.

    Ratios are kept exact until this point, so that one mu never becomes 666.67 m².
    """
    if not text:
        return math.nan
    return float(Fraction(text)) if "/" in text else float(text)


def weakest(letters: Iterable[str]) -> str:
    """The least certain of some letters A to D; empty where there is none."""
    return max((letter for letter in letters if letter), default="")


@cache
def unverified_tables() -> frozenset[str]:
    """Ids of the shipped tables that hold a default nobody verified (D)."""
    return frozenset(
        name for name in _PARAMETER_TABLES if any(r.certainty == "D" for r in parameter_table(name))
    )


def _bound(text: str) -> float | None:
    return parse_number(text) if text else None


@cache
def table_version(name: str) -> str:
    """First twelve digits of the SHA-256 of a table's content."""
    return hashlib.sha256(_content(name)).hexdigest()[:12]


def parameter_table_ids() -> tuple[str, ...]:
    """Ids of all tables of parameters."""
    return _PARAMETER_TABLES


@cache
def parameter_table(id: str) -> ParameterTable:  # noqa: A002
    """A table of parameters by id, read once.

    Raises
    ------
    UsageError
        ``PARAMETER-UNKNOWN`` if there is no such table.
    """
    if id not in _PARAMETER_TABLES:
        raise _unknown(id, ", ".join(_PARAMETER_TABLES))
    rows = tuple(
        Parameter(
            id=row["id"],
            value=parse_number(row["value"]),
            low=_bound(row["low"]),
            high=_bound(row["high"]),
            unit=row["unit"],
            source=row["source"],
            certainty=row["certainty"],
        )
        for row in read_csv(id).to_dict("records")
    )
    return ParameterTable(id=id, version=table_version(id), rows=rows)


@cache
def parameters_version() -> str:
    """One version over all shipped tables; goes into every figure as ``params_version``."""
    names = sorted(_PARAMETER_TABLES + _OTHER_TABLES)
    whole = "\n".join(f"{name} {table_version(name)}" for name in names)
    return hashlib.sha256(whole.encode("ascii")).hexdigest()[:12]
