"""Features of a run's vector layer in the order of their places, a few of them had at a time.

A GeoParquet file of a run is one piece: to have one parcel of it all must be read. Beside it a copy
is kept whose rows are sorted along a curve that keeps neighbours together, in small batches that
are read by themselves, with the bounds of every feature. A copy is named by the hash of the file it
is made of: it is never wrong, only unused, and may be deleted at any time.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Collection, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

__all__ = ["FeatureStore", "kept_features"]

Bounds = tuple[float, float, float, float]
"""West, south, east, north in the CRS of the features."""

_BATCH_BYTES = 64 * 1024
"""About so much is read together, a hundred parcels: it is unpacked in a twentieth of a
millisecond, by LZ4; small pieces packed by Zstandard take six times as long."""
_ROW_BYTES = 64
"""Of a row beside its shape, about."""
_FIRSTS = b"first rows of batches"
"""In the copy's metadata: whole numbers of 64 bits, one a batch, and the number of rows."""
_LAYOUT = 2
"""Of copies; part of their names, so that no version takes those of another for its own."""
_READ = 65536
"""Rows in memory at a time, while bounds are taken and while rows are put in order."""
_ROW = "__row"
"""Column of a row's place in the file the copy was made of."""
_BITS = 16
"""Bits of each axis of the curve."""
_LIMIT = 4 * 2**30
"""Bytes kept; beyond it the copies longest unused go."""
_MAKING = threading.Lock()


class FeatureStore:
    """Features of one file, read by window. Any thread may ask; one reads at a time.

    ``count``: features; ``bounds``: (feature, 4) west, south, east, north in order of the copy.
    """

    def __init__(self, path: Path, crs: str) -> None:
        self._path = path
        self._crs = crs
        self.bounds: NDArray[np.float64] = np.asarray(
            np.load(path.with_suffix(".npy"), mmap_mode="r")
        )
        self.count = len(self.bounds)
        # A batch is unpacked sooner than another thread is woken.
        alone = pa.ipc.IpcReadOptions(use_threads=False)
        # Read, not mapped: pages of places once asked for would count as the server's memory.
        self._file = pa.ipc.open_file(pa.OSFile(str(path)), options=alone)
        said = self._file.schema.metadata[_FIRSTS]
        self._firsts: NDArray[np.int64] = np.frombuffer(said, dtype="<i8")
        self._batch = _batch_bounds(self.bounds, self._firsts[:-1])
        self._reading = threading.Lock()

    def near(self, bounds: Bounds, columns: Collection[str] | None = None) -> gpd.GeoDataFrame:
        """Features whose bounds touch a rectangle, in the order of the file they come from.

        ``columns``: those wanted beside the geometry; all if None.
        """
        return self._read(self._picked(bounds), columns)

    def _picked(self, bounds: Bounds) -> list[tuple[int, NDArray[np.int64]]]:
        """Batch -> rows of it whose bounds touch a rectangle."""
        picked: list[tuple[int, NDArray[np.int64]]] = []
        for number in np.flatnonzero(_touch(self._batch, bounds)).tolist():
            rows = np.flatnonzero(_touch(self._boxes(number), bounds))
            if len(rows):
                picked.append((number, rows))
        return picked

    def touches(self, bounds: Bounds) -> bool:
        """Whether the bounds of any feature touch a rectangle; nothing is read."""
        met = np.flatnonzero(_touch(self._batch, bounds)).tolist()
        return any(_touch(self._boxes(number), bounds).any() for number in met)

    def _boxes(self, number: int) -> NDArray[np.float64]:
        """Bounds of the features of a batch."""
        return self.bounds[self._firsts[number] : self._firsts[number + 1]]

    def at(self, x: float, y: float, columns: Collection[str] | None = None) -> gpd.GeoDataFrame:
        """Features that cover a point."""
        if not self.touches((x, y, x, y)):
            return self._read([], columns)
        found = self.near((x, y, x, y), columns)
        covers = shapely.intersects(found.geometry.to_numpy(), shapely.Point(x, y))
        return found[covers].reset_index(drop=True)

    def rows_at(
        self, x: float, y: float, columns: Collection[str] | None = None
    ) -> list[dict[str, Any]]:
        """Attributes of the features that cover a point, None where a cell is empty.

        As :meth:`at` without their shapes, in a fraction of the time a frame takes to be made.
        """
        picked = self._picked((x, y, x, y))
        if not picked:
            return []
        table, _ = self._covering(picked, x, y)
        rows: list[dict[str, Any]] = table.select(self._wanted(columns)).to_pylist()
        return rows

    def shapes_at(self, x: float, y: float) -> NDArray[np.object_]:
        """Shapes of the same features, in the same order."""
        return self._covering(self._picked((x, y, x, y)), x, y)[1]

    def _covering(
        self, picked: list[tuple[int, NDArray[np.int64]]], x: float, y: float
    ) -> tuple[pa.Table, NDArray[np.object_]]:
        table = self._rows(picked)
        shapes = shapely.from_wkb(table["geometry"].to_numpy(zero_copy_only=False))
        covers = np.asarray(shapely.intersects(shapes, shapely.Point(x, y)), dtype=np.bool_)
        return table.filter(pa.array(covers)), shapes[covers]

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the attributes."""
        return tuple(self._wanted(None))

    @property
    def rows(self) -> NDArray[np.int64]:
        """(feature,) row of each in the file it comes from, in order of the copy."""
        return np.asarray(self.column(_ROW).to_numpy(), dtype=np.int64)

    def column(self, name: str) -> pa.ChunkedArray:
        """One column of every feature, in order of the copy."""
        place = self._file.schema.get_field_index(name)
        only = pa.ipc.IpcReadOptions(included_fields=[place])
        with pa.memory_map(str(self._path)) as source:
            return pa.ipc.open_file(source, options=only).read_all().column(0)

    def _read(
        self, picked: list[tuple[int, NDArray[np.int64]]], columns: Collection[str] | None
    ) -> gpd.GeoDataFrame:
        table = self._rows(picked)
        shapes = shapely.from_wkb(table["geometry"].to_numpy(zero_copy_only=False))
        frame = table.select(self._wanted(columns)).to_pandas()
        return gpd.GeoDataFrame(frame, geometry=shapes, crs=self._crs)

    def _wanted(self, columns: Collection[str] | None) -> list[str]:
        names = [n for n in self._file.schema.names if n not in (_ROW, "geometry")]
        return [n for n in names if columns is None or n in columns]

    def _rows(self, picked: list[tuple[int, NDArray[np.int64]]]) -> pa.Table:
        """Rows of batches, in the order of the file they come from."""
        with self._reading:
            parts = [self._file.get_batch(n).take(pa.array(rows)) for n, rows in picked]
        table = pa.Table.from_batches(parts, schema=self._file.schema)
        order = np.argsort(table[_ROW].to_numpy(), kind="stable")
        return table.take(pa.array(order))


def kept_features(path: Path, key: str, folder: Path, crs: str) -> FeatureStore:
    """The features of a GeoParquet file, copied into the order of their places if not done yet.

    Parameters
    ----------
    path
        The file, its polygons, lines or points in the column ``geometry``.
    key
        Hash of its bytes.
    folder
        Where copies are kept; one that cannot be written to gives way to a temporary folder.
    crs
        CRS of the file.

    Raises
    ------
    OSError
        If the disk is full or cannot be read.
    """
    home = folder if _writable(folder) else Path(tempfile.gettempdir()) / "sinkmap-places"
    target = home / f"{key}-{_LAYOUT}.arrow"
    with _MAKING:
        if not (target.is_file() and target.with_suffix(".npy").is_file()):
            home.mkdir(parents=True, exist_ok=True)
            _make(path, target)
            _trim(home, target)
        elif os.access(target, os.W_OK):
            os.utime(target)
        try:
            return FeatureStore(target, crs)
        except (pa.ArrowInvalid, EOFError, ValueError):  # cut off when the power failed
            _make(path, target)
            return FeatureStore(target, crs)


def _writable(folder: Path) -> bool:
    there = folder if folder.is_dir() else folder.parent
    return os.access(there, os.W_OK)


def _make(path: Path, target: Path) -> None:
    bounds = _bounds_of(path)
    order = np.argsort(_along_curve(bounds), kind="stable")
    table = pq.read_table(path)
    table = table.append_column(_ROW, pa.array(np.arange(table.num_rows)))
    lengths = pc.fill_null(pc.binary_length(table["geometry"]), 0).to_numpy()
    firsts = _firsts_of(lengths[order] + _ROW_BYTES)
    said = {**(table.schema.metadata or {}), _FIRSTS: firsts.astype("<i8").tobytes()}
    table = table.replace_schema_metadata(said)
    with tempfile.TemporaryDirectory(prefix=".tmp-", dir=target.parent) as scratch:
        rows, boxes = Path(scratch) / "rows", Path(scratch) / "boxes.npy"
        packed = pa.ipc.IpcWriteOptions(compression="lz4")
        with pa.ipc.new_file(str(rows), table.schema, options=packed) as writer:
            for batch in _in_order(table, order, firsts):
                writer.write_batch(batch)
        np.save(boxes, bounds[order])
        boxes.replace(target.with_suffix(".npy"))
        rows.replace(target)


def _firsts_of(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """First row of each batch and the number of rows; a large row begins one of its own."""
    step = (np.cumsum(sizes) - sizes) // _BATCH_BYTES
    begins = np.flatnonzero((np.diff(step, prepend=-1) != 0) | (sizes > _BATCH_BYTES // 2))
    return np.append(begins, len(sizes))


def _in_order(
    table: pa.Table, order: NDArray[np.int64], firsts: NDArray[np.int64]
) -> Iterator[pa.RecordBatch]:
    """Rows by batches; many at a time, for each time the whole table is gone through."""
    blocks = np.unique(firsts[:-1] // _READ, return_index=True)[1]
    for a, b in pairwise([*blocks.tolist(), len(firsts) - 1]):
        taken = table.take(pa.array(order[firsts[a] : firsts[b]])).combine_chunks()
        whole = taken.to_batches()[0]
        for first, last in pairwise((firsts[a : b + 1] - firsts[a]).tolist()):
            yield whole.slice(first, last - first)


def _bounds_of(path: Path) -> NDArray[np.float64]:
    """(feature, 4) bounds; NaN of a feature without a shape."""
    found = [np.empty((0, 4))]
    for batch in pq.ParquetFile(path).iter_batches(_READ, columns=["geometry"]):
        shapes = shapely.from_wkb(batch.column(0).to_numpy(zero_copy_only=False))
        found.append(shapely.bounds(shapes))
    return np.concatenate(found)


def _along_curve(bounds: NDArray[np.float64]) -> NDArray[np.uint64]:
    """(feature,) place along a Z curve over the middles of the features' bounds."""
    if not len(bounds):
        return np.empty(0, dtype=np.uint64)
    middle = np.nan_to_num((bounds[:, :2] + bounds[:, 2:]) / 2.0)
    low, high = middle.min(axis=0), middle.max(axis=0)
    scaled = (middle - low) / np.maximum(high - low, 1e-12) * (2**_BITS - 1)
    cells = scaled.astype(np.uint64)
    found = np.zeros(len(bounds), dtype=np.uint64)
    for bit in range(_BITS):
        for axis in (0, 1):
            one = (cells[:, axis] >> np.uint64(bit)) & np.uint64(1)
            found |= one << np.uint64(2 * bit + axis)
    return found


def _batch_bounds(bounds: NDArray[np.float64], first: NDArray[Any]) -> NDArray[np.float64]:
    if not len(first):
        return np.empty((0, 4))
    low = np.fmin.reduceat(bounds[:, :2], first, axis=0)
    high = np.fmax.reduceat(bounds[:, 2:], first, axis=0)
    return np.column_stack([low, high])


def _touch(boxes: NDArray[np.float64], bounds: Bounds) -> NDArray[np.bool_]:
    west, south, east, north = bounds
    found = (boxes[:, 0] <= east) & (boxes[:, 2] >= west)
    return np.asarray(found & (boxes[:, 1] <= north) & (boxes[:, 3] >= south), dtype=np.bool_)


def _trim(folder: Path, newest: Path) -> None:
    files = sorted(folder.glob("*.arrow"), key=lambda path: -path.stat().st_mtime)
    total = newest.stat().st_size
    for path in (one for one in files if one != newest):
        total += path.stat().st_size
        if total > _LIMIT:
            path.unlink(missing_ok=True)
            path.with_suffix(".npy").unlink(missing_ok=True)
