"""大运河核心监控区: land inside the core control zone of the canal, by part and kind."""

from sinkmap.science.zone_ground import zone_ground
from sinkmap.text import Text

_ZONES = {
    "built_up": Text("建成区", "built-up part"),
    "riverside": Text("滨河生态空间", "riverside space"),
    "other": Text("其他区域", "rest of the zone"),
}

INDICATOR = zone_ground(
    "canal_zone_area",
    Text("大运河核心监控区地类面积", "Land in the core zone of the Grand Canal"),
    "canal_zone",
    _ZONES,
    "常政发〔2022〕73号; 苏政发〔2021〕20号",
)
