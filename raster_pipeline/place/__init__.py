"""Any place of a finished run: figures of a shape, the card of a point, differences, search."""

from raster_pipeline.place.account import (
    SHAPE_UNIT,
    ShapeAccount,
    account_shape,
    account_shape_read,
)
from raster_pipeline.place.card import PlaceCard, place_card
from raster_pipeline.place.name_search import Hit, search
from raster_pipeline.place.outline import parcel_outline
from raster_pipeline.place.shape import shape_file
from raster_pipeline.place.warm import warm_up
from raster_pipeline.place.window_difference import Difference, difference

__all__ = [
    "SHAPE_UNIT",
    "Difference",
    "Hit",
    "PlaceCard",
    "ShapeAccount",
    "account_shape",
    "account_shape_read",
    "difference",
    "parcel_outline",
    "place_card",
    "search",
    "shape_file",
    "warm_up",
]
