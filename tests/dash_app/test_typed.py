"""Texts from a page."""

import pytest

from dash_app.typed import typed


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (" 甲\n乙 ", "甲\n乙"),
        ("a\x00b\x0bc\ud800d\u202ee\ufffef", "abcdef"),
        ("\ue000\U00020bb7", "\ue000\U00020bb7"),
        ("x" * 30, "x" * 10),
        (None, ""),
        (["x"], ""),
    ],
)
def test_what_is_typed_can_be_written_anywhere(said, kept):
    assert typed(said, 10) == kept
