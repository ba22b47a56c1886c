"""The overview over the town in memory, with tiles and places made here."""

import gzip
import math
from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from dash_app.browse.source import (
    ClassChange,
    Difference,
    Hit,
    MapLayer,
    PlaceCard,
    PlaceFact,
)
from sinkmap.basemap import BasemapEntry
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.layer import LegendEntry
from sinkmap.text import Text
from tests.dash_app.hand_made_tiles import square_tile

BOUNDS = (119.15, 31.15, 120.2, 32.05)
OUTLINE = {"type": "LineString", "coordinates": [[119.6, 31.6], [119.8, 31.7], [119.6, 31.6]]}
"""About the parcel of every place."""
LEGEND = (
    LegendEntry("wood", Text("林地", "forest"), "#3f7d4e"),
    LegendEntry("water", Text("水域", "water"), "#6fa8cf"),
)


@dataclass(frozen=True)
class Tiles:
    """A tile set whose tiles are all alike."""

    kind: str
    version: str
    content: bytes = b""
    bounds: tuple = BOUNDS
    min_zoom: int = 7
    max_zoom: int = 14

    @property
    def layer(self):
        return "parcels" if self.kind == "mvt" else ""

    @property
    def gzipped(self):
        return self.kind == "mvt"

    def tile(self, z, x, y):
        return self.content if self.kind == "png" else gzip.compress(square_tile(x, y))


class TownTiles:
    """Pictures of two years, and parcels of all of them."""

    def __init__(self, png):
        self.png = png

    def raster(self, layer, year):
        there = layer == "land_use" and year in (2022, 2024)
        return Tiles("png", f"a{year}", self.png) if there else None

    def vector(self, layer, year):
        return Tiles("mvt", f"b{year}", min_zoom=12) if layer == "parcels" else None


class TownBasemaps:
    """One basemap of two; the other cannot be shown just now."""

    shown = (
        BasemapEntry(
            "ortho", Text("正射影像", "Orthophoto"), "o.mbtiles", Text("测绘院", "survey office"),
            "苏C001", 0.7,
        ),
    )  # fmt: skip

    def __init__(self, png):
        self.png = png

    def tiles(self, name):
        if name != "ortho":
            return None
        return SimpleNamespace(
            version="c1", steady=True, bounds=BOUNDS, min_zoom=7, max_zoom=14, tile_size=256,
            tile=lambda z, x, y: ("image/png", self.png),
        )  # fmt: skip


class TownPlaces:
    """Answers that can be told from what was asked; what was asked is kept."""

    def __init__(self):
        self.asked = []

    layers = (
        MapLayer(
            "parcels", Text("地类图斑", "Parcels"), "fill", (2022, 2023, 2024), "#888888",
            LEGEND, "kind", "pid",
        ),
        MapLayer(
            "land_use", Text("土地利用", "Land use"), "picture", (2022, 2024), "#888888", LEGEND
        ),
    )  # fmt: skip

    def card(self, lon, lat):
        self.asked.append(("card", lon, lat))
        if lat > 32:
            raise UsageError(_finding("PLACE-FAR"))
        heading = Text("图斑 · 2024", "Parcel · 2024")
        fact = PlaceFact(heading, Text("登记面积", "area"), Text("1.05 公顷", "1.05 ha"), "#3f7d4e")
        return PlaceCard(Text("水田", "paddy"), OUTLINE, (fact,))

    def account(self, geometry, year):
        self.asked.append(("account", geometry, year))
        if len(geometry["coordinates"][0]) == 4:
            raise UsageError(_finding("SHAPE-SMALL"))
        return SimpleNamespace(area_m2=2.5e6, inside_m2=2.4e6, figures=(), findings=())

    def difference(self, bounds, before, after):
        self.asked.append(("difference", bounds, before, after))
        rows = (
            ClassChange(Text("林地", "forest"), "#3f7d4e", 100.0, 112.5),
            ClassChange(Text("水域", "water"), "#6fa8cf", 50.0, 37.5),
        )
        return Difference(rows, (1.0, 1.0), 2)

    def search(self, text):
        self.asked.append(("search", text))
        if text == "无":
            return []
        return [
            Hit(
                "u",
                Text("溧阳市", "Liyang"),
                Text("行政区", "District"),
                (119.2, 31.2, 119.8, 31.5),
            ),
            Hit(
                "p",
                Text("图斑 7", "Parcel 7"),
                Text("图斑", "parcel"),
                (119.6, 31.6, 119.601, 31.601),
            ),
        ]


def _finding(code):
    return Finding(code, Severity.ERROR, Text("不行", "no"), Text("换一个", "take another"))


@pytest.fixture(scope="module")
def places():
    return TownPlaces()


@pytest.fixture(scope="module")
def overview(serve_town, places, hand_made_png):
    """The address of the overview with tiles and places."""
    basemaps = TownBasemaps(hand_made_png)
    with serve_town(tiles=TownTiles(hand_made_png), places=places, basemaps=basemaps) as address:
        yield address


@pytest.fixture(scope="session")
def tile_at():
    """Column and row of the tile a place lies in."""

    def found(lon, lat, zoom):
        across = 2**zoom
        down = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * across
        return int((lon + 180) / 360 * across), int(down)

    return found
