"""Text as people type it into a field, and as a script may send it in their place."""

from __future__ import annotations

import unicodedata

__all__ = ["typed"]

_STEERING = frozenset({"Cc", "Cf", "Cs", "Cn"})
"""Control signs, marks of direction, halves of a sign, none at all: no document can hold them.
Signs of private use can be the hanzi of a name."""


def typed(said: object, most: int) -> str:
    """At most so many signs of a text, without those that steer; lines stay lines."""
    if not isinstance(said, str):
        return ""
    kept = (one for one in said if one in "\n\t" or unicodedata.category(one) not in _STEERING)
    return "".join(kept).strip()[:most]
