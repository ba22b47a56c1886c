"""Yearly rates by land class: what standing land takes up, and the methane of wet ground."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from sinkmap.parameters._tables import Parameter, parameter_table, read_csv
from sinkmap.uom import CO2_PER_C

__all__ = ["SinkRate", "methane_rates", "sink_rates"]

_CARBON = "tC/ha/yr"
_KILOGRAMS_PER_TONNE = 1000.0


@dataclass(frozen=True, slots=True)
class SinkRate:
    """A rate in tonnes of CO2 (or CO2e) per hectare and year with its 95 % range.

    ``source``: the row it comes from, the name of its uncertainty; several groups may share one.
    """

    source: str
    item: str
    value: float
    low: float | None
    high: float | None
    certainty: str

    @classmethod
    def of(cls, table: str, row: Parameter, factor: float) -> SinkRate:
        """A row of a table in other units."""
        low, high = (None if b is None else b * factor for b in (row.low, row.high))
        item = row.id.rpartition(".")[2]
        return cls(f"{table}.{row.id}", item, row.value * factor, low, high, row.certainty)


@cache
def sink_rates(profile: str) -> Mapping[str, SinkRate]:
    """Group -> rate in tCO2/ha/yr, positive where carbon is taken up.

    Parameters
    ----------
    profile
        ``default``, ``lake_burial`` (default, with burial in lakes and reservoirs) or
        ``cn_planning`` (coefficients of older planning reports). A group without a rate is not in
        the mapping: the profile says nothing of it.
    """
    parts = ("default", "lake_burial") if profile == "lake_burial" else (profile,)
    found: dict[str, SinkRate] = {}
    for part in parts:
        for groups, row in _rows("sink_coeff"):
            if row.id.partition(".")[0] == part:
                factor = CO2_PER_C if row.unit == _CARBON else 1.0
                found.update(dict.fromkeys(groups, SinkRate.of("sink_coeff", row, factor)))
    return MappingProxyType(found)


@cache
def methane_rates() -> Mapping[str, SinkRate]:
    """Group -> emission in tCO2e/ha/yr at the stated GWP100, positive to the air.

    ``item`` is the side account's line: rice, pond, marsh, reservoir or ditch.
    """
    warming = parameter_table("methane").value("gwp100") / _KILOGRAMS_PER_TONNE
    return MappingProxyType(
        {
            group: SinkRate.of("methane", row, warming)
            for groups, row in _rows("methane")
            for group in groups
        }
    )


def _rows(table: str) -> tuple[tuple[tuple[str, ...], Parameter], ...]:
    """Groups and parameter of every row."""
    known = parameter_table(table)
    return tuple(
        (tuple(group for group in row["groups"].split("|") if group), known.get(row["id"]))
        for row in read_csv(table).to_dict("records")
    )
