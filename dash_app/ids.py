"""Every component id of the pages."""

from __future__ import annotations

__all__ = [
    "ADDRESS",
    "BROWSE_ADDRESS",
    "BROWSE_ADDRESSES",
    "BROWSE_AT",
    "BROWSE_CARD",
    "BROWSE_CATALOGUE",
    "BROWSE_CLOSE",
    "BROWSE_COMPARE",
    "BROWSE_CORNERS",
    "BROWSE_DIFFERENCE",
    "BROWSE_FOLD",
    "BROWSE_KEPT",
    "BROWSE_LAYERS",
    "BROWSE_MAP",
    "BROWSE_PLACE",
    "BROWSE_SEARCH",
    "BROWSE_SHAPE",
    "BROWSE_WANTED",
    "BROWSE_YEAR",
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
    "DATA_ACCEPT",
    "DATA_ADDRESS",
    "DATA_BUTTONS",
    "DATA_CARD",
    "DATA_CHOSEN",
    "DATA_DONE",
    "DATA_FINDINGS",
    "DATA_KEPT",
    "DATA_LAYER",
    "DATA_REJECT",
    "DATA_SAID",
    "DATA_SEVERITY",
    "DATA_UPLOAD",
    "DATA_WAITING",
    "FIGURE",
    "HEADING",
    "JOBS_ENDED",
    "JOBS_HEAD",
    "JOBS_LIST",
    "JOBS_TICK",
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
    "REPORT_ADDRESS",
    "REPORT_CARD",
    "REPORT_COMMENT",
    "REPORT_DONE",
    "REPORT_FILED",
    "REPORT_FILES",
    "REPORT_FILING",
    "REPORT_FIND",
    "REPORT_FORMATS",
    "REPORT_FOUND",
    "REPORT_HEADING",
    "REPORT_KEPT",
    "REPORT_LEGEND",
    "REPORT_MADE",
    "REPORT_MAKE",
    "REPORT_MAP",
    "REPORT_MIDDLE",
    "REPORT_NOTICE",
    "REPORT_OFFICE",
    "REPORT_PAPER",
    "REPORT_PARCELS",
    "REPORT_PARCELS_FRAME",
    "REPORT_PARCELS_NOTE",
    "REPORT_STEP",
    "REPORT_TABLE",
    "REPORT_TAKE",
    "REPORT_TAKEN",
    "REPORT_UNIT",
    "REPORT_VERIFIED",
    "REPORT_VERIFY",
    "REPORT_WHO",
    "REPORT_YEAR",
    "REVIEW_ACTIVITY",
    "REVIEW_ADDRESS",
    "REVIEW_APPLICANT",
    "REVIEW_BY",
    "REVIEW_CARD",
    "REVIEW_CRS",
    "REVIEW_DONE",
    "REVIEW_DRAW",
    "REVIEW_ENTER",
    "REVIEW_ENTERED",
    "REVIEW_FILE",
    "REVIEW_FORM",
    "REVIEW_GO",
    "REVIEW_HEAD",
    "REVIEW_INDUSTRY",
    "REVIEW_KEPT",
    "REVIEW_LAYER",
    "REVIEW_LEGEND",
    "REVIEW_LIST",
    "REVIEW_LIST_NOTE",
    "REVIEW_MAJOR",
    "REVIEW_MAP",
    "REVIEW_NAME",
    "REVIEW_NUMBER",
    "REVIEW_OFFICE",
    "REVIEW_OPINION",
    "REVIEW_PAPER",
    "REVIEW_ROWS",
    "REVIEW_SAID",
    "REVIEW_STEP",
    "REVIEW_TOLD",
    "REVIEW_USE",
    "REVIEW_WHO",
    "SITE_ADDRESS",
    "SITE_AHEAD",
    "SITE_AIM",
    "SITE_AREA",
    "SITE_BUDGET",
    "SITE_CARD",
    "SITE_CLEAR",
    "SITE_COMPARE",
    "SITE_COMPARED",
    "SITE_COMPARISON",
    "SITE_EXPORT",
    "SITE_FILES",
    "SITE_FINDINGS",
    "SITE_FORMATS",
    "SITE_GROUND",
    "SITE_KEPT",
    "SITE_LEGEND",
    "SITE_LIST",
    "SITE_LIST_NOTE",
    "SITE_LOCK",
    "SITE_LOCKED",
    "SITE_LOCK_FRAME",
    "SITE_MAP",
    "SITE_MEANS",
    "SITE_OUTCOME",
    "SITE_PICKED",
    "SITE_QUOTAS",
    "SITE_SHOWN",
    "SITE_STALE",
    "SITE_TYPES",
    "SITE_WEIGHTS",
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

BROWSE_ADDRESS = "browse-address"
BROWSE_KEPT = "browse-kept"
"""dcc.Store: everything that is seen, as the query string of the page."""
BROWSE_CATALOGUE = "browse-catalogue"
"""dcc.Store: run, years and layers with their addresses."""
BROWSE_WANTED = "browse-wanted"
"""dcc.Store: ids of the layers that are on."""
BROWSE_ADDRESSES = "browse-addresses"
"""dcc.Store: where the tiles of those layers are served, by layer and year."""
BROWSE_PLACE = "browse-place"
"""dcc.Store: the place looked at, or None."""
BROWSE_AT = "browse-at"
"""dcc.Store: where the swipe's handle is put, from 0 to 1."""
BROWSE_CLOSE = "browse-close"
BROWSE_SEARCH = "browse-search"
BROWSE_FOLD = "browse-fold"
BROWSE_YEAR = "browse-year"
BROWSE_COMPARE = "browse-compare"
BROWSE_LAYERS = "browse-layers"
BROWSE_CORNERS = "browse-corners"
BROWSE_MAP = "browse-map"
BROWSE_SHAPE = "browse-shape"
BROWSE_DIFFERENCE = "browse-difference"
BROWSE_CARD = "browse-card"

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

DATA_ADDRESS = "data-address"
DATA_KEPT = "data-kept"
"""dcc.Store: the filter of findings, as the query string of the page."""
DATA_LAYER = "data-layer"
DATA_SEVERITY = "data-severity"
DATA_FINDINGS = "data-findings"
DATA_UPLOAD = "data-upload"
DATA_WAITING = "data-waiting"
DATA_CHOSEN = "data-chosen"
"""dcc.Store: id of the upload looked at."""
DATA_CARD = "data-card"
DATA_BUTTONS = "data-buttons"
DATA_ACCEPT = "data-accept"
DATA_REJECT = "data-reject"
DATA_SAID = "data-said"
DATA_DONE = "data-done"
"""dcc.Store: grows with every upload dealt with, so that the list is filled anew."""

SITE_ADDRESS = "site-address"
SITE_KEPT = "site-kept"
"""dcc.Store: what is asked and looked at, as the query string of the page."""
SITE_PICKED = "site-picked"
"""dcc.Store: the site looked at, those locked in and out, and what the last click was on."""
SITE_TYPES = "site-types"
SITE_AIM = "site-aim"
SITE_BUDGET = "site-budget"
SITE_AREA = "site-area"
SITE_QUOTAS = "site-quotas"
SITE_WEIGHTS = "site-weights"
SITE_OUTCOME = "site-outcome"
SITE_FINDINGS = "site-findings"
SITE_MAP = "site-map"
SITE_MEANS = "site-means"
"""What a click on a site does: look, lock in, lock out."""
SITE_LEGEND = "site-legend"
SITE_SHOWN = "site-shown"
SITE_LIST = "site-list"
SITE_LIST_NOTE = "site-list-note"
SITE_CARD = "site-card"
SITE_LOCK_FRAME = "site-lock-frame"
SITE_LOCK = "site-lock"
SITE_LOCKED = "site-locked"
SITE_CLEAR = "site-clear"
SITE_AHEAD = "site-ahead"
SITE_GROUND = "site-ground"
SITE_COMPARE = "site-compare"
SITE_COMPARISON = "site-comparison"
SITE_COMPARED = "site-compared"
"""dcc.Store: the question the comparison answers, as a query string."""
SITE_STALE = "site-stale"
SITE_FORMATS = "site-formats"
SITE_EXPORT = "site-export"
SITE_FILES = "site-files"

JOBS_ENDED = "jobs-ended"
"""dcc.Store: when the last job ended; the page is filled anew when it changes."""
JOBS_HEAD = "jobs-head"
JOBS_LIST = "jobs-list"
JOBS_TICK = "jobs-tick"
REPORT_ADDRESS = "report-address"
REPORT_CARD = "report-card"
REPORT_COMMENT = "report-comment"
REPORT_DONE = "report-done"
"""dcc.Store: grows with every step taken."""
REPORT_FILED = "report-filed"
REPORT_FILES = "report-files"
REPORT_FILING = "report-filing"
REPORT_FIND = "report-find"
REPORT_FORMATS = "report-formats"
REPORT_FOUND = "report-found"
REPORT_HEADING = "report-heading"
REPORT_KEPT = "report-kept"
"""dcc.Store: what is looked at on the page of the report, as its query string."""
REPORT_LEGEND = "report-legend"
REPORT_MADE = "report-made"
REPORT_MAKE = "report-make"
REPORT_MAP = "report-map"
REPORT_MIDDLE = "report-middle"
REPORT_NOTICE = "report-notice"
REPORT_OFFICE = "report-office"
REPORT_PAPER = "report-paper"
REPORT_PARCELS = "report-parcels"
REPORT_PARCELS_FRAME = "report-parcels-frame"
REPORT_PARCELS_NOTE = "report-parcels-note"
REPORT_STEP = "report-step"
REPORT_TABLE = "report-table"
REPORT_TAKE = "report-take"
REPORT_TAKEN = "report-taken"
REPORT_UNIT = "report-unit"
REPORT_VERIFIED = "report-verified"
REPORT_VERIFY = "report-verify"
REPORT_WHO = "report-who"
REPORT_YEAR = "report-year"
REVIEW_ADDRESS = "review-address"
REVIEW_KEPT = "review-kept"
"""dcc.Store: the review and the row looked at, as the query string of the page."""
REVIEW_FILE = "review-file"
REVIEW_DRAW = "review-draw"
REVIEW_USE = "review-use"
REVIEW_NUMBER = "review-number"
REVIEW_NAME = "review-name"
REVIEW_APPLICANT = "review-applicant"
REVIEW_INDUSTRY = "review-industry"
REVIEW_ACTIVITY = "review-activity"
REVIEW_MAJOR = "review-major"
REVIEW_CRS = "review-crs"
REVIEW_LAYER = "review-layer"
REVIEW_BY = "review-by"
REVIEW_GO = "review-go"
REVIEW_SAID = "review-said"
REVIEW_DONE = "review-done"
"""dcc.Store: the review that was just made."""
REVIEW_LIST = "review-list"
REVIEW_LIST_NOTE = "review-list-note"
REVIEW_MAP = "review-map"
REVIEW_LEGEND = "review-legend"
REVIEW_ROWS = "review-rows"
REVIEW_HEAD = "review-head"
REVIEW_CARD = "review-card"
REVIEW_FORM = "review-form"
REVIEW_STEP = "review-step"
REVIEW_WHO = "review-who"
REVIEW_OFFICE = "review-office"
REVIEW_OPINION = "review-opinion"
REVIEW_PAPER = "review-paper"
REVIEW_ENTER = "review-enter"
REVIEW_ENTERED = "review-entered"
"""dcc.Store: grows with every step entered, so that the page is filled anew."""
REVIEW_TOLD = "review-told"

LANGUAGE = "language"
LANGUAGE_WANTED = "language-wanted"
