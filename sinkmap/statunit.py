"""Statistical units and partitions: who a figure is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sinkmap.text import Text

__all__ = ["CITY_PARTITION", "UNIT_CODE", "Partition", "StatUnit", "unit_id"]

CITY_PARTITION = "city"
"""Id of the partition that holds the city alone."""
UNIT_CODE = re.compile(r"[^\s/@#?%&<>\"'\\\x00-\x1f]{1,64}")
"""What a unit's code may be: it is part of figure ids and addresses."""


@dataclass(frozen=True, slots=True)
class StatUnit:
    """A place figures are computed for.

    ``id`` is unique in a study: the code, or ``code@partition`` where a later partition uses a
    code again for other ground (武进区 with and without 常州经开区). ``level`` says what kind of
    unit it is (city, district, town, control_unit).
    """

    id: str
    code: str
    name: Text
    level: str
    partition: str

    def __post_init__(self) -> None:
        if not self.id or "/" in self.id:
            raise ValueError(f"a unit id must be text without a slash: {self.id!r}")


@dataclass(frozen=True, slots=True)
class Partition:
    """A set of units that covers the city once. ``members`` are unit ids in official order."""

    id: str
    level: str
    title: Text
    members: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(set(self.members)) != len(self.members):
            raise ValueError(f"partition {self.id} lists a unit twice")


def unit_id(code: str, partition: str, taken: bool) -> str:
    """Id of a unit whose code is already ``taken`` by other ground, or not."""
    return f"{code}@{partition}" if taken else code
