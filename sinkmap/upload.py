"""A file sent in through a browser: what is said of it, what was found, what became of it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from sinkmap.errors import Finding, Severity

__all__ = ["Accepted", "Upload", "UploadAbout", "plain_name"]

_MOST_SIGNS, _MOST_BYTES = 80, 200
"""Length of a name: to be read, and to be written (file systems take 255 bytes)."""
_MOST_ENDING = 10
_NO_NAME = frozenset('<>:"|?*')
"""Signs that no name may hold on Windows."""


def plain_name(name: str) -> str:
    """A name from outside, to be shown and to name a file; empty where nothing is left of it.

    Its last part without signs that steer, hide or lead away, and not too long; its ending stays.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = (one for one in last if unicodedata.category(one)[0] != "C" and one not in _NO_NAME)
    plain = "".join(kept).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > _MOST_ENDING:
        stem, dot, ending = plain, "", ""
    tail = dot + ending
    room = _MOST_BYTES - len(tail.encode())
    return stem[: _MOST_SIGNS - len(tail)].encode()[:room].decode(errors="ignore") + tail


@dataclass(frozen=True, slots=True)
class UploadAbout:
    """What the person says of a file: the layer it plays, its survey years (none: all years of the
    study), code system, state, vintage and source."""

    layer: str
    years: tuple[int, ...] = ()
    code_system: str = ""
    data_state: str = ""
    vintage: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits: what it is, and every finding about it.

    ``checked``: the check came to its end, whatever it found. ``job``: number of the job that
    checks it now; None if none does.
    """

    id: str
    label: str
    size: int
    sha256: str
    received: str
    about: UploadAbout
    findings: tuple[Finding, ...] = ()
    checked: bool = True
    job: int | None = None

    @property
    def refused(self) -> bool:
        """Whether it cannot be accepted: it is not checked, or an error is among the findings."""
        return not self.checked or any(one.severity is Severity.ERROR for one in self.findings)


@dataclass(frozen=True, slots=True)
class Accepted:
    """Where an accepted file lies, relative to the study folder, and the lines of ``study.toml``
    that make it count; ``replaces``: files the plan names for the same layer and years now."""

    file: str
    lines: str
    replaces: tuple[str, ...]
