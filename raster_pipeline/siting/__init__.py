"""Restoration siting on a finished run, each answer kept as a child run."""

from raster_pipeline.siting.desk import SITE, SiteRun, SitingDesk, open_siting_desk
from raster_pipeline.siting.export import EXPORT_FORMATS, export_siting

__all__ = [
    "EXPORT_FORMATS",
    "SITE",
    "SiteRun",
    "SitingDesk",
    "export_siting",
    "open_siting_desk",
]
