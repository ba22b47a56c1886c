"""Ecological control: rules as data, zones, and the judging of what changed."""

from sinkmap.control.approval import RECORD_LAYERS, Cleared, clear_approved, record_faults
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
from sinkmap.control.issued import issued_patches
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
from sinkmap.control.synergy import (
    OUTSIDE_UNITS,
    SYNERGY_COLUMNS,
    Amount,
    Band,
    BoundsKind,
    Lacking,
    Quantity,
    SynergyUnit,
    reason_text,
    synergy_table,
)
from sinkmap.control.synergy_quantities import (
    figure_quantities,
    patch_quantities,
    pollutant_quantities,
    rows_elsewhere,
)
from sinkmap.control.zones import MADE_FIELDS, ZONE_COLUMNS, buffer_frame, zone_frames, zones_unseen

__all__ = [
    "BOOK_TABLES",
    "INDUSTRIES",
    "JOIN",
    "MADE_FIELDS",
    "NO_RULE",
    "OUTSIDE_UNITS",
    "RECORD_LAYERS",
    "SYNERGY_COLUMNS",
    "UNKNOWN",
    "ZONE_COLUMNS",
    "AccessEntry",
    "Activity",
    "Amount",
    "Band",
    "BoundsKind",
    "Buffer",
    "Cleared",
    "Combined",
    "Condition",
    "Evidence",
    "Judged",
    "Lacking",
    "PolicyBlock",
    "Quantity",
    "RuleBook",
    "Side",
    "SynergyUnit",
    "Verdict",
    "Zone",
    "ZoneKinds",
    "ZoneSource",
    "buffer_frame",
    "check_book",
    "clear_approved",
    "combine_evidence",
    "figure_quantities",
    "issued_patches",
    "judge_patches",
    "patch_quantities",
    "pollutant_quantities",
    "reason_text",
    "record_faults",
    "rows_elsewhere",
    "shipped_tables",
    "synergy_table",
    "zone_frames",
    "zones_unseen",
]
