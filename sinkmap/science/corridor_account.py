"""Continuity of corridors from the lengths of their least-cost ways in a unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sinkmap.figure import IntervalReason
from sinkmap.indicator import Measure, UnitAccount
from sinkmap.science.corridor import IDEAL, WAY
from sinkmap.science.pattern import elements
from sinkmap.statunit import CITY_PARTITION
from sinkmap.text import Text

__all__ = ["corridor_measures"]

_METHOD = Text("廊道内栅格上的最小费用路径", "least-cost way on a cost raster inside the corridor")


def corridor_measures(account: UnitAccount, *, detour: bool) -> list[Measure]:
    """Continuity of each corridor in percent: 100 where all of the way is natural land.

    With ``detour``, the shortest way there could be ÷ the cost of the way there is, for the city
    alone, as a detour has meaning for whole corridors only; else the length of the way ÷ its cost
    inside the unit. A corridor without any way has 0.
    """
    ways = _ways(account.lengths("corridor_way"))
    if detour and account.unit.partition != CITY_PARTITION:
        return []
    present = {zone: sum(m for m, _ in lengths.values()) for zone, lengths in ways.items()}
    measures = []
    for zone, item, method in elements(present, _METHOD):
        length, cost = ways[zone].get(WAY, (0.0, 0.0))
        ideal = ways[zone].get(IDEAL, (0.0, 0.0))[0]
        if not detour and cost == 0.0:
            continue
        along = min(ideal if detour else length, cost)
        whole = cost if cost > 0.0 else ideal
        reason = IntervalReason.NO_UNCERTAINTY_GIVEN
        measures.append(replace(Measure.percentage(along, whole, 1.0, method, reason), item=item))
    return measures


def _ways(lengths: Mapping[str, float]) -> dict[str, dict[str, tuple[float, float]]]:
    """Zone of a corridor -> kind of way -> metres, and metres times resistance."""
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for name, metres in lengths.items():
        zone, kind, resistance = name.rsplit("|", 2)
        before, cost = found.setdefault(zone, {}).get(kind, (0.0, 0.0))
        found[zone][kind] = (before + metres, cost + metres * float(resistance))
    return found
