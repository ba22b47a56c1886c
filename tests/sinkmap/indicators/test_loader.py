"""Indicators are found in their folder; what does not belong there is refused by name."""

import sys

import pytest

import sinkmap.indicators as package
from sinkmap.errors import CannotFinishError
from sinkmap.indicators import indicators

DECLARATION = """
from sinkmap.chapter import Chapter
from sinkmap.indicator import ClassAreas, Indicator, Measure, Profile
from sinkmap.figure import IntervalReason
from sinkmap.text import Text

def value(account, profile):
    return Measure(1.0, 1.0, 1.0, 1.0, Text("无", "none"), IntervalReason.REGISTER_AREA)

INDICATOR = Indicator(
    id="{name}", title=Text("标题", "title"), chapter=Chapter.LAND, uom="%",
    valid=(0.0, 100.0),
    numerator=Text("分子", "numerator"), denominator=Text("分母", "denominator"),
    inputs=(ClassAreas("land_group"),),
    profiles=(Profile("one", Text("口径", "profile"), Text("定义", "definition"), "ref"),),
    reference="ref", compute=value, after={after!r},
)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    before = set(sys.modules)
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])

    def write(name, *, declared=None, after=(), text=None):
        text = DECLARATION.format(name=declared or name, after=after) if text is None else text
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")

    yield write
    for name in set(sys.modules) - before:
        if name.startswith("sinkmap.indicators."):
            del sys.modules[name]


def refused():
    with pytest.raises(CannotFinishError) as error:
        indicators()
    return [(finding.code, finding.seen) for finding in error.value.findings]


def test_a_new_file_is_enough_and_leaves_no_trace(folder):
    known = list(indicators())
    folder("aa_new", after=("tree_cover_rate",))
    found = list(indicators())
    assert set(found) == {*known, "aa_new"}
    assert found.index("aa_new") > found.index("tree_cover_rate")


def test_the_folder_is_read_again_every_time(folder, monkeypatch, tmp_path):
    folder("short_lived")
    assert "short_lived" in indicators()
    monkeypatch.setattr(package, "__path__", package.__path__[:-1])
    assert "short_lived" not in indicators()


def test_a_changed_home_is_not_served_from_memory(folder, monkeypatch, tmp_path):
    folder("moved")
    assert indicators()["moved"].title.en == "title"
    other = tmp_path / "other"
    other.mkdir()
    text = DECLARATION.format(name="moved", after=()).replace('"title"', '"another"')
    (other / "moved.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(package, "__path__", [*package.__path__[:-1], str(other)])
    assert indicators()["moved"].title.en == "another"


def test_stray_and_misnamed_files_are_all_named(folder):
    folder("notes", text="x = 1\n")
    folder("renamed", declared="old_name")
    assert refused() == [("INDICATOR-STRAY", ""), ("INDICATOR-MISNAMED", "old_name")]


def test_a_folder_is_a_stray(folder, tmp_path):
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "__init__.py").write_text("", encoding="utf-8")
    assert refused() == [("INDICATOR-STRAY", "")]


def test_a_second_file_of_the_same_name_is_refused(folder):
    folder("soc_stock")
    assert refused() == [("INDICATOR-DOUBLE", "soc_stock")]


def test_unknown_predecessor(folder):
    folder("late", after=("nothing",))
    assert refused() == [("INDICATOR-AFTER-UNKNOWN", "nothing")]


def test_ring_of_predecessors(folder):
    folder("one_ring", after=("two_ring",))
    folder("two_ring", after=("one_ring",))
    (found,) = refused()
    assert found[0] == "INDICATOR-CYCLE"
    assert "one_ring" in found[1]
    assert "two_ring" in found[1]
