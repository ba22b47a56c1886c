"""Every component id of the pages."""

from __future__ import annotations

__all__ = [
    "ADDRESS",
    "CASE_ADDRESS",
    "CASE_CARD",
    "CASE_CHOICE",
    "CASE_DONE",
    "CASE_FORM",
    "CASE_GO",
    "CASE_LIST",
    "CASE_LIST_NOTE",
    "CASE_MAP",
    "CASE_PAST",
    "CASE_SAID",
    "CASE_STATE",
    "CASE_STEP",
    "CASE_UNTIL",
    "CASE_VERSION",
    "CASE_WHO",
    "CASE_WHY",
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

CASE_ADDRESS = "case-address"
CASE_CHOICE = "case-choice"
"""dcc.Store: what is looked at on the page of cases, as its query string."""
CASE_STATE = "case-state"
CASE_LIST = "case-list"
CASE_LIST_NOTE = "case-list-note"
CASE_MAP = "case-map"
CASE_CARD = "case-card"
CASE_PAST = "case-past"
CASE_FORM = "case-form"
CASE_STEP = "case-step"
CASE_WHO = "case-who"
CASE_WHY = "case-why"
CASE_UNTIL = "case-until"
CASE_GO = "case-go"
CASE_SAID = "case-said"
CASE_VERSION = "case-version"
"""dcc.Store: number and version of the case as it was read; a step is taken with that one only."""
CASE_DONE = "case-done"
"""dcc.Store: grows with every step taken, so that the page is filled anew."""

LANGUAGE = "language"
LANGUAGE_WANTED = "language-wanted"
