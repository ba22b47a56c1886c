"""What the overview needs beside the run and its tiles: what is at a place, what it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sinkmap.errors import Finding
from sinkmap.figure import Figure
from sinkmap.layer import LegendEntry
from sinkmap.text import Text

__all__ = [
    "ClassChange",
    "Degrees",
    "Difference",
    "Hit",
    "MapLayer",
    "PlaceCard",
    "PlaceFact",
    "PlaceSource",
    "ShapeFigures",
]

Degrees = tuple[float, float, float, float]
"""West, south, east, north."""


@dataclass(frozen=True, slots=True)
class MapLayer:
    """A layer that has tiles.

    ``draw``: ``picture``, ``fill``, ``line`` or ``circle``; ``years`` it has tiles of; ``legend``
    entries by the values of the attribute ``sorted_by`` (of a picture: its colours); ``key``: the
    attribute that names a shape; ``label_layer``: name inside its tiles of the points that carry
    the attribute ``label``, "" for none.
    """

    id: str
    title: Text
    draw: str
    years: tuple[int, ...]
    colour: str
    legend: tuple[LegendEntry, ...] = ()
    sorted_by: str = ""
    key: str = ""
    label_layer: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class PlaceFact:
    """Something known of a place: under a heading, what it is and its value."""

    heading: Text
    name: Text
    value: Text
    colour: str = ""


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """Everything known of a place. ``outline``: lines about its parcel as a GeoJSON geometry, None
    where there is no parcel."""

    title: Text
    outline: Mapping[str, Any] | None
    facts: tuple[PlaceFact, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found by its name, code or coordinates, with its bounds in degrees."""

    id: str
    name: Text
    kind: Text
    bounds: Degrees


@dataclass(frozen=True, slots=True)
class ClassChange:
    """Hectares of a class within a view in two years."""

    title: Text
    colour: str
    before_ha: float
    after_ha: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Classes within a view in two years, the largest change first.

    ``unseen_ha``: hectares without data in each; ``step``: pixels of the grid along one that was
    counted, 1 where every pixel was.
    """

    changes: tuple[ClassChange, ...]
    unseen_ha: tuple[float, float]
    step: int = 1


class ShapeFigures(Protocol):
    """Figures of a drawn polygon; `raster_pipeline.place.ShapeAccount` is one."""

    @property
    def area_m2(self) -> float:
        """Area of the shape."""
        ...

    @property
    def inside_m2(self) -> float:
        """Area of it inside the study area."""
        ...

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its figures, as those of a statistical unit."""
        ...

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found about the shape."""
        ...


class PlaceSource(Protocol):
    """The layers of one run and any place of it; asked by all threads of the server."""

    @property
    def layers(self) -> Sequence[MapLayer]:
        """Layers with tiles, in the order of the list: what comes first lies on top."""
        ...

    def card(self, lon: float, lat: float) -> PlaceCard:
        """What is at a place; outside the study area it is a ``SinkmapError``."""
        ...

    def account(self, geometry: Mapping[str, Any], year: int) -> ShapeFigures:
        """Figures of a GeoJSON polygon in a year; what is wrong with it is a ``SinkmapError``."""
        ...

    def difference(self, bounds: Degrees, before: int, after: int) -> Difference:
        """Areas by class within bounds in two years."""
        ...

    def search(self, text: str) -> Sequence[Hit]:
        """What a text names, the best first."""
        ...
