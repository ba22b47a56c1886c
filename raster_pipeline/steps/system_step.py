"""Steps of code system inside one figure: what it compares was not classified alike."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sinkmap.text import Text

__all__ = ["SystemUse", "with_system_step"]

SystemUse = tuple[str, int, str]
"""A layer, a year, and the code system of the layer in that year."""

_UPDATES = "parcels_update"


def with_system_step(method: Text, used: Iterable[SystemUse]) -> Text:
    """The method of a figure, with a warning where a layer's code system changes between years.

    ``used``: systems of all given inputs behind the figure, of every year it rests on.
    """
    seen = _steps(frozenset(used))
    if not seen:
        return method
    return Text(
        f"{method.zh}；年度间分类体系不同（{seen}），增减可能含口径变化",
        f"{method.en}; the code system changes between years ({seen}), "
        "so that change may be of method",
    )


@cache  # the same for every unit
def _steps(used: frozenset[SystemUse]) -> str:
    """The changes of code system among layers; empty without any."""
    by_layer: dict[str, dict[int, str]] = {}
    for layer, year, system in sorted(used):
        name = "parcels" if layer == _UPDATES else layer
        by_layer.setdefault(name, {})[year] = system
    return "; ".join(
        " → ".join(f"{year} {system}" for year, system in sorted(years.items()))
        for years in by_layer.values()
        if len(set(years.values())) > 1
    )
