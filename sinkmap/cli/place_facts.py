"""The card of a place in words, as the overview shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dash_app.browse.source import PlaceCard, PlaceFact
from layers import derived_layers
from raster_pipeline.place import PlaceCard as RunCard
from raster_pipeline.place.zone_hits import ZoneHit
from sinkmap.report.numbers import DENSITY, HECTARES, NumberFormat, show
from sinkmap.text import Language, Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = ["card_told"]

_PARCEL = Text("图斑", "Parcel")
_HISTORY = Text("历年地类", "Class by year")
_ZONES = Text("所在界线与区域", "Lines and zones here")
_UNITS = Text("统计单元", "Statistical units")
_CARBON = Text("碳密度", "Carbon density")
_SOIL = Text("土壤", "Soil")
_NUMBER = Text("标识码", "number")
_CLASS = Text("地类", "class")
_CODE = Text("地类编码", "class code")
_AREA = Text("登记面积", "registered area")
_RIDGES = Text("其中田坎", "of it ridges")
_OWNER = Text("权属性质", "ownership")
_PLACE = Text("坐落", "place")
_BASIS = Text("依据", "basis")
_ORGANIC = Text("表层有机碳（0—30 厘米）", "organic carbon, 0-30 cm")
_KIND = Text("土类", "kind")
_OUTSIDE = Text("研究区以外", "Outside the study area")
_HERE = Text("该处", "This place")
_OWNERS = {
    "1": Text("国有土地所有权", "owned by the state"),
    "2": Text("国有土地使用权", "used on state land"),
    "3": Text("集体土地所有权", "owned by a collective"),
    "4": Text("集体土地使用权", "used on collective land"),
}
"""By the first digit of the code of ownership, TD/T 1055-2019."""
_RANGE = Text("{0}（{1} 至 {2}）", "{0} ({1} to {2})")
_WITHIN = Text("在其范围内", "lies within")


def card_told(card: RunCard, outline: Mapping[str, Any] | None) -> PlaceCard:
    """Everything a run tells of a point, as facts under headings; ``outline`` of its parcel."""
    newest = card.parcels[-1] if card.parcels else None
    if newest is not None:
        title = newest.name
    elif card.classes:
        title = card.classes[-1].name
    else:
        title = _HERE if card.inside else _OUTSIDE
    facts = (*_parcel(card), *_history(card), *_zones(card), *_units(card), *_carbon(card))
    return PlaceCard(title, outline, facts)


def _parcel(card: RunCard) -> Iterator[PlaceFact]:
    if not card.parcels:
        return
    one = card.parcels[-1]
    heading = Text(f"{_PARCEL.zh} · {one.year}", f"{_PARCEL.en} · {one.year}")
    yield PlaceFact(heading, _NUMBER, Text.of(one.number))
    yield PlaceFact(heading, _CLASS, Text(f"{one.name.zh} {one.code}", f"{one.name.en} {one.code}"))
    yield PlaceFact(heading, _AREA, _hectares(one.register_m2))
    if one.ridge_m2 > 0.0:
        yield PlaceFact(heading, _RIDGES, _hectares(one.ridge_m2))
    owner = _OWNERS.get(one.ownership[:1])
    if owner is not None:
        yield PlaceFact(heading, _OWNER, owner)
    if one.place:
        yield PlaceFact(heading, _PLACE, Text.of(one.place))


def _history(card: RunCard) -> Iterator[PlaceFact]:
    """The class of each year: of the parcel where there is one, of the pixel elsewhere."""
    of_parcels = {one.year: (one.name, one.colour) for one in card.parcels}
    of_pixels = {one.year: (one.name, one.colour) for one in reversed(card.classes)}
    for year in sorted({*of_parcels, *of_pixels}):
        name, colour = of_parcels.get(year) or of_pixels[year]
        yield PlaceFact(_HISTORY, Text.of(str(year)), name, colour)


def _zones(card: RunCard) -> Iterator[PlaceFact]:
    """Zones here; of nameless ones of a layer one line says all."""
    yield from dict.fromkeys(_zone(one) for one in card.zones)


def _zone(zone: ZoneHit) -> PlaceFact:
    parts = [*([Text.of(zone.name)] if zone.name else []), *_kind(zone)]
    zh, en = (" · ".join(part.say(speech) for part in parts) for speech in Language)
    return PlaceFact(_ZONES, zone.title, Text(zh, en) if parts else _WITHIN, zone.colour)


def _kind(zone: ZoneHit) -> Iterator[Text]:
    """The kind of a zone in words; a bare code says nothing to a reader."""
    declared = derived_layers().get(zone.layer)
    named = {str(one.value): one.label for one in declared.legend} if declared else {}
    if zone.kind in named:
        yield named[zone.kind]
    elif zone.kind and not zone.kind.isascii():
        yield Text.of(zone.kind)


def _units(card: RunCard) -> Iterator[PlaceFact]:
    for unit in card.units:
        yield PlaceFact(_UNITS, unit.partition_title, unit.name)


def _carbon(card: RunCard) -> Iterator[PlaceFact]:
    for one in card.carbon:
        said = _ranged(one.density, one.low, one.high)
        yield PlaceFact(_CARBON, Text.of(str(one.year)), said)
    soil = card.soil
    if soil is None:
        return
    if soil.kind is not None:
        yield PlaceFact(_SOIL, _KIND, soil.kind)
    if soil.mapped is not None:
        yield PlaceFact(_SOIL, _ORGANIC, _ranged(soil.mapped, soil.low, soil.high))
    elif soil.given is not None:
        yield PlaceFact(_SOIL, _ORGANIC, _with_unit(soil.given, DENSITY))


def _hectares(area_m2: float) -> Text:
    return _with_unit(convert(area_m2, SQUARE_METRE, HECTARE), HECTARES)


def _ranged(value: float, low: float | None, high: float | None) -> Text:
    told = _with_unit(value, DENSITY)
    if low is None or high is None:
        return told
    limits = (show(limit, DENSITY) for limit in (low, high))
    least, most = limits
    return Text(_RANGE.zh.format(told.zh, least, most), _RANGE.en.format(told.en, least, most))


def _with_unit(value: float, shown_as: NumberFormat) -> Text:
    number, unit = show(value, shown_as), shown_as.unit
    return Text.of(number) if unit is None else Text(f"{number} {unit.zh}", f"{number} {unit.en}")
