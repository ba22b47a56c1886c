"""What the operating system refuses while a run is written, as named errors."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import raster_pipeline.io.gdal_env  # noqa: F401  isort: skip  (before any GDAL import)
from rasterio._err import CPLE_BaseError
from rasterio.errors import RasterioError

from sinkmap.errors import CannotFinishError, Finding, Severity
from sinkmap.text import Text

__all__ = ["disk_errors"]

_FULL = (
    Text("磁盘空间不足", "the disk is full"),
    Text("腾出空间后重试；已发布的结果未变", "free some space and run again; nothing changed"),
)
_FORBIDDEN = (
    Text("没有写入或读取的权限", "writing or reading is not permitted"),
    Text(
        "给予方案文件夹读写权限，或复制到可写的位置",
        "allow writing below the study folder, or copy it to a place where that is allowed",
    ),
)
_FAILED = (
    Text("文件无法写入或读取", "a file could not be written or read"),
    Text("检查磁盘与文件后重试；已发布的结果未变", "check the disk and run again; nothing changed"),
)
_MEMORY = (
    Text("内存不足", "there is not enough memory"),
    Text("关闭其他程序，或用更少的线程", "close other programs, or use fewer threads"),
)
_KINDS = {
    errno.ENOSPC: ("DISK-FULL", _FULL),
    errno.EDQUOT: ("DISK-FULL", _FULL),
    errno.EFBIG: ("DISK-FULL", _FULL),
    errno.EROFS: ("DISK-READ-ONLY", _FORBIDDEN),
    errno.EACCES: ("DISK-READ-ONLY", _FORBIDDEN),
    errno.EPERM: ("DISK-READ-ONLY", _FORBIDDEN),
}
_LEAST_FREE = 16 << 20
"""With less than this left, in bytes, a failure without a reason is put down to a full disk."""


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Name what stops the writing of a run below a folder.

    Raises
    ------
    CannotFinishError
        ``DISK-FULL``, ``DISK-READ-ONLY``, ``DISK-FAILED`` or ``MEMORY``.
    """
    try:
        yield
    except MemoryError as error:
        raise CannotFinishError(_finding("MEMORY", _MEMORY, folder, "")) from error
    except (OSError, RasterioError, CPLE_BaseError) as error:
        code, words = _kind(error, folder)
        raise CannotFinishError(_finding(code, words, folder, _said(error, folder))) from error


def _kind(error: Exception, folder: Path) -> tuple[str, tuple[Text, Text]]:
    # The drivers' own errors carry an errno too, which counts something else.
    number = error.errno if isinstance(error, OSError) else None
    if number in _KINDS:
        return _KINDS[number]
    # The raster and table drivers often say only that a write failed.
    if folder.exists() and shutil.disk_usage(folder).free < _LEAST_FREE:
        return _KINDS[errno.ENOSPC]
    return "DISK-FAILED", _FAILED


def _said(error: Exception, folder: Path) -> str:
    file = getattr(error, "filename", None)
    reason = getattr(error, "strerror", None) or str(error)
    said = f"{reason}: {Path(str(file)).name}" if file else reason
    return " ".join(said.replace(f"{folder}/", "").split())


def _finding(code: str, words: tuple[Text, Text], folder: Path, seen: str) -> Finding:
    return Finding(code, Severity.ERROR, words[0], words[1], file=folder.name, seen=seen)
