"""Shares of pixels in zones kept on the disk, so that another year or raster costs no geometry.

A file holds the packed shares of one set of zones on one grid, band after band, and is named by
the SHA-256 of what they follow from: the zones' edges in pixels, the grid, the size of a tile and
the version of the form. A changed polygon is another file; a file is never wrong, only unused.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import struct
import tempfile
import threading
import zlib
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sinkmap.grid import Grid
from sinkmap.science.zone_shares import BandShares, ZoneShares

__all__ = ["KeptShares", "ShareStore"]

_FORM = "sinkmap-shares/2"
_TRAILER = struct.Struct("<8sqq")
_MAGIC = b"SMSHARES"
_ARRAYS = 9
_SUFFIX = ".shares"


class ShareStore:
    """A folder of kept shares.

    Parameters
    ----------
    folder
        Where they lie; made when the first file is written. It may be deleted at any time.
    scratch
        Folder on the same file system for files being written; whoever owns it cleans up after a
        process that was killed.
    limit
        Bytes to keep: beyond it the files longest unused go.
    """

    def __init__(self, folder: Path, scratch: Path, limit: int = 4 * 2**30) -> None:
        self._folder = folder
        self._scratch = scratch
        self._limit = limit

    def begin(self) -> tuple[int, Path]:
        """Handle and path of a new scratch file."""
        handle, name = tempfile.mkstemp(suffix=_SUFFIX, dir=self._scratch)
        return handle, Path(name)

    def keep(self, shares: ZoneShares) -> KeptShares:
        """The shares, read from the folder where they lie there, else computed and kept."""
        return KeptShares(shares, self._folder / f"{_key(shares)}{_SUFFIX}", self)

    def trim(self, newest: Path) -> None:
        """Delete the files longest unused until the rest fits; never ``newest``."""
        files = sorted(self._folder.glob(f"*{_SUFFIX}"), key=lambda path: -path.stat().st_mtime)
        total = newest.stat().st_size
        for path in (path for path in files if path != newest):
            total += path.stat().st_size
            if total > self._limit:
                path.unlink(missing_ok=True)


class KeptShares:
    """Shares of zones, from a file if there is one; a context, at whose end a new file is kept.

    Bands may be asked for from any thread. A band that does not read back as it was written is
    computed again and its file is given up. A file takes its name once every band was asked for
    and written; otherwise nothing is left.

    Parameters
    ----------
    shares
        What computes them.
    path
        The file.
    store
        The store it belongs to.
    """

    def __init__(self, shares: ZoneShares, path: Path, store: ShareStore) -> None:
        self._shares = shares
        self._path = path
        self._store = store
        self._lock = threading.Lock()
        self._index = np.full((shares.bands, 2 + _ARRAYS), -1, dtype=np.int64)
        self._end = 0
        self._handle = -1
        self._map: mmap.mmap | None = None
        self._sound = np.zeros(shares.bands, dtype=np.bool_)
        self._scratch: Path | None = None
        self._rotten = False

    @property
    def grid(self) -> Grid:
        """The grid."""
        return self._shares.grid

    @property
    def tile(self) -> int:
        """Edge of a tile in pixels."""
        return self._shares.tile

    @property
    def count(self) -> int:
        """Number of zones."""
        return self._shares.count

    @property
    def bands(self) -> int:
        """Number of bands."""
        return self._shares.bands

    @property
    def found(self) -> bool:
        """Whether a file was there to be read."""
        return self._scratch is None

    def work(self) -> NDArray[np.float64]:
        """(band,) how much there is to do in each."""
        return self._shares.work()

    def band(self, index: int) -> BandShares:
        """Shares in one row of tiles.

        Raises
        ------
        OSError
            If the disk is full or cannot be read.
        """
        if self._index[index, 0] >= 0:
            kept = self._read(index)
            if kept is not None:
                return kept
            self._rotten = True
        band = self._shares.band(index)
        if self._scratch is not None:
            self._write(index, band)
        return band

    def __enter__(self) -> Self:
        known = _open(self._path, self._index.shape)
        if known is not None:
            self._handle, self._index = known
            os.utime(self._path)
            return self
        self._handle, self._scratch = self._store.begin()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self._scratch is not None and kind is None and (self._index[:, 0] >= 0).all():
                self._seal()
        finally:
            self._map = None  # views of it that are still held keep it open
            os.close(self._handle)
            if self._scratch is not None:
                self._scratch.unlink(missing_ok=True)
            if self._rotten:
                self._path.unlink(missing_ok=True)

    def _read(self, index: int) -> BandShares | None:
        offset, check, *sizes = self._index[index].tolist()
        end = offset + 4 * sum(sizes)
        block = memoryview(self._mapped(end))[offset:end]
        if not self._sound[index] and zlib.crc32(block) != check:
            return None
        self._sound[index] = True  # read back once; until the file is closed nobody writes to it
        words = np.frombuffer(block, dtype="<u4")
        return BandShares(*np.split(words, np.cumsum(sizes)[:-1]))

    def _mapped(self, end: int) -> mmap.mmap:
        """The file in memory as far as ``end``: pages of the system, no copy of ours."""
        with self._lock:
            if self._map is None or len(self._map) < end:
                self._map = mmap.mmap(self._handle, 0, access=mmap.ACCESS_READ)
            return self._map

    def _write(self, index: int, band: BandShares) -> None:
        block = b"".join(array.astype("<u4", copy=False).tobytes() for array in band.arrays)
        with self._lock:
            offset, self._end = self._end, self._end + len(block)
        _write_all(self._handle, block, offset)
        sizes = [len(array) for array in band.arrays]
        self._index[index] = [offset, zlib.crc32(block), *sizes]

    def _seal(self) -> None:
        assert self._scratch is not None
        block = self._index.astype("<i8").tobytes()
        trailer = _TRAILER.pack(_MAGIC, self._end, zlib.crc32(block))
        _write_all(self._handle, block + trailer, self._end)
        os.fsync(self._handle)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._scratch.replace(self._path)
        self._store.trim(self._path)


def _key(shares: ZoneShares) -> str:
    edges = shares.edges
    digest = hashlib.sha256()
    stated = {"form": _FORM, "grid": shares.grid.to_json(), "tile": shares.tile}
    digest.update(json.dumps(stated, sort_keys=True).encode())
    for array in (edges.x, edges.y, edges.start, edges.sign, edges.first):
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def _open(path: Path, shape: tuple[int, int]) -> tuple[int, NDArray[np.int64]] | None:
    """Handle and index of a whole file; None if there is none, or one that breaks off."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    size = os.fstat(handle).st_size
    length = 8 * shape[0] * shape[1]
    tail = os.pread(handle, length + _TRAILER.size, max(0, size - length - _TRAILER.size))
    if len(tail) == length + _TRAILER.size:
        magic, end, check = _TRAILER.unpack(tail[length:])
        whole = magic == _MAGIC and end + len(tail) == size and zlib.crc32(tail[:length]) == check
        if whole:
            return handle, np.frombuffer(tail[:length], dtype="<i8").reshape(shape).copy()
    os.close(handle)
    path.unlink()
    return None


def _write_all(handle: int, block: bytes, offset: int) -> None:
    view = memoryview(block)
    while view:
        done = os.pwrite(handle, view, offset)
        view, offset = view[done:], offset + done
