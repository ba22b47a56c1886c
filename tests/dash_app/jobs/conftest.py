"""Jobs of the invented town, held in memory and set to any state, beside map files that come."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from raster_pipeline.jobs import JOB_KINDS, Job, JobState, command_of
from raster_pipeline.jobs.job import missing
from sinkmap.errors import CannotFinishError, Finding, Severity, UsageError
from sinkmap.text import Text

RUN = "run0123456789"
FULL = Finding("DISK-FULL", Severity.ERROR, Text("磁盘已满", "the disk is full"),
               Text("清理磁盘", "make room"))  # fmt: skip


@dataclass
class Table:
    """A table of jobs without processes."""

    plan: object
    held: list = field(default_factory=list)
    broken: bool = False

    def start(self, kind, arguments, language):
        command_of(kind, self.plan, arguments)
        now = datetime.now(UTC)
        title = JOB_KINDS[kind].title
        job = Job(len(self.held) + 1, kind, title, dict(arguments), JobState.RUNNING, now, now)
        self.held.append(job)
        return job

    def jobs(self, most):
        if self.broken:
            raise CannotFinishError(FULL)
        return tuple(self.held[::-1][:most])

    def newest(self, kind, arguments):
        same = [j for j in self.held if (j.kind, j.arguments) == (kind, dict(arguments))]
        return same[-1] if same else None

    def log(self, number):
        return f"log of {self._job(number).kind}"

    def cancel(self, number):
        self.set(self._job(number).id, state=JobState.CANCELLED, ended=datetime.now(UTC))
        return self._job(number)

    def set(self, number, **what):
        """Let a job be in another state."""
        self.held[number - 1] = replace(self._job(number), **what)

    def _job(self, number):
        if not 0 < number <= len(self.held):
            raise UsageError(missing(number))
        return self.held[number - 1]


@dataclass
class MapFiles:
    edition: str = ""
    waiting: tuple = (Text("地类图斑", "Parcels"), Text("永久基本农田", "Farmland"),
                      Text("红线", "Red line"))  # fmt: skip


@dataclass
class Desk:
    jobs: Table
    display: MapFiles
    current: str = RUN

    def current_run(self):
        return self.current


@pytest.fixture
def desk(tmp_path):
    return Desk(Table(tmp_path), MapFiles())


@pytest.fixture
def full():
    """What a job ends with."""
    return FULL
