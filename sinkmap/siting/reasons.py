"""Why each site is chosen or refused, in one sentence with its numbers, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from sinkmap.siting.problem import Problem
from sinkmap.siting.selection import Selection
from sinkmap.text import Text

__all__ = ["Cause", "ValueWords", "reasons"]


class Cause(StrEnum):
    """What decided about a site; the first that applies."""

    LOCKED_IN = "locked_in"
    LOCKED_OUT = "locked_out"
    CHOSEN = "chosen"
    NEEDED = "needed"
    """Chosen for an area or quota that had to be reached, not for its price."""
    CONFLICT = "conflict"
    """A site that excludes it is chosen."""
    NO_VALUE = "no_value"
    QUOTA_FULL = "quota_full"
    AREA_FULL = "area_full"
    BUDGET = "budget"
    PRICE = "price"
    """It would still fit, but takes more of the limits than it is worth."""


@dataclass(frozen=True, slots=True)
class ValueWords:
    """How the value is called and counted: ``ValueWords(Text("年固碳量", ...), "tCO2/yr")``."""

    name: Text = Text("价值", "value")
    uom: str = ""


def reasons(
    problem: Problem,
    selection: Selection,
    words: ValueWords | None = None,
    exact: int = 0,
    seconds: float = 2.0,
) -> pd.DataFrame:
    """One sentence for every site and what would have to change.

    Parameters
    ----------
    selection
        Of the problem, with prices (from ``choose``).
    exact
        For so many refused sites, those nearest to being chosen, the price at which a site would
        come in is solved for anew and is exact; for the others it comes from the prices of the
        linear relaxation, and says so.
    seconds
        For each program solved anew.

    Returns
    -------
    pandas.DataFrame
        (n,) rows in the order of the sites: ``site_id``, ``chosen``, ``cause``, ``reason_zh``,
        ``reason_en``, ``change_zh``, ``change_en``, ``change_by`` (``duals``, ``re-solve`` or
        empty), ``cost_to_enter`` (yuan, NaN where no price helps), ``worth`` (in value).
    """
    raise NotImplementedError
