"""The files of scenes: what their headers say, and open ones, a bounded number to a thread."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self, TypeVar

from numpy.typing import NDArray

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip  (before any GDAL import)
import rasterio
from rasterio.errors import RasterioIOError
from rasterio.windows import Window as RasterWindow

from raster_pipeline.io.raster_facts import RasterFacts, facts_of
from raster_pipeline.io.scene.findings import refused
from raster_pipeline.io.scene.scene import BandFile

__all__ = ["OpenFiles", "frame_of"]

_T = TypeVar("_T")

_MOST_OPEN = 128
"""Open files of one thread: a season of scenes on eight threads stays below the usual 1024."""
_REMOTE = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_HTTP_CONNECTTIMEOUT": "10",
    "GDAL_HTTP_TIMEOUT": "60",
    "GDAL_HTTP_MAX_RETRY": "2",
    "GDAL_HTTP_RETRY_DELAY": "1",
}
"""Seconds and counts of remote reading, so that a dead server ends a run within minutes."""


class OpenFiles:
    """Open files of scenes, by thread; the one used longest ago is closed when there are too many.

    Parameters
    ----------
    allow_remote
        Whether files on a network may be opened. Each opening allows its own address only.
    """

    def __init__(self, *, allow_remote: bool = False) -> None:
        self._allow_remote = allow_remote
        self._own = threading.local()
        self._opened: dict[int, Any] = {}
        self._facts: dict[str, RasterFacts] = {}
        self._lock = threading.Lock()

    def facts(self, file: BandFile) -> RasterFacts:
        """Header of a file.

        Raises
        ------
        InputRefusedError
            ``SCENE-TRUNCATED`` if it cannot be opened, ``SCENE-REMOTE`` if it may not be.
        """
        if file.path not in self._facts:
            path = Path(file.url or file.path)
            self._facts[file.path] = self._guarded(file, lambda data: facts_of(data, path))
        return self._facts[file.path]

    def read(
        self, file: BandFile, indexes: tuple[int, ...], rows: tuple[int, int], cols: tuple[int, int]
    ) -> NDArray[Any]:
        """Stored numbers (band, y, x) of rows and columns first..last, as the file counts them.

        Raises
        ------
        InputRefusedError
            ``SCENE-TRUNCATED`` if they cannot be read, ``SCENE-REMOTE`` as :meth:`facts`.
        """
        place = RasterWindow(cols[0], rows[0], cols[1] - cols[0], rows[1] - rows[0])
        where = f"rows {rows[0]}-{rows[1] - 1}, columns {cols[0]}-{cols[1] - 1}"
        stored: NDArray[Any] = self._guarded(
            file, lambda data: data.read(list(indexes), window=place), where
        )
        return stored

    def close(self) -> None:
        """Close the files of every thread; call it when no thread reads any more."""
        with self._lock:
            for dataset in self._opened.values():
                dataset.close()
            self._opened.clear()
            self._own = threading.local()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _guarded(self, file: BandFile, use: Callable[[Any], _T], where: str = "") -> _T:
        if file.url and not self._allow_remote:
            raise refused("SCENE-REMOTE", file.name, file.url, "allow_remote = true")
        try:
            if not file.url:
                return use(self._handle(file))
            with rasterio.Env(**_REMOTE, CPL_VSIL_CURL_ALLOWED_FILENAME=file.path):
                return use(self._handle(file))
        except RasterioIOError as error:
            seen = where or str(error).replace(file.path, file.name)
            raise refused("SCENE-TRUNCATED", file.name, seen) from error

    def _handle(self, file: BandFile) -> Any:
        handles: OrderedDict[str, Any] = self._own.__dict__.setdefault("handles", OrderedDict())
        if file.path in handles:
            handles.move_to_end(file.path)
            return handles[file.path]
        dataset = rasterio.open(file.path, driver=file.driver)
        handles[file.path] = dataset
        with self._lock:
            self._opened[id(dataset)] = dataset
        if len(handles) > _MOST_OPEN:
            _, oldest = handles.popitem(last=False)
            with self._lock:
                del self._opened[id(oldest)]
            oldest.close()
        return dataset


def frame_of(facts: RasterFacts) -> tuple[float, float, float, float]:
    """West and north edge of a raster, and width and height of its pixels."""
    west, _, _, north = facts.bounds
    return (west, north, *facts.pixel)
