"""One job: what was asked, where it stands, and what it said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sinkmap.errors import Finding
from sinkmap.text import Text

__all__ = ["ACTIVE", "Job", "JobState"]


class JobState(StrEnum):
    """Where a job stands. ``lost``: its process went without a word (a kill, a power cut)."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _STATES[self]


_STATES = {
    JobState.QUEUED: Text("排队中", "queued"),
    JobState.RUNNING: Text("运行中", "running"),
    JobState.DONE: Text("已完成", "done"),
    JobState.FAILED: Text("未成功", "failed"),
    JobState.CANCELLED: Text("已取消", "cancelled"),
    JobState.LOST: Text("进程中断", "lost"),
}
ACTIVE = (JobState.QUEUED, JobState.RUNNING)
"""States in which something may still happen."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the table holds it.

    ``progress``: share done, 0 to 1, of the stage that ``stage`` names; None where the work does
    not say. ``stopping``: somebody asked to end it. ``code``: exit code, None while it runs and
    where nobody heard it. ``findings``: what it ended with; ``last_words``: end of its log.
    """

    id: int
    kind: str
    title: Text
    arguments: Mapping[str, str]
    state: JobState
    made: datetime
    begun: datetime | None = None
    ended: datetime | None = None
    progress: float | None = None
    stage: Text | None = None
    stopping: bool = False
    code: int | None = None
    findings: tuple[Finding, ...] = ()
    last_words: str = ""

    @property
    def active(self) -> bool:
        """Whether it is queued or running."""
        return self.state in ACTIVE
