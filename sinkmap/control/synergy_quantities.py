"""The quantities of 减污降碳协同, from a run's figures, control's patches and stated pollutants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from sinkmap.classes import members
from sinkmap.control.synergy import OUTSIDE_UNITS, Amount, Lacking, Quantity, SynergyUnit
from sinkmap.errors import Finding, Severity
from sinkmap.figure import Status
from sinkmap.reason import IntervalReason
from sinkmap.rule import RuleSeverity
from sinkmap.text import Text
from sinkmap.uom import HECTARE, PERCENT, SQUARE_METRE, TONNE_PER_YEAR, convert, uom

__all__ = [
    "figure_quantities",
    "patch_quantities",
    "pollutant_quantities",
    "rows_elsewhere",
]

_BASES = ("t/yr", "m3/yr", "tCO2/yr", "tCO2e/yr")
"""Units pollutants are shown in: one for each kind of quantity."""
_FIGURES = {
    "carbon_flux": ("carbon_flux", Text("年碳汇量", "yearly carbon sink"), "tCO2/yr"),
    "carbon_stock": ("carbon_stock.total", Text("碳储量", "carbon stock"), "tC"),
}
"""Quantity, also the stem of its bounds -> figure, title, unit of the figure."""
_ISSUED = "issued"
_GRAVE = (
    RuleSeverity.PROHIBITED,
    RuleSeverity.NEEDS_APPROVAL,
    RuleSeverity.WATCH,
    RuleSeverity.NOTE,
)


def figure_quantities(
    figures: pd.DataFrame,
    profiles: Mapping[str, Sequence[str]],
    units: Sequence[SynergyUnit],
    year: int,
) -> Iterator[Quantity]:
    """Carbon sink, carbon stock and natural share.

    Parameters
    ----------
    figures
        Figures of the run (:data:`sinkmap.figure.COLUMNS`).
    profiles
        Indicator -> its definitions in order. All units are told by one: the first that gives any
        unit a value.
    """
    ids = [one.unit.id for one in units]
    here = figures[(figures["year"] == year) & figures["statunit"].isin(ids)]
    for name, (figure, title, symbol) in _FIGURES.items():
        rows = _of_first_profile(here[here["indicator"] == figure], profiles[name])
        by_unit = {str(row["statunit"]): row for row in rows.to_dict("records")}
        amounts = {unit: _of_figure(by_unit.get(unit)) for unit in ids}
        yield Quantity(name, title, symbol, amounts, name)
    classes = here[here["indicator"].str.startswith("class_area.")]
    classes = _of_first_profile(classes, profiles["class_area"])
    yield Quantity(
        "natural_share",
        Text("自然用地占比", "natural share"),
        PERCENT.symbol,
        {unit: _natural_share(classes[classes["statunit"] == unit]) for unit in ids},
        "natural_share",
        per_area=False,
    )


def _of_first_profile(rows: pd.DataFrame, profiles: Sequence[str]) -> pd.DataFrame:
    told = set(rows.loc[rows["status"] == Status.OK, "profile"])
    known = [*(one for one in profiles if one in told), *profiles]
    return rows[rows["profile"] == known[0]]


def _of_figure(row: Mapping[Any, Any] | None) -> Amount:
    if row is None:
        return Amount.lacking(Lacking.NO_FIGURE)
    status = Status(row["status"])
    if status is not Status.OK:
        return Amount(None, str(row["id"]), status, str(row["ci_reason"]))
    return Amount(float(row["value"]), str(row["id"]))


def _natural_share(rows: pd.DataFrame) -> Amount:
    """Natural and near-natural groups as a share of the area of all classes."""
    if rows.empty:
        return Amount.lacking(Lacking.NO_FIGURE)
    first = rows.iloc[0]
    source = f"class_area.*/{first['statunit']}/{first['year']}/{first['profile']}"
    untold = rows[rows["status"] != Status.OK]
    if len(untold):
        row = untold.iloc[0]
        return Amount(None, source, Status(row["status"]), str(row["ci_reason"]))
    groups = rows["indicator"].str.partition(".")[2]
    natural = float(rows.loc[groups.isin(members("NAT")), "numerator"].sum())
    whole = float(rows["numerator"].sum())
    if whole <= 0.0:
        reason = str(IntervalReason.EMPTY_DENOMINATOR)
        return Amount(None, source, Status.NOT_ESTIMATED, reason)
    return Amount(natural / whole * PERCENT.denominator / PERCENT.numerator, source)


def patch_quantities(
    by_unit: pd.DataFrame | None, units: Sequence[SynergyUnit]
) -> Iterator[Quantity]:
    """Hectares of patches by severity, of improvements, and of patches a superior issued.

    Parameters
    ----------
    by_unit
        ``statunit``, ``severity``, ``issued`` and ``area_m2`` of every piece of a patch;
        :data:`OUTSIDE_UNITS` for ground in no unit. None: control was not run. Issued patches are
        told apart, as one may lie on ground that is an own patch too.
    """
    parts = {
        "encroachment": (Text("侵占", "encroachment"), _GRAVE, False),
        **{
            f"encroachment.{int(one)}": (
                Text(f"侵占：{one.text.zh}", f"encroachment: {one.text.en}"), (one,), False,
            )
            for one in _GRAVE
        },
        "improvement": (Text("改善", "improvement"), (RuleSeverity.IMPROVEMENT,), False),
        _ISSUED: (Text("下发图斑", "patches issued"), _GRAVE, True),
    }  # fmt: skip
    ids = [one.unit.id for one in units]
    for name, (title, severities, issued) in parts.items():
        if by_unit is None:
            amounts = dict.fromkeys(ids, Amount.lacking(Lacking.NO_CONTROL_RUN))
        else:
            chosen = by_unit["severity"].isin([int(one) for one in severities])
            kept = by_unit[chosen & (by_unit["issued"] == issued)]
            held = kept.groupby("statunit")["area_m2"].sum().to_dict()
            places = [*ids, *([OUTSIDE_UNITS] if held.get(OUTSIDE_UNITS, 0.0) > 0.0 else [])]
            amounts = {
                place: Amount(convert(held.get(place, 0.0), SQUARE_METRE, HECTARE), "patches")
                for place in places
            }
        yield Quantity(name, title, HECTARE.symbol, amounts, "encroachment")


def pollutant_quantities(
    rows: pd.DataFrame | None, units: Sequence[SynergyUnit]
) -> Iterator[Quantity]:
    """Every pollutant the bureau states, in tonnes (or m³, or CO2) a year.

    A unit without a row has no value: what nobody stated is not nothing.

    Parameters
    ----------
    rows
        The year's rows of the given table; None or empty: there is no such table.
    """
    ids = [one.unit.id for one in units]
    if rows is None or rows.empty:
        amounts = dict.fromkeys(ids, Amount.lacking(Lacking.NO_TABLE))
        yield Quantity("pollutants", Text("污染物", "pollutants"), TONNE_PER_YEAR.symbol, amounts)
        return
    for name, mine in rows.groupby("pollutant", sort=True):
        dimension = uom(str(mine["uom"].iloc[0])).dimension
        base = next(one for one in map(uom, _BASES) if one.dimension == dimension)
        stated = {
            str(row["statunit"]): Amount(
                convert(float(row["amount"]), uom(str(row["uom"])), base), str(row["source"])
            )
            for row in mine.to_dict("records")
        }
        amounts = {unit: stated.get(unit, Amount.lacking(Lacking.NO_ROW)) for unit in ids}
        yield Quantity(f"pollutant:{name}", Text(str(name), str(name)), base.symbol, amounts)


def rows_elsewhere(
    rows: pd.DataFrame | None, units: Sequence[SynergyUnit], year: int
) -> tuple[Finding, ...]:
    """``POLLUTANT-UNIT``: rows of units that are no control units, which no unit is told by."""
    ids = {one.unit.id for one in units}
    named = [] if rows is None else sorted(set(rows["statunit"].astype(str)) - ids)
    if not named:
        return ()
    return (
        Finding(
            "POLLUTANT-UNIT",
            Severity.WARNING,
            Text(
                "污染物表有不属于环境管控单元的行，未列入协同表",
                "pollutants of units that are no control units are left out of the synergy table",
            ),
            Text("按环境管控单元填报", "state pollutants by control unit"),
            layer="pollutants",
            year=year,
            features=tuple(named[:20]),
            count=len(named),
        ),
    )
