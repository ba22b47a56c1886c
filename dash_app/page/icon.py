"""The page's icon."""

from __future__ import annotations

__all__ = ["ICON"]

ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='7' fill='%231a633d'/%3E"
    "%3Cpath d='M7 25C7 13 14 7 26 7c0 12-6 18-15 18' fill='%23b5d8b8'/%3E"
    "%3Cpath d='M7 26 18 15' stroke='%231a633d' stroke-width='2'/%3E%3C/svg%3E"
)
"""A leaf on green ground, as an address of its own so that no further file is asked for."""
