"""Files sent in as the page of data asks for them, with the jobs that check them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from raster_pipeline.jobs import Job, JobState, JobTable
from raster_pipeline.uploads import UploadDesk, check_died, check_stopped
from sinkmap.errors import Finding, SinkmapError
from sinkmap.layer import Given
from sinkmap.text import Language
from sinkmap.upload import Accepted, Upload, UploadAbout

__all__ = ["ServedUploads"]

_KIND = "upload"


class ServedUploads:
    """The desk of uploads; each file is checked by a job of its own.

    Whether a file is being checked follows from the table of jobs, so a server that comes later
    knows it too: a file whose check is neither running nor written is one whose check died.
    """

    def __init__(self, study: Path, jobs: JobTable) -> None:
        self._desk = UploadDesk(study)
        self._jobs = jobs

    @property
    def layers(self) -> Mapping[str, Given]:
        """Layers a file may play, by id."""
        return self._desk.layers

    def receive(
        self, stream: BinaryIO, name: str, about: UploadAbout, language: Language
    ) -> Upload:
        """Take a file in and begin its check."""
        upload = self._desk.receive(stream, name, about)
        try:
            job = self._jobs.start(_KIND, {"id": upload.id}, language)
        except SinkmapError:
            self._desk.reject(upload.id)  # what nobody checks is not kept
            raise
        return replace(upload, job=job.id)

    def check(self, number: str, language: Language) -> Upload:
        """Begin the check of a file anew."""
        upload = self._desk.upload(number)
        job = self._jobs.start(_KIND, {"id": upload.id}, language)
        return replace(upload, findings=(), checked=False, job=job.id)

    def upload(self, number: str) -> Upload:
        """A file that waits."""
        return self._told(self._desk.upload(number))

    def waiting(self) -> Sequence[Upload]:
        """Every file that waits, newest first."""
        return [self._told(one) for one in self._desk.waiting()]

    def accept(self, number: str) -> Accepted:
        """Move a file into the study's ``uploads``."""
        return self._desk.accept(number)

    def reject(self, number: str) -> None:
        """Delete a file that waits, and end its check."""
        job = self._jobs.newest(_KIND, {"id": self._desk.upload(number).id})
        if job is not None and job.active:
            self._jobs.cancel(job.id)
        self._desk.reject(number)

    def _told(self, upload: Upload) -> Upload:
        """With the job that checks it, or what became of that."""
        job = None if upload.checked else self._jobs.newest(_KIND, {"id": upload.id})
        if job is not None and job.active:
            return replace(upload, job=job.id)
        if not upload.checked:
            upload = self._desk.upload(upload.id)  # it may have come to its end meanwhile
        if upload.checked:
            return upload
        return replace(upload, findings=_why(upload.label, job))


def _why(label: str, job: Job | None) -> tuple[Finding, ...]:
    """Findings of a file whose check did not come to its end."""
    if job is not None and job.state is JobState.CANCELLED:
        return (check_stopped(label),)
    ends = () if job is None else job.findings
    if job is not None and job.state is JobState.LOST:
        return (check_died(label, ", ".join(one.seen for one in ends)),)
    return (check_died(label, "" if job is None else f"exit {job.code}"), *ends)
