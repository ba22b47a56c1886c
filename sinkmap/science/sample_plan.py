"""A reference sample planned from the areas of a map: strata, size, units of each stratum.

Strata are the classes of the map. A class with fewer pixels than the least units of a stratum
shares the stratum ``other``: strata need not be the map's classes (Stehman 2014, Int. J. Remote
Sens. 35:4923-4939), and a stratum of a pixel or two would have no variance.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.parameters import parameter_table
from sinkmap.science.error_matrix import Strata
from sinkmap.science.sampling_design import (
    LEAST_UNITS,
    allocate_neyman,
    allocate_proportionally,
    expected_se,
    required_units,
)
from sinkmap.text import Text

__all__ = [
    "Allocation",
    "Design",
    "MappedClass",
    "PlannedStratum",
    "SampleOrder",
    "SamplePlan",
    "plan_sample",
]

_ALL, _OTHER = "all", "other"
_ROUNDING = 1e-9
"""Units by which a size may exceed a whole number and still be it."""


class Design(StrEnum):
    """How points are drawn: at random within each stratum, or from the whole city."""

    STRATIFIED = "stratified"
    SIMPLE = "simple"


class Allocation(StrEnum):
    """How points are shared out among strata: by area, or by area times expected spread."""

    PROPORTIONAL = "proportional"
    NEYMAN = "neyman"


@dataclass(frozen=True, slots=True)
class SampleOrder:
    """What sample is wanted.

    ``points``: size; None lets ``target_se`` decide, the standard error of the overall accuracy.
    ``users``: user's accuracy expected of classes, 0 to 1. ``minimum``: least points of a stratum.
    What is None is taken from the parameter table ``sampling``. ``seed``: not negative.
    """

    design: Design = Design.STRATIFIED
    allocation: Allocation = Allocation.PROPORTIONAL
    points: int | None = None
    target_se: float | None = None
    users: Mapping[str, float] = field(default_factory=dict)
    minimum: int | None = None
    seed: int = 1


@dataclass(frozen=True, slots=True)
class MappedClass:
    """A class of the map: name, raster value, pixels and m² in the city."""

    name: str
    value: int
    pixels: int
    m2: float


@dataclass(frozen=True, slots=True)
class PlannedStratum:
    """A stratum, the map classes in it, and how many of its pixels are drawn."""

    name: str
    classes: tuple[MappedClass, ...]
    users: float
    units: int = 0

    @property
    def pixels(self) -> int:
        """Pixels to draw from."""
        return sum(one.pixels for one in self.classes)

    @property
    def m2(self) -> float:
        """Area in m²."""
        return sum(one.m2 for one in self.classes)

    @property
    def weight(self) -> float:
        """Pixels that a point stands for: the inverse of its chance to be drawn."""
        return self.pixels / self.units


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """Strata with their units, the standard error to be expected, and what a person must know."""

    design: Design
    strata: tuple[PlannedStratum, ...]
    expected_se: float
    findings: tuple[Finding, ...] = ()

    @property
    def units(self) -> int:
        """Sample size."""
        return sum(one.units for one in self.strata)


def plan_sample(order: SampleOrder, mapped: Sequence[MappedClass]) -> SamplePlan:
    """Strata, sample size (Olofsson et al. 2014, eq. 13) and allocation.

    Parameters
    ----------
    order
        What is wanted.
    mapped
        Classes that occur in the city.

    Raises
    ------
    UsageError
        Naming everything in the order that cannot be: unknown class, accuracy that is no share,
        standard error or size out of range, fewer points than the minima, more points than pixels.
    """
    table = parameter_table("sampling")
    least = int(table.value("rare_class_units")) if order.minimum is None else order.minimum
    faults = [*_order_faults(order, least), *_class_faults(order.users, mapped)]
    if faults:
        raise UsageError(faults)
    users = {one.name: order.users.get(one.name, table.value("users_accuracy")) for one in mapped}
    told: list[Finding] = []
    if order.design is Design.SIMPLE:
        strata, least = [_stratum(_ALL, mapped, users)], LEAST_UNITS
    else:
        strata, told = _stratified(mapped, users, least)
    areas = Strata(tuple(one.name for one in strata), tuple(one.m2 for one in strata))
    expected = [one.users for one in strata]
    pixels = [one.pixels for one in strata]
    minima = sum(min(least, n) for n in pixels)
    if order.points is not None:
        _refuse_size(order.points, minima, sum(pixels))
        size = order.points
    else:
        se = table.value("overall_se") if order.target_se is None else order.target_se
        size = math.ceil(required_units(areas, expected, se) - _ROUNDING)
        size = min(max(size, minima), sum(pixels))
    if order.allocation is Allocation.NEYMAN:
        units = allocate_neyman(size, areas, pixels, expected, least)
    else:
        units = allocate_proportionally(size, areas, pixels, least)
    planned = tuple(
        PlannedStratum(one.name, one.classes, one.users, n)
        for one, n in zip(strata, units, strict=True)
    )
    return SamplePlan(order.design, planned, expected_se(areas, expected, units), tuple(told))


def _stratified(
    mapped: Sequence[MappedClass], users: Mapping[str, float], least: int
) -> tuple[list[PlannedStratum], list[Finding]]:
    """A stratum for each class with enough pixels; the others share one, if two pixels are left."""
    large = [one for one in mapped if one.pixels >= least]
    small = [one for one in mapped if one.pixels < least]
    strata = [_stratum(one.name, [one], users) for one in large]
    if not small:
        return strata, []
    if sum(one.pixels for one in small) >= LEAST_UNITS:
        strata.append(_stratum(_OTHER, small, users))
    else:
        widest = max(range(len(strata)), key=lambda k: strata[k].m2)
        host = strata[widest]
        strata[widest] = _stratum(host.name, [*host.classes, *small], users)
    joined = Finding(
        "SAMPLE-STRATUM-SMALL",
        Severity.WARNING,
        Text(
            "像元少于每层最少点数的类别已并为一层", "classes with fewer pixels than a stratum needs"
        ),
        Text(
            "合并层的类别仍可校正，但没有各自的样本量；可改用更小的 --minimum",
            "they share a stratum and need not get points each; a smaller --minimum parts them",
        ),
        features=tuple(one.name for one in small),
        seen=", ".join(f"{one.pixels}" for one in small[:20]),
        wanted=f"≥ {least}",
        area_m2=sum(one.m2 for one in small),
    )
    return strata, [joined]


def _stratum(
    name: str, classes: Sequence[MappedClass], users: Mapping[str, float]
) -> PlannedStratum:
    m2 = sum(one.m2 for one in classes)
    expected = sum(one.m2 * users[one.name] for one in classes) / m2
    return PlannedStratum(name, tuple(classes), min(1.0, expected))


def _order_faults(order: SampleOrder, least: int) -> Iterable[Finding]:
    wrong: list[tuple[str, str, str]] = []
    if order.points is not None and order.target_se is not None:
        wrong.append(
            (
                "--points --target-se",
                f"{order.points}, {order.target_se:g}",
                "--points | --target-se",
            )
        )
    if order.target_se is not None and not 0.0 < order.target_se < 1.0:
        wrong.append(("--target-se", f"{order.target_se:g}", "0 < … < 1"))
    if order.points is not None and order.points < LEAST_UNITS:
        wrong.append(("--points", f"{order.points}", f"≥ {LEAST_UNITS}"))
    if least < LEAST_UNITS:
        wrong.append(("--minimum", f"{least}", f"≥ {LEAST_UNITS}"))
    if order.seed < 0:
        wrong.append(("--seed", f"{order.seed}", "≥ 0"))
    if order.design is Design.SIMPLE and order.minimum is not None:
        wrong.append(("--minimum", f"{order.minimum}", f"--design {Design.STRATIFIED}"))
    for name, share in order.users.items():
        if not 0.0 <= share <= 1.0:
            wrong.append((f"--user-accuracy {name}", f"{share:g}", "0 … 1"))
    for option, seen, wanted in wrong:
        yield Finding(
            "SAMPLE-OPTION",
            Severity.ERROR,
            Text("抽样选项的取值不成立", "an option of the sample cannot be so"),
            Text("请改用所列的写法", "write it as wanted"),
            features=(option,),
            seen=seen,
            wanted=wanted,
        )


def _class_faults(users: Mapping[str, float], mapped: Sequence[MappedClass]) -> Iterable[Finding]:
    known = [one.name for one in mapped]
    if sum(one.pixels for one in mapped) < LEAST_UNITS:
        yield Finding(
            "SAMPLE-MAP-EMPTY",
            Severity.ERROR,
            Text("市域内没有可抽样的像元", "the map holds no pixels to draw from in the city"),
            Text("改用其他图层或年度", "draw from another layer or year"),
            wanted=f"≥ {LEAST_UNITS}",
        )
    for name in users:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            yield Finding(
                "SAMPLE-CLASS-UNKNOWN",
                Severity.ERROR,
                Text("该图没有这个类别", "the map has no such class"),
                Text("改用图上的类别", "name a class of the map"),
                seen=name,
                wanted=", ".join(near or known),
            )


def _refuse_size(points: int, minima: int, pixels: int) -> None:
    if points < minima:
        raise UsageError(
            Finding(
                "SAMPLE-SIZE",
                Severity.ERROR,
                Text("点数不足以满足各层最少点数", "fewer points than the strata need at least"),
                Text("增加 --points 或减小 --minimum", "take more --points or a smaller --minimum"),
                seen=str(points),
                wanted=f"≥ {minima}",
            )
        )
    if points > pixels:
        raise UsageError(
            Finding(
                "SAMPLE-SIZE",
                Severity.ERROR,
                Text("点数多于可抽的像元", "more points than there are pixels to draw from"),
                Text("减少 --points", "take fewer --points"),
                seen=str(points),
                wanted=f"≤ {pixels}",
            )
        )
