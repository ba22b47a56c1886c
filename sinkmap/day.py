"""Days as people write them into tables: 2024-05-31, 2024/5/31, 20240531, 2024年5月31日."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

__all__ = ["day_of"]

_APART = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?")
"""Year, month and day with signs between them; a time of day after them is left out."""
_JOINED = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0+)?")
"""Eight digits; a column of numbers adds a point and a zero."""


def day_of(text: str) -> date | None:
    """The day a text names; None for a text that is empty.

    Full-width digits and signs are read as plain ones.

    Raises
    ------
    ValueError
        If the text is no day.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    found = _APART.fullmatch(plain) or _JOINED.fullmatch(plain)
    if found is None:
        raise ValueError(f"no day: {text!r}")
    year, month, day = map(int, found.groups())
    return date(year, month, day)
