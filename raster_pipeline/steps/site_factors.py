"""Raw factors of candidate sites: what the layers of a run say of each, by sub-factor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from raster_pipeline.steps.overlay import overlay
from raster_pipeline.steps.site_cut import mask_layer
from raster_pipeline.steps.site_layers import SiteLayers
from raster_pipeline.steps.site_masks import dissolved
from raster_pipeline.steps.site_own_values import OWN_VALUES, own_values
from raster_pipeline.steps.site_pixels import Pixels, pixel_means
from raster_pipeline.steps.site_proxy import names_at
from sinkmap.classes import water_of_name
from sinkmap.grid import Window
from sinkmap.science.protection import FORM_SEPARATOR, counted_forms
from sinkmap.science.stands import StandCategory
from sinkmap.siting.site_merge import in_metres

__all__ = ["distances", "raw_factors"]

PRIORITY_WATERS = frozenset({"yangtze", "grand_canal", "taihu", "gehu", "changdanghu"})
"""长江, 大运河, 太湖, 滆湖, 长荡湖: the belts of the plan."""

_ROADS = ("transport", "rural_road")
_SPAN = 32
"""Vertices of a piece of border under the tree of distances."""

Shapes = NDArray[Any]
Floats = NDArray[np.float64]


def raw_factors(
    sites: gpd.GeoDataFrame, layers: SiteLayers, soil: Mapping[str, float], *, workers: int = 2
) -> gpd.GeoDataFrame:
    """The sites with a column ``f_<factor>`` for every factor the run's layers tell.

    Where they are known also ``tree_m2`` (tree cover there already), ``protected_m2`` (ground in a
    form of protection already) and ``soil_class``; and ``c_<criterion>``, a bureau's own values.

    Parameters
    ----------
    soil
        District -> organic matter of its cropland, g/kg.
    """
    shapes = np.asarray(sites.geometry.to_numpy(), dtype=object)
    found: dict[str, Floats] = {}
    if layers.slope is not None:
        found["slope"] = pixel_means(shapes, sites["type_id"].to_numpy(), layers.slope, layers.grid)
    if soil:
        found["organic_matter"] = sites["district"].map(soil).to_numpy(dtype=np.float64)
    grounds = _grounds(layers)
    kept = _protection(layers)
    drawn = [mask_layer(name, ground) for name, ground in (grounds | kept).items() if len(ground)]
    pieces = overlay(shapes, drawn, layers.measure, workers=workers, disjoint=False)
    site, area = pieces["parcel"].to_numpy(), pieces["geometry_m2"].to_numpy()
    more: dict[str, Any] = {}
    for name, ground in (grounds | kept).items():
        held = (pieces[name].astype(str) != "").to_numpy() if name in pieces else site < 0
        inside = np.bincount(site[held], weights=area[held], minlength=len(sites))
        if name == "protection":
            more["protected_m2"] = inside
        elif name == "corridor":
            found[name] = np.clip(inside / sites["area_m2"].to_numpy(), 0.0, 1.0)
        elif len(ground):
            apart = distances(shapes, ground, layers.metres)
            found[name] = np.where(inside > 0.0, 0.0, apart)
    roads = np.asarray(layers.parcels(_ROADS).geometry.to_numpy(), dtype=object)
    if len(roads):
        found["road_distance"] = distances(shapes, roads, layers.metres)
    if layers.stands is not None:
        share = pixel_means(shapes, sites["type_id"].to_numpy(), _Trees(layers.stands), layers.grid)
        more["tree_m2"] = share * sites["area_m2"].to_numpy()
    soils = layers.frame("soil_class")
    if soils is not None:
        more["soil_class"] = names_at(shapes, soils, "soil_class")
    served = _newly_served(sites, layers)
    if served is not None:
        found["newly_served"] = served
    own = layers.frame(OWN_VALUES)
    if own is not None:
        more |= own_values(shapes, own, layers.book, layers.measure, workers=workers)
    return sites.assign(**more, **{f"f_{name}": found[name] for name in sorted(found)})


@dataclass(frozen=True, slots=True)
class _Trees:
    """Share of a pixel that trees of any category have: 1 or 0, NaN where it was not seen."""

    stands: Pixels

    def read(self, window: Window) -> NDArray[np.float64]:
        """(y, x) of a window."""
        seen = self.stands.read(window)
        trees = np.where(seen == StandCategory.NONE, 0.0, 1.0)
        return np.where(seen == StandCategory.UNSEEN, np.nan, trees)


def _protection(layers: SiteLayers) -> dict[str, Shapes]:
    """Ground of the forms of protection that count by default; nothing where none is known."""
    zones = layers.frame("protection")
    if zones is None:
        return {}
    counted = frozenset(counted_forms())
    held = [not counted.isdisjoint(forms.split(FORM_SEPARATOR)) for forms in zones["forms"]]
    return {"protection": np.asarray(zones.geometry.to_numpy()[held], dtype=object)}


def _grounds(layers: SiteLayers) -> dict[str, Shapes]:
    """Factor -> single polygons it is measured to, of the layers the run has."""
    found: dict[str, Shapes] = {}
    patches = layers.frame("natural_patch")
    if patches is not None:
        shapes = np.asarray(patches.geometry.to_numpy(), dtype=object)
        parts = shapely.get_parts(shapes)
        least = layers.book.value("habitat_area")
        found["habitat_distance"] = parts[layers.measure.polygons(parts) >= least]
    protected = dissolved([f for f in layers.zones(("Z1", "Z2", "Z8")).values() if len(f)])
    if protected is not None:
        found["protected_distance"] = protected
    waters = layers.frame("named_water")
    if waters is not None:
        asked = [water_of_name(str(name)) in PRIORITY_WATERS for name in waters["name"]]
        ground = dissolved([waters[asked]])
        found["priority_water"] = np.empty(0, dtype=object) if ground is None else ground
    elements = layers.frame("pattern_element")
    if elements is not None:
        ground = dissolved([elements[elements["kind"] == "corridor"]])
        found["corridor"] = np.empty(0, dtype=object) if ground is None else ground
    return found


def distances(shapes: Shapes, ground: Shapes, metres: tuple[float, float]) -> Floats:
    """(n,) metres from each shape to the nearest border of some ground.

    A shape that lies inside the ground is as far as its border is.
    """
    borders = in_metres(_spans(ground), metres)
    tree = shapely.STRtree(borders)
    (row, _), apart = tree.query_nearest(
        in_metres(shapes, metres), return_distance=True, all_matches=False
    )
    found = np.full(len(shapes), np.nan)
    found[row] = apart
    return found


def _spans(ground: Shapes) -> Shapes:
    """Borders of polygons in pieces of few vertices, so that the tree is quick to ask."""
    rings = shapely.get_rings(ground)
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    first = np.searchsorted(ring, np.arange(len(rings)))
    place = np.arange(len(ring)) - first[ring]
    last = np.append(np.diff(ring) != 0, True)
    # A piece ends where the next begins: the vertex between them is of both.
    shared = (place % _SPAN == 0) & (place > 0) & ~last
    order = np.sort(np.concatenate([np.arange(len(ring)), np.flatnonzero(shared)]))
    again = np.append(False, order[1:] == order[:-1])
    piece = np.cumsum(again | np.append(True, ring[order][1:] != ring[order][:-1])) - 1
    return np.asarray(shapely.linestrings(coordinates[order], indices=piece), dtype=object)


def _newly_served(sites: gpd.GeoDataFrame, layers: SiteLayers) -> Floats | None:
    """(n,) m² of homes that no park serves within the reach of each site; parks' types only."""
    homes = layers.frame("homes_served")
    asked = sites["type_id"].isin(["URB", "IND"]).to_numpy()
    if homes is None or not asked.any():
        return None
    unserved = homes[~homes["served"].astype(str).str.contains("|", regex=False)]
    parts = shapely.get_parts(np.asarray(unserved.geometry.to_numpy(), dtype=object))
    found = np.full(len(sites), np.nan)
    shapes = in_metres(np.asarray(sites.geometry.to_numpy(), dtype=object)[asked], layers.metres)
    near = shapely.STRtree(in_metres(parts, layers.metres))
    reach = layers.book.value("service_reach")
    site, home = near.query(shapes, predicate="dwithin", distance=reach)
    area = layers.measure.polygons(parts)
    found[asked] = np.bincount(site, weights=area[home], minlength=int(asked.sum()))
    return found
