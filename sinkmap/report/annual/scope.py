"""What an annual report is about: a run's figures of one year, and one unit of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.figure import Figure, Status, Target
from sinkmap.report.annual.patches import Patches
from sinkmap.report.book import Book
from sinkmap.report.quantity import Quantity, quantity_of
from sinkmap.science.attribution import Attribution
from sinkmap.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sinkmap.indicator import Indicator, Profile
    from sinkmap.run import MapContent
    from sinkmap.statunit import Partition

__all__ = ["Line", "Scope", "scope_of"]

_IDS = re.compile(r"(?:partition:)?[a-z][a-z0-9_]*[a-z0-9]")
_OTHER_INPUTS = {"carbon": Text("碳核算参数与台账", "Carbon parameters and registers")}
"""Inputs that are no layer: the files of a plan's carbon section."""


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """A book, the unit the report is about, and what lies beside the figures.

    ``content``: outlines for maps, None without; ``patches``: encroachment between last year and
    this one, None where nobody looked for it; ``origins``: figure id -> change since last year by
    method, data and land.
    """

    book: Book
    unit: str
    content: MapContent | None = None
    patches: Patches | None = None
    origins: Mapping[str, Attribution] = field(default_factory=dict)

    @property
    def is_city(self) -> bool:
        """Whether the report is about the whole."""
        return self.unit == self.book.city.id

    @property
    def year(self) -> int:
        """The report's year."""
        return self.book.year

    @property
    def name(self) -> Text:
        """Name of the unit."""
        return self.book.unit_name(self.unit)

    @property
    def partitions(self) -> tuple[Partition, ...]:
        """Partitions told row by row: all that are told in full, none for a part of the city."""
        return self.book.partitions if self.is_city else ()

    def layer_words(self, said: str) -> Text:
        """Words that name layers by id (``a + b``, ``layer (from b, c)``) with their titles."""
        found = _IDS.findall(said)
        titles = {name: self._layer_title(name) for name in found}
        zh = _IDS.sub(lambda one: titles[one[0]].zh, said)
        return Text(zh, _IDS.sub(lambda one: titles[one[0]].en, said))

    def _layer_title(self, name: str) -> Text:
        known = self.content.titles if self.content else {}
        parts = {f"partition:{p.id}": p.title for p in self.book.results.partitions}
        return known.get(name) or parts.get(name) or _OTHER_INPUTS.get(name) or Text.of(name)

    @property
    def has_natural(self) -> bool:
        """Whether natural land in the red line is told."""
        return "redline_natural_share" in self.book.results.indicators

    def has(self, indicator: str) -> bool:
        """Whether the run's declarations hold an indicator and any figure of the year tells it."""
        known = self.book.results.indicators.get(indicator)
        return known is not None and any(self.figures_of(known))

    def figures_of(self, indicator: Indicator) -> Iterator[Figure]:
        """The unit's figures of the year under the leading definition, items one by one."""
        profile = self.profile(indicator)
        names = [f"{indicator.id}.{item}" for item in indicator.items] or [indicator.id]
        found = (self.book.find(name, self.unit, self.year, profile.id) for name in names)
        return (figure for figure in found if figure is not None)

    def indicator(self, name: str) -> Indicator:
        """A declaration by its id; KeyError if there is none."""
        return self.book.results.indicators[name]

    def profile(self, indicator: Indicator) -> Profile:
        """The definition a target of the city is set for, else the leading one."""
        aimed = {t.profile for t in self.book.results.study.targets if t.indicator == indicator.id}
        profiles = self.book.profiles(indicator)
        return next((one for one in profiles if one.id in aimed), profiles[0])

    def line(self, indicator: str, unit: str = "") -> Line:
        """What a unit has to say about an indicator (or ``indicator.item``)."""
        known = self.indicator(indicator.partition(".")[0])
        profile, where = self.profile(known), unit or self.unit
        return Line(
            indicator,
            known,
            profile,
            self.book.find(indicator, where, self.year, profile.id),
            self.book.find(indicator, where, self.book.previous, profile.id),
            self.book.target(indicator, profile.id, where),
            quantity_of(known),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator in one unit: this year's figure, last year's, and the unit's target."""

    name: str
    indicator: Indicator
    profile: Profile
    now: Figure | None
    before: Figure | None
    target: Target | None
    quantity: Quantity

    @property
    def is_told(self) -> bool:
        """Whether this year has a value."""
        return self.now is not None and self.now.status is Status.OK

    @property
    def value(self) -> float | None:
        """This year's value as stored."""
        return self.now.value if self.now else None

    @property
    def last(self) -> float | None:
        """Last year's value as stored."""
        return self.before.value if self.before else None


def scope_of(
    book: Book,
    statunit: str = "",
    *,
    content: MapContent | None = None,
    patches: Patches | None = None,
    origins: Mapping[str, Attribution] | None = None,
) -> Scope:
    """The scope of a report; the city's without a unit.

    Raises
    ------
    UsageError
        ``UNIT-MISSING`` if the run holds no such unit.
    """
    unit = statunit or book.city.id
    if unit not in book.results.units:
        raise UsageError(
            Finding(
                "UNIT-MISSING",
                Severity.ERROR,
                Text("运行结果中没有该统计单元", "the run holds no such unit"),
                Text("请改用所列的写法", "write it as wanted"),
                seen=unit,
                wanted=", ".join(book.results.units),
            )
        )
    return Scope(book, unit, content, patches, origins or {})
