"""The scenes of the imagery study, and what each of them shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from raster_pipeline.demo.imagery_ground import GRID, Ground
from raster_pipeline.demo.imagery_land import BANDS, KINDS, NAMES, spectra, surface
from raster_pipeline.demo.imagery_sky import draw_sky
from raster_pipeline.demo.imagery_view import View, view_of
from raster_pipeline.demo.noise import pixels, smooth, uniform
from sinkmap.grid import Window

__all__ = ["SCALE", "SCENES", "Picture", "SceneRow", "draw_scene"]

SCALE = 1e-4
"""Reflectance of one stored number."""
_OFFSET_SINCE = date(2022, 1, 25)
"""Day from which products carry an offset of -0.1 (processing baseline 04.00 of Sentinel-2)."""

_CRS = {"grid": GRID.crs, "utm50": "EPSG:32650", "utm51": "EPSG:32651", "safe": "EPSG:32650"}


@dataclass(frozen=True, slots=True)
class SceneRow:
    """One scene.

    ``year``: the year it serves. ``form``: ``grid``, a file on the study's grid with the offset
    taken out; ``utm50`` and ``utm51``, a file as delivered; ``safe``, a product folder in zone 50.
    ``cloud``, ``cirrus``: shares. ``bloom``: share of the lake under algae. ``missing``: share of
    the columns, from the west, that the swath does not reach.
    """

    year: int
    day: date
    form: str
    cloud: float
    cirrus: float
    bloom: float
    missing: float

    @property
    def crs(self) -> str:
        """CRS of its pixels."""
        return _CRS[self.form]

    @property
    def offset(self) -> float:
        """Reflectance = stored x ``SCALE`` + offset."""
        return 0.0 if self.form == "grid" or self.day < _OFFSET_SINCE else -0.1

    @property
    def seed(self) -> int:
        """Seed of everything drawn for this scene alone."""
        return self.day.toordinal() * 16


_SCENES = """
2022 2021-12-16 utm50 .06 .00 .00 .0
2022 2022-01-05 utm51 .06 .00 .00 .0
2022 2022-01-20 grid  .08 .00 .00 .0
2022 2022-02-24 grid  .14 .04 .00 .0
2022 2022-04-10 grid  .10 .00 .00 .0
2022 2022-05-15 utm51 .14 .00 .00 .0
2022 2022-06-19 grid  1.0 .00 .00 .0
2022 2022-07-04 utm50 .97 .60 .00 .0
2022 2022-07-29 grid  .20 .05 .15 .0
2022 2022-08-13 grid  .08 .00 .40 .0
2022 2022-09-22 utm50 .15 .00 .05 .0
2022 2022-10-07 grid  .10 .00 .00 .0
2023 2022-12-21 grid  .05 .00 .00 .0
2023 2023-01-15 utm51 .10 .00 .00 .0
2023 2023-02-07 grid  .06 .00 .00 .0
2023 2023-02-27 grid  .16 .00 .00 .0
2023 2023-04-05 grid  .08 .00 .00 .0
2023 2023-05-08 grid  .20 .08 .00 .0
2023 2023-06-25 utm51 1.0 .00 .00 .0
2023 2023-07-08 grid  .96 .60 .00 .0
2023 2023-07-26 grid  .15 .00 .10 .0
2023 2023-08-18 grid  .10 .00 .45 .0
2023 2023-08-28 utm51 .16 .00 .30 .4
2023 2023-10-02 utm50 .12 .00 .00 .0
2023 2023-11-09 grid  .05 .00 .00 .0
2024 2023-12-19 grid  .04 .00 .00 .0
2024 2024-01-18 grid  .04 .00 .00 .0
2024 2024-02-07 grid  .06 .00 .00 .0
2024 2024-02-27 utm50 .05 .00 .00 .0
2024 2024-04-12 utm51 .10 .00 .00 .0
2024 2024-05-12 grid  .12 .00 .00 .0
2024 2024-06-16 grid  1.0 .00 .00 .0
2024 2024-07-06 grid  .96 .60 .00 .0
2024 2024-07-31 utm50 .18 .00 .12 .0
2024 2024-08-15 safe  .10 .00 .35 .0
2024 2024-09-04 grid  .20 .00 .20 .0
2024 2024-10-09 grid  .08 .00 .00 .0
"""
"""Year served, day, form, cloud, cirrus, bloom, missing. From mid-June to mid-July none is clear:
the plum rains (梅雨)."""


def _read(line: str) -> SceneRow:
    year, day, form, *shares = line.split()
    cloud, cirrus, bloom, missing = map(float, shares)
    return SceneRow(int(year), date.fromisoformat(day), form, cloud, cirrus, bloom, missing)


SCENES = tuple(_read(line) for line in _SCENES.strip().splitlines())
"""Every scene, by year and day."""

_LATE = {2022: 0.0, 2023: -3.0, 2024: 4.0}
"""Days by which the seasons of a year are late."""
_FALLOW = 0.12
"""Share of the rice fields without wheat in a year."""
_SPREAD = np.array([0.84, 0.08])
"""Share of a pixel's own light in what its detector sees, and of each neighbour's, by axis."""
_NOISE, _GRAIN = 0.003, 0.02
"""Half range of the noise: reflectance, and share of the reflectance."""
_STEP = 8
"""Stored numbers are whole multiples of this: the scenes of the demo stay small."""
_LAST = 65_000


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A scene as it is stored.

    ``stored``: (band, y, x) uint16, 0 where there is none; the bands from 20 m pixels hold each
    value in 2 x 2 pixels. ``code``: (y, x) uint8 scene classification.
    """

    view: View
    stored: NDArray[np.uint16]
    code: NDArray[np.uint8]


def draw_scene(ground: Ground, scene: SceneRow) -> Picture:
    """Draw a scene."""
    view = view_of(scene.crs)
    clear = view.of(_spread(_surface_image(ground, scene)))
    clear[4:] = _coarse(clear[4:])
    reach = 24 if scene.day.month in (11, 12, 1, 2) else 12
    sky = draw_sky(view.shape, scene.seed, cloud=scene.cloud, cirrus=scene.cirrus, reach=reach)
    seen = sky.over(clear)
    seen += _noise(seen, sky.opacity, scene)
    number = np.rint((seen - np.float32(scene.offset)) / np.float32(SCALE * _STEP)) * _STEP
    stored = np.clip(number, _STEP, _LAST).astype(np.uint16)
    code = np.where(sky.code > 0, sky.code, _ground_code(clear)).astype(np.uint8)
    gone = view.outside.copy()
    gone[:, : round(scene.missing * view.shape[1])] = True
    stored[:, gone], code[gone] = 0, 0
    return Picture(view, stored, code)


def _surface_image(ground: Ground, scene: SceneRow) -> NDArray[np.float32]:
    """Reflectance of the ground, window and margin: (band, y, x)."""
    kind = ground.kind[scene.year]
    table = _field_spectra(kind, scene).astype(np.float32)
    image = np.ascontiguousarray(table.T[:, ground.field])
    shape = ground.field.shape
    rough = np.array([k.rough for k in KINDS], dtype=np.float32)[kind][ground.field]
    image *= 1.0 + rough * (2.0 * pixels(Window(0, 0, *shape), 7_101) - 1.0)
    if scene.bloom > 0.0:
        _bloom(image, kind[ground.field] == NAMES["lake"], scene)
    return image


def _field_spectra(kind: NDArray[np.int8], scene: SceneRow) -> NDArray[np.float64]:
    """(field, band): the season, early here and late there, brighter here and darker there."""
    number = np.arange(len(kind))
    slip = np.array([k.slip for k in KINDS])[kind]
    early = slip * (2.0 * uniform(number, scene.year, seed=7_102) - 1.0)
    day = scene.day.timetuple().tm_yday + early - _LATE[scene.year]
    fallow = uniform(number, scene.year, seed=7_103) < _FALLOW
    table = np.empty((len(kind), len(BANDS)))
    for index, one in enumerate(KINDS):
        own = kind == index
        table[own] = spectra(one.name, day[own])
        if one.name == "rice_wheat":
            table[own & fallow] = spectra("rice_fallow", day[own & fallow])
    other = np.stack([surface(k.mixed_with) for k in KINDS])[kind]
    share = np.array([k.mixed for k in KINDS])[kind] * uniform(number, scene.year, seed=7_106)
    table += (other - table) * share[:, None]
    bright = 1.0 + 0.06 * (2.0 * uniform(number, scene.year, seed=7_104) - 1.0)
    tint = 1.0 + 0.04 * (2.0 * uniform(number[:, None], np.arange(len(BANDS)), seed=7_105) - 1.0)
    return np.asarray(table * bright[:, None] * tint)


def _bloom(image: NDArray[np.float32], lake: NDArray[np.bool_], scene: SceneRow) -> None:
    """Streaks of algae over a share of the lake, elsewhere on every day."""
    row, col = np.nonzero(lake)
    streak = smooth(col + 0.4 * row, 2.5 * row, scene.seed + 2, 60.0, 3)
    limit = np.quantile(streak, 1.0 - scene.bloom)
    share = np.clip((streak - limit) * 12.0, 0.0, 0.85).astype(np.float32)
    image[:, lake] += (surface("bloom")[:, None] - image[:, lake]) * share


def _spread(image: NDArray[np.float32]) -> NDArray[np.float32]:
    weights = _SPREAD[[1, 0, 1]]
    for axis in (1, 2):
        image = ndimage.correlate1d(image, weights, axis=axis, mode="nearest")
    return image


def _coarse(bands: NDArray[np.float32]) -> NDArray[np.float32]:
    """Means of 2 x 2 pixels, in every one of them."""
    count, rows, cols = bands.shape
    means = bands.reshape(count, rows // 2, 2, cols // 2, 2).mean(axis=(2, 4))
    return np.asarray(means.repeat(2, axis=1).repeat(2, axis=2), dtype=np.float32)


def _noise(
    seen: NDArray[np.float32], opacity: NDArray[np.float32], scene: SceneRow
) -> NDArray[np.float32]:
    """Triangular noise, none in clouds."""
    window = Window(0, 0, *seen.shape[1:])
    noise = np.empty_like(seen)
    for band in range(len(BANDS)):
        cell = 2 if band >= 4 else 1
        draws = [pixels(window, scene.seed + 31 * band + k, cell=cell) for k in (3, 9)]
        noise[band] = draws[0] - draws[1]
    return np.asarray(noise * (_NOISE + _GRAIN * seen) * (1.0 - opacity), dtype=np.float32)


def _ground_code(clear: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Scene classification of ground: 4 vegetation, 5 bare, 6 water, 7 unclassified, 2 dark."""
    blue, green, red, nir, swir = clear[:5]
    green_leaf = (nir - red) > 0.45 * (nir + red)
    code = np.full(blue.shape, 5, dtype=np.uint8)
    code[blue > 0.15] = 7
    code[(green > nir) & (swir < 0.06)] = 6
    code[(nir < 0.08) & (code == 5)] = 2
    code[green_leaf] = 4
    return code
