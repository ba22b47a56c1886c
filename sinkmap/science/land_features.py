"""Features of a land cover classifier: what the seasons and the ground look like at a pixel.

In summer rice, reed and trees are equally green. The seasons tell them apart: rice fields are
flooded in June and bare in winter, wheat is green in March, reed is straw in winter, evergreens
stay green. Hence the bands and indices of every season, and what changes from one to another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sinkmap.science.spectral_index import INDICES, spectral_index, spectral_index_for

__all__ = [
    "SLOPE_HALO",
    "feature_names",
    "land_features",
    "seasonal_features",
    "terrain_features",
]

SLOPE_HALO = 1
"""Pixels around a window that its slopes look at."""

Floats = NDArray[np.float32]

_LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "blue": "B",
        "green": "G",
        "red": "R",
        "red_edge_1": "RE1",
        "red_edge_2": "RE2",
        "red_edge_3": "RE3",
        "nir": "N",
        "nir_narrow": "N",
        "swir_1": "S1",
        "swir_2": "S2",
    }
)
"""Common name of a band -> its letter in the formulas; the first near infrared given is taken."""

_LEFT_OUT = frozenset({"EVI", "NDMI", "NDBI"})
"""NDMI is LSWI and NDBI its negative; over water EVI's denominator nears 0, EVI2's does not."""

_SEASONAL = ("NDVI", "LSWI", "MNDWI")
"""Indices whose change over the year is a feature: green, moist, flooded."""

_MOST_PAIRED = 4
"""Up to so many seasons every pair of them is compared, beyond that neighbours only."""


def feature_names(
    bands: Sequence[str], seasons: Sequence[str], *, heights: bool
) -> tuple[str, ...]:
    """Names of the features, in the order :func:`land_features` computes them.

    Parameters
    ----------
    bands
        Common names of the bands of every composite (``red``, ``nir`` …). A name that is an index
        (``NDVI``) is that index, already computed.
    seasons
        Names of the seasons in the order of the year.
    heights
        Whether there is a height model.

    Raises
    ------
    ValueError
        If there is no season or band, or two features would have one name.
    """
    for what, given in (("bands", bands), ("seasons", seasons)):
        if not given or len(set(given)) != len(given):
            raise ValueError(f"{what} must be named once each: {list(given)}")
    names = [f"{season}.{name}" for season in seasons for name in (*bands, *_computed(bands))]
    for index in _seasonal(bands):
        names += [f"{late}-{early}.{index}" for early, late in _pairs(seasons)]
        names += [f"range.{index}"] if len(seasons) > 1 else []
    names += ["height", "slope"] if heights else []
    if len(set(names)) != len(names):
        raise ValueError(f"seasons must be named otherwise: {list(seasons)}")
    return tuple(names)


def land_features(
    seasons: Mapping[str, Floats],
    bands: Sequence[str],
    heights: NDArray[np.floating] | None,
    resolution: float,
) -> Floats:
    """Features of a window.

    A pixel that lacks a band in one season has NaN in that season's features and in those that
    compare it with others; the classifier gives no class to a pixel with a NaN, so a gap in any
    season is a gap of the map. Nothing is filled in.

    Parameters
    ----------
    seasons
        Name -> (band, y, x) surface reflectance as fractions, NaN where not seen; in the order of
        the year.
    bands
        Common names of the bands; see :func:`feature_names`.
    heights
        (y, x) metres, NaN where unknown; of the same window, or None.
    resolution
        Edge of a pixel in metres.

    Returns
    -------
    (feature, y, x) float32. Slopes at the edge of the window are one-sided: read
    :data:`SLOPE_HALO` pixels more around it and cut them off.

    Raises
    ------
    ValueError
        If the arrays differ in shape.
    """
    seasonal = seasonal_features(seasons, bands)
    if heights is None:
        return seasonal
    if heights.shape != seasonal.shape[1:]:
        raise ValueError(f"heights {heights.shape} for composites {seasonal.shape[1:]}")
    return np.concatenate([seasonal, terrain_features(heights, resolution)])


def seasonal_features(seasons: Mapping[str, Floats], bands: Sequence[str]) -> Floats:
    """The features that come from composites: (feature, …) for arrays of shape (band, …).

    As :func:`land_features`; the pixels may lie in any shape, a row of samples too.
    """
    names = feature_names(bands, tuple(seasons), heights=False)
    shapes = {values.shape for values in seasons.values()}
    if len(shapes) > 1 or next(iter(shapes))[0] != len(bands):
        raise ValueError(f"composites of shapes {sorted(shapes)} for {len(bands)} bands")
    result = np.empty((len(names), *shapes.pop()[1:]), dtype=np.float32)
    place = dict(zip(names, result, strict=True))
    for season, values in seasons.items():
        for band, value in zip(bands, values, strict=True):
            place[f"{season}.{band}"][...] = value
        for index in _computed(bands):
            place[f"{season}.{index}"][...] = _index(index, bands, values)
    for index in _seasonal(bands):
        for early, late in _pairs(tuple(seasons)):
            change = place[f"{late}-{early}.{index}"]
            np.subtract(place[f"{late}.{index}"], place[f"{early}.{index}"], out=change)
        if len(seasons) > 1:
            _range([place[f"{season}.{index}"] for season in seasons], place[f"range.{index}"])
    return result


def terrain_features(
    heights: NDArray[np.floating], resolution: float, across: float | None = None
) -> Floats:
    """Height in metres and slope as rise over run: (2, y, x) float32.

    ``resolution``: edge of a pixel in metres, from north to south; ``across``: from west to east,
    where it is another, as on a grid in degrees.

    The slope is that of central differences; where a neighbour is unknown or outside, of the
    pixel and the other neighbour, and an axis along which no neighbour is known counts as level.
    NaN where the height itself is.
    """
    wide = resolution if across is None else across
    if not (resolution > 0.0 and wide > 0.0):
        raise ValueError(f"the edges of a pixel must be positive: {resolution}, {wide}")
    height = np.asarray(heights, dtype=np.float32)
    down = _rise(height) / np.float32(resolution)
    right = _rise(height.T).T / np.float32(wide)
    # A square root is rounded alike on every machine, an angle is not.
    slope = np.sqrt(down * down + right * right)
    return np.stack([height, np.where(np.isnan(height), height, slope)])


def _rise(height: Floats) -> Floats:
    """Change of height along the first axis, metres a pixel."""
    wide = np.pad(height, ((1, 1), (0, 0)), constant_values=np.nan)
    before, after = wide[:-2], wide[2:]
    lacks_before, lacks_after = np.isnan(before), np.isnan(after)
    steps = 2.0 - lacks_before - lacks_after
    change = np.where(lacks_after, height, after) - np.where(lacks_before, height, before)
    return np.asarray(change / np.maximum(steps, 1.0), dtype=np.float32)


def _range(values: Sequence[Floats], out: Floats) -> None:
    """Largest minus least; NaN where one is."""
    most, least = values[0].copy(), values[0].copy()
    for value in values[1:]:
        np.maximum(most, value, out=most)
        np.minimum(least, value, out=least)
    np.subtract(most, least, out=out)


def _index(name: str, bands: Sequence[str], values: Floats) -> Floats:
    """An index; 0 where the bands are known and its denominator is 0, for neither side weighs."""
    given = {
        _LETTERS[b]: v for b, v in reversed([*zip(bands, values, strict=True)]) if b in _LETTERS
    }
    result = spectral_index_for(name, given)
    known = np.ones(result.shape, dtype=np.bool_)
    for letter in spectral_index(name).bands:
        known &= np.isfinite(given[letter])
    result[known & np.isnan(result)] = 0.0
    return result


def _computed(bands: Sequence[str]) -> tuple[str, ...]:
    """Indices that the bands allow and that are not given already."""
    letters = {_LETTERS[band] for band in bands if band in _LETTERS}
    return tuple(
        one.id
        for one in INDICES
        if one.id not in _LEFT_OUT and one.id not in bands and letters.issuperset(one.bands)
    )


def _seasonal(bands: Sequence[str]) -> tuple[str, ...]:
    known = {*bands, *_computed(bands)}
    return tuple(index for index in _SEASONAL if index in known)


def _pairs(seasons: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Earlier and later season of every change."""
    if len(seasons) <= _MOST_PAIRED:
        return tuple(combinations(seasons, 2))
    return (*pairwise(seasons), (seasons[0], seasons[-1]))
