"""Connected statutory wetland of one class, with its size: for figures, too many for a map."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.wetland_patches import SIZE_FIELD
from sinkmap.science.wetland_patches import wetland_patches as patches_of
from sinkmap.text import Text


def wetland_patches(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Single polygons with ``size``, ``group`` and ``patch_m2``."""
    return patches_of(frames["parcels"])


LAYER = Derived(
    id="wetland_patches",
    title=Text("湿地斑块", "Patches of wetland"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="湿地保护法（2022年施行）; class set WET of sinkmap/classes/groups.csv",
    inputs=(Frame("parcels"),),
    way=Whole(wetland_patches),
    zone_field=SIZE_FIELD,
    colour="#64beaa",
    on_map=False,
)
