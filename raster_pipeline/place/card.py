"""The card of a place: everything a finished run can tell of one point."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np

from raster_pipeline.opened import OpenedRun
from raster_pipeline.place.carbon_here import CarbonHere, SoilHere, carbon_here, soil_here
from raster_pipeline.place.pixel import pixel_at
from raster_pipeline.place.run_layers import RunLayers, layers_of_run
from raster_pipeline.place.zone_hits import UnitHere, ZoneHit, units_at, zones_at
from sinkmap.classes import code_system, group, group_at
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.text import Text

__all__ = ["ClassHere", "ParcelHere", "PlaceCard", "place_card"]

_PARCELS = ("parcels_update", "parcels")
_COLUMNS = (
    "bsm", "code", "group", "class_m2", "ridge_m2", "register_m2", "geometry_m2", "zldwmc",
    "ownership",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParcelHere:
    """The parcel of a year: number, class and areas in m².

    ``system``: code system of ``code``; ``register_m2`` as registered, ``class_m2`` of it without
    ``ridge_m2``, ``geometry_m2`` of its polygon; ``ownership`` and ``place`` empty where the
    survey does not say.
    """

    year: int
    number: str
    code: str
    system: str
    name: Text
    group: Text
    colour: str
    register_m2: float
    class_m2: float
    ridge_m2: float
    geometry_m2: float
    ownership: str
    place: str


@dataclass(frozen=True, slots=True)
class ClassHere:
    """Class of the pixel in one year: by land use (``land_use``) or cover (``land_group``)."""

    year: int
    layer: str
    layer_title: Text
    group: str
    name: Text
    colour: str


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """What a run tells of a point, ready for a page.

    ``lon, lat``: degrees CGCS2000; ``x, y``: in ``crs``, the grid's; ``inside`` the study area;
    ``year``: of lines, units and carbon; ``parcels, classes``: of every year that has any.
    """

    run_id: str
    lon: float
    lat: float
    x: float
    y: float
    crs: str
    inside: bool
    year: int
    parcels: tuple[ParcelHere, ...]
    classes: tuple[ClassHere, ...]
    zones: tuple[ZoneHit, ...]
    units: tuple[UnitHere, ...]
    carbon: tuple[CarbonHere, ...]
    soil: SoilHere | None

    def to_json(self) -> dict[str, Any]:
        """The card as a JSON object, texts in both languages."""
        found = _plain(self)
        assert isinstance(found, dict), "a card is an object"
        return found


def place_card(opened: OpenedRun, lon: float, lat: float, year: int | None = None) -> PlaceCard:
    """Everything a run can tell of a point. Any thread may ask.

    Of layers of which only sums may be told nothing is said; of restricted ones that the place
    lies in them, with name, kind and legal basis, but no code, area or other detail.

    Parameters
    ----------
    lon, lat
        Degrees, CGCS2000.
    year
        Of lines, units and soil; the last of the run if None.

    Raises
    ------
    UsageError
        ``PLACE-COORDINATES`` if they are no longitude and latitude; ``YEAR-MISSING``.
    """
    layers = layers_of_run(opened)
    study = opened.study
    year = study.years[-1] if year is None else year
    if year not in study.years:
        raise UsageError(_no_year(year, study.years))
    if not (abs(lon) <= 180.0 and abs(lat) <= 90.0):
        raise UsageError(_no_place(lon, lat))
    x, y = layers.to_grid(np.array([[lon, lat]]))[0].tolist()
    near = math.isfinite(x) and math.isfinite(y)
    units = units_at(layers, x, y) if near else ()
    return PlaceCard(
        opened.manifest.run_id,
        lon,
        lat,
        x if near else 0.0,
        y if near else 0.0,
        study.grid.crs,
        bool(units),
        year,
        tuple(_parcels(layers, x, y)) if near else (),
        tuple(_classes(layers, x, y)) if near else (),
        tuple(zones_at(layers, x, y, year)) if near else (),
        units,
        tuple(carbon_here(layers, x, y)) if near else (),
        soil_here(layers, x, y, year) if near else None,
    )


def _parcels(layers: RunLayers, x: float, y: float) -> Iterator[ParcelHere]:
    for year in layers.opened.study.years:
        store = layers.features("parcels", year)
        if store is None:
            continue
        system = _system(layers, year)
        for row in store.rows_at(x, y, _COLUMNS):
            yield _parcel(year, system, row)


def _system(layers: RunLayers, year: int) -> str:
    """Code system of the parcels of a year: of the update package or the survey behind it."""
    entries = (layers.opened.study.input(layer, year) for layer in _PARCELS)
    return next((entry.code_system for entry in entries if entry is not None), "")


def _parcel(year: int, system: str, row: dict[Any, Any]) -> ParcelHere:
    code = str(row["code"])
    of = group(str(row["group"]))
    return ParcelHere(
        year,
        str(row["bsm"]),
        code,
        system,
        _class_name(system, code),
        of.title,
        of.colour,
        register_m2=_m2(row["register_m2"]),
        class_m2=_m2(row["class_m2"]),
        ridge_m2=_m2(row["ridge_m2"]),
        geometry_m2=_m2(row["geometry_m2"]),
        ownership=_said(row.get("ownership")),
        place=_said(row.get("zldwmc")),
    )


def _class_name(system: str, code: str) -> Text:
    table = code_system(system).table if system else None
    if table is None or code not in table.index:
        return Text(code, code)
    return Text(str(table.loc[code, "name_zh"]), str(table.loc[code, "name_en"]))


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def _m2(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _classes(layers: RunLayers, x: float, y: float) -> Iterator[ClassHere]:
    for layer in ("land_use", "land_group"):
        for year in layers.opened.study.years:
            value = pixel_at(layers, layer, year, x, y)
            of = None if value is None else group_at(int(value))
            if of is not None:
                title = layers.derived[layer].title
                yield ClassHere(year, layer, title, of.id, of.title, of.colour)


def _plain(value: Any) -> Any:
    """A value as JSON knows it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _no_place(lon: float, lat: float) -> Finding:
    return Finding(
        "PLACE-COORDINATES",
        Severity.ERROR,
        Text("这不是经纬度", "this is no longitude and latitude"),
        Text("经度在 ±180 以内，纬度在 ±90 以内", "longitude within ±180, latitude within ±90"),
        seen=f"{lon}, {lat}",
    )


def _no_year(year: int, years: tuple[int, ...]) -> Finding:
    return Finding(
        "YEAR-MISSING",
        Severity.ERROR,
        Text("运行结果不含该年度", "the run does not hold this year"),
        Text("请改用所列的年度", "name one of the years listed"),
        seen=str(year),
        wanted=", ".join(map(str, years)),
    )
