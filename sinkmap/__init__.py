"""Spatial carbon-sink and ecological-control accounting: figures that can be signed."""

__version__ = "0.1.0"

__all__ = ["__version__"]
