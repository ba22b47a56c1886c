"""Changed parcels of a unit: a list and shapes for the map, coloured by cause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dash_app.report_page.source import Changed
from dash_app.view.shapes import geojson
from sinkmap.classes import turn_words
from sinkmap.report.numbers import HECTARES, show
from sinkmap.text import Language
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["COLOURS", "MOST_DRAWN", "MOST_LISTED", "UnitParcels", "parcels_of"]

COLOURS = {"land": "#c65102", "data": "#0072b2", "method": "#b0559a"}
"""Cause -> colour; told apart by the colour-blind too."""
MOST_DRAWN = 2_000
"""Polygons sent to the map at once, the largest."""
MOST_LISTED = 200


@dataclass(frozen=True, slots=True, eq=False)
class UnitParcels:
    """Changed polygons that lie in a unit, the largest part first.

    ``frame``: those drawn, in longitude and latitude, with ``here_m2`` in the unit; ``count`` and
    ``m2`` of all.
    """

    frame: gpd.GeoDataFrame
    count: int
    m2: float

    def shapes(self) -> bytes:
        """GeoJSON with ``unit``, the polygon's number, which the map colours by."""
        return geojson(
            self.frame.geometry.to_numpy(), ({"unit": str(n)} for n in self.frame["number"])
        )

    def colours(self) -> dict[str, str]:
        """Number -> colour of its cause."""
        pairs = zip(self.frame["number"], self.frame["cause"], strict=True)
        return {str(number): COLOURS[cause] for number, cause in pairs}

    def labels(self, language: Language) -> dict[str, str]:
        """Number -> what the ground was and became, with hectares."""
        return {row["unit"]: f"{row['name']} {row['text']}" for row in self.rows(language, None)}

    def rows(self, language: Language, most: int | None = MOST_LISTED) -> list[dict[str, Any]]:
        """Rows of the list."""
        shown = self.frame if most is None else self.frame.head(most)
        columns = ("number", "cause", "before", "after", "here_m2")
        told = zip(*(shown[name] for name in columns), strict=True)
        largest = float(shown["here_m2"].max()) if len(shown) else 1.0
        return [
            {
                "unit": str(number),
                "name": turn_words(before, after).say(language),
                "text": show(convert(m2, SQUARE_METRE, HECTARE), HECTARES),
                "colour": COLOURS[cause],
                "share": float(m2) / largest,
            }
            for number, cause, before, after, m2 in told
        ]


def parcels_of(changed: Changed, unit: str, city: str) -> UnitParcels:
    """Polygons with a part in a unit; all of them for the city."""
    frame = changed.frame
    if unit == city:
        mine = frame.assign(here_m2=frame["m2"])
    else:
        parts = changed.parts
        own = parts[parts["statunit"] == unit].set_index("number")["m2"]
        mine = frame[frame["number"].isin(own.index)]
        mine = mine.assign(here_m2=mine["number"].map(own))
    mine = mine.sort_values("here_m2", ascending=False, kind="stable")
    drawn = mine.head(MOST_DRAWN).to_crs("EPSG:4490")
    return UnitParcels(drawn, len(mine), float(mine["here_m2"].sum()))
