"""The benchmark's case at a small size: the two sides have the same result. No clock."""

import numpy as np
import pytest

from benchmarks import composite_cases as cases
from benchmarks.composite_memory import composite_memory
from benchmarks.scenes import link_scenes, make_scenes, scene_files


# Both from inside the peer: rioxarray with a new affine, numpy where nothing was seen.
@pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")
@pytest.mark.filterwarnings("ignore:All-NaN slice:RuntimeWarning")
def test_ours_equals_xarray(tmp_path):
    files = make_scenes(tmp_path, size=600, scenes=7, bands=3, seed=11)
    result = cases.ours(files)
    assert cases.equal(result, cases.peer(files))
    assert np.isnan(result).any()
    assert not np.isnan(result).all()
    assert not cases.equal(result, result + np.float32(1e-3))


def test_the_pass_that_only_reads_reads_everything(tmp_path):
    files = make_scenes(tmp_path, size=520, scenes=2, bands=3, seed=1)
    assert cases.read_only(files) == 520 * 520 * 2 * (3 * 2 + 1)


def test_scenes_that_are_links_are_scenes_of_their_own(tmp_path):
    make_scenes(tmp_path, size=520, scenes=2, bands=1, seed=1)
    files = scene_files(tmp_path, 520, 5, 1)
    link_scenes(files, 2)
    read = {source.file.path for scene in files.scenes() for source in scene.bands.values()}
    assert len(read) == 5
    assert files.images[1].samefile(files.images[3])
    assert cases.read_only(files) == 520 * 520 * 5 * (2 + 1)


def test_memory_is_measured_where_no_scene_was_made(tmp_path):
    (row,) = composite_memory(tmp_path, [600], scenes=3)
    assert (row["side"], row["scenes"]) == (600, 3)
    assert row["idle_bytes"] < row["tiles_peak_bytes"] <= row["peak_bytes"]
    assert list(tmp_path.iterdir()) == []
