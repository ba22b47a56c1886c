"""All raster and vector file access, block-wise computing, and the run."""

from raster_pipeline.opened import OpenedRun, open_run

__all__ = ["OpenedRun", "open_run"]
