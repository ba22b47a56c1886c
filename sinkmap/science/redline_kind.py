"""Kinds of ecological red line: what the words of its layers mean."""

from __future__ import annotations

from collections.abc import Mapping

from sinkmap.text import Text

__all__ = ["REDLINE_KINDS", "redline_kind"]

OTHER = "other"

REDLINE_KINDS: Mapping[str, tuple[Text, tuple[str, ...]]] = {
    "water_conservation": (Text("水源涵养", "water conservation"), ("水源涵养",)),
    "biodiversity": (Text("生物多样性维护", "biodiversity"), ("生物多样性",)),
    "soil_conservation": (Text("水土保持", "soil conservation"), ("水土保持",)),
    "windbreak": (Text("防风固沙", "windbreak and sand fixing"), ("防风固沙",)),
    "coast": (Text("海岸防护", "coastal protection"), ("海岸",)),
    "erosion": (Text("水土流失控制", "control of soil erosion"), ("水土流失",)),
    "desert": (Text("土地沙化控制", "control of desertification"), ("沙化",)),
    "karst": (Text("石漠化控制", "control of rocky desertification"), ("石漠化",)),
    OTHER: (Text("其他或未注明", "other, or not stated"), ()),
}
"""Kind -> title and the words that tell it (生态保护红线划定指南, functions and sensitivities)."""


def redline_kind(text: str) -> str:
    """The kind a layer's text names; ``other`` for codes and words that tell none of them."""
    for kind, (_, words) in REDLINE_KINDS.items():
        if any(word in text for word in words):
            return kind
    return OTHER
