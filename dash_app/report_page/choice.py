"""What is looked at on the page of the report, as its address tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlencode

__all__ = ["ReportChoice"]

_MOST_QUERY = 1_000
_MOST_VALUE = 130
_NAMES = ("run", "year", "unit", "indicator", "filed", "by_method", "parcel")


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """``run``: id of the run a link was made for; ``year``, ``unit``, ``indicator`` of a cell;
    ``filed`` and ``by_method``: runs that tell where a change comes from; ``parcel``: number of a
    changed polygon. Empty where nothing is chosen."""

    run: str = ""
    year: str = ""
    unit: str = ""
    indicator: str = ""
    filed: str = ""
    by_method: str = ""
    parcel: str = ""

    @classmethod
    def read(cls, query: object) -> ReportChoice:
        """Of a query string; what is too long or strange counts as not given."""
        text = query if isinstance(query, str) else ""
        pairs = parse_qs(text[:_MOST_QUERY].lstrip("?"))
        return cls.of({name: values[-1] for name, values in pairs.items()})

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> ReportChoice:
        """Of values by name."""
        known = {n: given[n] for n in _NAMES if isinstance(given.get(n), str)}
        return cls(**{n: v for n, v in known.items() if len(v) <= _MOST_VALUE})

    def but(self, **other: str) -> ReportChoice:
        """The same with other values."""
        return replace(self, **other)

    @property
    def query(self) -> str:
        """As a query string with its question mark."""
        return "?" + urlencode({name: value for name, value in asdict(self).items() if value})
