"""Soil carbon of parcels as pixels."""

import numpy as np
from numpy.typing import NDArray

from sinkmap.layer import Block, Burned, Derived, Form, Local, Sensitivity
from sinkmap.text import Text

_NODATA = -9999.0


def soil_parcel_density(block: Block) -> NDArray[np.float32]:
    """(y, x) tC/ha of the parcel under each pixel's middle; nodata where none tells."""
    density = block.rasters["soil_parcels"][block.core]
    return np.where(np.isnan(density), np.float32(_NODATA), density)


LAYER = Derived(
    id="soil_parcel_density",
    title=Text("图斑土壤有机碳密度栅格", "Soil organic carbon of parcels, as pixels"),
    form=Form.VALUE_RASTER,
    sensitivity=Sensitivity.INTERNAL,
    reference="layer soil_parcels",
    inputs=(Burned("soil_parcels", "density"),),
    way=Local(soil_parcel_density),
    uom="tC/ha",
    dtype="float32",
    nodata=_NODATA,
    colour="#7a5230",
)
