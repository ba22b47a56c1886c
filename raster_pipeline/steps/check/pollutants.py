"""Rows of the table of pollutants against each other."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from raster_pipeline.steps.check.place import Kind, Place
from sinkmap.errors import Finding, Severity
from sinkmap.text import Text
from sinkmap.uom import uom

__all__ = ["POLLUTANTS", "pollutant_findings"]

POLLUTANTS = "pollutants"
"""Id of the layer."""

_DOUBLE = Kind(
    "POLLUTANT-DOUBLE",
    Severity.ERROR,
    Text(
        "同一单元、年度、污染物有多行",
        "several rows of one pollutant in one unit and year",
    ),
    Text("每项只保留一行；分源数据先汇总", "keep one row of each; add up sources before"),
)
_MIXED = Kind(
    "POLLUTANT-UOM-MIXED",
    Severity.ERROR,
    Text(
        "同一污染物的计量单位不能相互换算",
        "units of measure of one pollutant do not convert into each other",
    ),
    Text("同一污染物统一用质量、体积或二氧化碳当量", "state one pollutant as one kind of quantity"),
)
_KEY = ["statunit", "year", "pollutant"]


def pollutant_findings(rows: pd.DataFrame, place: Place) -> Iterator[Finding]:
    """``POLLUTANT-DOUBLE`` and ``POLLUTANT-UOM-MIXED``; faults of single cells are found before.

    ``rows``: ``statunit``, ``year``, ``pollutant``, ``uom`` as intake made them.
    """
    stated = rows.dropna(subset=[*_KEY, "uom"])
    double = stated.duplicated(_KEY, keep=False)
    if double.any():
        names = stated.loc[double, _KEY].astype("str").agg(" ".join, axis=1).unique()
        lines = [f"#{row + 1}" for row in stated.index[double]]
        yield place.found(
            _DOUBLE, features=lines[:20], count=len(lines), seen=", ".join(names[:20])
        )
    kinds = stated["uom"].map(lambda symbol: uom(symbol).dimension)
    ways = kinds.groupby(stated["pollutant"]).nunique()
    for name in sorted(ways.index[ways > 1]):
        units = stated.loc[stated["pollutant"] == name, "uom"].unique()
        yield place.found(_MIXED, features=[name], seen=", ".join(sorted(units)))
