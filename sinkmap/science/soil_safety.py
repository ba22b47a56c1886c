"""Soil classes of farmland and their safe use: sums only, never a plot.

Classes by GB 15618-2018: below the screening value land is of priority protection; between
screening and control value it is for safe use, above it under strict control. The last two are
the contaminated cropland (受污染耕地) whose safe use is counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.science.ground import polygons_of
from sinkmap.text import Text

__all__ = [
    "CONTAMINATED",
    "SAFETY_FIELD",
    "SAFE_STATES",
    "SOIL_CLASSES",
    "SafeUse",
    "safe_use_of",
    "soil_safety_zones",
]

SOIL_CLASSES: Mapping[str, tuple[str, ...]] = {
    "priority": ("优先保护类", "优先保护", "1"),
    "safe": ("安全利用类", "安全利用", "2"),
    "strict": ("严格管控类", "严格管控", "3"),
}
"""Class of soil -> spellings seen in files."""

CONTAMINATED = ("safe", "strict")
"""Classes whose land is contaminated cropland."""

SAFE_STATES: Mapping[str, tuple[str, ...]] = {
    "yes": ("是", "已实现", "1", "Y"),
    "no": ("否", "未实现", "0", "N"),
}
"""Whether safe use was reached -> spellings seen in files; empty where nobody said."""

SAFETY_FIELD = "safety"
_MARK = "|"


@dataclass(frozen=True, slots=True)
class SafeUse:
    """Contaminated cropland of one class: m² in all, in safe use, of unknown state; plots."""

    whole_m2: float = 0.0
    safe_m2: float = 0.0
    unknown_m2: float = 0.0
    plots: int = 0

    def __add__(self, other: SafeUse) -> SafeUse:
        return SafeUse(
            self.whole_m2 + other.whole_m2,
            self.safe_m2 + other.safe_m2,
            self.unknown_m2 + other.unknown_m2,
            self.plots + other.plots,
        )

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest rate in percent, whichever way the unknown state is."""
        low, high = self.safe_m2, self.safe_m2 + self.unknown_m2
        return 100.0 * low / self.whole_m2, 100.0 * high / self.whole_m2


def soil_safety_zones(farmland_soil: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Plots that do not overlap, each a zone ``class|state|number`` in the column ``safety``.

    Where plots overlap, the ground belongs to the stricter class, then to the first in the file.

    Parameters
    ----------
    farmland_soil
        Polygons with ``kind`` and ``state`` in any known spelling.

    Raises
    ------
    InputRefusedError
        ``FARMLAND-CLASS-UNKNOWN`` for a class or state that is none of the known ones.
    """
    kinds = _named(farmland_soil, "kind", SOIL_CLASSES)
    states = _named(farmland_soil, "state", SAFE_STATES, also=("",))
    weight = [-list(SOIL_CLASSES).index(kind) for kind in kinds]
    order = np.argsort(weight, kind="stable")
    plots = np.asarray(farmland_soil.geometry.to_numpy(), dtype=object)[order]
    zones = [_MARK.join((kinds[row], states[row], str(row))) for row in order]
    table = {SAFETY_FIELD: np.array(zones, dtype=object)}
    geometry = gpd.GeoSeries(list(_apart(plots)), crs=farmland_soil.crs)
    found = gpd.GeoDataFrame(table, geometry=geometry, crs=farmland_soil.crs)
    return found[~found.geometry.is_empty].reset_index(drop=True)


def safe_use_of(rows: pd.DataFrame) -> dict[str, SafeUse]:
    """Class -> its safe use, from rows of cropland with ``safety`` (a zone) and ``area_m2``."""
    found = {kind: SafeUse() for kind in CONTAMINATED}
    for zone, m2 in rows.groupby("safety")["area_m2"].sum().items():
        kind, state, _ = str(zone).split(_MARK)
        if kind in found and m2 > 0.0:
            safe, unknown = (m2 if state == one else 0.0 for one in ("yes", ""))
            found[kind] += SafeUse(float(m2), float(safe), float(unknown), 1)
    return found


def _apart(plots: NDArray[Any]) -> list[Any]:
    """Each polygon less those before it that it overlaps."""
    tree = shapely.STRtree(plots)
    later, sooner = tree.query(plots, predicate="intersects")
    apart = list(plots)
    for row in np.unique(later):
        before = plots[sooner[(later == row) & (sooner < row)]]
        if len(before):
            apart[row] = polygons_of(shapely.difference(plots[row], shapely.union_all(before)))
    return apart


def _named(
    frame: gpd.GeoDataFrame,
    column: str,
    known: Mapping[str, tuple[str, ...]],
    also: Sequence[str] = (),
) -> list[str]:
    """A column under its canonical texts."""
    spelled = {word: name for name, words in known.items() for word in (name, *words)}
    spelled.update({word: word for word in also})
    texts = [str(text).strip() for text in frame[column].fillna("")]
    unknown = sorted({text for text in texts if text not in spelled})
    if unknown:
        raise InputRefusedError(
            Finding(
                "FARMLAND-CLASS-UNKNOWN",
                Severity.ERROR,
                Text("土壤类别或安全利用状态不在名录中", "a soil class or state of use is unknown"),
                Text("改用名录中的写法", "use one of the words listed"),
                layer="farmland_soil",
                seen=", ".join(unknown),
                wanted=", ".join(words[0] for words in known.values()),
            )
        )
    return [spelled[text] for text in texts]
