"""Tree cover of a unit: areas of stands and other trees, counted by the switches of a profile.

Which land a tree stands on comes from the land use at its own pixel; the ground beside it is not
looked at. Sets of groups below are readings of this project: the rules name kinds of place
(农田林网, 四旁, 城镇), not class codes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache

from sinkmap.classes import group_at, members
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Cross, Measure, Profile, SampledPoints, UnitAccount
from sinkmap.parameters import Denominator, ScatteredRule, TreeProfile, parameter_table
from sinkmap.science.stands import StandCategory
from sinkmap.science.tree_mask import tree_kinds
from sinkmap.science.tree_samples import WHOLE, adjusted_trees
from sinkmap.statunit import CITY_PARTITION
from sinkmap.text import Text

__all__ = ["TREE_TALLY", "TreeRule", "tree_measure", "tree_profile_declaration"]

TREE_TALLY = Cross("stands", "land_use")
"""Area of each category of stands on each group of land use."""

_PIXELS = Text("成片林木像元面积，按土地利用区分", "pixel areas of stands by land use")
_WITHOUT_STEMS = Text(
    f"{_PIXELS.zh}；没有株数资料，未计四旁树折算面积",
    f"{_PIXELS.en}; side trees counted by stems are left out: no counts given",
)
_ADJUSTED = Text(f"{_PIXELS.zh}，按参考样本校正", f"{_PIXELS.en}, adjusted by reference samples")
_OUTLINE = frozenset({StandCategory.ARBOR, StandCategory.BAMBOO, StandCategory.GAP})
_URBAN = frozenset({"built_com", "built_ind", "built_pub", "built_res_urban", "park"})
_WATER = frozenset({"river", "lake", "reservoir", "pond", "aqua_pond", "ditch"})
_BESIDE = frozenset({"built_res_rural", "transport", "rural_road", "hydro_struct", "ridge"})
"""Villages, roads, dykes and field ridges; with cropland and water the places of side trees."""


@dataclass(frozen=True, slots=True)
class TreeRule:
    """What counts as tree cover and what it is compared with; see ``TreeProfile``."""

    include_shrub: bool
    include_young_plantation: bool
    include_orchard: bool
    include_tea: bool
    include_urban_trees: bool
    scattered: ScatteredRule
    include_sidetree_stems: bool
    denominator: Denominator
    adjusted: bool = True

    @classmethod
    def of(cls, profile: TreeProfile) -> TreeRule:
        """The switches of a profile of the parameter table."""
        return cls(**{name: getattr(profile, name) for name in cls.__slots__})

    def weight(self, category: int, group: str) -> float:
        """Share of a category of stands on a group of land use that counts, 0 to 1."""
        if group in _excluded(self.include_orchard, self.include_tea, self.include_urban_trees):
            return 0.0
        if category in _OUTLINE:
            return 1.0
        if category == StandCategory.SHRUB:
            share = parameter_table("stand").value("designated_shrub_share")
            return 1.0 if self.include_shrub else share
        if category == StandCategory.YOUNG:
            return float(self.include_young_plantation)
        if category == StandCategory.SCATTERED:
            beside = self.scattered == "shelterbelt_sidetree" and group in _side_places()
            return float(self.scattered == "all" or beside)
        return 0.0

    def base(self, unit_m2: float, water_m2: float) -> float:
        """Denominator in m² from the area of a unit and the water in it."""
        if self.denominator == "land_excl_water":
            return unit_m2 - water_m2
        if self.denominator == "total_minus_water_over_5pct":
            kept = parameter_table("stand").value("water_share_kept")
            return unit_m2 - max(0.0, water_m2 - kept * unit_m2)
        return unit_m2


@cache
def _excluded(orchard: bool, tea: bool, urban: bool) -> frozenset[str]:
    """Groups whose trees never count, from whether orchards, tea and urban trees do."""
    kinds = tree_kinds()
    orchards = {g for g, kind in kinds.items() if kind == "orchard"}
    gardens = {g for g, kind in kinds.items() if kind == "tea"}
    return frozenset(
        (set() if orchard else orchards)
        | (set() if tea else gardens)
        | (set() if urban else _URBAN)
    )


@cache
def _side_places() -> frozenset[str]:
    return _BESIDE | _WATER | members("CROP")


def tree_profile_declaration(profile: TreeProfile) -> Profile:
    """The declaration of an indicator's profile from a profile of tree cover."""
    return Profile(
        id=profile.id,
        title=profile.title,
        definition=profile.note,
        reference=profile.source,
        switches=asdict(TreeRule.of(profile)),
    )


def _by_group(account: UnitAccount) -> Mapping[tuple[int, str], float]:
    """(category, group) -> m²; the group of unknown land use is empty text."""
    found: dict[tuple[int, str], float] = {}
    for (category, index), m2 in sorted(account.raster(TREE_TALLY).classes.items()):
        one = group_at(index)
        key = (category, one.id if one else "")
        found[key] = found.get(key, 0.0) + m2
    return found


def tree_measure(account: UnitAccount, profile: Profile) -> Measure:
    """Tree cover of a unit in percent by the switches of a profile.

    Where there are reference samples the area is adjusted by them, and the city has an interval;
    elsewhere there is none: a range of one parameter would pretend that there are no other errors.
    """
    rule = TreeRule(**profile.switches)
    areas = _by_group(account)
    trees = math.fsum(m2 * rule.weight(category, group) for (category, group), m2 in areas.items())
    water = math.fsum(m2 for (_, group), m2 in areas.items() if group in _WATER)
    base = rule.base(account.area_m2, water)
    method = _WITHOUT_STEMS if rule.include_sidetree_stems else _PIXELS
    plain = Measure.percentage(
        trees, base, account.coverage(TREE_TALLY), method, IntervalReason.NO_REFERENCE_SAMPLES
    )
    if account.samples is None or plain.value is None:
        return plain
    if not rule.adjusted:
        return replace(plain, reason=IntervalReason.PIXELS_ONLY)
    if rule.scattered != "all":
        return replace(plain, reason=IntervalReason.SAMPLES_NOT_OF_STANDS)
    return _adjusted(account, account.samples, rule, plain, areas)


def _adjusted(
    account: UnitAccount,
    samples: SampledPoints,
    rule: TreeRule,
    plain: Measure,
    areas: Mapping[tuple[int, str], float],
) -> Measure:
    """The measure adjusted by samples; what counts in part (shrub by decree) is not sampled."""
    assert plain.value is not None
    assert plain.numerator is not None
    assert plain.denominator is not None
    whole = math.fsum(m2 for key, m2 in areas.items() if rule.weight(*key) >= WHOLE)
    city = account.unit.level == CITY_PARTITION
    found = adjusted_trees(samples, rule.weight, whole, account.area_m2 - whole, whole=city)
    if found is None:
        return replace(plain, reason=IntervalReason.SAMPLES_TOO_FEW)
    trees = found.m2 + plain.numerator - whole
    reason = IntervalReason.SAMPLES_OF_THE_CITY
    made = Measure.percentage(trees, plain.denominator, plain.coverage, _ADJUSTED, reason)
    if found.half_m2 is None or made.value is None:
        return made
    half = 100.0 * found.half_m2 / plain.denominator
    interval = (max(0.0, made.value - half), min(100.0, made.value + half))
    return replace(made, interval=interval, reason=IntervalReason.REFERENCE_SAMPLES)
