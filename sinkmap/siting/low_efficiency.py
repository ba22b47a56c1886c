"""Low-efficiency forest: the tests of LY/T 1690 on sub-compartments, and a proxy from images.

A stand is of low efficiency if any test holds. What a survey does not record is not tested, and
said. The proxy takes stands, or pixels, that lie far below the median of their site class and
whose crowns are open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sinkmap.siting.siting_book import SitingBook
from sinkmap.text import Text

__all__ = [
    "LOW_FOREST",
    "LowEfficiency",
    "LowTest",
    "ProxyLow",
    "low_efficiency",
    "low_proxy",
    "low_stands",
    "site_classes",
]

LOW_FOREST = "low_forest"
"""Layer by which an exclusion of the book asks for ground of low efficiency: :func:`low_stands`."""

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


class LowTest(StrEnum):
    """A test of LY/T 1690; any of them is enough."""

    STOCK = "stock"
    GROWTH = "growth"
    CANOPY = "canopy"
    SEED_TREES = "seed_trees"
    DAMAGE = "damage"
    FUNCTION = "function"
    OVERMATURE = "overmature"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _TEST[self]


_TEST = {
    LowTest.STOCK: Text(
        "蓄积低于同立地类型平均值三成以上", "stock 30 % or more below the mean of its site class"
    ),
    LowTest.GROWTH: Text(
        "生长量低于同立地类型平均值三成以上", "growth 30 % or more below the mean of its site class"
    ),
    LowTest.CANOPY: Text("郁闭后郁闭度低于 0.3", "canopy closure below 0.3 once closed"),
    LowTest.SEED_TREES: Text(
        "每公顷目的树种良种母树不足 30 株", "fewer than 30 good seed trees of the species a hectare"
    ),
    LowTest.DAMAGE: Text(
        "病虫火风灾害严重，枯死株数超过两成", "severe damage: over a fifth of the stems dead"
    ),
    LowTest.FUNCTION: Text("树种单一、功能明显低下", "single species, function clearly low"),
    LowTest.OVERMATURE: Text("过熟且更新不良", "over-mature without regeneration"),
}


@dataclass(frozen=True, slots=True, eq=False)
class LowEfficiency:
    """Outcome of the tests.

    Parameters
    ----------
    tests
        The index of the stands, a boolean column for each test that was done; False where the
        stand has no value for it.
    low
        (n,) whether any test holds.
    tested
        (n,) whether any test could be done on the stand.
    dropped
        Tests no stand has values for, and why.
    """

    tests: pd.DataFrame
    low: Mask
    tested: Mask
    dropped: tuple[tuple[LowTest, Text], ...]

    def reasons(self, row: int) -> tuple[LowTest, ...]:
        """Tests that hold for the stand in a row."""
        held = self.tests.iloc[row]
        return tuple(LowTest(name) for name in self.tests.columns if held[name])


@dataclass(frozen=True, slots=True, eq=False)
class ProxyLow:
    """``low``: (n,) bool; ``z``: (n,) distance from the median of the site class in MADs, NaN
    where the class has too few values or none of them differ."""

    low: Mask
    z: Floats


def low_efficiency(stands: pd.DataFrame, book: SitingBook) -> LowEfficiency:
    """Tests of LY/T 1690 on forest sub-compartments.

    Parameters
    ----------
    stands
        Columns, each used where it is there: ``volume`` (m³/ha), ``growth`` (m³/ha and year) and
        ``site_class`` (text; without it all stands are one class); ``canopy`` (0..1) and ``age``
        (years; a stand of unknown age is taken to be closed); ``seed_trees`` (1/ha);
        ``dead_share`` (0..1); ``low_function`` and ``overmature`` (bool, the forester's word).
    book
        Thresholds (:attr:`~sinkmap.siting.siting_book.SitingBook.settings`).
    """
    tests: dict[str, Mask] = {}
    tested = np.zeros(len(stands), dtype=np.bool_)
    dropped = []
    for test, (column, judge) in _JUDGES.items():
        known = stands[column].notna().to_numpy() if column in stands else np.zeros(0, dtype=bool)
        if not known.any():
            dropped.append((test, _MISSING.format(column=column)))
            continue
        held, could = judge(stands, book)
        tests[test.value] = held & could
        tested |= could
    frame = pd.DataFrame(tests, index=stands.index)
    low = np.zeros(len(stands), dtype=np.bool_)
    for held in tests.values():
        low |= held
    return LowEfficiency(frame, low, tested, tuple(dropped))


def low_stands(stands: pd.DataFrame, book: SitingBook) -> pd.DataFrame:
    """Stands of low efficiency, of sub-compartments as the survey hands them over.

    Parameters
    ----------
    stands
        Columns of the layer ``sub_compartments`` (``species``, ``quality``, ``volume``,
        ``canopy``, ``age``), geometry and all; more columns of :func:`low_efficiency` are used
        where they are there. Site class: species and grade of the land, unless ``site_class``
        is given.

    Returns
    -------
    The rows of low efficiency, with ``low_tests``: tests that hold, joined by ``|``.
    """
    named = [stands[one].fillna("").astype(str) for one in ("species", "quality") if one in stands]
    known = stands
    if named and "site_class" not in stands:
        joined = named[0] if len(named) == 1 else named[0] + "|" + named[1]
        known = stands.assign(site_class=joined)
    found = low_efficiency(pd.DataFrame(known), book)
    rows = np.flatnonzero(found.low)
    told = ["|".join(found.reasons(int(row))) for row in rows]
    return stands.iloc[rows].assign(low_tests=told)


def low_proxy(
    values: Floats, canopy: Floats, site_class: NDArray[np.object_], book: SitingBook
) -> ProxyLow:
    """Low-efficiency forest by images: open crowns far below the median of the site class.

    Parameters
    ----------
    values
        (n,) NDVI, or canopy height in m; NaN where not known.
    canopy
        (n,) canopy density, 0..1.
    site_class
        (n,) name of the class, as of :func:`site_classes`.

    Notes
    -----
    z = (value - median) / MAD of the class, low at z <= -1 with a canopy of 0.20-0.40. MAD is
    the median of absolute deviations as it is, without the factor for a normal distribution.
    """
    value = pd.Series(np.asarray(values, dtype=np.float64))
    grouped = value.groupby(np.asarray(site_class, dtype=object))
    off = value - grouped.transform("median")
    spread = off.abs().groupby(np.asarray(site_class, dtype=object)).transform("median")
    enough = grouped.transform("count") >= book.value("class_stands")
    z = (off / spread.where(spread > 0.0)).where(enough).to_numpy(dtype=np.float64)
    least, most = book.value("proxy_canopy_low"), book.value("proxy_canopy_high")
    crowns = np.asarray(canopy, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        low = (z <= book.value("proxy_z")) & (crowns >= least) & (crowns <= most)
    return ProxyLow(np.asarray(low), z)


def site_classes(stands: pd.DataFrame, book: SitingBook) -> NDArray[np.object_]:
    """(n,) names of site classes: soil type, class of slope, of aspect and of elevation.

    Parameters
    ----------
    stands
        Columns, each used where it is there: ``soil_type`` (text), ``slope`` and ``aspect`` in
        degrees (aspect from north; classes centre on the compass points, flat ground has NaN),
        ``elevation`` in m. What is not known is a class of its own.
    """
    parts = []
    if "soil_type" in stands:
        parts.append(stands["soil_type"].fillna("").astype(str).to_numpy(dtype=object))
    for column, setting in (
        ("slope", "slope_step"),
        ("aspect", "aspect_step"),
        ("elevation", "elevation_step"),
    ):
        if column in stands:
            step = book.value(setting)
            degrees = stands[column].to_numpy(dtype=np.float64)
            shifted = (degrees + step / 2.0) % 360.0 if column == "aspect" else degrees
            steps = pd.Series(np.floor(shifted / step))
            parts.append(steps.map(lambda one: "" if np.isnan(one) else f"{one:.0f}").to_numpy())
    if not parts:
        return np.full(len(stands), "", dtype=object)
    return np.array(["|".join(row) for row in zip(*parts, strict=True)], dtype=object)


Judge = Callable[[pd.DataFrame, SitingBook], tuple[Mask, Mask]]


def _below_class(column: str) -> Judge:
    """The test of a quantity against the mean of its site class."""

    def judge(stands: pd.DataFrame, book: SitingBook) -> tuple[Mask, Mask]:
        value = stands[column].astype(np.float64)
        key = stands["site_class"] if "site_class" in stands else pd.Series("", stands.index)
        grouped = value.groupby(key.fillna("").astype(str))
        mean = grouped.transform("mean")
        enough = (grouped.transform("count") >= book.value("class_stands")) & (mean > 0.0)
        held = value <= book.value("low_volume_share") * mean
        return held.to_numpy(), (value.notna() & enough).to_numpy()

    return judge


def _open_crowns(stands: pd.DataFrame, book: SitingBook) -> tuple[Mask, Mask]:
    canopy = stands["canopy"].to_numpy(dtype=np.float64)
    closed = np.ones(len(stands), dtype=np.bool_)
    if "age" in stands:
        # A young plantation has not closed yet: its crowns say nothing.
        closed = ~(stands["age"].to_numpy(dtype=np.float64) < book.value("closure_age"))
    with np.errstate(invalid="ignore"):
        return canopy < book.value("low_canopy"), np.isfinite(canopy) & closed


def _few_seed_trees(stands: pd.DataFrame, book: SitingBook) -> tuple[Mask, Mask]:
    found = stands["seed_trees"].to_numpy(dtype=np.float64)
    with np.errstate(invalid="ignore"):
        return found < book.value("seed_trees"), np.isfinite(found)


def _damaged(stands: pd.DataFrame, book: SitingBook) -> tuple[Mask, Mask]:
    found = stands["dead_share"].to_numpy(dtype=np.float64)
    with np.errstate(invalid="ignore"):
        return found > book.value("dead_share"), np.isfinite(found)


def _told(column: str) -> Judge:
    """What the forester says himself."""

    def judge(stands: pd.DataFrame, book: SitingBook) -> tuple[Mask, Mask]:
        known = stands[column].notna().to_numpy()
        return stands[column].where(stands[column].notna(), False).to_numpy(dtype=np.bool_), known

    return judge


_JUDGES: Mapping[LowTest, tuple[str, Judge]] = {
    LowTest.STOCK: ("volume", _below_class("volume")),
    LowTest.GROWTH: ("growth", _below_class("growth")),
    LowTest.CANOPY: ("canopy", _open_crowns),
    LowTest.SEED_TREES: ("seed_trees", _few_seed_trees),
    LowTest.DAMAGE: ("dead_share", _damaged),
    LowTest.FUNCTION: ("low_function", _told("low_function")),
    LowTest.OVERMATURE: ("overmature", _told("overmature")),
}
_MISSING = Text("资料没有 {column}，此项未检验", "no {column} recorded: not tested")
