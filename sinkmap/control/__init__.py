"""Ecological control: rules as data, zones, and the judging of what changed."""

from sinkmap.control.condition import INDUSTRIES, UNKNOWN, Condition
from sinkmap.control.records import (
    AccessEntry,
    Activity,
    Buffer,
    PolicyBlock,
    Side,
    Verdict,
    Zone,
    ZoneSource,
)
from sinkmap.control.rule_book import BOOK_TABLES, RuleBook, check_book, shipped_tables
from sinkmap.control.zones import ZONE_COLUMNS, buffer_frame, zone_frames, zones_unseen

__all__ = [
    "BOOK_TABLES",
    "INDUSTRIES",
    "UNKNOWN",
    "ZONE_COLUMNS",
    "AccessEntry",
    "Activity",
    "Buffer",
    "Condition",
    "PolicyBlock",
    "RuleBook",
    "Side",
    "Verdict",
    "Zone",
    "ZoneSource",
    "buffer_frame",
    "check_book",
    "shipped_tables",
    "zone_frames",
    "zones_unseen",
]
