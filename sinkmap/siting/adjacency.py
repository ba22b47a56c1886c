"""Sites that exclude each other and sites that help each other, as rows of a program."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["cliques"]

Ints = NDArray[np.int64]


def cliques(conflicts: Ints) -> list[list[int]]:
    """Groups of sites that all exclude each other and together hold every pair.

    ``x + y <= 1`` for each pair of a group of three allows one half of each; one row for the group
    does not, so the relaxation is nearer to the truth. Groups are grown one pair at a time, in the
    order of the sites.

    Parameters
    ----------
    conflicts
        (m, 2) int64 pairs, in any order, given twice or not.
    """
    near: dict[int, set[int]] = {}
    ends = np.unique(np.sort(conflicts, axis=1), axis=0) if len(conflicts) else conflicts
    for one, other in ends.tolist():
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    covered: set[tuple[int, int]] = set()
    found = []
    for one, other in ends.tolist():
        if (one, other) in covered:
            continue
        group = [one, other]
        for third in sorted(near[one] & near[other]):
            if near[third].issuperset(group):
                group.append(third)
        group.sort()
        covered.update((a, b) for k, a in enumerate(group) for b in group[k + 1 :])
        found.append(group)
    return found
