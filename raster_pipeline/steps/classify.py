"""Land cover from seasonal composites: a trained classifier over every tile of the grid."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.engine import PixelReader, Progress, map_blocks, silent
from raster_pipeline.io.raster_writer import RasterWriter
from raster_pipeline.steps.seasons import CompositeReader, Seasons
from sinkmap.grid import Grid, Window

if TYPE_CHECKING:
    from sinkmap.science.land_classifier import LandClassifier

__all__ = ["classify"]

_FEATURE_BYTES = 64 * 2**20
"""Features held by one worker; a tile of more is done in strips, with the same result."""
_FEWEST_ROWS = 16


def classify(
    classifier: LandClassifier,
    composites: Mapping[str, CompositeReader],
    heights: PixelReader | None,
    grid: Grid,
    path: Path,
    *,
    workers: int,
    progress: Progress = silent,
) -> None:
    """Write the class of every pixel: uint8, 0 where a season or the height is missing.

    Parameters
    ----------
    classifier
        Trained on features of the same seasons, bands and terrain.
    composites
        Season -> composite, in the order the classifier was trained with.
    heights
        Heights in metres on the grid, or None.
    grid, path
        The grid, and the file to be written; it takes its name when every tile is done.
    workers
        Threads. The bytes of the file do not depend on them.

    Raises
    ------
    ValueError
        If the classifier wants other features than these inputs give.
    """
    seasons = Seasons(grid, composites, heights)
    if seasons.names != classifier.names:
        lacking = set(classifier.names).symmetric_difference(seasons.names)
        named = ", ".join(sorted(lacking)) or "in another order"
        raise ValueError(f"the classifier was trained on other features: {named}")

    def block(tile: Window) -> tuple[Window, NDArray[np.uint8]]:
        return tile, _classes(classifier, seasons, tile)

    tags = {"classifier": classifier.forest.digest()}
    with RasterWriter(path, grid, dtype="uint8", nodata=0, tags=tags) as out:
        for tile, codes in map_blocks(
            block, list(grid.tiles()), workers=workers, progress=progress, stage="classify"
        ):
            out.write(tile, codes)


def _classes(classifier: LandClassifier, seasons: Seasons, tile: Window) -> NDArray[np.uint8]:
    """(y, x) codes of one tile, strip by strip."""
    spectra, terrain = seasons.spectra(tile), seasons.terrain(tile)
    codes = np.empty((tile.rows, tile.cols), dtype=np.uint8)
    rows = max(_FEWEST_ROWS, _FEATURE_BYTES // (len(classifier.names) * tile.cols * 4))
    for row in range(0, tile.rows, rows):
        strip = slice(row, row + rows)
        parts = {season: values[:, strip] for season, values in spectra.items()}
        codes[strip] = classifier.predict(seasons.joined(parts, terrain[:, strip]))
    return codes
