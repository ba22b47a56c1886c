"""Upper bound of the 90 % interval of the soil carbon map."""

from layers.soil_maps import SOIL_MAP_INPUTS, SOIL_MAP_REFERENCE
from sinkmap.layer import Derived, Form, Predicted, Sensitivity
from sinkmap.text import Text

LAYER = Derived(
    id="soc_map_high",
    title=Text("土壤有机碳密度图（90% 区间上限）", "Soil organic carbon map, high"),
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
