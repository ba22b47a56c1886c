"""What a plan says of its imagery: defaults, seasons, and faults by name."""

from datetime import date

from sinkmap.imagery import Imagery, Method, parse_imagery, parse_scene
from sinkmap.plan import Reader


def read(table: dict) -> tuple[Imagery, list[str]]:
    reader = Reader(table, "study.toml", "imagery")
    return parse_imagery(reader), [finding.layer for finding in reader.finish()]


def test_nothing_said_gives_the_defaults() -> None:
    assert read({}) == (Imagery(), [])
    assert [season.name for season in Imagery().seasons] == ["leaf_on", "winter"]


def test_what_is_said_is_kept() -> None:
    found, faults = read(
        {
            "leaf_on": ["04-20", "10-05"],
            "method": "medoid",
            "bands": ["red", "nir"],
            "dilation": 0,
            "looks_min": 3,
            "flicker": False,
        }
    )
    assert faults == []
    assert found.seasons[0].days(2024) == (date(2024, 4, 20), date(2024, 10, 5))
    assert (found.method, found.bands, found.dilation) == (Method.MEDOID, ("red", "nir"), 0)
    assert (found.looks_min, found.flicker) == (3, False)


def test_every_fault_is_named() -> None:
    table = {"winter": ["12-01"], "method": "mean", "looks_min": 0, "cloud": 3}
    assert set(read(table)[1]) == {
        "imagery.winter",
        "imagery.method",
        "imagery.looks_min",
        "imagery.cloud",
    }


def test_a_scene_names_its_files_and_day() -> None:
    reader = Reader(
        {"year": 2024, "file": "a.tif", "mask": "m.tif", "date": "2024-02-30", "bands": {"red": 0}},
        "study.toml",
        "scene[1]",
    )
    scene = parse_scene(reader, (1900, 2200))
    assert scene.files == ("a.tif", "m.tif")
    assert scene.date is None
    assert {f.layer for f in reader.finish()} == {"scene[1].date", "scene[1].bands.red"}
