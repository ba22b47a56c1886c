"""One job: what was asked, where it stands, and what it said."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sinkmap.errors import Finding, Severity
from sinkmap.text import Text

__all__ = ["ACTIVE", "Job", "JobState", "lost", "missing"]


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


def lost(code: int | None) -> Finding:
    """``JOB-LOST``, with the exit code or signal of a process that ended without a word."""
    seen = "" if code is None else str(code)
    if code is not None and code < 0:
        seen = signal.Signals(-code).name
    return Finding(
        "JOB-LOST",
        Severity.ERROR,
        Text("后台任务的进程中途消失", "the process of the job went without a word"),
        Text(
            "内存不足、断电或被结束都会如此；查看日志后重新开始，未完成的不会发布",
            "too little memory, a power cut or a kill do this; see the log and start again, "
            "nothing unfinished was published",
        ),
        seen=seen,
    )


def missing(number: int) -> Finding:
    """``JOB-MISSING``, of a number no job has."""
    return Finding(
        "JOB-MISSING",
        Severity.ERROR,
        Text("没有这个后台任务", "there is no such job"),
        Text("刷新列表", "load the list again"),
        seen=str(number),
    )
