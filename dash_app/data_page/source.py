"""What the page asks of files sent in; the pipeline's desk of uploads gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import BinaryIO, Protocol

from sinkmap.layer import Given
from sinkmap.text import Language
from sinkmap.upload import Accepted, Upload, UploadAbout

__all__ = ["UploadSource"]


class UploadSource(Protocol):
    """Files that wait in quarantine. What is refused is a ``SinkmapError`` with named findings."""

    @property
    def layers(self) -> Mapping[str, Given]:
        """Layers a file may play, by id."""
        ...

    def receive(
        self, stream: BinaryIO, name: str, about: UploadAbout, language: Language
    ) -> Upload:
        """Take a file in and begin its check, whose log is in a language."""
        ...

    def check(self, number: str, language: Language) -> Upload:
        """Begin the check of a file anew."""
        ...

    def upload(self, number: str) -> Upload:
        """A file that waits."""
        ...

    def waiting(self) -> Sequence[Upload]:
        """Every file that waits, newest first."""
        ...

    def accept(self, number: str) -> Accepted:
        """Move a file into the study's ``uploads``."""
        ...

    def reject(self, number: str) -> None:
        """Delete a file that waits."""
        ...
