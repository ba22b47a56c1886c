"""What became of what: the areas that went from each class to each class between two years."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["TransitionMatrix", "transition_matrix"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class TransitionMatrix:
    """Areas in m² by class of the first year (rows) and of the second (columns).

    ``m2``: (class, class) ground seen in both years; ``lost_sight``: (class,) ground seen in the
    first year only, by its class then; ``came_in_sight``: (class,) ground seen in the second year
    only; ``unseen_m2``: ground seen in neither. Unseen ground is never change.
    """

    classes: tuple[int, ...]
    m2: Floats
    lost_sight: Floats
    came_in_sight: Floats
    unseen_m2: float

    @property
    def first(self) -> Floats:
        """(class,) areas of the first year: rows and what was lost from sight."""
        return np.asarray(self.m2.sum(axis=1) + self.lost_sight)

    @property
    def second(self) -> Floats:
        """(class,) areas of the second year: columns and what came in sight."""
        return np.asarray(self.m2.sum(axis=0) + self.came_in_sight)

    @property
    def changed_m2(self) -> float:
        """Area whose class differs between the years."""
        return float(self.m2.sum() - np.trace(self.m2))

    @classmethod
    def total(cls, parts: Iterable[TransitionMatrix]) -> TransitionMatrix:
        """Sum of the matrices of blocks, in the order given.

        Raises
        ------
        ValueError
            If there is no part, or the parts are of different classes.
        """
        given = list(parts)
        if not given or len({part.classes for part in given}) > 1:
            raise ValueError("a total needs parts of the same classes")
        return cls(
            classes=given[0].classes,
            m2=np.sum([part.m2 for part in given], axis=0),
            lost_sight=np.sum([part.lost_sight for part in given], axis=0),
            came_in_sight=np.sum([part.came_in_sight for part in given], axis=0),
            unseen_m2=sum(part.unseen_m2 for part in given),
        )


def transition_matrix(
    first: NDArray[Any],
    second: NDArray[Any],
    pixel_area: Floats,
    classes: tuple[int, ...],
    unseen: int = 255,
) -> TransitionMatrix:
    """Areas by class of both years.

    Parameters
    ----------
    first, second
        (y, x) whole numbers, the class of each pixel in each year.
    pixel_area
        (y, x) m².
    classes
        Every class that may occur, in the order wanted.
    unseen
        Value of pixels without data.

    Raises
    ------
    ValueError
        If a class occurs that is not listed, or the arrays differ in shape.
    """
    if not first.shape == second.shape == pixel_area.shape:
        raise ValueError(f"shapes differ: {first.shape}, {second.shape}, {pixel_area.shape}")
    if len(set(classes)) != len(classes) or unseen in classes:
        raise ValueError("each class once, and none of them the value for unseen")
    k = len(classes)
    code = _places(first, classes, unseen) * (k + 1) + _places(second, classes, unseen)
    sums = np.bincount(code.ravel(), weights=pixel_area.ravel(), minlength=(k + 1) ** 2)
    table = sums.astype(np.float64).reshape(k + 1, k + 1)
    return TransitionMatrix(
        classes=classes,
        m2=table[:k, :k],
        lost_sight=table[:k, k],
        came_in_sight=table[k, :k],
        unseen_m2=float(table[k, k]),
    )


def _places(values: NDArray[Any], classes: tuple[int, ...], unseen: int) -> NDArray[np.int64]:
    """Place of each pixel's class in the list, the one past the end for unseen."""
    wanted = np.array([*classes, unseen])
    order = np.argsort(wanted)
    found = np.minimum(np.searchsorted(wanted[order], values), len(wanted) - 1)
    place = order[found]
    strange = wanted[place] != values
    if strange.any():
        some = np.unique(values[strange])[:5].tolist()
        raise ValueError(f"classes that are not listed: {some}")
    return np.asarray(place, dtype=np.int64)
