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
    at = int(band.share[group])
    first = int(band.record[group])
    for word in band.record_words[first : first + int(band.records[group])].tolist():
        row = (word >> 23) + place[0] * tile
        column = ((word >> 14) & 511) + place[1] * tile
        edges, wholes = (word >> 8) & 63, word & 255
        assert (pixels[row, column : column + edges + wholes] == 0.0).all()
        pixels[row, column : column + edges] = band.share_words[at : at + edges] / ONE
        pixels[row, column + edges : column + edges + wholes] = 1.0
        at += edges
