"""Every component id of the page."""

from __future__ import annotations

__all__ = [
    "ADDRESS",
    "FIGURE",
    "HEADING",
    "KEPT_ADDRESS",
    "LANGUAGE",
    "LANGUAGE_WANTED",
    "LEGEND",
    "MAP",
    "OPACITY",
    "OUTLINES",
    "PARTITION",
    "PICTURE",
    "PROFILE",
    "STATUS",
    "THEME",
    "UNIT",
    "UNITS",
    "YEAR",
]

ADDRESS = "address"
"""dcc.Location: the query string names what was looked at."""
KEPT_ADDRESS = "kept-address"
"""dcc.Store: the query string of what is shown now."""

PARTITION = "partition"
THEME = "theme"
PROFILE = "profile"
YEAR = "year"
UNIT = "unit"
OUTLINES = "outlines"
PICTURE = "picture"
OPACITY = "opacity"

MAP = "map"
HEADING = "heading"
LEGEND = "legend"
UNITS = "units"
FIGURE = "figure"
STATUS = "status"

LANGUAGE = "language"
LANGUAGE_WANTED = "language-wanted"
