"""Height of the ground, as a raster."""

from sinkmap.layer import Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="dem",
    title=Text("数字高程模型", "Elevation"),
    form=Form.VALUE_RASTER,
    sensitivity=Sensitivity.INTERNAL,
    reference="1985 国家高程基准; the range holds every land surface",
    uom="m",
    valid=(-500.0, 9000.0),
    colour="#8c7864",
)
