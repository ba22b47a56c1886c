"""Restoration siting on a finished run, each answer kept as a child run."""

from raster_pipeline.siting.desk import SITE, SiteRun, SitingDesk, open_siting_desk

__all__ = ["SITE", "SiteRun", "SitingDesk", "open_siting_desk"]
