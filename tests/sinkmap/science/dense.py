"""Packed shares as plain arrays, for tests to compare."""

import numpy as np
from numpy.typing import NDArray

from sinkmap.science.zone_shares import ONE, BandShares, ZoneShares

__all__ = ["dense_shares"]


def dense_shares(shares: ZoneShares) -> NDArray[np.float64]:
    """(zone, rows, cols) share of each pixel of the grid in each zone."""
    result = np.zeros((shares.count, *shares.grid.shape))
    for index in range(shares.bands):
        band = shares.band(index)
        for column in range(len(band.tiles) - 1):
            for group in range(int(band.tiles[column]), int(band.tiles[column + 1])):
                _enter(result[band.zone[group]], band, group, (index, column), shares.tile)
    return result


def _enter(
    pixels: NDArray[np.float64], band: BandShares, group: int, place: tuple[int, int], tile: int
) -> None:
    top, left = place[0] * tile, place[1] * tile
    edges = slice(int(band.edge[group]), int(band.edge[group] + band.edges[group]))
    runs = slice(int(band.run[group]), int(band.run[group] + band.runs[group]))
    for word, share in zip(band.edge_place[edges], band.edge_share[edges], strict=True):
        at = (top + (int(word) >> 9), left + (int(word) & 511))
        assert pixels[at] == 0.0
        pixels[at] = share / ONE
    for word in band.run_words[runs].tolist():
        row, column = top + (word >> 19), left + (word >> 10 & 511)
        run = slice(column, column + (word & 1023))
        assert (pixels[row, run] == 0.0).all()
        pixels[row, run] = 1.0
