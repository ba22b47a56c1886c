"""Where a new park would serve most homes that none serves yet."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.park_sites import best_sites
from sinkmap.text import Text


def park_site(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Parcels with ``site`` (rank), ``site_m2``, ``radius`` and ``gain_m2``, best first."""
    return best_sites(frames)


LAYER = Derived(
    id="park_site",
    title=Text("新建公园选址", "Sites for new parks"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="Nemhauser, Wolsey and Fisher 1978, Mathematical Programming 14:265-294",
    inputs=(
        Frame("homes_served"),
        Frame("parcels"),
        Frame("built_up_area"),
    ),
    way=Whole(park_site),
    zone_field="site",
    colour="#f05a28",
)
