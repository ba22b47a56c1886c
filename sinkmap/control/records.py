"""What a rule book is made of beside its rules: zones, buffers, activities, access entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sinkmap.text import Text

__all__ = [
    "AccessEntry",
    "Activity",
    "Buffer",
    "PolicyBlock",
    "Side",
    "Verdict",
    "Zone",
    "ZoneSource",
    "in_force",
]


def in_force(since: date | None, until: date | None, day: date) -> bool:
    """Whether a time of force, both ends in it, holds the day; None is without bound."""
    return (since is None or since <= day) and (until is None or day <= until)


@dataclass(frozen=True, slots=True)
class ZoneSource:
    """Where the ground of a zone is found: features of a layer, one kind of the zone.

    ``field`` and ``words``: the features whose field holds one of the words; both empty take all.
    ``a+b`` asks two fields, with their words joined by ``+``. A word that begins with ``^`` must
    begin the text. ``buffer``: id of the buffer drawn around the features, or empty.
    """

    zone: str
    kind: str
    title: Text
    layer: str
    field: str = ""
    words: str = ""
    buffer: str = ""


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone that rules hold in.

    ``rank``: place in the precedence, 0 the strictest; ground under several rules of one severity
    is credited to the lowest rank. ``complement_of``: the zone whose outside it is, or empty.
    ``without``: zones whose ground is not of it. ``sources``: where its ground is found; what
    several cover is of the first.
    """

    id: str
    title: Text
    rank: int
    basis: str
    sources: tuple[ZoneSource, ...] = ()
    complement_of: str = ""
    without: tuple[str, ...] = ()

    @property
    def kinds(self) -> dict[str, Text]:
        """Kind -> title, in the order of the sources."""
        return {source.kind: source.title for source in self.sources}

    @property
    def layers(self) -> tuple[str, ...]:
        """Given layers its ground is found in, each once."""
        return tuple(dict.fromkeys(source.layer for source in self.sources))


class Side(StrEnum):
    """Which ground a buffer takes: with the feature, only beside it, or the feature alone."""

    AROUND = "around"
    OUTSIDE = "outside"
    INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class Buffer:
    """A distance a law sets, and what it bans there (or encourages).

    ``width_m``: along the ground, in m. ``layer``, ``field``, ``words``: its features, as for
    :class:`ZoneSource`.
    """

    id: str
    feature: Text
    layer: str
    field: str
    words: str
    width_m: float
    side: Side
    encouraged: bool
    ban: Text
    basis: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """One of the ten limited activities allowed in the red line outside core zones."""

    number: int
    title: Text
    applicable: bool
    needs_opinion: bool
    basis: str
    since: date | None = None


class PolicyBlock(StrEnum):
    """The four policy texts of a control unit."""

    SPATIAL = "spatial"
    EMISSION = "emission"
    RISK = "risk"
    RESOURCE = "resource"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _BLOCK[self]


_BLOCK = {
    PolicyBlock.SPATIAL: Text("空间布局约束", "spatial layout"),
    PolicyBlock.EMISSION: Text("污染物排放管控", "emission of pollutants"),
    PolicyBlock.RISK: Text("环境风险防控", "environmental risk"),
    PolicyBlock.RESOURCE: Text("资源开发效率要求", "use of resources"),
}


class Verdict(StrEnum):
    """What an access entry says; a list of words, not a ranking of policy texts."""

    PROHIBITED = "prohibited"
    RESTRICTED = "restricted"
    APPRAISAL = "appraisal"
    CONDITIONAL = "conditional"
    ALLOWED = "allowed"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _VERDICT[self]


_VERDICT = {
    Verdict.PROHIBITED: Text("禁止", "prohibited"),
    Verdict.RESTRICTED: Text("限制", "restricted"),
    Verdict.APPRAISAL: Text("须论证", "to be appraised"),
    Verdict.CONDITIONAL: Text("符合条件准入", "allowed with conditions"),
    Verdict.ALLOWED: Text("准入", "allowed"),
}


@dataclass(frozen=True, slots=True)
class AccessEntry:
    """One entry of the access lists of control units.

    ``unit``: code of a unit, ``*`` for every one; ``unit_class``: 1, 2, 3 or ``*``; ``industry``:
    beginning of a code of GB/T 4754 with its letter (``C26``), ``*`` for every one.
    """

    id: str
    unit: str
    unit_class: str
    industry: str
    block: PolicyBlock
    verdict: Verdict
    text: Text
    basis: str
    since: date | None = None
    until: date | None = None

    def speaks_of(self, unit: str, unit_class: int, industry: str) -> bool:
        """Whether the entry holds for a unit and an industry code; empty if none is stated."""
        return (
            self.unit in ("*", unit)
            and self.unit_class in ("*", str(unit_class))
            and (self.industry == "*" or (bool(industry) and industry.startswith(self.industry)))
        )
