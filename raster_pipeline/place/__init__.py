"""Any place of a finished run: figures of a shape, the card of a point, differences, search."""

from raster_pipeline.place.account import (
    SHAPE_UNIT,
    ShapeAccount,
    account_shape,
    account_shape_read,
)
from raster_pipeline.place.card import PlaceCard, place_card
from raster_pipeline.place.shape import shape_file

__all__ = [
    "SHAPE_UNIT",
    "PlaceCard",
    "ShapeAccount",
    "account_shape",
    "account_shape_read",
    "place_card",
    "shape_file",
]
