"""What the layers of homes served by parks have in common."""

from sinkmap.layer import LegendEntry
from sinkmap.text import Text

__all__ = ["SERVICE_LEGEND"]

SERVICE_LEGEND = (
    LegendEntry(
        "urban|ylcs2022|cstj",
        Text("城镇住宅，按两种口径均有公园服务", "urban homes served by either definition"),
        "#4ba54b",
    ),
    LegendEntry(
        "urban|ylcs2022",
        Text("城镇住宅，仅按园林城市口径有服务", "urban homes served by ylcs2022 only"),
        "#a5cd5f",
    ),
    LegendEntry("urban", Text("城镇住宅，无公园服务", "urban homes not served"), "#d75f4b"),
    LegendEntry(
        "rural|ylcs2022|cstj",
        Text("宅基地，按两种口径均有公园服务", "homesteads served by either definition"),
        "#8cbe8c",
    ),
    LegendEntry(
        "rural|ylcs2022",
        Text("宅基地，仅按园林城市口径有服务", "homesteads served by ylcs2022 only"),
        "#c8dca5",
    ),
    LegendEntry("rural", Text("宅基地，无公园服务", "homesteads not served"), "#e6aa9b"),
)
"""Zones of residential land: kind of home, and the definitions by which a park serves it."""
