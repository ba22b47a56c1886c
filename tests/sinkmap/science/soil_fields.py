"""Simulated soil carbon: what covariates and classes tell, what is near alike, scatter."""

import numpy as np

from sinkmap.science.soil_points import SoilPoints

EDGE = 60_000.0


def waves(draw, x, y, length):
    """A smooth field of mean 0 and variance 1, by random cosine waves."""
    across, up = draw.normal(size=(2, 200)) / length / np.sqrt(draw.chisquare(1, 200))
    phase = draw.uniform(0, 2 * np.pi, 200)
    return np.sqrt(2 / 200) * np.cos(np.outer(x, across) + np.outer(y, up) + phase).sum(axis=1)


def simulated(seed, count, *, near=4.0, noise=3.0):
    """Samples whose density follows three of five covariates; ``near``: spread none tells."""
    draw = np.random.default_rng(seed)
    x, y = np.round(draw.uniform(0, EDGE, (2, count)))
    covariates = np.stack([waves(draw, x, y, 8000) for _ in range(5)], axis=1)
    soil = (covariates[:, 0] > 0) + 2 * (waves(draw, x, y, 10_000) > 0.5)
    told = 8 * np.sin(covariates[:, 0])
    told += 6 * np.maximum(covariates[:, 1], 0) * (covariates[:, 2] > 0) + 2.0 * (soil == 2)
    density = 45 + told + near * waves(draw, x, y, 4000) + draw.normal(0, noise, count)
    names = ("wetness", "clay", "slope", "ndvi", "height")
    classes = soil.astype(np.int16)
    return SoilPoints(x, y, np.maximum(density, 0.5), classes, covariates, names, (0.0, 30.0))
