"""Seeds of the parcels: point patterns that look like fields, ponds, hamlets, streets and hills.

The land is divided into blocks of about 36 hectares. A block has one kind of land, one direction
and one lattice; each point of the lattice becomes a parcel. Hamlets are discs of a finer lattice
laid over the blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from raster_pipeline.demo.city_borders import districts
from raster_pipeline.demo.city_features import Feature
from raster_pipeline.demo.city_ground import GRID, field, hilliness
from raster_pipeline.demo.noise import smooth, uniform

__all__ = ["BLOCK_KINDS", "STRIP", "Sites", "plant_sites"]

BLOCK_KINDS = ("crop", "pond", "orchard", "forest", "urban", "slope", "water", "outside", "hamlet")
_KIND = {name: index for index, name in enumerate(BLOCK_KINDS)}
_BLOCK = 600.0
STRIP = 1
"""Value of ``Sites.strip`` for lanes, ditches and streets between parcels."""

_SHARES = {"urban": 0.190, "forest": 0.125, "pond": 0.098, "orchard": 0.046, "slope": 0.035}
"""Share of land blocks given to each kind, in this order; the rest is crop."""

_LATTICE = {
    "crop": (165.0, 300.0, 3, 10.0, 0.04),
    "pond": (88.0, 145.0, 4, 10.5, 0.03),
    "orchard": (105.0, 135.0, 4, 8.0, 0.08),
    "forest": (170.0, 170.0, 0, 0.0, 0.33),
    "urban": (122.0, 126.0, 4, 19.0, 0.10),
    "slope": (80.0, 105.0, 0, 0.0, 0.20),
}
"""Spacing across and along (m), columns between strips (0: none), strip gap (m), jitter."""


@dataclass(frozen=True, slots=True)
class Sites:
    """One row for each parcel to be.

    ``xy``: (n, 2) metres; ``kind``: (n,) index into ``BLOCK_KINDS``; ``block``: (n,) block or
    hamlet; ``strip``: (n,) 1 on lanes and ditches; ``line``: (n,) strips of equal number join.
    """

    xy: NDArray[np.float64]
    kind: NDArray[np.int8]
    block: NDArray[np.int32]
    strip: NDArray[np.int8]
    line: NDArray[np.int32]

    def __post_init__(self) -> None:
        lengths = {len(self.xy), len(self.kind), len(self.block), len(self.strip), len(self.line)}
        if len(lengths) != 1:
            raise ValueError("columns of sites differ in length")

    def at(self, rows: Any) -> Sites:
        """Some of the sites."""
        columns = (self.xy, self.kind, self.block, self.strip, self.line)
        return Sites(*(column[rows] for column in columns))


def plant_sites(found: tuple[Feature, ...]) -> Sites:
    """All sites of the city and of a rim around it."""
    blocks, kind = _blocks(found)
    fields = _block_sites(blocks, kind)
    hamlets, radius = _hamlets(found, blocks, kind)
    distance, _ = cKDTree(hamlets).query(fields.xy, distance_upper_bound=320.0)
    nearest = cKDTree(hamlets).query(fields.xy)[1]
    open_land = ~((distance < radius[nearest]) & (fields.kind != _KIND["water"]))
    fine = _hamlet_sites(hamlets, radius, len(blocks))
    return _joined([fields.at(open_land), fine])


def _joined(parts: list[Sites]) -> Sites:
    return Sites(
        np.concatenate([p.xy for p in parts]),
        np.concatenate([p.kind for p in parts]),
        np.concatenate([p.block for p in parts]),
        np.concatenate([p.strip for p in parts]),
        np.concatenate([p.line for p in parts]),
    )


def _scattered(spacing: float, seed: int, spread: float) -> NDArray[np.float64]:
    """One point in each square of a net over the grid, moved by noise: (n, 2)."""
    west, south, east, north = GRID.bounds
    j, i = np.mgrid[0 : int((north - south) / spacing), 0 : int((east - west) / spacing)]
    i, j = i.ravel(), j.ravel()
    x = west + (i + 0.5 + spread * (uniform(i, j, seed=seed) - 0.5)) * spacing
    y = south + (j + 0.5 + spread * (uniform(i, j, seed=seed + 1) - 0.5)) * spacing
    return np.column_stack([x, y])


def _inside(xy: NDArray[np.float64], shapes: list[Any]) -> NDArray[np.bool_]:
    inside = np.zeros(len(xy), dtype=np.bool_)
    for shape in shapes:
        shapely.prepare(shape)
        inside |= shapely.contains_xy(shape, xy[:, 0], xy[:, 1])
    return inside


def _blocks(found: tuple[Feature, ...]) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Centres of blocks and their kinds: each kind takes the places that suit it best."""
    xy = np.concatenate([_scattered(_BLOCK, 701, 0.75), _rim()])
    kind = np.full(len(xy), _KIND["crop"], dtype=np.int8)
    city = [shapely.buffer(d.plane, 700.0) for d in districts()]
    water = _inside(xy, [f.shape for f in found if f.wide])
    outside = ~_inside(xy, city)
    free = ~water & ~outside
    land = int(free.sum())
    x, y = xy.T
    height = hilliness(x, y)
    score = {
        "urban": np.maximum(field("town", x, y, 611), 0.85 * _small_towns(x, y)) - 0.6 * height,
        "forest": height + 0.25 * uniform(np.arange(len(xy)), seed=612),
        "pond": field("pond", x, y, 613) - height,
        "orchard": field("orchard", x, y, 614) + 0.5 * uniform(np.arange(len(xy)), seed=615),
        "slope": height + 0.35 * uniform(np.arange(len(xy)), seed=616),
    }
    for name, share in _SHARES.items():
        rows = np.flatnonzero(free)
        best = rows[np.argsort(-score[name][rows], kind="stable")[: int(share * land)]]
        kind[best] = _KIND[name]
        free[best] = False
    kind[water] = _KIND["water"]
    kind[outside] = _KIND["outside"]
    return xy, kind


def _rim() -> NDArray[np.float64]:
    """Points around the grid, so that no cell of the city reaches out of the pattern."""
    west, south, east, north = GRID.bounds
    x = np.arange(west - 2_100.0, east + 2_400.0, 1_000.0)
    y = np.arange(south - 2_100.0, north + 2_400.0, 1_000.0)
    xy = np.column_stack([a.ravel() for a in np.meshgrid(x, y)])
    beyond = (xy[:, 0] < west) | (xy[:, 0] > east) | (xy[:, 1] < south) | (xy[:, 1] > north)
    return np.asarray(xy[beyond])


def _small_towns(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """About sixty market towns and works on a net of seven kilometres."""
    centres = _scattered(7_000.0, 621, 0.7)
    distance, which = cKDTree(centres).query(np.column_stack([x, y]))
    reach = 900.0 + 1_300.0 * uniform(which, seed=622)
    return np.asarray(1.0 - distance / reach + 0.5 * (smooth(x, y, 623, 1_500.0) - 0.5))


def _block_sites(blocks: NDArray[np.float64], kind: NDArray[np.int8]) -> Sites:
    tree = cKDTree(blocks)
    parts = []
    for name in _LATTICE:
        rows = np.flatnonzero(kind == _KIND[name])
        parts.append(_lattice_sites(blocks, rows, name, tree))
    for name in ("water", "outside"):
        rows = np.flatnonzero(kind == _KIND[name])
        flat = np.zeros(len(rows), dtype=np.int8)
        none = np.full(len(rows), -1, dtype=np.int32)
        parts.append(Sites(blocks[rows], kind[rows], rows.astype(np.int32), flat, none))
    return _joined(parts)


def _columns(name: str) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Places of lattice columns across a block, centred, and which of them are strips."""
    across, _, every, gap, _ = _LATTICE[name]
    places, strips, place = [0.0], [0], 0.0
    while place < 1_700.0:
        for _ in range(max(every, 1) - (1 if every else 0)):
            place += across
            places.append(place)
            strips.append(0)
        if every:
            places += [place + gap, place + 2 * gap]
            strips += [STRIP, 0]
            place += 2 * gap
    return np.array(places) - place / 2.0, np.array(strips, dtype=np.int8)


def _lattice_sites(
    blocks: NDArray[np.float64], rows: NDArray[np.int64], name: str, tree: Any
) -> Sites:
    _, along, every, _, jitter = _LATTICE[name]
    u, strips = _columns(name)
    v = (np.arange(int(1_700.0 / along)) - 850.0 / along) * along
    size = 0.62 + 0.85 * uniform(rows, seed=631)[:, None, None] ** 1.3
    stretch = np.where(every > 0, 1.0, size)
    turn = np.pi * smooth(blocks[rows, 0], blocks[rows, 1], 632, 2_500.0)[:, None, None]
    shape = (len(rows), len(u), len(v))
    i, j = np.arange(len(u))[None, :, None], np.arange(len(v))[None, None, :]
    key = rows[:, None, None]
    push = jitter * along * (uniform(key, i, j, seed=633) - 0.5)
    slide = 0.5 * jitter * along * (uniform(key, i, j, seed=634) - 0.5)
    shift = along * uniform(key, i // 3, seed=635)
    uu = u[None, :, None] * stretch + (slide if every else push)
    vv = v[None, None, :] * size + shift + push
    x = blocks[rows, 0][:, None, None] + uu * np.cos(turn) - vv * np.sin(turn)
    y = blocks[rows, 1][:, None, None] + uu * np.sin(turn) + vv * np.cos(turn)
    block = np.broadcast_to(key, shape).ravel()
    xy = np.column_stack([np.broadcast_to(x, shape).ravel(), np.broadcast_to(y, shape).ravel()])
    near = np.hypot(*(xy - blocks[block]).T) < 900.0
    candidates = np.flatnonzero(near)
    own = candidates[tree.query(xy[candidates])[1] == block[candidates]]
    strip = np.broadcast_to(strips[None, :, None], shape).ravel()[own]
    column = np.broadcast_to(i, shape).ravel()[own]
    line = np.where(strip == STRIP, block[own] * 64 + column, -1)
    kind = np.full(len(own), _KIND[name], dtype=np.int8)
    return Sites(xy[own], kind, block[own].astype(np.int32), strip, line.astype(np.int32))


def _hamlets(
    found: tuple[Feature, ...], blocks: NDArray[np.float64], kind: NDArray[np.int8]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Centres and radii of hamlets: on open land, away from wide water, hills and towns."""
    xy = _scattered(860.0, 641, 0.8)
    near = kind[cKDTree(blocks).query(xy)[1]]
    share = {"crop": 0.97, "orchard": 0.8, "slope": 0.4, "pond": 0.45, "urban": 0.05}
    chance = np.array([share.get(name, 0.0) for name in BLOCK_KINDS])[near]
    number = np.arange(len(xy))
    kept = uniform(number, seed=642) < chance
    kept &= ~_inside(xy, [shapely.buffer(f.shape, 150.0) for f in found if f.wide])
    radius = 90.0 + 155.0 * uniform(number, seed=643)
    return xy[kept], radius[kept]


def _hamlet_sites(centres: NDArray[np.float64], radius: NDArray[np.float64], first: int) -> Sites:
    number = np.arange(len(centres))
    parts = []
    for dense in (False, True):
        rows = number[(uniform(number, seed=651) < 0.12) == dense]
        spacing = 18.6 if dense else 0.0
        size = np.full(len(rows), spacing) if dense else 24.0 + 13.0 * uniform(rows, seed=652)
        count = 28 if dense else 20
        parts.append(_disc(centres, radius, rows, size, count, first))
    return _joined(parts)


def _disc(
    centres: NDArray[np.float64],
    radius: NDArray[np.float64],
    rows: NDArray[np.int64],
    size: NDArray[np.float64],
    count: int,
    first: int,
) -> Sites:
    i, j = np.meshgrid(np.arange(count) - count / 2, np.arange(count) - count / 2)
    i, j = i.ravel()[None, :], j.ravel()[None, :]
    key = rows[:, None]
    u = (i + 0.24 * (uniform(key, i + 99, j + 99, seed=653) - 0.5)) * size[:, None]
    v = (j + 0.24 * (uniform(key, i + 99, j + 99, seed=654) - 0.5)) * size[:, None] * 1.12
    turn = np.pi * uniform(rows, seed=655)[:, None]
    x = centres[rows, 0][:, None] + u * np.cos(turn) - v * np.sin(turn)
    y = centres[rows, 1][:, None] + u * np.sin(turn) + v * np.cos(turn)
    bent = radius[rows][:, None] * (0.75 + 0.5 * smooth(x, y, 656, 120.0))
    within = np.hypot(u, v) < np.minimum(bent, radius[rows][:, None] - 4.0)
    owner = np.broadcast_to(key, within.shape)[within].astype(np.int32) + first
    xy = np.column_stack([x[within], y[within]])
    flat = np.zeros(len(xy), dtype=np.int8)
    kind = np.full(len(xy), _KIND["hamlet"], dtype=np.int8)
    return Sites(xy, kind, owner, flat, np.full(len(xy), -1, dtype=np.int32))
