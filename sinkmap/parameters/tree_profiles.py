"""Named definitions of the tree and forest cover rates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, cast, get_args

from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.parameters._tables import CERTAINTIES, read_csv
from sinkmap.text import Text

__all__ = ["Denominator", "ScatteredRule", "TreeProfile", "tree_profile", "tree_profiles"]

ScatteredRule = Literal["none", "shelterbelt_sidetree", "all"]
Denominator = Literal["total", "land_excl_water", "total_minus_water_over_5pct"]


@dataclass(frozen=True, slots=True)
class TreeProfile:
    """One definition of a tree cover figure.

    Stands of arbor and bamboo and designated shrubland are always in the numerator.

    Parameters
    ----------
    id, title
        Profile id, and the name of the statistic in both languages.
    indicator
        Id of the indicator it defines.
    include_shrub, include_young_plantation
        Whether other shrub cover and young plantations count.
    include_orchard, include_tea, include_urban_trees
        Whether tree cover on orchard, tea and urban parcels counts.
    scattered
        Canopy outside stands: none, that of field shelterbelts and of trees beside villages,
        roads, water and houses, or all.
    include_sidetree_stems
        Whether counted stems are turned into area (``stand.sidetree_stems_per_ha``).
    denominator
        Whole area, area without water, or whole area less the water above 5 % of it.
    note
        What is counted, in one sentence for the reader of a figure.
    adjusted
        Whether reference samples, where there are any, adjust the area.
    """

    id: str
    title: Text
    indicator: str
    include_shrub: bool
    include_young_plantation: bool
    include_orchard: bool
    include_tea: bool
    include_urban_trees: bool
    scattered: ScatteredRule
    include_sidetree_stems: bool
    denominator: Denominator
    source: Text
    certainty: str
    note: Text
    adjusted: bool = True

    def __post_init__(self) -> None:
        if self.scattered not in get_args(ScatteredRule):
            raise ValueError(f"{self.id}: unknown rule for scattered trees {self.scattered!r}")
        if self.denominator not in get_args(Denominator):
            raise ValueError(f"{self.id}: unknown denominator {self.denominator!r}")
        if self.certainty not in CERTAINTIES:
            raise ValueError(f"certainty of {self.id} must be A to D: {self.certainty!r}")


@cache
def tree_profiles() -> tuple[TreeProfile, ...]:
    """All profiles in file order; the first is the default."""
    return tuple(
        TreeProfile(
            id=row["id"],
            title=Text(row["title_zh"], row["title_en"]),
            indicator=row["indicator"],
            include_shrub=row["include_shrub"] == "1",
            include_young_plantation=row["include_young_plantation"] == "1",
            include_orchard=row["include_orchard"] == "1",
            include_tea=row["include_tea"] == "1",
            include_urban_trees=row["include_urban_trees"] == "1",
            scattered=cast(ScatteredRule, row["scattered"]),
            include_sidetree_stems=row["include_sidetree_stems"] == "1",
            denominator=cast(Denominator, row["denominator"]),
            source=Text(row["source_zh"], row["source"]),
            certainty=row["certainty"],
            note=Text(row["note_zh"], row["note_en"]),
        )
        for row in read_csv("tree_profiles").to_dict("records")
    )


def tree_profile(id: str) -> TreeProfile:  # noqa: A002  (the field's own word)
    """One profile by id.

    Raises
    ------
    UsageError
        ``TREE-PROFILE-UNKNOWN`` with the ids there are.
    """
    for profile in tree_profiles():
        if profile.id == id:
            return profile
    raise UsageError(
        Finding(
            code="TREE-PROFILE-UNKNOWN",
            severity=Severity.ERROR,
            message=Text(f"没有林木口径 {id}", f"there is no tree cover profile {id}"),
            cure=Text("请使用列出的口径", "use one of the profiles listed"),
            seen=id,
            wanted=", ".join(profile.id for profile in tree_profiles()),
        )
    )
