"""Filing of the annual report: draft, review, 会签, approval, report and confirmation.

Nothing here opens files: the record, the table of steps and the values side by side are pure.
"""

from sinkmap.filing.editions import Edition, approvals, editions_of, opening_of
from sinkmap.filing.record import Drafted, FilingEntry, draft_of, state_of, with_entry
from sinkmap.filing.transitions import Transition, find_transition, open_steps, transitions
from sinkmap.filing.values import ThreeValues, issued_for, side_by_side, unconfirmed_of
from sinkmap.filing.words import Need, Role, State, Step

__all__ = [
    "Drafted",
    "Edition",
    "FilingEntry",
    "Need",
    "Role",
    "State",
    "Step",
    "ThreeValues",
    "Transition",
    "approvals",
    "draft_of",
    "editions_of",
    "find_transition",
    "issued_for",
    "open_steps",
    "opening_of",
    "side_by_side",
    "state_of",
    "transitions",
    "unconfirmed_of",
    "with_entry",
]
