"""What a study says of siting: its own book, and exclusions switched on or off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sinkmap.plan import Reader

__all__ = ["SitingPlan", "parse_siting"]


@dataclass(frozen=True, slots=True)
class SitingPlan:
    """``[siting]`` of a plan.

    ``tables``: folder of the study's own tables, empty for the shipped book; ``switch_on`` and
    ``switch_off``: ids of exclusions that count, or do not, whatever the book says.
    """

    tables: str = ""
    switch_on: tuple[str, ...] = ()
    switch_off: tuple[str, ...] = ()

    @property
    def switched(self) -> Mapping[str, bool]:
        """Exclusion id -> whether it counts; off goes before on."""
        return dict.fromkeys(self.switch_on, True) | dict.fromkeys(self.switch_off, False)


def parse_siting(row: Reader) -> SitingPlan:
    """The ``[siting]`` table of a plan; faults go to the reader."""
    return SitingPlan(row.text("tables"), row.texts("switch_on"), row.texts("switch_off"))
