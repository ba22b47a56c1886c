"""The three national lines against each other, and each against its version of the year before."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from raster_pipeline.steps.check.place import Kind, Place
from sinkmap.area import AreaMeasure
from sinkmap.errors import Finding, Severity
from sinkmap.science.line_versions import GAINED, LOST, version_change
from sinkmap.science.national_lines import LINE_PAIRS, NATIONAL_LINES, line_overlaps
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = ["LineBook"]

_OVERLAP = Kind(
    "LINES-OVERLAP",
    Severity.WARNING,
    Text("三条控制线互相重叠", "two of the three national lines overlap"),
    Text(
        "核对两个图层的版本，按三区三线规则更正其一",
        "check the versions of both layers and correct one of them",
    ),
)
_SHRUNK = Kind(
    "LINE-SHRUNK",
    Severity.WARNING,
    Text("控制线面积比上一版减少", "a line covers less ground than in the version before"),
    Text(
        "附上批准调整的文件，或核对图层的版本",
        "enclose the approval of the adjustment, or check the version of the layer",
    ),
)
_NO_LOSS = ("eco_redline", "permanent_farmland")
"""Lines whose area may not fall."""


@dataclass(eq=False)
class LineBook:
    """Outlines of the national lines while a study is taken in: layer -> first year -> polygons.

    A layer that stays the same in several years is there once.
    """

    years: tuple[int, ...]
    versions: dict[str, dict[int, NDArray[Any]]] = field(default_factory=dict)
    _played: dict[tuple[str, int], int] = field(default_factory=dict)

    def add(self, layer: str, years: tuple[int, ...], frame: gpd.GeoDataFrame) -> None:
        """Keep the outlines of a line; other layers, and those without features, are passed by."""
        if layer not in NATIONAL_LINES or frame.empty:
            return
        shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
        self.versions.setdefault(layer, {})[min(years)] = shapes
        self._played.update({(layer, year): min(years) for year in years})

    def findings(self, measure: AreaMeasure, tolerance_m2: float) -> list[Finding]:
        """Overlaps by pair and versions, and lines that shrank, each with its hectares."""
        found: list[Finding] = []
        seen: set[tuple[tuple[str, int], ...]] = set()
        for year, pair in product(self.years, LINE_PAIRS):
            played = tuple((line, self._played.get((line, year))) for line in pair)
            versions = tuple((line, first) for line, first in played if first is not None)
            if len(versions) < len(pair) or versions in seen:
                continue
            seen.add(versions)
            lines = {line: self.versions[line][first] for line, first in versions}
            m2 = float(measure.polygons([line_overlaps(lines)[pair]])[0])
            if m2 > tolerance_m2:
                place = Place(layer=" + ".join(pair), year=year)
                found.append(place.found(_OVERLAP, seen=_hectares(m2), wanted="0", area_m2=m2))
        return found + self._shrunk(measure, tolerance_m2)

    def _shrunk(self, measure: AreaMeasure, tolerance_m2: float) -> list[Finding]:
        found = []
        for layer in _NO_LOSS:
            versions = sorted(self.versions.get(layer, {}).items())
            for (_, before), (year, after) in pairwise(versions):
                change = version_change(before, after)
                gained, lost = measure.polygons([change[GAINED], change[LOST]]).tolist()
                if lost - gained > tolerance_m2:
                    seen = f"−{_hectares(lost)}, +{_hectares(gained)}"
                    place = Place(layer=layer, year=year)
                    found.append(place.found(_SHRUNK, seen=seen, area_m2=lost - gained))
        return found


def _hectares(m2: float) -> str:
    return f"{convert(m2, SQUARE_METRE, HECTARE):.4f} ha"
