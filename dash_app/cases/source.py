"""What the page of cases needs of the register; `sinkmap.ledger.Ledger` gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from sinkmap.ledger import Actor, CaseFile, CaseFilter, StepOrder

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["CaseSource"]


class CaseSource(Protocol):
    """An opened case register, used by all threads of the server."""

    @property
    def length(self) -> int:
        """Entries of the log: what is shown is new when it grows."""
        ...

    def cases(self, wanted: CaseFilter | None = None) -> list[dict[str, Any]]:
        """Cases by number, each a row by column."""
        ...

    def frame(self, wanted: CaseFilter | None = None) -> gpd.GeoDataFrame:
        """Cases with their outlines in longitude and latitude."""
        ...

    def case(self, number: str) -> CaseFile:
        """One case; an unknown number is a ``UsageError``."""
        ...

    def step(self, number: str, order: StepOrder, actor: Actor) -> dict[str, Any]:
        """Take a step; what forbids it is a ``SinkmapError`` with its findings."""
        ...
