"""Any place of a finished run: figures of a shape, the card of a point, differences, search."""

from raster_pipeline.place.account import ShapeAccount, account_shape, account_shape_read

__all__ = ["ShapeAccount", "account_shape", "account_shape_read"]
