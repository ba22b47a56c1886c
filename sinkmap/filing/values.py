"""What a report rests on and says: the state of its data, and 测算, 上报 and 核定 side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sinkmap.figure import DataState, Figure
from sinkmap.filing.record import FilingEntry
from sinkmap.run import InputRecord
from sinkmap.target import ReportedValue
from sinkmap.uom import convert, uom

__all__ = ["ThreeValues", "issued_for", "side_by_side", "unconfirmed_of"]


@dataclass(frozen=True, slots=True)
class ThreeValues:
    """One quantity of the year: computed (测算), reported (上报) and confirmed (核定).

    Values in the unit ``uom`` of the figure; None where there is none. An issued value stated in
    a unit that does not convert is left out: ``other_uom`` names it.
    """

    indicator: str
    statunit: str
    profile: str
    uom: str
    computed: float | None
    reported: float | None
    confirmed: float | None
    other_uom: str = ""

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return asdict(self)


def unconfirmed_of(
    inputs: Iterable[InputRecord],
    figures: Iterable[Figure],
    year: int,
    must_declare: Collection[str],
) -> tuple[str, ...]:
    """What of a year is not 国家确认: inputs as ``layer: file``, then figures that rest on others.

    Parameters
    ----------
    must_declare
        Layers that have a state (the yearly survey). Others, such as a tree map, have one only
        where the study declares it.
    """
    inputs = tuple(inputs)
    weak = [
        f"{one.layer}: {one.file} ({one.data_state})"
        for one in inputs
        if year in one.years
        and one.data_state is not DataState.NATIONAL
        and (one.data_state is not DataState.UNDECLARED or one.layer in must_declare)
    ]
    resting = [
        f"{one.id} ({one.data_state})"
        for one in figures
        if one.year == year and one.data_state in (DataState.PROVISIONAL, DataState.PROVINCIAL)
    ]
    return (*sorted(set(weak)), *sorted(set(resting)))


def issued_for(issued: Iterable[ReportedValue], year: int, unit: str) -> tuple[ReportedValue, ...]:
    """Issued values a report of a year speaks of; of every unit where ``unit`` is empty."""
    return tuple(one for one in issued if one.year == year and unit in ("", one.statunit))


def side_by_side(
    figures: Iterable[Figure], record: Sequence[FilingEntry], year: int
) -> tuple[ThreeValues, ...]:
    """Every quantity of the year that was issued, beside what was computed.

    The last issued value the record holds counts; a quantity that no figure has keeps a computed
    value of None.
    """
    known = {(f.indicator, f.statunit, f.profile): f for f in figures if f.year == year}
    last: dict[tuple[str, str, str], dict[str, ReportedValue]] = {}
    for value in (one for entry in record for one in entry.values if one.year == year):
        last.setdefault((value.indicator, value.statunit, value.profile), {})[value.kind] = value
    rows = []
    for key, issued in sorted(last.items()):
        figure = known.get(key)
        stated = {one.uom for one in issued.values() if one.uom}
        symbol = figure.uom if figure is not None else next(iter(sorted(stated)), "")
        told = {kind: _in(one, symbol) for kind, one in issued.items()}
        rows.append(
            ThreeValues(
                *key,
                symbol,
                None if figure is None else figure.value,
                told.get("reported"),
                told.get("confirmed"),
                ", ".join(sorted({one.uom for one in issued.values() if _in(one, symbol) is None})),
            )
        )
    return tuple(rows)


def _in(value: ReportedValue, wanted: str) -> float | None:
    """An issued value in another unit; as it is where it states none, None where it has no such."""
    if value.uom in ("", wanted):
        return value.value
    try:
        return convert(value.value, uom(value.uom), uom(wanted))
    except (KeyError, ValueError):
        return None
