"""What the maps of soil carbon have in common."""

from sinkmap.layer import Frame, Raster

__all__ = ["SOIL_MAP_INPUTS", "SOIL_MAP_REFERENCE"]

SOIL_MAP_INPUTS = (
    Frame("soil_samples"),
    Raster("land_use"),
    Frame("soil_class", optional=True),
    Raster("dem", optional=True),
)
"""Profiles, and what is known of every place."""

SOIL_MAP_REFERENCE = (
    "Meinshausen 2006, JMLR 7:983-999; Roberts et al. 2017, Ecography 40:913-929; "
    "sinkmap/science/soil_model.py"
)
