"""Reading ahead: order, what a raster gives, and what a fault does."""

import threading
from contextlib import closing

import pytest

from layers import given_layers
from raster_pipeline.steps import read_ahead as module
from raster_pipeline.steps.read_ahead import read_ahead
from raster_pipeline.steps.vector_layer import LayerRead
from sinkmap.study import InputEntry

ENTRIES = [
    InputEntry("eco_redline", ("a.gpkg",), (2022,)),
    InputEntry("tree_cover", ("t.tif",), (2022,)),
    InputEntry("protected_area", ("b.gpkg",), (2022,)),
    InputEntry("eco_redline", ("c.gpkg",), (2023,)),
]


def test_layers_come_in_the_order_of_the_plan_and_one_ahead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[str] = []

    def completed(entry: InputEntry, *_: object) -> LayerRead:
        begun.append(entry.files[0])
        return LayerRead(None, [], [], {}, len(entry.files[0]))

    monkeypatch.setattr(module, "_completed", completed)
    seen = []
    with closing(read_ahead(ENTRIES, given_layers(), {}, None, None)) as reads:
        for entry, layer in reads:
            seen.append((entry.files[0], layer is None))
            assert len(begun) <= len([name for name, raster in seen if not raster]) + 1
    assert seen == [("a.gpkg", False), ("t.tif", True), ("b.gpkg", False), ("c.gpkg", False)]
    assert begun == ["a.gpkg", "b.gpkg", "c.gpkg"]


def test_a_fault_of_a_layer_is_raised_at_its_turn_and_no_thread_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def completed(entry: InputEntry, *_: object) -> LayerRead:
        if entry.files[0] == "b.gpkg":
            raise OSError("gone")
        return LayerRead(None, [], [])

    monkeypatch.setattr(module, "_completed", completed)
    before = threading.active_count()
    seen = []
    with (
        pytest.raises(OSError, match="gone"),
        closing(read_ahead(ENTRIES, given_layers(), {}, None, None)) as reads,
    ):
        seen.extend(entry.files[0] for entry, _ in reads)
    assert threading.active_count() == before
