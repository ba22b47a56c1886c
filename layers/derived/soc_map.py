"""Soil organic carbon density as a model of the soil profiles tells it."""

from layers.soil_maps import SOIL_MAP_INPUTS, SOIL_MAP_REFERENCE
from sinkmap.layer import Derived, Form, Predicted, Sensitivity
from sinkmap.text import Text

LAYER = Derived(
    id="soc_map",
    title=Text("土壤有机碳密度图", "Soil organic carbon map"),
    form=Form.VALUE_RASTER,
    sensitivity=Sensitivity.PUBLIC,
    reference=SOIL_MAP_REFERENCE,
    inputs=SOIL_MAP_INPUTS,
    way=Predicted("soil_samples"),
    uom="tC/ha",
    dtype="float32",
    nodata=-9999.0,
    colour="#6e4628",
)
