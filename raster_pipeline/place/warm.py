"""Making ready what the first question about a place would wait for."""

from __future__ import annotations

import shapely

from raster_pipeline.engine import Progress, silent
from raster_pipeline.opened import OpenedRun
from raster_pipeline.place.card import place_card
from raster_pipeline.place.name_search import search
from raster_pipeline.place.run_layers import layers_of_run
from raster_pipeline.steps.memory import release

__all__ = ["warm_up"]

_PARCEL = "000000"
"""Stands for the number of any parcel."""


def warm_up(opened: OpenedRun, progress: Progress = silent) -> None:
    """Copy a run's layers into the order of their places, make its index of names, ask for a card.

    The card reads what every card needs: units, densities, tables of classes, heads of rasters. Of
    a city of 600,000 parcels and three years it takes tens of seconds once; a run whose copies are
    there is opened in a second or two. Memory that was needed on the way is given back. For a
    thread of the server's own.
    """
    layers = layers_of_run(opened)
    asked = sorted(key for key in layers.vectors if key[0] in layers.zone_fields)
    for place, (layer, year) in enumerate(asked):
        layers.features(layer, year)
        progress("places", (place + 1) / len(asked))
    search(opened, _PARCEL)
    if len(layers.units):
        inside = shapely.point_on_surface(layers.units.geometry.iloc[0])
        lon, lat = layers.to_degrees(shapely.get_coordinates(inside))[0].tolist()
        place_card(opened, lon, lat)
    release()
