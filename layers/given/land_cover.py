"""Land cover as a class raster, by the code system the study declares."""

from sinkmap.layer import Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="land_cover",
    title=Text("土地覆盖", "Land cover"),
    form=Form.CLASS_RASTER,
    sensitivity=Sensitivity.PUBLIC,
    reference=(
        "ESA WorldCover v200 (2021); CLCD (Yang & Huang 2021); MODIS MCD12C1/MCD12Q1 IGBP; "
        "RABA (Slovenia)"
    ),
    code_systems=("worldcover", "clcd", "igbp", "raba_lulc"),
    colour="#6a9a3c",
)
