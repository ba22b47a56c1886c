"""What stops the writing of a run has a name; what is our own mistake keeps its traceback."""

import errno
import shutil
from pathlib import Path

import pytest
from rasterio._err import CPLE_AppDefinedError
from rasterio.errors import RasterioIOError

from raster_pipeline.io.disk import disk_errors
from sinkmap.errors import CannotFinishError


def named(error: BaseException, folder: Path) -> CannotFinishError:
    with pytest.raises(CannotFinishError) as caught, disk_errors(folder):
        raise error
    assert caught.value.__cause__ is error
    return caught.value


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "DISK-FULL"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "DISK-FULL"),
        (PermissionError(errno.EACCES, "Permission denied"), "DISK-READ-ONLY"),
        (OSError(errno.EIO, "Input/output error"), "DISK-FAILED"),
        (RasterioIOError("Write failed"), "DISK-FAILED"),
        (CPLE_AppDefinedError(3, 1, "TIFFReadDirectory: failed"), "DISK-FAILED"),
        (MemoryError(), "MEMORY"),
    ],
)
def test_each_cause_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 0, 1 << 40))
    (finding,) = named(error, tmp_path).findings
    assert finding.code == code
    assert str(tmp_path) not in finding.say("en")


def test_a_driver_that_gives_no_reason_on_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))
    error = named(CPLE_AppDefinedError(3, 1, "TIFFReadDirectory: failed"), tmp_path)
    assert error.findings[0].code == "DISK-FULL"


def test_our_own_mistakes_are_not_hidden(tmp_path: Path) -> None:
    with pytest.raises(KeyError), disk_errors(tmp_path):
        raise KeyError("x")
