"""Ground of a review: every zone once, cut into projects in one pass."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.engine import Progress, silent
from raster_pipeline.io.near_frame import read_near, write_near
from raster_pipeline.io.tables import read_frame, read_table, write_frame, write_table
from raster_pipeline.steps.overlay import ZoneLayer, overlay
from sinkmap.area import AreaMeasure
from sinkmap.control import RuleBook, zone_frames, zones_unseen
from sinkmap.control.review import Ground

__all__ = ["ReviewGround", "class_areas", "keep_ground", "open_ground"]

_PARCELS, _PLANNED, _UNITS = "parcels", "planned_use", "control_unit"
_TEXTS = ("spatial", "emission", "risk", "resource")
_NO_CODE = ""


@dataclass(frozen=True, slots=True, eq=False)
class ReviewGround:
    """Zones of a review on the grid's CRS.

    ``frames``: zone -> polygons; ``ground``: the same without shapes; ``parcels``: file of the
    present land use, None without it; ``planned``: planned use; ``units``: code of a control unit
    -> its policy texts as the layer has them.
    """

    frames: Mapping[str, gpd.GeoDataFrame]
    ground: Ground
    parcels: Path | None
    planned: gpd.GeoDataFrame | None
    units: Mapping[str, Mapping[str, str]]
    measure: AreaMeasure

    def cut(
        self, plots: NDArray[Any], *, workers: int = 2, progress: Progress = silent
    ) -> pd.DataFrame:
        """Pieces of plots, a column for each zone with the number of its feature."""
        layers = [
            ZoneLayer(
                zone,
                tuple(str(row) for row in range(len(frame))),
                np.asarray(frame.geometry.to_numpy(), dtype=object),
            )
            for zone, frame in self.frames.items()
            if len(frame)
        ]
        # Zones were made disjoint; what rounding leaves between them is no fault of the data.
        pieces = overlay(
            plots, layers, self.measure, workers=workers, progress=progress, disjoint=False
        )
        nowhere = pd.Categorical.from_codes(np.zeros(len(pieces), np.int8), pd.Index([""]))
        for zone in self.frames.keys() - set(pieces.columns):
            pieces[zone] = nowhere
        return pieces

    def near(self, bounds: tuple[float, float, float, float]) -> dict[str, gpd.GeoDataFrame]:
        """Zones inside a rectangle, for maps: zone -> polygons clipped to it."""
        window = shapely.box(*bounds)
        found = {}
        for zone, frame in self.frames.items():
            rows = np.sort(frame.sindex.query(window, predicate="intersects"))
            if len(rows):
                part = frame.iloc[rows]
                found[zone] = part.assign(geometry=part.geometry.intersection(window))
        return found


def keep_ground(
    folder: Path,
    layers: Mapping[str, gpd.GeoDataFrame],
    parcels: gpd.GeoDataFrame | None,
    book: RuleBook,
    crs: str,
) -> None:
    """Make the ground of a review from layers and keep it in a folder that is not there yet.

    ``layers``: given layers by id, on the grid's CRS; ``parcels``: codes and polygons.
    """
    scratch = folder.with_name(f".tmp-{folder.name}")
    shutil.rmtree(scratch, ignore_errors=True)
    (scratch / "zones").mkdir(parents=True)
    for zone, frame in zone_frames(layers, book, crs).items():
        write_frame(frame, scratch / "zones" / f"{zone}.parquet")
    if parcels is not None:
        write_near(parcels, scratch / f"{_PARCELS}.parquet")
    if _PLANNED in layers:
        write_frame(layers[_PLANNED][["code", "geometry"]], scratch / f"{_PLANNED}.parquet")
    if _UNITS in layers:
        units = layers[_UNITS]
        held = [name for name in _TEXTS if name in units]
        write_table(pd.DataFrame(units[["code", *held]]), scratch / f"{_UNITS}.parquet")
    scratch.rename(folder)


def open_ground(
    folder: Path, book: RuleBook, measure: AreaMeasure, given: set[str]
) -> ReviewGround:
    """Read the ground of a review back; ``given``: layers the study has."""
    paths = {path.stem: path for path in sorted((folder / "zones").glob("*.parquet"))}
    frames = {zone.id: read_frame(paths[zone.id]) for zone in book.zones if zone.id in paths}
    tables = {zone: pd.DataFrame(frame[["kind", "code", "name"]]) for zone, frame in frames.items()}
    parcels, planned = folder / f"{_PARCELS}.parquet", folder / f"{_PLANNED}.parquet"
    return ReviewGround(
        frames,
        Ground(tables, zones_unseen(sorted(given), book)),
        parcels if parcels.is_file() else None,
        read_frame(planned) if planned.is_file() else None,
        _unit_texts(folder / f"{_UNITS}.parquet"),
        measure,
    )


def _unit_texts(path: Path) -> dict[str, dict[str, str]]:
    if not path.is_file():
        return {}
    return {
        str(row["code"]): {name: str(row[name] or "") for name in _TEXTS if name in row}
        for row in read_table(path).to_dict("records")
    }


def class_areas(plots: NDArray[Any], ground: ReviewGround) -> pd.DataFrame:
    """Present against planned class of projects' ground.

    Returns
    -------
    ``present`` (code of the survey, empty where no parcel lies), ``planned`` (first-level class,
    empty where nothing is planned), ``area_m2``; empty without parcels.
    """
    columns = ["present", "planned", "area_m2"]
    if ground.parcels is None:
        return pd.DataFrame(columns=columns)
    west, south, east, north = (float(v) for v in shapely.total_bounds(plots))
    near = read_near(ground.parcels, (west, south, east, north))
    layers = [_by_code("present", near)]
    if ground.planned is not None:
        planned = ground.planned.assign(code=ground.planned["code"].astype(str).str[:2])
        layers.append(_by_code("planned", planned))
    pieces = overlay(plots, layers, ground.measure, workers=1, disjoint=False)
    for name in ("present", "planned"):
        texts = pieces[name].astype(str) if name in pieces else _NO_CODE
        pieces[name] = texts
    sums = pieces.groupby(["present", "planned"], sort=True)["geometry_m2"].sum()
    return sums.rename("area_m2").reset_index()[columns]


def _by_code(name: str, frame: gpd.GeoDataFrame) -> ZoneLayer:
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
    return ZoneLayer(name, tuple(frame["code"].astype(str)), shapes)
