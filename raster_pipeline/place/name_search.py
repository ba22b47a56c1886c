"""Search of a finished run: names, codes, parcels and coordinates."""

from __future__ import annotations

import math
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.io.feature_store import FeatureStore
from raster_pipeline.opened import OpenedRun
from raster_pipeline.place.coordinates import read_coordinates
from raster_pipeline.place.run_layers import RunLayers, layers_of_run
from sinkmap.layer import Form, Given, Sensitivity
from sinkmap.text import Text

__all__ = ["Hit", "search"]

Bounds = tuple[float, float, float, float]

_LONGEST = 200
"""Characters of a text that are looked at."""
_NUMBER = 6
"""Digits from which a text may be the beginning of a parcel's number."""
_ROOM = 0.002
"""Half a window around a point, degrees: some 200 m."""
_SHAPES = (Form.POLYGONS, Form.LINES)
_APART = frozenset({"parcels", "parcels_update", "control_unit"})
"""Layers found by themselves: parcels by number, control units as statistical units."""
_YEARS = 32
"""Years of runs whose names are held."""
_MAKING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found.

    ``title``: its name; ``kind``: what it is (unit, zone, parcel, coordinate); ``about``: layer or
    partition it is of; ``id``: of the unit or parcel, else code or empty; ``layer``: its layer, for
    units their partition; ``bounds``: west, south, east, north in degrees CGCS2000.
    """

    title: Text
    kind: str
    about: Text
    id: str
    layer: str
    bounds: Bounds

    def to_json(self) -> dict[str, Any]:
        """The hit as a JSON object."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name that can be found, its texts folded, and its bounds on the grid's CRS."""

    texts: tuple[str, ...]
    title: Text
    kind: str
    about: Text
    id: str
    layer: str
    bounds: Bounds


@dataclass(frozen=True, slots=True, eq=False)
class _Parcels:
    """Numbers of the parcels of a year, sorted, each with its row in the store."""

    store: FeatureStore
    numbers: NDArray[np.bytes_]
    rows: NDArray[np.int64]


@dataclass(eq=False)
class _Index:
    entries: tuple[_Entry, ...]
    parcels: dict[int, _Parcels] = field(default_factory=dict)


def search(
    opened: OpenedRun, text: str, limit: int = 20, year: int | None = None
) -> tuple[Hit, ...]:
    """What a text may mean in a run, best first; nothing for a text that means nothing.

    Names of units and of named lines, waters, parks and zones in either language or by code, the
    beginning of a parcel's number, or coordinates. Nothing is found by what is restricted but its
    name, and nothing at all of layers of which only sums may be told. Any thread may ask.

    Parameters
    ----------
    limit
        Most hits.
    year
        Of parcels and lines; the last of the run if None or unknown.
    """
    wanted = _folded(text[:_LONGEST])
    if not wanted or limit <= 0:
        return ()
    layers = layers_of_run(opened)
    years = opened.study.years
    year = year if year in years else years[-1]
    hits: list[Hit] = []
    point = read_coordinates(text, opened.study.grid)
    if point is not None:
        around = (point.lon - _ROOM, point.lat - _ROOM, point.lon + _ROOM, point.lat + _ROOM)
        title = Text.of(f"{point.lon:.6f}, {point.lat:.6f}")
        hits.append(Hit(title, "coordinate", point.reading, "", "", around))
    index = _index(layers, year)
    ranked = sorted(
        (rank, len(one.texts[0]), one.texts[0], place)
        for place, one in enumerate(index.entries)
        if (rank := _rank(one.texts, wanted)) is not None
    )
    hits += [_hit(layers, index.entries[place]) for *_, place in ranked[:limit]]
    if len(hits) < limit and wanted.isalnum() and wanted.isascii() and len(wanted) >= _NUMBER:
        hits += _parcels(layers, index, year, text.strip(), limit - len(hits))
    return tuple(hits[:limit])


def _folded(text: str) -> str:
    """A text as it is compared: one width, no case, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _rank(texts: Sequence[str], wanted: str) -> int | None:
    """0 equal, 1 begins so, 2 holds it; None if not."""
    ranks = [
        0 if one == wanted else 1 if one.startswith(wanted) else 2 for one in texts if wanted in one
    ]
    return min(ranks, default=None)


def _hit(layers: RunLayers, entry: _Entry) -> Hit:
    bounds = _degrees(layers, entry.bounds)
    return Hit(entry.title, entry.kind, entry.about, entry.id, entry.layer, bounds)


def _degrees(layers: RunLayers, bounds: Bounds) -> Bounds:
    west, south, east, north = bounds
    corners = np.array([(west, south), (west, north), (east, south), (east, north)])
    moved = layers.to_degrees(corners)
    low, high = moved.min(axis=0), moved.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _index(layers: RunLayers, year: int) -> _Index:
    """What can be found in a year, made once."""
    with _MAKING:
        return _made(layers, year)


@lru_cache(maxsize=_YEARS)
def _made(layers: RunLayers, year: int) -> _Index:
    return _Index((*_units(layers), *_zones(layers, year)))


def _units(layers: RunLayers) -> Iterator[_Entry]:
    results = layers.opened.results
    boxes = dict(zip(layers.units.index, layers.units.bounds.to_numpy().tolist(), strict=True))
    seen: set[str] = set()
    for part in results.partitions:
        for member in part.members:
            unit = results.units[member]
            if member in seen:
                continue
            seen.add(member)
            texts = (unit.name.zh, unit.name.en, unit.id, unit.code)
            folded = tuple(dict.fromkeys(map(_folded, texts)))
            yield _Entry(folded, unit.name, "unit", part.title, member, part.id, boxes[member])


def _zones(layers: RunLayers, year: int) -> Iterator[_Entry]:
    """Named features, those of one name in a layer as one."""
    for declared in layers.given.values():
        store = _named_store(layers, declared, year)
        if store is None:
            continue
        told = declared.sensitivity is not Sensitivity.RESTRICTED
        for name, (code, box) in _named(store).items():
            title, shown = layers.opened.study.said(name), code if told else ""
            texts = (_folded(one) for one in (name, shown, title.en) if one)
            folded = tuple(dict.fromkeys(texts))
            yield _Entry(folded, title, "zone", declared.title, shown, declared.id, box)


def _named(store: FeatureStore) -> dict[str, tuple[str, Bounds]]:
    """Name -> code of its first feature, and bounds of all of them."""
    names = store.column("name").to_pylist()
    codes = store.column("code").to_pylist() if "code" in store.columns else [""] * store.count
    boxes = store.bounds.tolist()
    found: dict[str, tuple[str, Bounds]] = {}
    for place in np.argsort(store.rows).tolist():
        name, code, (west, south, east, north) = names[place], codes[place], boxes[place]
        if not isinstance(name, str) or not name.strip() or math.isnan(west):
            continue
        kept = code if isinstance(code, str) else ""
        first, (w, s, e, n) = found.get(name.strip(), (kept, (west, south, east, north)))
        box = (min(w, west), min(s, south), max(e, east), max(n, north))
        found[name.strip()] = (first, box)
    return found


def _named_store(layers: RunLayers, declared: Given, year: int) -> FeatureStore | None:
    """Features of a layer by place; None if they have no names that may be told."""
    if declared.id in _APART or declared.form not in _SHAPES:
        return None
    named = any(one.name == "name" for one in declared.fields)
    if declared.sensitivity is Sensitivity.AGGREGATE or not named:
        return None
    store = layers.features(declared.id, year)
    return store if store is not None and "name" in store.columns else None


def _parcels(layers: RunLayers, index: _Index, year: int, number: str, limit: int) -> Iterator[Hit]:
    """Parcels whose number is or begins with a text, in order."""
    store = layers.features("parcels", year)
    if store is None:
        return
    with _MAKING:
        if year not in index.parcels:
            told = (str(one).encode() for one in store.column("bsm").to_pylist())
            names = np.array(list(told), dtype=np.bytes_)
            order = np.argsort(names, kind="stable")
            index.parcels[year] = _Parcels(store, names[order], order)
    known = index.parcels[year]
    if len(number) > known.numbers.itemsize:  # numpy would widen every number to compare them
        return
    first = int(np.searchsorted(known.numbers, np.bytes_(number.encode())))
    about = layers.given["parcels"].title
    for place in range(first, min(first + limit, len(known.numbers))):
        found = known.numbers[place].decode()
        if not found.startswith(number):
            return
        west, south, east, north = map(float, store.bounds[known.rows[place]])
        box = _degrees(layers, (west, south, east, north))
        yield Hit(Text.of(found), "parcel", about, found, "parcels", box)
