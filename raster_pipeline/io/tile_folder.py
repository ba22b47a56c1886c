"""Tiles in a folder, each a file ``{z}/{x}/{y}.png`` (or jpg, jpeg, webp)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

__all__ = ["TileFolder"]

_ENDINGS = (".png", ".jpg", ".jpeg", ".webp")
_MOST_BYTES = 16 << 20
"""Of a tile: some kilobytes are usual."""


class TileFolder:
    """The files below ``root``; rows are counted as the folder does. Any thread may ask.

    Names are made of numbers, so none leads elsewhere; what is a link out of the folder is not
    there.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def zooms(self) -> list[int]:
        """Zooms that have a folder."""
        return _numbered(self._root)

    def columns(self, z: int) -> list[int]:
        """Columns of a zoom that have a folder."""
        return _numbered(self._root / str(z))

    def addresses(self, z: int) -> Iterator[tuple[int, int]]:
        """Column and row of every tile of a zoom."""
        for x in self.columns(z):
            names = (Path(name) for name in _listed(self._root / str(z) / str(x)))
            for name in names:
                if name.suffix.lower() in _ENDINGS and _is_number(name.stem):
                    yield x, int(name.stem)

    def tile(self, z: int, x: int, row: int) -> bytes | None:
        """A tile's file; None if there is none, or one too large to be a tile."""
        column = self._root / str(z) / str(x)
        for ending in _ENDINGS:
            path = (column / f"{row}{ending}").resolve()
            if path.is_relative_to(self._root) and path.is_file():
                return path.read_bytes() if path.stat().st_size <= _MOST_BYTES else None
        return None

    def stamp(self) -> str:
        """When columns were last added to or taken from, to tell one state from another.

        A file that is written over is not seen by this.
        """
        folders = [self._root, *(self._root / str(z) for z in self.zooms())]
        times = [folder.stat().st_mtime_ns for folder in folders]
        return " ".join(map(str, times))


def _numbered(folder: Path) -> list[int]:
    return sorted(int(name) for name in _listed(folder) if _is_number(name))


def _listed(folder: Path) -> list[str]:
    try:
        return [one.name for one in folder.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _is_number(name: str) -> bool:
    """Whether a name is a number as it is usually written: one number has one name."""
    return name.isascii() and name.isdigit() and len(name) < 10 and str(int(name)) == name
