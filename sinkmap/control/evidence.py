"""Which changes two sources show alike: the survey's parcels and land cover from remote sensing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from sinkmap.area import AreaMeasure
from sinkmap.classes import group
from sinkmap.control.encroachment import Evidence
from sinkmap.parameters import parameter_table
from sinkmap.science.change_rule import kind_of_group

__all__ = ["Combined", "combine_evidence"]

Shapes = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Combined:
    """Patches with their ``evidence``; what of the scenes' change was let go, in m², and in how
    many patches: too little of it lay beyond the survey's patches."""

    patches: gpd.GeoDataFrame
    let_go_m2: float
    let_go: int


def combine_evidence(
    survey: gpd.GeoDataFrame, scenes: gpd.GeoDataFrame | None, measure: AreaMeasure
) -> Combined:
    """Join the patches of two sources, no ground twice.

    A patch of the survey is of ``both`` sources if the scenes show change of the same kind (built,
    farm, other) on the share ``evidence_share`` of it. Ground of a patch of the scenes that the
    survey does not show is a patch by itself where it is large enough for the scenes.

    Parameters
    ----------
    survey
        Patches with ``before``, ``after`` on the measure's CRS.
    scenes
        The same from land cover, polygons that do not overlap; None where no pair of land covers
        was compared, and every patch then has one source.
    """
    if scenes is None or scenes.empty:
        return Combined(survey.assign(evidence=str(Evidence.SURVEY)), 0.0, 0)
    table = parameter_table("change")
    own, other = _shapes(survey), _shapes(scenes)
    shown = _shown(survey, scenes, measure)
    whole = measure.polygons(own) if len(own) else np.empty(0)
    both = shown >= table.value("evidence_share") * whole
    evidence = np.where(both, str(Evidence.BOTH), str(Evidence.SURVEY))
    rest, rest_m2 = _rest(own, other, measure)
    least = np.minimum(table.value("scene_min_other"), measure.polygons(other))
    kept = rest_m2 >= np.maximum(least, 1e-9)
    alone = gpd.GeoDataFrame(
        scenes.assign(evidence=str(Evidence.SCENES))[kept],
        geometry=gpd.GeoSeries(rest[kept], index=scenes.index[kept], crs=scenes.crs),
    )
    found = pd.concat([survey.assign(evidence=evidence), alone], ignore_index=True)
    dropped = ~kept & (rest_m2 > 0.0)
    return Combined(
        gpd.GeoDataFrame(found, crs=survey.crs),
        float(rest_m2[dropped].sum()),
        int(dropped.sum()),
    )


def _shown(
    survey: gpd.GeoDataFrame, scenes: gpd.GeoDataFrame, measure: AreaMeasure
) -> NDArray[np.float64]:
    """(patch,) m² of a survey's patch on which the scenes show the same kind of change."""
    own, other = _shapes(survey), _shapes(scenes)
    here, there = shapely.STRtree(other).query(own, predicate="intersects")
    alike = _kinds(survey)[here] == _kinds(scenes)[there]
    here, there = here[alike], there[alike]
    common = shapely.intersection(own[here], other[there])
    m2 = measure.polygons(_areal(common))
    return np.bincount(here, weights=m2, minlength=len(own)).astype(np.float64)


def _rest(own: Shapes, other: Shapes, measure: AreaMeasure) -> tuple[Shapes, NDArray[np.float64]]:
    """What the survey's patches leave of those of the scenes, and its m²."""
    left = other.copy()
    there, here = shapely.STRtree(own).query(other, predicate="intersects")
    for row in np.unique(there):
        left[row] = shapely.difference(other[row], shapely.union_all(own[here[there == row]]))
    left = _areal(left)
    return left, measure.polygons(left)


def _kinds(frame: gpd.GeoDataFrame) -> NDArray[np.int64]:
    kinds = {name: int(kind_of_group(group(name))) for name in set(frame["after"])}
    return np.array([kinds[name] for name in frame["after"]], dtype=np.int64)


def _shapes(frame: gpd.GeoDataFrame) -> Shapes:
    return np.asarray(frame.geometry.to_numpy(), dtype=object)


def _areal(shapes: Shapes) -> Shapes:
    """The polygons of each shape as one; cutting leaves points and lines behind."""
    found = []
    for shape in shapes:
        parts = shapely.get_parts(shape)
        if any(part.geom_type == "GeometryCollection" for part in parts):
            parts = shapely.get_parts(parts)
        found.append(shapely.MultiPolygon(list(parts[shapely.get_dimensions(parts) == 2])))
    return np.array(found, dtype=object)
