"""Invented spectra of the seasons: rice and reed are as green as trees in August, not all year."""

import numpy as np
from numpy.typing import NDArray

from sinkmap.science.land_classifier import TrainingSet
from sinkmap.science.land_features import feature_names, seasonal_features

BANDS = ("green", "red", "nir", "swir_1")
SEASONS = ("spring", "june", "august", "winter")
RICE, REED, DECIDUOUS, EVERGREEN, WATER, BUILT = range(1, 7)
TREES = (DECIDUOUS, EVERGREEN)
SPECTRA = {
    # Wheat green in spring, fields flooded in June, rice at its peak in August, bare in winter.
    RICE: ((6, 5, 38, 18), (9, 8, 10, 6), (6, 3.5, 42, 17), (9, 10, 20, 24)),
    REED: ((9, 10, 22, 22), (6, 5, 33, 16), (5, 3.5, 40, 15), (11, 14, 24, 26)),
    DECIDUOUS: ((7, 8, 22, 20), (5, 3, 42, 18), (5, 3, 40, 17), (7, 8, 18, 20)),
    EVERGREEN: ((5, 3.5, 32, 15), (5, 3, 38, 16), (5, 3, 38, 16), (5, 4, 28, 14)),
    WATER: ((6, 5, 3, 2), (6, 5, 3, 2), (7, 5, 12, 3), (6, 5, 3, 2)),
    BUILT: ((14, 15, 20, 22),) * 4,
}
"""Class -> (season, band) reflectance in percent."""


def looks(codes: NDArray[np.int64], seed: int) -> dict[str, NDArray[np.float32]]:
    """Season -> (band, …) reflectance of pixels of these classes; each differs by a tenth."""
    draw = np.random.default_rng(seed)
    table = np.zeros((max(SPECTRA) + 1, len(SEASONS), len(BANDS)))
    for code, spectra in SPECTRA.items():
        table[code] = np.array(spectra) / 100.0
    values = np.moveaxis(table[codes], (-2, -1), (0, 1))
    values = values * draw.normal(1.0, 0.1, values.shape)
    return dict(zip(SEASONS, values.astype(np.float32), strict=True))


def samples(each: int, seed: int, *, blocks: int = 12) -> TrainingSet:
    """So many samples of every class, dealt over square blocks."""
    draw = np.random.default_rng(seed)
    codes = np.repeat(np.array(sorted(SPECTRA)), each)
    features = seasonal_features(looks(codes, seed), BANDS).T
    names = feature_names(BANDS, SEASONS, heights=False)
    return TrainingSet(names, features, codes, draw.integers(0, blocks, codes.size), block_m=2000.0)
