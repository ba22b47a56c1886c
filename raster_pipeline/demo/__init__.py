"""Demo studies made offline: an invented town in seconds, a simulated city in minutes."""

from raster_pipeline.demo.build import build_demo

__all__ = ["build_demo"]
