"""Reconciliation: every sum a figure rests on, checked against the sum it must equal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from raster_pipeline.steps.carbon_accounts import carbon_comparisons
from raster_pipeline.steps.figures import YearAccounts
from raster_pipeline.steps.issued import ISSUED, issued_comparisons
from sinkmap.errors import CannotFinishError, Finding, Severity
from sinkmap.indicator import ClassAreas, RasterAccount
from sinkmap.run import RECONCILIATION_COLUMNS
from sinkmap.statunit import CITY_PARTITION, Partition
from sinkmap.text import Text

__all__ = ["reconcile", "refuse_open"]

Row = dict[str, Any]

_CLOSURE = (
    "CLOSURE",
    Severity.ERROR,
    Text("两个应当相等的合计不相等", "two sums that must be equal are not"),
    Text(
        "请检查该单元的输入，或在方案中说明更宽的容差",
        "check the inputs of this unit, or state a wider tolerance in the plan",
    ),
)
_ISSUED = (
    "ISSUED-AREA",
    Severity.ERROR,
    Text("地类面积与下发汇总数不一致", "an area by class differs from the issued total"),
    Text(
        "核对图斑与下发表是否同一版本，或在方案中说明更宽的 area_tolerance",
        "check that parcels and table are of one vintage, or state a wider area_tolerance",
    ),
)


def reconcile(
    partitions: Sequence[Partition],
    accounts: Sequence[YearAccounts],
    figures: pd.DataFrame,
    balance: pd.DataFrame,
    geodesic: Mapping[str, float],
    *,
    closure_tolerance: float,
    area_tolerance: float,
    apart: Collection[str] = (),
) -> pd.DataFrame:
    """Compare every partition with the city, every unit's classes with its area, and the measures.

    Parameters
    ----------
    partitions
        All partitions; the one called ``city`` holds the whole.
    geodesic
        unit id -> geodesic area of its polygon, m².
    closure_tolerance
        Relative difference allowed where sums must be equal by construction.
    area_tolerance
        Relative difference allowed between register and geometric areas.
    apart
        Ids of indicators whose numerators do not add up by their nature.

    Returns
    -------
    Columns :data:`sinkmap.run.RECONCILIATION_COLUMNS`.
    """
    city = next(p for p in partitions if p.id == CITY_PARTITION).members[0]
    parts = [p for p in partitions if p.id != CITY_PARTITION]
    rows: list[Row] = []
    rows.extend(_closures(city, parts, accounts[-1].areas, closure_tolerance))
    adding = figures[~figures["indicator"].str.partition(".")[0].isin(list(apart))]
    rows.extend(_figure_closures(city, parts, adding, closure_tolerance))
    for account in accounts:
        rows.extend(_classes(account, closure_tolerance))
        rows.extend(_measures(account, geodesic, area_tolerance))
    rows.extend(_sources(figures))
    rows.extend(
        _row("carbon", ("", unit, year, subject), left, right, closure_tolerance)
        for unit, year, subject, left, right in carbon_comparisons(figures)
    )
    rows.extend(_balances(balance, city, closure_tolerance))
    rows.extend(
        _row(ISSUED, ("", unit, year, subject), ours, theirs, tolerance)
        for unit, year, subject, ours, theirs, tolerance in issued_comparisons(
            accounts, balance, area_tolerance
        )
    )
    return pd.DataFrame(rows, columns=list(RECONCILIATION_COLUMNS))


def refuse_open(table: pd.DataFrame) -> None:
    """Refuse to publish a run whose sums do not close.

    Raises
    ------
    CannotFinishError
        One finding for each comparison out of tolerance, with the place named.
    """
    findings = [
        Finding(
            *(_ISSUED if row["check"] == ISSUED else _CLOSURE),
            layer=row["subject"],
            year=int(row["year"]),
            features=(row["statunit"],),
            seen="{left} {left_m2:.4f}, {right} {right_m2:.4f} ({check})".format(**row),
            wanted=f"≤ {row['tolerance']:.1e}",
            area_m2=abs(row["difference_m2"]),
        )
        for row in _records(table[~table["ok"]])
    ]
    if findings:
        raise CannotFinishError(findings)


def _records(table: pd.DataFrame) -> list[Row]:
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


def _row(
    check: str,
    where: tuple[str, str, int, str],
    left: tuple[str, float],
    right: tuple[str, float],
    tolerance: float | None,
) -> Row:
    partition, statunit, year, subject = where
    difference = left[1] - right[1]
    size = max(abs(left[1]), abs(right[1]))
    relative = abs(difference) / size if size > 0.0 else 0.0
    return {
        "check": check,
        "partition": partition,
        "statunit": statunit,
        "year": year,
        "subject": subject,
        "left": left[0],
        "left_m2": left[1],
        "right": right[0],
        "right_m2": right[1],
        "difference_m2": difference,
        "relative": relative,
        "tolerance": tolerance,
        "ok": tolerance is None or relative <= tolerance,
    }


def _closures(
    city: str, parts: Iterable[Partition], areas: Mapping[str, float], tolerance: float
) -> list[Row]:
    return [
        _row(
            "closure",
            (part.id, city, 0, "polygons"),
            (f"Σ {part.id}", sum(areas[unit] for unit in part.members)),
            ("city", areas[city]),
            tolerance,
        )
        for part in parts
    ]


def _figure_closures(
    city: str, parts: Sequence[Partition], figures: pd.DataFrame, tolerance: float
) -> list[Row]:
    """Numerators of every partition against the city's, for every indicator, year and profile."""
    rows: list[Row] = []
    counted = figures.dropna(subset=["numerator"])
    series: dict[tuple[str, int, str], list[Row]] = {}
    for row in _records(counted[["indicator", "year", "profile", "statunit", "numerator"]]):
        series.setdefault((row["indicator"], row["year"], row["profile"]), []).append(row)
    for (indicator, year, profile), members in sorted(series.items()):
        numerator = {row["statunit"]: float(row["numerator"]) for row in members}
        if city not in numerator:
            continue
        for part in parts:
            if not set(part.members) <= set(numerator):
                continue
            total = sum(numerator[unit] for unit in part.members)
            where = (part.id, city, int(year), f"{indicator}/{profile}")
            whole = ("city", numerator[city])
            rows.append(_row("closure", where, (f"Σ {part.id}", total), whole, tolerance))
    return rows


def _classes(account: YearAccounts, tolerance: float) -> list[Row]:
    """Class areas plus what was not seen against the unit's area; parcels against their sum."""
    rows: list[Row] = []
    for unit, tallies in account.rasters.items():
        for tally, measured in tallies.items():
            if isinstance(tally, ClassAreas):
                rows.append(_pixels_and_polygon(unit, account, tally, measured, tolerance))
    return rows


def _pixels_and_polygon(
    unit: str,
    account: YearAccounts,
    tally: ClassAreas,
    measured: RasterAccount,
    tolerance: float,
) -> Row:
    where = ("", unit, account.year, tally.layer)
    # Pixel weights integrate the density exactly, but a cut pixel is credited its mean density:
    # the difference to the polygon is of the order of pixel size / earth radius.
    allowed = max(tolerance, 1e-7)
    return _row(
        "classes",
        where,
        ("Σ classes + unseen", measured.seen + measured.unseen),
        ("polygon", account.areas[unit]),
        allowed,
    )


def _measures(
    account: YearAccounts, geodesic: Mapping[str, float], area_tolerance: float
) -> list[Row]:
    """The same ground by different measures: reported, register areas held to the tolerance."""
    rows: list[Row] = []
    for unit, area in account.areas.items():
        where = ("", unit, account.year, "polygon")
        rows.append(_row("measures", where, ("additive", area), ("geodesic", geodesic[unit]), 1e-5))
        if account.parcels is None or unit not in account.parcels.by_unit:
            continue
        table = account.parcels.by_unit[unit]
        geometry = float(table["geometry_m2"].sum())
        register = float(table["register_m2"].sum())
        place = ("", unit, account.year, "parcels")
        rows.append(_row("measures", place, ("geometry", geometry), ("polygon", area), None))
        rows.append(
            _row("register", place, ("register", register), ("geometry", geometry), area_tolerance)
        )
    return rows


def _sources(figures: pd.DataFrame) -> list[Row]:
    """Each class by the register beside the same class on the map: reported, never hidden."""
    classes = figures[figures["indicator"].str.startswith("class_area.")]
    columns = ["indicator", "statunit", "year", "profile", "numerator"]
    table = (
        classes[columns]
        .dropna()
        .pivot_table(index=["statunit", "year", "indicator"], columns="profile", values="numerator")
    )
    if not {"register", "map"} <= set(table.columns):
        return []
    rows = []
    for row in _records(table.dropna().reset_index()):
        where = ("", row["statunit"], int(row["year"]), row["indicator"])
        rows.append(
            _row("sources", where, ("register", row["register"]), ("map", row["map"]), None)
        )
    return rows


def _balances(balance: pd.DataFrame, city: str, tolerance: float) -> list[Row]:
    rows: list[Row] = []
    for row in _records(balance):
        reached = row["opening_m2"] - row["decrease_m2"] + row["increase_m2"]
        where = ("", row["statunit"], row["year_to"], row["group"])
        left = ("opening - decrease + increase", reached)
        rows.append(_row("balance", where, left, ("closing", row["closing_m2"]), tolerance))
    whole = balance[balance["statunit"] == city]
    for later in sorted(set(whole["year_to"])):
        group = whole[whole["year_to"] == later]
        where = ("", city, int(later), "all groups")
        opening = ("Σ opening", float(group["opening_m2"].sum()))
        closing = ("Σ closing", float(group["closing_m2"].sum()))
        rows.append(_row("balance", where, opening, closing, None))
    return rows
