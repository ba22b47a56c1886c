"""Which review is looked at, and which row of it, as the address tells it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

__all__ = ["ReviewChoice"]

_MOST_QUERY = 300
_MOST_ID = 40


@dataclass(frozen=True, slots=True)
class ReviewChoice:
    """A review's id or nothing, and a row of it or none."""

    review: str = ""
    row: int | None = None

    @classmethod
    def of(cls, review: object, row: object) -> ReviewChoice:
        """The choice nearest to what is wanted."""
        name = review if isinstance(review, str) else ""
        place = row if isinstance(row, str) else ""
        known = name.isalnum() and name.isascii() and len(name) <= _MOST_ID
        number = int(place[:6]) if place[:6].isdecimal() and place.isascii() else None
        return cls(name if known else "", number)

    @classmethod
    def read(cls, query: object) -> ReviewChoice:
        """The choice a query string tells."""
        text = query if isinstance(query, str) else ""
        pairs = parse_qs(text[:_MOST_QUERY].lstrip("?"))
        return cls.of(*(pairs.get(name, [""])[-1] for name in ("review", "row")))

    @property
    def query(self) -> str:
        """The choice as a query string with its question mark."""
        told = {"review": self.review, "row": "" if self.row is None else str(self.row)}
        return "?" + urlencode({name: value for name, value in told.items() if value})
