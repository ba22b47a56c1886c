"""Which cases are listed and which one is looked at, as the address tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

from sinkmap.ledger import CaseFilter, State

__all__ = ["ALL", "CaseChoice"]

ALL = "all"
"""Filter that lists cases in every state."""
_MOST_QUERY = 500
_MOST_NUMBER = 20


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """A state or ``all``, and a number or nothing."""

    state: str = ALL
    number: str = ""

    @classmethod
    def of(cls, wanted: Mapping[str, Any]) -> CaseChoice:
        """The choice nearest to what is wanted; unknown states give all."""
        state = wanted.get("state")
        number = wanted.get("number")
        return cls(
            state if isinstance(state, str) and state in set(State) else ALL,
            number[:_MOST_NUMBER] if isinstance(number, str) else "",
        )

    @classmethod
    def read(cls, query: object) -> CaseChoice:
        """The choice a query string tells."""
        text = query if isinstance(query, str) else ""
        pairs = parse_qs(text[:_MOST_QUERY].lstrip("?"))
        return cls.of({name: values[-1] for name, values in pairs.items()})

    @property
    def query(self) -> str:
        """The choice as a query string with its question mark."""
        return "?" + urlencode({"state": self.state, "number": self.number})

    @property
    def filter(self) -> CaseFilter:
        """The cases to list."""
        return CaseFilter(() if self.state == ALL else (State(self.state),))
