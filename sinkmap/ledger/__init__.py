"""The case register: states, steps and roles, patches taken in, documents, a tamper-evident log."""

from __future__ import annotations

from sinkmap.ledger.documents import DOCUMENT, PHOTO, Attachment
from sinkmap.ledger.importing import ImportOutcome
from sinkmap.ledger.line_checks import LineCheck, LineRule, LineVerdict, line_checks
from sinkmap.ledger.lineage import CUT, JOINED
from sinkmap.ledger.log import Actor
from sinkmap.ledger.merging import CaseMerger, Merged
from sinkmap.ledger.patches import PATCH_COLUMNS
from sinkmap.ledger.photo_place import PhotoPlace, photo_place
from sinkmap.ledger.register import Ledger, open_ledger
from sinkmap.ledger.returning import RETURN_COLUMNS, Returned
from sinkmap.ledger.splitting import CaseCut
from sinkmap.ledger.states import STAGES, Need, Role, State, Step
from sinkmap.ledger.stepping import StepOrder
from sinkmap.ledger.transitions import Transition, transitions
from sinkmap.ledger.verification import Verification
from sinkmap.ledger.views import CaseFile, CaseFilter

__all__ = [
    "CUT",
    "DOCUMENT",
    "JOINED",
    "PATCH_COLUMNS",
    "PHOTO",
    "RETURN_COLUMNS",
    "STAGES",
    "Actor",
    "Attachment",
    "CaseCut",
    "CaseFile",
    "CaseFilter",
    "CaseMerger",
    "ImportOutcome",
    "Ledger",
    "LineCheck",
    "LineRule",
    "LineVerdict",
    "Merged",
    "Need",
    "PhotoPlace",
    "Returned",
    "Role",
    "State",
    "Step",
    "StepOrder",
    "Transition",
    "Verification",
    "line_checks",
    "open_ledger",
    "photo_place",
    "transitions",
]
