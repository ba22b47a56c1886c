"""Freed memory goes back to the system, also what lies between memory still in use."""

import ctypes
import sys
from pathlib import Path

import numpy as np
import pytest

from raster_pipeline.steps.memory import release, trim


def resident() -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_trim"),
    reason="the C library keeps its free pages to itself",
)
@pytest.mark.parametrize("give_back", [trim, release])
def test_holes_between_arrays_in_use_go_back(give_back):
    """128 MB of small arrays, every other of them freed: 64 MB of holes."""
    give_back()
    arrays = [np.ones(64 * 1024, dtype=np.uint8) for _ in range(2048)]
    del arrays[::2]
    before = resident()
    give_back()
    assert before - resident() > 48e6
    assert all(array.all() for array in arrays)
