"""Files of a siting: the report in every format, and the GeoPackage."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers import given_layers
from raster_pipeline.io.siting_package import write_siting_package
from raster_pipeline.siting.desk import SitingDesk
from raster_pipeline.siting.ground import site_layers
from raster_pipeline.steps.site_layers import SiteLayers
from sinkmap.area import lon_lat
from sinkmap.report.siting import SITING_FORMATS, write_siting
from sinkmap.report.siting_map import SitingGround, ZoneGround
from sinkmap.run import MapContent, Picture
from sinkmap.siting.records import MaskKind
from sinkmap.siting.result import Siting
from sinkmap.text import Language

__all__ = ["EXPORT_FORMATS", "export_siting"]

EXPORT_FORMATS = (*SITING_FORMATS, "gpkg")
"""File formats a siting is written in."""
_LAND_USE, _SCENE = "land_use", "composite_"
_AROUND = 0.25
"""Ground around the chosen sites whose constraints are drawn, as a share of their extent."""
_LEAST_M = 2_000.0
"""The same in metres at least."""


def export_siting(
    desk: SitingDesk,
    siting: Siting,
    folder: Path,
    formats: Sequence[str],
    language: Language,
) -> list[str]:
    """Write the files of a siting, each whole or not at all.

    Parameters
    ----------
    desk
        The desk it was made at.
    formats
        Of :data:`EXPORT_FORMATS`.

    Returns
    -------
    The files, named ``siting_ID.FORMAT``.

    Raises
    ------
    CannotFinishError
        ``FONT-MISSING`` if a document with maps is asked for and no font with Chinese letters is
        there.
    """
    reports = [name for name in formats if name in SITING_FORMATS]
    drawn = any(name != "xlsx" for name in reports)
    ground = _ground(desk, siting) if drawn else None
    results = desk.opened.results
    files = write_siting(siting, desk.book, results, ground, folder, reports, language)
    if "gpkg" in formats:
        path = folder / f"siting_{siting.siting or 'unkept'}.gpkg"
        write_siting_package(siting, path)
        files.append(str(path))
    return files


def _ground(desk: SitingDesk, siting: Siting) -> SitingGround:
    """What the maps show: districts, constraints around the chosen sites, pictures of the run."""
    content = desk.opened.map_content(siting.year)
    parts = list(content.shapes.values())
    districts = parts[1] if len(parts) > 1 else parts[0]
    chosen = siting.sites[siting.selection["chosen"].to_numpy(dtype=bool)]
    zones = _zones(desk, siting, chosen) if len(chosen) else ()
    return SitingGround(
        districts, zones, content.pictures.get((_LAND_USE, siting.year)), _scene(siting, content)
    )


def _scene(siting: Siting, content: MapContent) -> Picture | None:
    """A composite of the siting's year, the first by name; None where there is none."""
    named = [(layer, year) for layer, year in content.pictures
             if layer.startswith(_SCENE) and year == siting.year]  # fmt: skip
    return content.pictures[min(named)] if named else None


def _zones(desk: SitingDesk, siting: Siting, chosen: gpd.GeoDataFrame) -> tuple[ZoneGround, ...]:
    """Ground of every mask that concerns the types asked for and is a zone or a layer."""
    layers, _ = site_layers(desk.opened, desk.root, siting.year, desk.rules, desk.book)
    switched = desk.switched
    window = _window(chosen, layers)
    found: dict[str, ZoneGround] = {}
    for mask in desk.book.exclusions:
        on = switched.get(mask.id, mask.on)
        if not on or not any(mask.concerns(one) for one in siting.question.types):
            continue
        if mask.kind is MaskKind.ZONE:
            for zone, frame in layers.zones(mask.where).items():
                title = layers.rules.zone_by_id[zone].title
                found.setdefault(zone, ZoneGround(title, _near(frame, window)))
        elif mask.kind is MaskKind.LAYER:
            frame_of = layers.frame(mask.where[0])
            if frame_of is not None:
                known = given_layers().get(mask.where[0])
                title = known.title if known is not None else mask.title
                found.setdefault(mask.where[0], ZoneGround(title, _near(frame_of, window)))
    return tuple(zone for zone in found.values() if len(zone.shapes))


def _window(chosen: gpd.GeoDataFrame, layers: SiteLayers) -> Any:
    west, south, east, north = (float(v) for v in chosen.total_bounds)
    room = max(_AROUND * max(east - west, north - south), _LEAST_M / min(layers.metres))
    return shapely.box(west - room, south - room, east + room, north + room)


def _near(frame: gpd.GeoDataFrame, window: Any) -> NDArray[Any]:
    """Polygons that meet the window, in degrees."""
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
    mine = shapes[shapely.intersects(shapes, window) & (shapely.get_dimensions(shapes) == 2)]
    return np.asarray(lon_lat(mine, str(frame.crs)), dtype=object) if len(mine) else mine
