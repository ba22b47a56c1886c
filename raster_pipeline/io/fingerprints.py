"""Digests of files, kept while the files stay as they are."""

from __future__ import annotations

from pathlib import Path

from raster_pipeline.io.study_file import fingerprint

__all__ = ["Fingerprints"]

_Look = tuple[int, int, int]


class Fingerprints:
    """SHA-256 and size of files, each hashed anew only when it does not look as it did.

    A file looks the same while its size, its time of change and its place on the disk do. That
    can be forged, so whoever must know for sure begins with no digests kept.
    """

    def __init__(self) -> None:
        self._known: dict[Path, tuple[_Look, tuple[str, int]]] = {}

    def of(self, path: Path) -> tuple[str, int]:
        """SHA-256 (hex) and size in bytes of one file."""
        state = path.stat()
        look = (state.st_size, state.st_mtime_ns, state.st_ino)
        known = self._known.get(path)
        if known is None or known[0] != look:
            known = self._known[path] = (look, fingerprint(path))
        return known[1]
