"""Which cases are queued, in what order, and which one is looked at, as the address tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs, urlencode

from sinkmap.ledger import CaseFilter, State
from sinkmap.rule import RuleSeverity

__all__ = ["ALL", "CaseChoice", "Due", "Look", "Order"]

ALL = "all"
"""Filter that lists cases in every state."""
_MOST_QUERY = 1200
_MOST = {"number": 20, "batch": 200, "county": 60, "find": 40}
"""Most characters of what is typed or named."""


class Due(StrEnum):
    """When a case is to be done by."""

    ANY = ""
    OVERDUE = "overdue"
    WEEK = "7"
    MONTH = "30"
    NONE = "none"


class Order(StrEnum):
    """What the queue is sorted by."""

    DUE = ""
    NUMBER = "number"
    SEVERITY = "severity"
    AREA = "area"


class Look(StrEnum):
    """What lies under the cases on the map."""

    PLAIN = ""
    SWIPE = "swipe"


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """A state or ``all``, a number or nothing, and what else the queue is narrowed by."""

    state: str = ALL
    number: str = ""
    batch: str = ""
    due: str = Due.ANY
    severity: str = ""
    county: str = ""
    find: str = ""
    order: str = Order.DUE
    look: str = Look.PLAIN

    @classmethod
    def of(cls, wanted: Mapping[str, Any]) -> CaseChoice:
        """The choice nearest to what is wanted; what is unknown narrows nothing."""
        known: dict[str, frozenset[str]] = {
            "state": frozenset(map(str, State)),
            "due": frozenset(map(str, Due)),
            "severity": frozenset(str(int(one)) for one in RuleSeverity),
            "order": frozenset(map(str, Order)),
            "look": frozenset(map(str, Look)),
        }
        told: dict[str, str] = {}
        for field in fields(cls):
            value = wanted.get(field.name)
            if not isinstance(value, str):
                continue
            if field.name in _MOST:
                told[field.name] = value[: _MOST[field.name]]
            elif value in known[field.name]:
                told[field.name] = value
        return cls(**told)

    @classmethod
    def read(cls, query: object) -> CaseChoice:
        """The choice a query string tells."""
        text = query if isinstance(query, str) else ""
        pairs = parse_qs(text[:_MOST_QUERY].lstrip("?"))
        return cls.of({name: values[-1] for name, values in pairs.items()})

    @property
    def query(self) -> str:
        """The choice as a query string with its question mark."""
        standard = asdict(CaseChoice())
        told = {name: value for name, value in asdict(self).items() if value != standard[name]}
        return "?" + urlencode(told)

    @property
    def filter(self) -> CaseFilter:
        """What the register itself narrows the queue by."""
        return CaseFilter(batch=self.batch)
