"""What a siting book is made of: types of work and exclusions; criteria are of their own file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sinkmap.siting.criteria import Benefit, Combine, Criterion, ScoreClass, Setting, SubFactor
from sinkmap.text import Text

__all__ = [
    "ALL_TYPES",
    "SAME_GROUP",
    "Benefit",
    "Combine",
    "CostBasis",
    "Criterion",
    "Exclusion",
    "MaskKind",
    "MaskSide",
    "RestorationType",
    "ScoreClass",
    "Setting",
    "SubFactor",
    "Treatment",
    "TreePlanting",
]

ALL_TYPES = "*"
"""In a table's column of types: every type of the book."""

SAME_GROUP = "same"
"""As the class after the work: the class before stays."""


class CostBasis(StrEnum):
    """What a cost is counted by."""

    HECTARE = "yuan/ha"
    CANOPY_HECTARE = "yuan/ha canopy"
    HECTARE_YEAR = "yuan/ha/yr"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _BASIS[self]


_BASIS = {
    CostBasis.HECTARE: Text("元/公顷", "yuan/ha"),
    CostBasis.CANOPY_HECTARE: Text("元/公顷树冠", "yuan/ha of canopy"),
    CostBasis.HECTARE_YEAR: Text("元/公顷·年", "yuan/ha and year"),
}


class TreePlanting(StrEnum):
    """How new trees enter the figures of tree cover: as stands, as scattered trees, not at all."""

    NONE = "none"
    STAND = "stand"
    SCATTERED = "scattered"


@dataclass(frozen=True, slots=True)
class RestorationType:
    """A type of restoration work.

    Parameters
    ----------
    id, title
        Three letters, and the name in both languages.
    from_groups
        Groups of land classes its candidates are found in.
    to_group
        Group the ground has afterwards; ``same`` where the class stays.
    cost_low, cost_default, cost_high
        Yuan by ``cost_basis``.
    cost_years
        Years a yearly cost is paid for; 1 where the cost is paid once.
    gain_low, gain_default, gain_high
        tCO2/ha/yr, mean of the first 20 years, CO2 alone, positive where carbon is taken up; by
        the hectare of canopy where the cost is.
    min_m2, max_m2
        Least and greatest area of a site in m², neighbours merged; no greatest area is ``inf``.
    min_width_m
        Least width of a site in m; 0 is none.
    changes_class
        Whether the land class on the register changes.
    trees
        How its trees enter the figures of tree cover.
    tree_low, tree_share, tree_high
        Share of the site under tree crowns once these have closed, 0..1.
    wetland_low, wetland_share, wetland_high
        Share of the site that is wetland afterwards, 0..1.
    constraint
        What it must keep to, in words.
    source, certainty
        Where its numbers come from, and A to D.
    """

    id: str
    title: Text
    from_groups: tuple[str, ...]
    to_group: str
    cost_low: float
    cost_default: float
    cost_high: float
    cost_basis: CostBasis
    cost_years: float
    gain_low: float
    gain_default: float
    gain_high: float
    min_m2: float
    max_m2: float
    min_width_m: float
    changes_class: bool
    trees: TreePlanting
    tree_low: float
    tree_share: float
    tree_high: float
    wetland_low: float
    wetland_share: float
    wetland_high: float
    constraint: Text
    source: str
    certainty: str

    @property
    def adds_tree(self) -> bool:
        """Whether it brings tree cover that was not there."""
        return self.trees is not TreePlanting.NONE and self.tree_high > 0.0

    @property
    def adds_wetland(self) -> bool:
        """Whether its ground is wetland afterwards."""
        return self.wetland_high > 0.0

    def group_after(self, before: str) -> str:
        """Group of land classes after the work on ground of a group."""
        return before if self.to_group == SAME_GROUP or not self.changes_class else self.to_group


class MaskKind(StrEnum):
    """Where the ground of an exclusion is found.

    ``zone``: a control zone of the rule book; ``group``: groups or class sets; ``layer``: features
    of a given layer; ``slope``: slope in degrees; ``code``: class codes that end in a letter.
    """

    ZONE = "zone"
    GROUP = "group"
    LAYER = "layer"
    SLOPE = "slope"
    CODE = "code"


class MaskSide(StrEnum):
    """Which ground an exclusion takes: that inside the place it names, or that outside."""

    INSIDE = "inside"
    OUTSIDE = "outside"


class Treatment(StrEnum):
    """What an exclusion does: take the ground out, ask for a paper, or warn."""

    EXCLUDE = "exclude"
    DOCUMENT = "document"
    WARN = "warn"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _TREATMENT[self]


_TREATMENT = {
    Treatment.EXCLUDE: Text("排除", "excluded"),
    Treatment.DOCUMENT: Text("需办手续", "needs a paper"),
    Treatment.WARN: Text("提示", "warning"),
}


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Ground where types of work are never, or only with a paper; in the order of the table.

    Parameters
    ----------
    id, title
        Name in the table and in both languages.
    order
        Place in the order in which ground is taken out, from 1.
    types
        Ids of the types it holds for, ``*`` resolved and those after ``!`` left out.
    kind
        Which of the fields below say where.
    where
        ``zone``: ids of zones; ``group``: group ids, class sets resolved; ``layer``: one layer
        id; ``code``: endings of class codes; empty for ``slope``.
    side
        Whether the ground inside or outside that place is taken.
    field, words
        Features of the layer whose field holds one of the words, as in the table of zones.
    buffer_m
        Distance around the features in m.
    slope_from, slope_to
        Slope in degrees above ``slope_from`` and up to ``slope_to``.
    spares_start
        Whether ground of a group that the type starts from is spared.
    treatment
        What it does.
    on
        Whether it counts unless the study says otherwise.
    document
        The paper that permits work there; of an exclusion what would lift it, or None.
    basis
        The clause, in both languages.
    """

    id: str
    title: Text
    order: int
    types: frozenset[str]
    kind: MaskKind
    where: tuple[str, ...]
    side: MaskSide
    field: str
    words: str
    buffer_m: float
    slope_from: float
    slope_to: float
    spares_start: bool
    treatment: Treatment
    on: bool
    document: Text | None
    basis: Text
    source: str
    certainty: str

    def concerns(self, type_id: str) -> bool:
        """Whether it holds for a type."""
        return type_id in self.types
