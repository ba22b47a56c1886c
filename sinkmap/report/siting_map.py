"""Maps of a siting as SVG: where the sites lie, present land use, constraints, imagery before.

Drawn in Web Mercator, as the pictures of a run are, so that sites and pictures lie on each other;
the scale bar is that of the map's middle.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from sinkmap.report.map_sheet import LegendRow, map_sheet, words_at
from sinkmap.report.mercator import Frame, covered_cells, frame_of, on_plane, path_of
from sinkmap.text import Language, Text

if TYPE_CHECKING:
    import geopandas as gpd

    from sinkmap.run import Picture

__all__ = [
    "MappedSites",
    "SitingGround",
    "ZoneGround",
    "constraint_map",
    "location_map",
    "mapped",
    "picture_map",
]

_CHOSEN, _REFUSED = "#d7191c", "#9aa5a0"
_TYPE_COLOURS = ("#1b7837", "#2b7bba", "#b35806", "#762a83", "#c51b7d", "#01665e", "#8c6d1f",
                 "#4d4d4d")  # fmt: skip
_ZONE_COLOURS = (
    "#b03a3a",
    "#e0b84d",
    "#5fb592",
    "#7ba7d7",
    "#b68ad0",
    "#e39b6b",
    "#8cc26f",
    "#d77fa1",
    "#8a7f5c",
    "#5f6fa8",
    "#c2c24a",
    "#6b4f3a",
)
_MOST_LABELS = 40
"""Sites with their numbers beside them; more would hide each other."""
_SMALLEST = 3.0
"""Pixels below which a site is drawn as a dot."""


@dataclass(frozen=True, slots=True, eq=False)
class ZoneGround:
    """Polygons of a constraint in longitude and latitude, with its title."""

    title: Text
    shapes: NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class SitingGround:
    """What the maps of a siting show, all in longitude and latitude (EPSG:4490).

    ``districts``: frame with ``name_zh, name_en``; ``zones``: constraints, drawn in this order;
    ``land_use``: picture of the year's land use, ``image``: of a scene before the works; None
    where the run has none.
    """

    districts: gpd.GeoDataFrame
    zones: Sequence[ZoneGround] = ()
    land_use: Picture | None = None
    image: Picture | None = None


@dataclass(frozen=True, slots=True, eq=False)
class MappedSites:
    """Sites as the maps draw them: (n,) polygons on the plane, type, number (0: not chosen)."""

    shapes: NDArray[Any]
    types: NDArray[Any]
    numbers: NDArray[np.int64]
    titles: Mapping[str, Text] = field(default_factory=dict)

    @property
    def chosen(self) -> MappedSites:
        """Those that were chosen."""
        mine = self.numbers > 0
        return MappedSites(self.shapes[mine], self.types[mine], self.numbers[mine], self.titles)


def mapped(
    sites: gpd.GeoDataFrame, numbers: Mapping[str, int], titles: Mapping[str, Text]
) -> MappedSites:
    """Sites of a siting on the maps' plane.

    ``numbers``: site id -> number in the project list.
    """
    shapes = on_plane(sites.to_crs("EPSG:4490").geometry.to_numpy())
    counted = [numbers.get(str(one), 0) for one in sites["site_id"]]
    return MappedSites(
        shapes, sites["type_id"].to_numpy(dtype=object), np.array(counted, np.int64), titles
    )


def location_map(ground: SitingGround, sites: MappedSites, language: Language) -> str:
    """Districts of the whole study, candidates in grey and chosen sites by type of work."""
    shapes = on_plane(ground.districts.geometry.to_numpy())
    frame = frame_of(shapes)
    parts = _borders(ground, frame, "#f4f6f2")
    rest = sites.shapes[sites.numbers == 0]
    parts.append(_filled(rest, frame, _REFUSED, 0.8))
    chosen, legend = sites.chosen, []
    for place, name in enumerate(sorted(set(map(str, chosen.types)))):
        colour = _TYPE_COLOURS[place % len(_TYPE_COLOURS)]
        parts.append(_filled(chosen.shapes[chosen.types == name], frame, colour, 0.95, dots=True))
        title = sites.titles.get(f"type:{name}", Text.of(name)).say(language)
        legend.append((colour, 0.95, colour, title))
    if len(rest):
        words = Text("其他候选地块", "other candidates").say(language)
        legend.append((_REFUSED, 0.8, _REFUSED, words))
    parts += _names(ground, frame, language)
    return map_sheet(parts, legend, frame)


def constraint_map(
    ground: SitingGround, sites: MappedSites, frame: Frame, language: Language
) -> str:
    """Constraints with the outlines and numbers of the chosen sites on them."""
    parts, legend = [_plain_ground(ground, frame)], [_outline_entry(language)]
    for place, zone in enumerate(ground.zones):
        colour = _ZONE_COLOURS[place % len(_ZONE_COLOURS)]
        shapes = frame.near(on_plane(zone.shapes))
        if len(shapes):
            parts.append(_strewn(shapes, frame, colour, 0.55))
            legend.append((colour, 0.55, colour, zone.title.say(language)))
    parts += _borders(ground, frame, "none")
    parts += [*_outlined(sites.chosen, frame), *_names(ground, frame, language)]
    return map_sheet(parts, legend, frame)


def picture_map(
    picture: Picture, ground: SitingGround, sites: MappedSites, frame: Frame, language: Language
) -> str:
    """A picture of the run (land use, or a scene) with the chosen sites on it."""
    west, south, east, north = picture.bounds
    corners = on_plane(shapely.points([[west, south], [east, north]]))
    (left, low), (right, top) = shapely.get_coordinates(corners)
    (x0, y0), (x1, y1) = frame.place(np.array([[left, top], [right, low]]))
    data = base64.b64encode(picture.png).decode()
    image = (
        f'<image x="{x0:.2f}" y="{y0:.2f}" width="{x1 - x0:.2f}" height="{y1 - y0:.2f}" '
        f'preserveAspectRatio="none" image-rendering="pixelated" '
        f'href="data:image/png;base64,{data}"/>'
    )
    parts = [image, *_borders(ground, frame, "none"), *_outlined(sites.chosen, frame)]
    parts += _names(ground, frame, language)
    legend = [_outline_entry(language)]
    legend += [(one.colour, 1.0, one.colour, one.label.say(language)) for one in picture.legend]
    return map_sheet(parts, legend, frame)


def _outline_entry(language: Language) -> LegendRow:
    return (_CHOSEN, 0.15, _CHOSEN, Text("入选地块", "chosen sites").say(language))


def _plain_ground(ground: SitingGround, frame: Frame) -> str:
    shapes = on_plane(ground.districts.geometry.to_numpy())
    return _filled(shapes, frame, "#f4f6f2", 1.0)


def _borders(ground: SitingGround, frame: Frame, fill: str) -> list[str]:
    """Outlines of the districts."""
    shapes = on_plane(ground.districts.geometry.to_numpy())
    return [
        f'<path d="{path_of(shape, frame)}" fill="{fill}" stroke="#7c8782" stroke-width="0.9" '
        'fill-rule="nonzero"/>'
        for shape in shapes
    ]


def _names(ground: SitingGround, frame: Frame, language: Language) -> list[str]:
    """Names of the districts in the frame; drawn last, so that nothing covers them."""
    if frame.is_close:
        return []
    window, parts = shapely.box(*frame.bounds), []
    names = zip(ground.districts["name_zh"], ground.districts["name_en"], strict=True)
    shapes = on_plane(ground.districts.geometry.to_numpy())
    for shape, (zh, en) in zip(shapes, names, strict=True):
        seen = shapely.intersection(shape, window)
        if not seen.is_empty:
            x, y = frame.place(shapely.get_coordinates(shapely.point_on_surface(seen)))[0]
            said = Text(str(zh), str(en)).say(language)
            parts.append(words_at(x, y, said, size=12, anchor="middle"))
    return parts


def _filled(
    shapes: NDArray[Any], frame: Frame, colour: str, opacity: float, *, dots: bool = False
) -> str:
    """All shapes as one path; those too small to be seen as dots where asked."""
    path = "".join(path_of(shape, frame) for shape in shapes)
    spots = _dots(shapes, frame) if dots else []
    marks = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_SMALLEST}" fill="{colour}" stroke="#fff" '
        'stroke-width="0.6"/>'
        for x, y in spots
    )
    return (
        f'<path d="{path}" fill="{colour}" fill-opacity="{opacity}" stroke="{colour}" '
        f'stroke-width="0.4" fill-rule="nonzero"/>{marks}'
    )


def _strewn(shapes: NDArray[Any], frame: Frame, colour: str, opacity: float) -> str:
    """Shapes as one path, the many that are too small to be seen by the ground they cover."""
    west, south, east, north = shapely.bounds(shapes).T
    small = np.maximum(east - west, north - south) * frame.pixels < 2 * _SMALLEST
    covered = covered_cells(shapes[small], frame)
    path = "".join(path_of(shape, frame) for shape in shapes[~small])
    style = f'fill="{colour}" fill-opacity="{opacity}"'
    return (
        f'<path d="{covered}" {style}/><path d="{path}" {style} stroke="{colour}" '
        'stroke-width="0.4" fill-rule="nonzero"/>'
    )


def _dots(shapes: NDArray[Any], frame: Frame) -> list[tuple[float, float]]:
    """Middles of the shapes that are smaller than a dot."""
    if not len(shapes):
        return []
    west, south, east, north = shapely.bounds(shapes).T
    small = np.maximum(east - west, north - south) * frame.pixels < 2 * _SMALLEST
    spots = frame.place(shapely.get_coordinates(shapely.centroid(shapes[small])))
    return [(float(x), float(y)) for x, y in spots]


def _outlined(sites: MappedSites, frame: Frame) -> list[str]:
    """Chosen sites as outlines with their numbers."""
    few = len(sites.shapes) <= _MOST_LABELS
    line, radius = (1.4, _SMALLEST) if few else (0.7, _SMALLEST / 2)
    parts = [
        f'<path d="{path_of(shape, frame)}" fill="{_CHOSEN}" fill-opacity="0.15" '
        f'stroke="{_CHOSEN}" stroke-width="{line}" fill-rule="nonzero"/>'
        for shape in sites.shapes
    ]
    for x, y in _dots(sites.shapes, frame):
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="none" '
                     f'stroke="{_CHOSEN}" stroke-width="{line}"/>')  # fmt: skip
    if few:
        middles = frame.place(shapely.get_coordinates(shapely.point_on_surface(sites.shapes)))
        wide = np.ptp(shapely.bounds(sites.shapes)[:, [0, 2]], axis=1) * frame.pixels
        for (x, y), number, width in zip(middles, sites.numbers, wide, strict=True):
            # Beside a site that its number would hide.
            beside = 0.0 if width > 4 * _SMALLEST else width / 2 + 2 * _SMALLEST
            anchor = "start" if beside else "middle"
            parts.append(words_at(x + beside, y + 4, str(number), anchor=anchor, bold=True))
    return parts
