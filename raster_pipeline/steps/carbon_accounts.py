"""What the accounts of carbon need beside areas, and whether their sums agree."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from raster_pipeline.steps.figures import YearAccounts

__all__ = ["area_ranges", "carbon_comparisons", "with_area_ranges"]

_STOCK, _BY_CLASS = "carbon_stock", "carbon_stock_by_class"
_TOTAL = "total"
Comparison = tuple[str, int, str, tuple[str, float], tuple[str, float]]


def with_area_ranges(
    accounts: Sequence[YearAccounts], accuracy: pd.DataFrame
) -> list[YearAccounts]:
    """The accounts with the areas' ranges by samples.

    Parcels are a full survey: where land use rests on them its areas have no such range.
    """
    return [
        one
        if one.parcels is not None
        else replace(one, area_ranges=area_ranges(accuracy, one.year))
        for one in accounts
    ]


def area_ranges(accuracy: pd.DataFrame, year: int) -> dict[str, tuple[float, float]]:
    """Group -> least and greatest factor of its mapped area, 95 %, that holds 1.

    The bounds are those of the adjusted area over the mapped one, so that a map that shows too
    little of a class is doubted upwards. Groups without an interval are left out. The factors are
    of the city; a part of it takes them as well, for samples of a part are too few to tell.

    Parameters
    ----------
    accuracy
        Columns :data:`sinkmap.interpretation.ACCURACY_COLUMNS`.
    """
    mine = accuracy[(accuracy["year"] == year) & (accuracy["layer"] == "land_cover")]
    mapped = mine[mine["measure"] == "mapped_m2"].set_index("item")["value"]
    adjusted = mine[mine["measure"] == "area_m2"].set_index("item")
    found = {}
    for group, low, high in zip(
        adjusted.index, adjusted["ci_low"], adjusted["ci_high"], strict=True
    ):
        area = float(mapped.get(group, math.nan))
        if area > 0.0 and not pd.isna(low) and not pd.isna(high):
            found[str(group)] = (
                min(1.0, max(0.0, float(low)) / area),
                max(1.0, float(high) / area),
            )
    return found


def carbon_comparisons(figures: pd.DataFrame) -> Iterator[Comparison]:
    """Sums of carbon that must be equal: unit, year, subject, left and right, in tC.

    Pools against all, classes against all, and pixels of the density map against classes.
    """
    known = figures["indicator"].str.partition(".")[0].isin([_STOCK, _BY_CLASS])
    told = figures[known].dropna(subset=["numerator"])
    columns = ("year", "statunit", "indicator", "profile", "numerator")
    places: dict[tuple[int, str], dict[tuple[str, str], float]] = {}
    for year, unit, indicator, profile, number in zip(
        *(told[column].tolist() for column in columns), strict=True
    ):
        places.setdefault((year, unit), {})[(indicator, profile)] = number
    for (year, unit), numbers in sorted(places.items()):
        for subject, left, right in _sums(numbers):
            yield unit, year, subject, left, right


def _sums(
    numbers: Mapping[tuple[str, str], float],
) -> Iterator[tuple[str, tuple[str, float], tuple[str, float]]]:
    totals = {p: n for (i, p), n in numbers.items() if i == f"{_STOCK}.{_TOTAL}"}
    for profile, total in totals.items():
        whole = ("all pools", total)
        for name, word in ((_STOCK, "Σ pools"), (_BY_CLASS, "Σ classes")):
            parts = [
                number
                for (indicator, p), number in numbers.items()
                if p == profile
                and indicator.partition(".")[0] == name
                and indicator != f"{_STOCK}.{_TOTAL}"
            ]
            if parts:
                yield f"{_STOCK}/{profile}", (word, math.fsum(parts)), whole
    if {"density_raster", "class_raster"} <= set(totals):
        pixels = ("Σ pixels", totals["density_raster"])
        yield f"{_STOCK}/density_raster", pixels, ("Σ classes", totals["class_raster"])
