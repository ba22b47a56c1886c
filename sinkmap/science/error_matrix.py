"""Reference samples counted: strata with their areas, and error matrices that cannot be turned.

Rows are map classes and columns reference classes, always. Whoever fills in a matrix by hand says
how many units were drawn from each map class; a matrix whose rows do not add up to that is
refused, because a transposed matrix gives figures that look right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["ErrorMatrix", "Label", "Strata", "StratifiedCounts"]

Label = str | int
"""Name or code of a class or stratum."""

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Strata:
    """Parts of the ground that cover it once, each with its area in m².

    Raises
    ------
    ValueError
        If a label stands twice, an area is negative or not finite, nothing has an area, or the
        areas are proportions (they add up to 1): see :meth:`of_shares`.
    """

    labels: tuple[Label, ...]
    m2: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.labels) != len(self.m2) or len(set(self.labels)) != len(self.labels):
            raise ValueError("each stratum needs one label of its own and one area")
        if not all(0.0 <= one < float("inf") for one in self.m2):
            raise ValueError(f"areas of strata must be finite and not negative: {self.m2}")
        if not self.total_m2 > 0.0:
            raise ValueError("no stratum has an area")
        if abs(self.total_m2 - 1.0) < 1e-3:
            raise ValueError("areas of strata are proportions; use Strata.of_shares with the total")

    @classmethod
    def of_pixels(cls, labels: Sequence[Label], pixels: Sequence[int], pixel_m2: float) -> Strata:
        """Strata counted in pixels of one size."""
        return cls(tuple(labels), tuple(float(n) * pixel_m2 for n in pixels))

    @classmethod
    def of_shares(cls, labels: Sequence[Label], shares: Sequence[float], total_m2: float) -> Strata:
        """Strata as proportions of a total area; they must add up to 1 within 1e-6."""
        if abs(sum(shares) - 1.0) > 1e-6:
            raise ValueError(f"shares of strata add up to {sum(shares)}, not 1")
        return cls(tuple(labels), tuple(float(one) * total_m2 for one in shares))

    @property
    def total_m2(self) -> float:
        """Area of all strata."""
        return sum(self.m2)

    @property
    def shares(self) -> NDArray[np.float64]:
        """(stratum,) share of each stratum in the total area."""
        return np.array(self.m2) / self.total_m2

    def area_of(self, label: Label) -> float:
        """Area in m² of one stratum, 0 if there is no such stratum."""
        return dict(zip(self.labels, self.m2, strict=True)).get(label, 0.0)


def _read_only(counts: object, shape: tuple[int, ...]) -> Counts:
    given = np.array(counts)
    if given.shape != shape:
        raise ValueError(f"counts have shape {given.shape}, wanted {shape}")
    if not np.issubdtype(given.dtype, np.integer) and not np.array_equal(given, np.rint(given)):
        raise ValueError("counts of sample units must be whole numbers")
    if given.size and given.min() < 0:
        raise ValueError("counts of sample units must not be negative")
    array = given.astype(np.int64)
    array.flags.writeable = False
    return array


@dataclass(frozen=True, slots=True, eq=False)
class ErrorMatrix:
    """Sample units by map class (rows) and reference class (columns).

    Parameters
    ----------
    classes
        All classes of the map and of the reference; one that only the reference knows has an
        empty row.
    counts
        (map class, reference class) whole numbers.
    drawn
        (class,) units drawn from each map class, known apart from the matrix.

    Raises
    ------
    ValueError
        If the rows do not add up to ``drawn``; the message says so if the columns do.
    """

    classes: tuple[Label, ...]
    counts: Counts
    drawn: tuple[int, ...]

    def __post_init__(self) -> None:
        k = len(self.classes)
        if k == 0 or len(set(self.classes)) != k:
            raise ValueError("an error matrix needs classes, each once")
        object.__setattr__(self, "counts", _read_only(self.counts, (k, k)))
        object.__setattr__(self, "drawn", tuple(int(n) for n in self.drawn))
        rows, drawn = self.counts.sum(axis=1).tolist(), list(self.drawn)
        if rows == drawn:
            return
        turned = self.counts.sum(axis=0).tolist() == drawn
        hint = "; its columns do: rows and columns are swapped" if turned else ""
        raise ValueError(f"rows of the error matrix add up to {rows}, drawn were {drawn}{hint}")

    @classmethod
    def of_units(
        cls,
        mapped: Sequence[Label],
        reference: Sequence[Label],
        drawn: Mapping[Label, int] | None = None,
    ) -> ErrorMatrix:
        """Count the units of a sample, given by map class and reference class of each.

        ``drawn``: units drawn from each map class by the design; units that nobody interpreted
        are then found out. Without it the units themselves are the count.
        """
        classes = _classes(mapped, reference, drawn or {})
        place = {label: k for k, label in enumerate(classes)}
        counts = np.zeros((len(classes), len(classes)), dtype=np.int64)
        for i, j in zip(mapped, reference, strict=True):
            counts[place[i], place[j]] += 1
        asked = counts.sum(axis=1) if drawn is None else [drawn.get(one, 0) for one in classes]
        return cls(classes, counts, tuple(int(n) for n in asked))


@dataclass(frozen=True, slots=True, eq=False)
class StratifiedCounts:
    """Sample units by stratum, map class and reference class; strata need not be map classes.

    ``counts``: (stratum, map class, reference class) whole numbers.
    """

    strata: tuple[Label, ...]
    classes: tuple[Label, ...]
    counts: Counts

    def __post_init__(self) -> None:
        h, k = len(self.strata), len(self.classes)
        if not h or not k or len(set(self.strata)) != h or len(set(self.classes)) != k:
            raise ValueError("counts need strata and classes, each once")
        object.__setattr__(self, "counts", _read_only(self.counts, (h, k, k)))

    @classmethod
    def of_units(
        cls, stratum: Sequence[Label], mapped: Sequence[Label], reference: Sequence[Label]
    ) -> StratifiedCounts:
        """Count the units of a sample, given by stratum, map class and reference class of each."""
        strata, classes = _classes(stratum), _classes(mapped, reference)
        where = {label: k for k, label in enumerate(strata)}
        place = {label: k for k, label in enumerate(classes)}
        counts = np.zeros((len(strata), len(classes), len(classes)), dtype=np.int64)
        for h, i, j in zip(stratum, mapped, reference, strict=True):
            counts[where[h], place[i], place[j]] += 1
        return cls(strata, classes, counts)


def _classes(*labels: Sequence[Label] | Mapping[Label, int]) -> tuple[Label, ...]:
    """All labels once, numbers by size before names by letter."""
    every = {one for some in labels for one in some}
    return tuple(sorted(every, key=lambda one: (isinstance(one, str), one)))
