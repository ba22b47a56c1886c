"""Groups of land classes from a land cover map, whatever its code system."""

import numpy as np
from numpy.typing import NDArray

from sinkmap.classes import groups
from sinkmap.layer import Block, Derived, Form, LegendEntry, Local, Raster, Sensitivity
from sinkmap.science.crosswalk import group_pixels
from sinkmap.text import Text


def land_group(block: Block) -> NDArray[np.uint8]:
    """(y, x) group index of the land cover; 0 where it has no data."""
    return group_pixels(
        block.rasters["land_cover"][block.core],
        block.systems["land_cover"],
        block.nodata.get("land_cover"),
    )


LAYER = Derived(
    id="land_group",
    title=Text("土地覆盖地类组", "Groups of land cover"),
    form=Form.CLASS_RASTER,
    sensitivity=Sensitivity.PUBLIC,
    reference="crosswalks of sinkmap/classes",
    inputs=(Raster("land_cover"),),
    way=Local(land_group),
    nodata=0,
    legend=tuple(LegendEntry(one.index, one.title, one.colour) for one in groups()),
    colour="#c8dc64",
)
