"""Soil organic carbon stock per hectare, as a raster."""

from sinkmap.layer import Form, Given, Sensitivity
from sinkmap.science.soil_units import density_factor, plausible_mean
from sinkmap.text import Text

LAYER = Given(
    id="soil_carbon",
    title=Text("土壤有机碳密度", "Soil organic carbon density"),
    form=Form.VALUE_RASTER,
    sensitivity=Sensitivity.PUBLIC,
    reference="carbon in fine earth to the depth the study declares, t C/ha",
    uom="tC/ha",
    valid=(0.0, 1000.0),
    factor=density_factor,
    plausible=plausible_mean,
    depth_cm=(0, 30),
    colour="#6e4628",
)
