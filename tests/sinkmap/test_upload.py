"""Names from outside."""

import pytest

from sinkmap.upload import plain_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/公园.geojson", "公园.geojson"),
        ("C:\\data\\a.geojson", "a.geojson"),
        ("a\u202egnp.geojson", "agnp.geojson"),
        ("a\r\nSet-Cookie: x.geojson", "aSet-Cookie x.geojson"),
        ("a\x00b.shp", "ab.shp"),
        ("\ud800.txt", "txt"),
        ("x" * 300, "x" * 80),
        ("x" * 300 + ".zip", "x" * 76 + ".zip"),
        ("a." + "x" * 300, "a." + "x" * 78),
        ("长" * 300 + ".jpg", "长" * 65 + ".jpg"),
        ("\U00020bb7" * 100 + ".txt", "\U00020bb7" * 49 + ".txt"),
        (".profile", "profile"),
        ("a.txt.", "a.txt"),
        ("..", ""),
        ("/", ""),
        ("\x00", ""),
    ],
)
def test_a_name_from_outside_cannot_steer_and_is_no_path(name: str, shown: str) -> None:
    """UP13: what is shown of a name cannot steer, and it can be written on any disk."""
    found = plain_name(name)
    assert found == shown
    assert len(found.encode()) <= 200
