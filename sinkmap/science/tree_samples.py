"""Tree cover adjusted by reference samples: what the map says corrected by what was seen.

The map divides the ground into tree cover by the profile, and the rest. Of the sampled points on
each, some are trees by the profile. A unit's adjusted area is its mapped tree cover times the
share that is, plus its other ground times the share that is after all: the post-stratified
estimator (Olofsson et al. 2014, RSE 148:42-57), whose shares come from the samples of the whole
city. Parts therefore add up to the city; an interval is given for the city alone, since errors may
differ from place to place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sinkmap.classes import group_at
from sinkmap.indicator import SampledPoints
from sinkmap.science.area_estimation import other_strata_accuracy, post_stratified_accuracy
from sinkmap.science.error_matrix import ErrorMatrix, Strata, StratifiedCounts
from sinkmap.science.stands import StandCategory
from sinkmap.science.tree_mask import TreeClass

__all__ = ["WHOLE", "AdjustedTrees", "adjusted_trees"]

Weight = Callable[[int, str], float]

_TREE, _OTHER = "tree", "other"
WHOLE = 0.5
"""Share from which a pixel counts as a whole; parts of pixels cannot be sampled."""
_OUTLINE = (StandCategory.ARBOR, StandCategory.BAMBOO)


@dataclass(frozen=True, slots=True)
class AdjustedTrees:
    """Adjusted tree cover of a unit in m², half of its 95 % interval where one can be given, and
    the number of samples behind it."""

    m2: float
    half_m2: float | None
    units: int


def adjusted_trees(
    samples: SampledPoints, weight: Weight, trees_m2: float, other_m2: float, *, whole: bool
) -> AdjustedTrees | None:
    """The adjusted area; None where a stratum of the map has fewer than two samples.

    Parameters
    ----------
    samples
        Points of the whole city.
    weight
        (category of stands, group of land use) -> share that counts by the profile.
    trees_m2, other_m2
        Mapped tree cover of the unit by whole pixels, and the rest of it.
    whole
        Whether the unit is the city the samples are of.
    """
    mapped, seen = _labels(samples, weight)
    drawn = [mapped.count(one) for one in (_TREE, _OTHER)]
    if min(drawn) < 2 or trees_m2 <= 0.0 or other_m2 <= 0.0:
        return None
    strata = Strata((_TREE, _OTHER), (trees_m2, other_m2))
    if samples.stratum is None:
        found = post_stratified_accuracy(ErrorMatrix.of_units(mapped, seen), strata)
    else:
        known = Strata(tuple(samples.strata_m2), tuple(samples.strata_m2.values()))
        counts = StratifiedCounts.of_units(list(samples.stratum), mapped, seen)
        found = other_strata_accuracy(counts, known, strata)
    right, rest = found.of(_TREE).users.value, found.of(_OTHER).users.value
    if right is None or rest is None:
        return None
    m2 = trees_m2 * right + other_m2 * (1.0 - rest)
    half = found.of(_TREE).adjusted.half_width if whole else None
    return AdjustedTrees(m2, half, len(mapped))


def _labels(samples: SampledPoints, weight: Weight) -> tuple[list[str], list[str]]:
    """Whether each point is tree cover on the map, and on the ground."""
    groups = [one.id if (one := group_at(int(index))) else "" for index in samples.land_use]
    mapped, seen = [], []
    for stand, group, tree in zip(
        samples.stand.tolist(), groups, samples.tree.tolist(), strict=True
    ):
        mapped.append(_TREE if weight(stand, group) >= WHOLE else _OTHER)
        seen.append(_TREE if weight(_on_ground(stand, tree), group) >= WHOLE else _OTHER)
    return mapped, seen


def _on_ground(stand: int, tree: int) -> int:
    """Category of stands of a point whose true tree class is known.

    A closed gap of a stand counts as stand whatever grows in it; trees where the map has none are
    scattered trees, for what stand they may belong to nobody saw.
    """
    if stand == StandCategory.GAP:
        return stand
    if tree in (TreeClass.ARBOR, TreeClass.BAMBOO):
        return stand if stand in _OUTLINE else StandCategory.SCATTERED
    if tree == TreeClass.SHRUB:
        return StandCategory.SHRUB
    return StandCategory.YOUNG if tree == TreeClass.YOUNG else StandCategory.NONE
