"""Soil classes of the IPCC on the grid, where a soil map says which."""

import numpy as np
from numpy.typing import NDArray

from sinkmap.layer import Block, Burned, Derived, Form, LegendEntry, Local, Sensitivity
from sinkmap.parameters import SoilClass
from sinkmap.text import Text

_COLOURS = ("#c9a66b", "#b5523b", "#e8d9a0", "#8f8f8f", "#5c5470", "#5f8f86")


def soil_type(block: Block) -> NDArray[np.uint8]:
    """(y, x) soil class; 0 where the map says nothing or names a soil that is not known."""
    return np.asarray(block.rasters["soil_class"][block.core], dtype=np.uint8)


LAYER = Derived(
    id="soil_type",
    title=Text("IPCC 土壤类", "IPCC soil classes"),
    form=Form.CLASS_RASTER,
    sensitivity=Sensitivity.INTERNAL,
    reference="IPCC 2006 Vol 4 ch. 2 table 2.3; sinkmap/parameters/soil_types.csv",
    inputs=(Burned("soil_class", "ipcc_value"),),
    way=Local(soil_type),
    nodata=0,
    legend=tuple(
        LegendEntry(one.raster_value, one.text, colour)
        for one, colour in zip(SoilClass, _COLOURS, strict=True)
    ),
    colour="#c9a66b",
)
