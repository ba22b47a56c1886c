"""Land use on the grid: surveyed parcels where there are any, land cover elsewhere."""

import numpy as np
from numpy.typing import NDArray

from sinkmap.classes import groups
from sinkmap.layer import Block, Burned, Derived, Form, LegendEntry, Local, Raster, Sensitivity
from sinkmap.science.crosswalk import group_pixels
from sinkmap.text import Text


def land_use(block: Block) -> NDArray[np.uint8]:
    """(y, x) group index; 0 where neither a parcel nor the land cover says anything."""
    core = block.core
    found = np.zeros(block.core_shape, dtype=np.uint8)
    if "land_cover" in block.rasters:
        found = group_pixels(
            block.rasters["land_cover"][core],
            block.systems["land_cover"],
            block.nodata.get("land_cover"),
        )
    if "parcels" in block.rasters:
        surveyed = block.rasters["parcels"][core]
        found = np.where(surveyed > 0, surveyed, found)
    return np.asarray(found, dtype=np.uint8)


LAYER = Derived(
    id="land_use",
    title=Text("土地利用地类组", "Groups of land use"),
    form=Form.CLASS_RASTER,
    sensitivity=Sensitivity.INTERNAL,
    reference="TD/T 1055-2019; crosswalks of sinkmap/classes",
    inputs=(Burned("parcels", "group_index", optional=True), Raster("land_cover", optional=True)),
    way=Local(land_use),
    nodata=0,
    legend=tuple(LegendEntry(one.index, one.title, one.colour) for one in groups()),
    colour="#ffff64",
)
