"""Coordinates as people write them."""

import pyproj
import pytest

from raster_pipeline.place.coordinates import read_coordinates
from sinkmap.grid import Grid

GRID = Grid("EPSG:4549", 417_280.0, 3_549_600.0, 10.0, (10_240, 11_776))
LON, LAT = 119.97, 31.78


@pytest.mark.parametrize(
    "text",
    [
        "119.97, 31.78",
        "31.78,119.97",
        "119.97 31.78",
        "31.78°N 119.97°E",
        "E119.97 N31.78",
        "东经119.97 北纬31.78",
        "１１９．９７，３１．７８",
        "119°58′12″E，31°46′48″N",
        "31°46'48\"N 119°58'12\"E",
        "31度46分48秒, 119度58分12秒",
    ],
)
def test_degrees(text: str) -> None:
    found = read_coordinates(text, GRID)
    assert found is not None
    assert (found.lon, found.lat) == (pytest.approx(LON, abs=1e-9), pytest.approx(LAT, abs=1e-9))


def test_minutes_without_seconds() -> None:
    found = read_coordinates("31°46′N 119°58′E", GRID)
    assert found is not None
    assert found.lat == pytest.approx(31 + 46 / 60)
    assert found.lon == pytest.approx(119 + 58 / 60)


@pytest.mark.parametrize(
    ("epsg", "zone"), [(4549, None), (4528, 40), (4527, 39), (4498, 20), (4499, 21)]
)
def test_metres_of_the_grid_and_of_a_zone(epsg: int, zone: int | None) -> None:
    x, y = pyproj.Transformer.from_crs("EPSG:4490", f"EPSG:{epsg}", always_xy=True).transform(
        LON, LAT
    )
    assert zone is None or int(x // 1_000_000) == zone
    for text in (f"{x:.3f}, {y:.3f}", f"{y:.3f} {x:.3f}", f"X={y:.3f};Y={x:.3f}"):
        found = read_coordinates(text, GRID)
        assert found is not None, text
        assert found.lon == pytest.approx(LON, abs=1e-7)
        assert found.lat == pytest.approx(LAT, abs=1e-7)


@pytest.mark.parametrize(
    "text",
    ["", "1", "天宁区", "119.97", "200, 100", "500000, 10", "a, b", "1, 2, 3", "9" * 79, "31°N"],
)
def test_no_coordinates(text: str) -> None:
    assert read_coordinates(text, GRID) is None
