"""Forms of protection that count for the wetland protection rate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sinkmap.classes._tables import read_table
from sinkmap.text import Text

__all__ = ["ProtectionForm", "protection_forms"]


@dataclass(frozen=True, slots=True)
class ProtectionForm:
    """One form of protection.

    ``order`` decides which form is credited with a square metre that several forms cover;
    ``default_on`` whether the form counts unless a study says otherwise. ``note`` is ``None``
    where there is nothing to say.
    """

    order: int
    form_id: str
    name: Text
    default_on: bool
    certainty: str
    note: Text | None


@cache
def protection_forms() -> tuple[ProtectionForm, ...]:
    """All forms in the order of exclusive credit."""
    rows = read_table("protection_forms").to_dict("records")
    forms = (
        ProtectionForm(
            order=int(row["order"]),
            form_id=row["form_id"],
            name=Text(row["name_zh"], row["name_en"]),
            default_on=row["default_on"] == "1",
            certainty=row["certainty"],
            note=Text(row["note_zh"], row["note_en"]) if row["note_zh"] else None,
        )
        for row in rows
    )
    return tuple(sorted(forms, key=lambda form: form.order))
