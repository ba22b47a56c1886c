"""The register of key projects on the ground: what holds in a year, where, and for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.io.tables import read_frame
from raster_pipeline.steps.check.plan_rows import PROJECT_LAYERS
from raster_pipeline.steps.zone_parts import ZoneLayer
from sinkmap.area import AreaMeasure
from sinkmap.project import Project, newest_rows
from sinkmap.statunit import StatUnit
from sinkmap.study import Study
from sinkmap.text import Text

__all__ = [
    "FOOTPRINT",
    "ProjectRegister",
    "disjoint_layers",
    "read_register",
    "shares_of",
    "site_places",
]

FOOTPRINT = "project"
"""Level and partition of the units that are footprints of projects."""


@dataclass(frozen=True, slots=True, eq=False)
class ProjectRegister:
    """Every version of the register: (n,) rows and (n,) polygons or points on the grid's CRS."""

    rows: tuple[Project, ...]
    geometry: NDArray[Any]

    def in_force(self, year: int) -> tuple[tuple[Project, Any], ...]:
        """Project and ground of each number in the newest version up to a year."""
        found = newest_rows(
            [row.number for row in self.rows], [row.version for row in self.rows], year
        )
        return tuple(
            (self.rows[rows[0]], shapely.union_all(self.geometry[rows])) for rows in found.values()
        )

    def footprints(self, year: int, crs: str) -> tuple[gpd.GeoDataFrame, tuple[StatUnit, ...]]:
        """``unit_id`` and geometry of the projects that have an area, and them as units."""
        held = [
            (p, shape) for p, shape in self.in_force(year) if shapely.get_dimensions(shape) == 2
        ]
        units = tuple(
            StatUnit(f"{FOOTPRINT}:{p.number}", p.number, Text.of(p.name), FOOTPRINT, FOOTPRINT)
            for p, _ in held
        )
        ids = pd.Series([unit.id for unit in units], dtype="str")
        shapes = [shape for _, shape in held]
        return gpd.GeoDataFrame({"unit_id": ids}, geometry=shapes, crs=crs), units


def read_register(vectors: Mapping[tuple[str, int], Path]) -> ProjectRegister | None:
    """The register a study gives, all layers and years of it; None without one."""
    paths = dict.fromkeys(
        path for (layer, _), path in sorted(vectors.items()) if layer in PROJECT_LAYERS
    )
    if not paths:
        return None
    frames = [read_frame(path) for path in paths]
    rows = [Project.from_row(row) for frame in frames for row in frame.to_dict("records")]
    shapes = [shape for frame in frames for shape in frame.geometry]
    return ProjectRegister(tuple(rows), np.asarray(shapes, dtype=object))


def site_places(
    register: ProjectRegister | None, study: Study
) -> tuple[gpd.GeoDataFrame, tuple[StatUnit, ...]]:
    """Footprints of the register in force in the study's last year; none without a register."""
    blank = ProjectRegister((), np.empty(0, dtype=object))
    return (register or blank).footprints(study.years[-1], study.grid.crs)


def disjoint_layers(places: gpd.GeoDataFrame) -> tuple[ZoneLayer, ...]:
    """Units in as few layers as it takes for none to overlap another, in their order."""
    geometry = places.geometry.to_numpy()
    layers: list[list[int]] = []
    for row, shape in enumerate(geometry):
        free = (one for one in layers if not shapely.intersects(geometry[one], shape).any())
        home = next(free, None)
        if home is None:
            layers.append([row])
        else:
            home.append(row)
    return tuple(
        ZoneLayer.of(f"{FOOTPRINT}_{place}", places.iloc[rows], "unit_id")
        for place, rows in enumerate(layers)
    )


def shares_of(
    register: ProjectRegister,
    years: Iterable[int],
    places: gpd.GeoDataFrame,
    measure: AreaMeasure,
) -> Callable[[str, str, int, int], float]:
    """What projects under way are planned to add to a unit, shared out by their ground.

    A footprint that crosses units gives each its share of the area, what lies outside the city to
    nobody; a point belongs to the units it lies in.

    Returns
    -------
    Function of indicator, unit, year and target year, m²: see
    :data:`sinkmap.science.target_state.Gains`.
    """
    units, polygons = places["unit_id"].tolist(), places.geometry.to_numpy()
    tree = shapely.STRtree(polygons)
    held: dict[int, list[tuple[Project, dict[str, float]]]] = {}
    for year in years:
        held[year] = [
            (project, _by_unit(shape, units, polygons, tree, measure))
            for project, shape in register.in_force(year)
        ]

    def gains(indicator: str, unit: str, year: int, until: int) -> float:
        return sum(
            project.adds_m2(indicator, until) * share.get(unit, 0.0)
            for project, share in held[year]
        )

    return gains


def _by_unit(
    shape: Any,
    units: list[str],
    polygons: NDArray[Any],
    tree: shapely.STRtree,
    measure: AreaMeasure,
) -> dict[str, float]:
    """Unit -> share of the ground in it, 0 to 1."""
    rows = np.sort(tree.query(shape, predicate="intersects"))
    if shapely.get_dimensions(shape) < 2:
        return {units[row]: 1.0 for row in rows}
    (whole,) = measure.polygons([shape])
    parts = measure.polygons(shapely.intersection(polygons[rows], shape))
    pairs = zip(rows.tolist(), parts.tolist(), strict=True)
    return {units[row]: part / float(whole) for row, part in pairs if part > 0.0}
