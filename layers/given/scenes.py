"""Scenes of satellites, from which composites and land cover are made."""

from sinkmap.layer import Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="scenes",
    title=Text("卫星影像", "Satellite scenes"),
    form=Form.SCENES,
    sensitivity=Sensitivity.INTERNAL,
    reference="Sentinel-2 L2A, Landsat Collection 2 Level 2, STAC items, GeoTIFF",
    colour="#5a7d9a",
)
