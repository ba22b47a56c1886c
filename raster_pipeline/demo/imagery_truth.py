"""What is true of the imagery study, counted from the pixels it was drawn with.

Nothing here calls the science of the product: areas are numbers of pixels, plain and weighted by
the areal scale of the projection, as the town's truth counts them.

Layout of ``truth/truth.json``
------------------------------
``grid``        the analysis grid
``units``       unit -> share of the whole unit
``land_cover``  year -> unit -> WorldCover class -> share; also as ``land_cover_<year>.tif``
``trees``       year -> unit -> share of trees (class 10)
``kinds``       year -> unit -> kind of land -> share
``changes``     "2022-2023" -> "40-10" (class before, class after) -> share of the window
``scenes``      file -> shares of its pixels under ``cloud`` (with cirrus) and ``shadow``, and
                ``missing``

A *share* is ``{"pixels": n, "plain_m2": n x 100, "area_m2": ellipsoidal area}``. The window is
unit ``320498``; its halves are ``320498001`` and ``320498002``.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.demo.imagery_ground import GRID, HALVES, YEARS, Ground
from raster_pipeline.demo.imagery_land import COVERS, KINDS, TREE
from raster_pipeline.demo.imagery_sky import CIRRUS, CLOUD, HIGH_CLOUD, SHADOW
from raster_pipeline.demo.town_truth import pixel_area

__all__ = ["WINDOW", "imagery_truth", "sky_shares"]

WINDOW = "320498"
"""Unit of the whole window."""

Json = dict[str, Any]


def imagery_truth(ground: Ground, scenes: Mapping[str, Json]) -> Json:
    """Everything of the layout above; ``scenes`` holds :func:`sky_shares` by file."""
    count = _Counter()
    kinds = {year: ground.kinds(year) for year in YEARS}
    names = np.array([kind.name for kind in KINDS])
    return {
        "simulated": True,
        "grid": GRID.to_json(),
        "units": {unit: count.share(inside) for unit, inside in count.units.items()},
        "land_cover": {str(y): count.classes(COVERS[k].astype(str)) for y, k in kinds.items()},
        "trees": {
            str(year): {
                unit: count.share(inside & (COVERS[kind] == TREE))
                for unit, inside in count.units.items()
            }
            for year, kind in kinds.items()
        },
        "kinds": {str(year): count.classes(names[kind]) for year, kind in kinds.items()},
        "changes": {
            f"{a}-{b}": count.changes(COVERS[kinds[a]], COVERS[kinds[b]])
            for a, b in pairwise(YEARS)
        },
        "scenes": dict(scenes),
    }


def sky_shares(code: NDArray[np.uint8]) -> Json:
    """Shares of a mask: (y, x) codes of the scene classification."""
    return {
        "cloud": float(np.isin(code, (CLOUD, HIGH_CLOUD, CIRRUS)).mean()),
        "shadow": float((code == SHADOW).mean()),
        "missing": float((code == 0).mean()),
    }


class _Counter:
    """Counts pixels of masks by unit."""

    def __init__(self) -> None:
        self.pixel_m2 = pixel_area(GRID)
        self.units: dict[str, NDArray[np.bool_]] = {WINDOW: np.ones(GRID.shape, dtype=np.bool_)}
        for unit, (_, _, window) in HALVES.items():
            self.units[unit] = np.zeros(GRID.shape, dtype=np.bool_)
            self.units[unit][window.slices] = True

    def share(self, mask: NDArray[np.bool_]) -> Json:
        pixels = int(np.count_nonzero(mask))
        return {
            "pixels": pixels,
            "plain_m2": pixels * GRID.resolution**2,
            "area_m2": float(self.pixel_m2[mask].sum()),
        }

    def classes(self, codes: NDArray[Any]) -> Json:
        names = np.unique(codes)
        return {
            unit: {str(name): self.share(inside & (codes == name)) for name in names}
            for unit, inside in self.units.items()
        }

    def changes(self, before: NDArray[np.uint8], after: NDArray[np.uint8]) -> Json:
        moved = before != after
        pairs = np.unique(np.stack([before[moved], after[moved]], axis=1), axis=0)
        return {f"{a}-{b}": self.share((before == a) & (after == b)) for a, b in pairs}
