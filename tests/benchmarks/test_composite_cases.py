"""The benchmark's case at a small size: the two sides have the same result. No clock."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def cases():
    path = ROOT / "benchmarks/composite_cases.py"
    described = importlib.util.spec_from_file_location("composite_cases", path)
    assert described is not None
    assert described.loader is not None
    module = importlib.util.module_from_spec(described)
    sys.modules["composite_cases"] = module
    described.loader.exec_module(module)
    yield module
    del sys.modules["composite_cases"]


# Both from inside the peer: rioxarray with a new affine, numpy where nothing was seen.
@pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")
@pytest.mark.filterwarnings("ignore:All-NaN slice:RuntimeWarning")
def test_ours_equals_xarray(cases, tmp_path):
    case = cases.make_scenes(tmp_path, size=600, scenes=7, bands=3, seed=11)
    result = cases.ours(case)
    assert cases.equal(result, cases.peer(case))
    assert np.isnan(result).any()
    assert cases.streamed(case) == (~np.isnan(result).any(axis=0)).sum() > 0
    assert not cases.equal(result, result + np.float32(1e-3))


def test_the_pass_that_only_reads_reads_everything(cases, tmp_path):
    case = cases.make_scenes(tmp_path, size=520, scenes=2, bands=3, seed=1)
    assert cases.read_only(case) == 520 * 520 * 2 * (3 * 2 + 1)
