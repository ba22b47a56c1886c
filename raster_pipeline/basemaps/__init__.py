"""The bureau's own basemaps: archives, folders of tiles and pictures, looked at and served.

They are shown and nothing else: no number and no run depends on them. Nothing here knows a web
framework.
"""

from raster_pipeline.basemaps.opened import Basemaps, check_basemaps, open_basemaps

__all__ = ["Basemaps", "check_basemaps", "open_basemaps"]
