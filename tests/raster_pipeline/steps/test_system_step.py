"""A step of code system inside a figure is told with its method."""

from raster_pipeline.steps.system_step import with_system_step
from sinkmap.text import Text

METHOD = Text("方法", "method")


def test_one_system_says_nothing():
    same = [("parcels", 2022, "sd3"), ("parcels_update", 2023, "sd3"), ("land_cover", 2022, "clcd")]
    assert with_system_step(METHOD, same) is METHOD
    assert with_system_step(METHOD, []) is METHOD


def test_parcels_and_their_updates_are_one_series():
    found = with_system_step(
        METHOD, [("parcels_update", 2024, "ydyh2023"), ("parcels", 2023, "sd3")]
    )
    assert found.en.startswith("method; the code system changes between years")
    assert "(2023 sd3 → 2024 ydyh2023)" in found.en
    assert "2023 sd3 → 2024 ydyh2023" in found.zh


def test_rasters_too_and_every_layer_of_its_own():
    used = [
        ("land_cover", 2022, "worldcover"),
        ("land_cover", 2023, "clcd"),
        ("tree_cover", 2022, "tree_mask"),
        ("tree_cover", 2023, "tree_mask"),
    ]
    assert "2022 worldcover → 2023 clcd" in with_system_step(METHOD, used).en
    assert "tree_mask" not in with_system_step(METHOD, used).en
