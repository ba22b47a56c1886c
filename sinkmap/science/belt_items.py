"""Items of the shelterbelt indicators: waters, sides of waters, and sums by item."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sinkmap.classes import NamedWater, named_waters
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Measure
from sinkmap.text import Text

__all__ = ["ALL", "ItemShares", "side_titles", "water_titles"]

ALL = "all"
"""Item of all belts or banks together."""

_SIDES: Mapping[str, tuple[tuple[str, Text], ...]] = {
    "river": (("left", Text("左岸", "left bank")), ("right", Text("右岸", "right bank"))),
    "lake": (
        ("east", Text("东岸", "east shore")),
        ("south", Text("南岸", "south shore")),
        ("west", Text("西岸", "west shore")),
        ("north", Text("北岸", "north shore")),
    ),
    "area": (),
}
_EITHER = (
    ("bank", Text("未分侧", "side not told")),
    ("island", Text("洲岛", "islands")),
)
_TOGETHER = Text("合计", "all")


def water_titles() -> dict[str, Text]:
    """Item -> name: all together, and each water."""
    return {ALL: _TOGETHER, **{water.id: water.title for water in named_waters()}}


def side_titles() -> dict[str, Text]:
    """Item -> name: all together, each water, and each side of it as water_side."""
    found = {ALL: _TOGETHER}
    for water in named_waters():
        found[water.id] = water.title
        found |= {f"{water.id}_{side}": title for side, title in _titles(water)}
    return found


def _titles(water: NamedWater) -> Iterable[tuple[str, Text]]:
    sides = _SIDES[water.kind]
    for side, words in (*sides, *_EITHER) if sides else ():
        yield side, Text(f"{water.title.zh}{words.zh}", f"{water.title.en}, {words.en}")


@dataclass(slots=True)
class ItemShares:
    """Shares by item, added up piece by piece: ``counted`` of ``whole``, and what is ``unseen``.

    Each maps an item to the amounts it is the sum of, in m or m².
    """

    counted: dict[str, list[float]] = field(default_factory=dict)
    whole: dict[str, list[float]] = field(default_factory=dict)
    unseen: dict[str, list[float]] = field(default_factory=dict)

    def add(
        self, items: Iterable[str], whole: float, counted: float = 0.0, unseen: float = 0.0
    ) -> None:
        """Enter a piece under every item it belongs to."""
        for item in items:
            self.whole.setdefault(item, []).append(whole)
            self.counted.setdefault(item, []).append(counted)
            self.unseen.setdefault(item, []).append(unseen)

    def measures(
        self, titles: Iterable[str], method: Text, reason: IntervalReason
    ) -> tuple[Measure, ...]:
        """A share in percent for all together, and for every other item that is there."""
        return tuple(
            self._measure(item, method, reason)
            for item in titles
            if item == ALL or item in self.whole
        )

    def _measure(self, item: str, method: Text, reason: IntervalReason) -> Measure:
        whole, unseen = (math.fsum(sums.get(item, ())) for sums in (self.whole, self.unseen))
        share = Measure.percentage(
            math.fsum(self.counted.get(item, ())),
            whole,
            whole / (whole + unseen) if unseen > 0.0 else 1.0,
            method,
            reason,
        )
        return replace(share, item=item)
