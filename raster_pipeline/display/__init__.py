"""What the map of a finished run draws: tiles made ahead in a child run, the rest on the fly."""

from raster_pipeline.display.display_run import DISPLAY, DisplayRun, display_study
from raster_pipeline.display.drawn import DrawnLayer
from raster_pipeline.display.opened_display import Display, open_display

__all__ = ["DISPLAY", "Display", "DisplayRun", "DrawnLayer", "display_study", "open_display"]
