"""The figures of a run, found by what they are about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from sinkmap.figure import COLUMNS, Figure, FigureId

__all__ = ["FigureBook"]


class FigureBook:
    """Reads single figures out of the table of a run.

    Parameters
    ----------
    figures
        One row a figure, columns :data:`sinkmap.figure.COLUMNS`.
    """

    def __init__(self, figures: pd.DataFrame) -> None:
        self._columns = {name: figures[name].tolist() for name in COLUMNS}
        ids = self._columns["id"]
        self._row = {figure_id: row for row, figure_id in enumerate(ids)}
        if len(self._row) != len(ids):
            raise ValueError("the table of figures holds an id twice")
        self._profiles: dict[str, list[str]] = {}
        codes = self._columns["indicator"]
        for code, profile in dict.fromkeys(zip(codes, self._columns["profile"], strict=True)):
            self._profiles.setdefault(code, []).append(profile)
        amounts = zip(codes, self._columns["value"], strict=True)
        self._filled = {code for code, value in amounts if not pd.isna(value) and value != 0.0}

    def __len__(self) -> int:
        return len(self._row)

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of all indicators and items with a figure, in the order of the table."""
        return tuple(self._profiles)

    def profiles(self, code: str) -> tuple[str, ...]:
        """Profiles an indicator or item was computed under."""
        return tuple(self._profiles.get(code, ()))

    def is_empty(self, code: str) -> bool:
        """Whether every figure of an indicator or item is zero or missing."""
        return code not in self._filled

    def figure(self, code: str, unit: str, year: int, profile: str) -> Figure | None:
        """One figure, or None where the run has none."""
        row = self._row.get(str(FigureId(code, unit, year, profile)))
        if row is None:
            return None
        return Figure.from_row({name: _plain(self._columns[name][row]) for name in COLUMNS})

    def across(
        self, code: str, units: Iterable[str], year: int, profile: str
    ) -> dict[str, Figure | None]:
        """The figure of each unit."""
        return {unit: self.figure(code, unit, year, profile) for unit in units}


def _plain(value: Any) -> Any:
    """A cell as the figure wants it: lists as lists, nothing as None."""
    if isinstance(value, (list, tuple, np.ndarray)):
        return [str(part) for part in value]
    return None if pd.isna(value) else value
