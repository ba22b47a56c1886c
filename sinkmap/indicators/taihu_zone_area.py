"""太湖流域分级保护区: land inside each protection level of the basin, by kind."""

from sinkmap.science.zone_ground import zone_ground
from sinkmap.text import Text

_ZONES = {
    "first": Text("一级保护区", "first level"),
    "second": Text("二级保护区", "second level"),
    "third": Text("三级保护区", "third level"),
}

INDICATOR = zone_ground(
    "taihu_zone_area",
    Text("太湖流域分级保护区地类面积", "Land in the protection levels of the Taihu basin"),
    "taihu_zone",
    _ZONES,
    "江苏省太湖水污染防治条例",
)
