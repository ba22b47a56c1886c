"""What the panel of jobs needs; `raster_pipeline.jobs.JobTable` gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from sinkmap.errors import Finding
from sinkmap.text import Language, Text

__all__ = ["DisplaySource", "JobDesk", "JobSource", "JobState", "OneJob"]


class JobState(Protocol):
    """Where a job stands: a word such as ``running``, and its text."""

    @property
    def value(self) -> str:
        """queued, running, done, failed, cancelled or lost."""
        ...

    @property
    def text(self) -> Text:
        """Words for people."""
        ...


class OneJob(Protocol):
    """One job as it stands."""

    @property
    def id(self) -> int:
        """Its number."""
        ...

    @property
    def kind(self) -> str:
        """What is done."""
        ...

    @property
    def title(self) -> Text:
        """What is done, in words."""
        ...

    @property
    def arguments(self) -> Mapping[str, str]:
        """What it was asked with."""
        ...

    @property
    def state(self) -> JobState:
        """Where it stands."""
        ...

    @property
    def active(self) -> bool:
        """Whether it is queued or running."""
        ...

    @property
    def stopping(self) -> bool:
        """Whether somebody asked to end it."""
        ...

    @property
    def made(self) -> datetime:
        """When it was asked for."""
        ...

    @property
    def begun(self) -> datetime | None:
        """When its process was begun."""
        ...

    @property
    def ended(self) -> datetime | None:
        """When it ended."""
        ...

    @property
    def progress(self) -> float | None:
        """Share of its stage that is done, 0 to 1."""
        ...

    @property
    def stage(self) -> Text | None:
        """What it is at."""
        ...

    @property
    def findings(self) -> Sequence[Finding]:
        """What it ended with."""
        ...

    @property
    def last_words(self) -> str:
        """End of its log."""
        ...


class JobSource(Protocol):
    """Jobs of the study; what hinders it is a ``SinkmapError`` with its findings."""

    def start(self, kind: str, arguments: Mapping[str, str], language: Language) -> OneJob:
        """Put a job into the queue."""
        ...

    def jobs(self, most: int) -> Sequence[OneJob]:
        """The newest jobs, newest first."""
        ...

    def newest(self, kind: str, arguments: Mapping[str, str]) -> OneJob | None:
        """The last job of a kind that was asked with these arguments."""
        ...

    def log(self, number: int) -> str:
        """End of what a job said."""
        ...

    def cancel(self, number: int) -> OneJob:
        """Take it out of the queue or ask it to end."""
        ...


class DisplaySource(Protocol):
    """How far what the maps of the run are drawn from is made ahead."""

    @property
    def edition(self) -> str:
        """Name of what was made; empty while there is nothing."""
        ...

    @property
    def waiting(self) -> Sequence[Text]:
        """Layers that cannot be drawn before it is made."""
        ...


class JobDesk(Protocol):
    """The jobs of a study beside one of its runs."""

    @property
    def jobs(self) -> JobSource:
        """The table."""
        ...

    @property
    def display(self) -> DisplaySource:
        """What the maps are drawn from."""
        ...

    def current_run(self) -> str:
        """Id of the study's newest run, which may be another than the one shown."""
        ...
