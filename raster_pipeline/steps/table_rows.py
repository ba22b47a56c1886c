"""Rows of given tables: which of them are of a unit and year."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from raster_pipeline.steps.workspace import Workspace
from sinkmap.indicator import Rows, Tally

__all__ = ["STATUNIT", "YEAR", "rows_in", "rows_of", "tables_of"]

STATUNIT, YEAR = "statunit", "year"
"""Columns that say which unit and year a row is of."""


def tables_of(tallies: Iterable[Tally], workspace: Workspace, year: int) -> dict[str, pd.DataFrame]:
    """Id of each given table that tallies ask for -> its rows of a year."""
    asked = (tally.table for tally in tallies if isinstance(tally, Rows))
    return {table: rows_in(workspace.frame(table, year), year) for table in asked}


def rows_in(table: pd.DataFrame, year: int) -> pd.DataFrame:
    """Rows of a year, with those that name none; all rows where the table has no years."""
    if YEAR not in table:
        return table
    named = table[YEAR]
    return table[(named.isna() | (named == year)).to_numpy(dtype=bool, na_value=True)]


def rows_of(table: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Rows of a unit under their own numbers; all rows where the table names no units."""
    if STATUNIT in table:
        table = table[(table[STATUNIT] == unit).to_numpy(dtype=bool)]
    return pd.DataFrame(table).reset_index(drop=True)
