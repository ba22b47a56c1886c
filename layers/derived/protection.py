"""Protected ground of all forms together, disjoint, with the forms that cover each part."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.protection import protection_zones
from sinkmap.text import Text


def protection(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Disjoint polygons with ``forms``."""
    return protection_zones(frames.get("protected_area"), frames.get("eco_redline"))


LAYER = Derived(
    id="protection",
    title=Text("受保护土地（各形式合并）", "Protected ground, all forms together"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.RESTRICTED,
    reference="湿地保护法（2022年施行）; protection forms of sinkmap/classes",
    inputs=(Frame("protected_area", optional=True), Frame("eco_redline", optional=True)),
    way=Whole(protection),
    zone_field="forms",
    colour="#2f6f4f",
)
