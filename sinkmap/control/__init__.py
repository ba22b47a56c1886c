"""Ecological control: rules as data, zones, and the judging of what changed."""

from sinkmap.control.approval import RECORD_LAYERS, Cleared, clear_approved
from sinkmap.control.condition import INDUSTRIES, UNKNOWN, Condition
from sinkmap.control.encroachment import (
    JOIN,
    NO_RULE,
    Evidence,
    Judged,
    ZoneKinds,
    judge_patches,
)
from sinkmap.control.evidence import Combined, combine_evidence
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
    "JOIN",
    "NO_RULE",
    "RECORD_LAYERS",
    "UNKNOWN",
    "ZONE_COLUMNS",
    "AccessEntry",
    "Activity",
    "Buffer",
    "Cleared",
    "Combined",
    "Condition",
    "Evidence",
    "Judged",
    "PolicyBlock",
    "RuleBook",
    "Side",
    "Verdict",
    "Zone",
    "ZoneKinds",
    "ZoneSource",
    "buffer_frame",
    "check_book",
    "clear_approved",
    "combine_evidence",
    "judge_patches",
    "shipped_tables",
    "zone_frames",
    "zones_unseen",
]
