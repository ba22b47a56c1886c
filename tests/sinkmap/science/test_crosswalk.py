import numpy as np
import pytest

from sinkmap.classes import code_system, group, group_at
from sinkmap.errors import UsageError
from sinkmap.science.crosswalk import group_pixels
from sinkmap.science.tree_mask import TreeClass, tree_classes, tree_mask


def test_every_value_goes_to_its_group():
    codes = code_system("worldcover")
    values = np.array([[int(code) for code in codes.table.index]])
    found = group_pixels(values, "worldcover")
    assert found.dtype == np.uint8
    assert found[0].tolist() == [group(g).index for g in codes.table["group"]]


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.int32])
def test_unknown_values_and_no_data_are_nothing(dtype):
    values = np.array([[10, 0, 99, 30]]).astype(dtype)
    assert group_pixels(values, "worldcover", nodata=30)[0, 1:].tolist() == [0, 0, 0]
    if dtype != np.uint8:
        # 266 and -246 would wrap to 10 if they were cut to eight bits.
        wild = np.array([[266, -246]]).astype(dtype)
        assert group_pixels(wild, "worldcover").tolist() == [[0, 0]]


def test_text_system_has_no_pixels():
    with pytest.raises(UsageError, match="CODE-SYSTEM-NOT-RASTER"):
        group_pixels(np.zeros((1, 1), np.uint8), "sd3")


def test_tree_classes_come_from_the_tables():
    own = tree_classes("tree_mask")
    assert own[:5].tolist() == [0, 1, 2, 3, 4]
    assert (own[5:] == TreeClass.UNSEEN).all()
    cover = tree_classes("worldcover")
    assert {v: int(cover[v]) for v in (0, 10, 20, 30, 80, 95)} == {
        0: 255, 10: 1, 20: 3, 30: 0, 80: 0, 95: 1,
    }  # fmt: skip
    igbp = tree_classes("igbp")
    assert igbp[[1, 2, 3, 4, 5]].tolist() == [1] * 5
    assert igbp[255] == TreeClass.UNSEEN


def test_tree_mask_knows_its_no_data():
    values = np.array([[0, 1, 9, 255, -1, 300]], dtype=np.int16)
    assert tree_mask(values, nodata=9).tolist() == [[0, 1, 255, 255, 255, 255]]
    assert tree_mask(values.astype(np.float32), nodata=0)[0, :2].tolist() == [255, 1]


@pytest.mark.parametrize("nodata", [None, 0, 10, 255, 10.5, float("nan")])
def test_bytes_and_wider_numbers_give_the_same(nodata):
    values = np.arange(256, dtype=np.uint8).reshape(16, 16)
    wide = values.astype(np.int32)
    assert np.array_equal(
        group_pixels(values, "worldcover", nodata), group_pixels(wide, "worldcover", nodata)
    )
    assert np.array_equal(
        tree_mask(values, "tree_mask", nodata), tree_mask(wide, "tree_mask", nodata)
    )


def test_clcd_steps_in_beside_the_others():
    values = np.array([[1, 2, 5, 8, 9, 0]], dtype=np.uint8)
    found = [group_at(int(index)) for index in group_pixels(values, "clcd", 0.0)[0]]
    assert [one.id if one else "" for one in found] == [
        "cropland_dry", "forest_arbor", "lake", "built_res_urban", "marsh", "",
    ]  # fmt: skip
    assert tree_classes("clcd")[1:4].tolist() == [TreeClass.NONE, TreeClass.ARBOR, TreeClass.SHRUB]
