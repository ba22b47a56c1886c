"""What the page of cases needs: the register (`sinkmap.ledger.Ledger`), and a run's ground."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sinkmap.ledger import (
    Actor,
    Attachment,
    CaseCut,
    CaseFile,
    CaseFilter,
    CaseMerger,
    Merged,
    Returned,
    StepOrder,
)
from sinkmap.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["CaseSource", "GroundRecord", "GroundSource"]


class CaseSource(Protocol):
    """An opened case register, used by all threads of the server.

    What forbids a thing is a ``SinkmapError`` with its findings, and nothing is written.
    """

    @property
    def length(self) -> int:
        """Entries of the log: what is shown is new when it grows."""
        ...

    @property
    def files(self) -> Path:
        """Folder the papers of cases lie in."""
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

    def batches(self) -> list[str]:
        """Names of the batches that were issued."""
        ...

    def step(self, number: str, order: StepOrder, actor: Actor) -> dict[str, Any]:
        """Take a step."""
        ...

    def split(self, number: str, cut: CaseCut, actor: Actor) -> list[dict[str, Any]]:
        """Split a case; rows of its parts, the one that keeps the number first."""
        ...

    def merge(self, order: CaseMerger, actor: Actor) -> Merged:
        """Merge cases under a new number."""
        ...

    def neighbours(self, number: str) -> list[dict[str, Any]]:
        """Rows of the cases one may be merged with."""
        ...

    def attach(
        self, number: str, attachment: Attachment, actor: Actor, version: int | None = None
    ) -> dict[str, Any]:
        """Keep a file with a case."""
        ...

    def returned(self, batch: str) -> Returned:
        """The return of a batch; an unknown one is a ``UsageError``."""
        ...


class GroundRecord(Protocol):
    """A record of approval near a case, and what it allows of the case's ground."""

    @property
    def layer(self) -> str:
        """Layer of the records."""
        ...

    @property
    def title(self) -> Text:
        """Title of the layer."""
        ...

    @property
    def colour(self) -> str:
        """Colour of the layer."""
        ...

    @property
    def number(self) -> str:
        """Number of the approval."""
        ...

    @property
    def name(self) -> str:
        """Name of the project."""
        ...

    @property
    def body(self) -> str:
        """Who approved."""
        ...

    @property
    def span(self) -> str:
        """Days from and to which it holds, where stated."""
        ...

    @property
    def share(self) -> float:
        """Share of the case's outline it covers, 0 to 1."""
        ...

    @property
    def taken_m2(self) -> float:
        """Ground of the patch it cleared before there was a case, in m²."""
        ...

    @property
    def geometry(self) -> Any:
        """Its outline in longitude and latitude."""
        ...


class GroundSource(Protocol):
    """What a finished run shows of the ground of a case. Any thread may ask."""

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the run."""
        ...

    def pictures(self, found: CaseFile) -> str | None:
        """Where the pictures of a case's patch lie, ``CONTROL/PATCH``; None without any."""
        ...

    def picture(self, control: str, patch: str, side: str) -> Path | None:
        """The picture of a patch before (``t0``) or after (``t1``); None if there is none."""
        ...

    def records(self, found: CaseFile) -> Sequence[GroundRecord]:
        """Records of approval on and around a case, those that cover most of it first."""
        ...
