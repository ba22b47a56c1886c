"""Draws of a Latin hypercube: standard normal scores of each source, by its name and a seed alone.

McKay et al. 1979, Technometrics 21:239-245: the same 0.5/n, 1.5/n ... quantiles for every source,
in an order of its own. What is drawn is kept, since units share their sources.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

__all__ = ["frozen", "order_of", "scores_drawn", "scores_of", "stacked_scores"]


def frozen(array: NDArray[np.float64]) -> NDArray[np.float64]:
    """The array, kept from being written to."""
    array.flags.writeable = False
    return array


@lru_cache(maxsize=16)
def scores_of(draws: int) -> NDArray[np.float64]:
    """(draws,) standard normal scores of equal probability, rising."""
    return frozen(ndtri((np.arange(draws) + 0.5) / draws))


@lru_cache(maxsize=2048)
def order_of(source: str, seed: int, draws: int) -> NDArray[np.int64]:
    """(draws,) rank of each draw of a source."""
    name = hashlib.sha256(source.encode()).digest()
    generator = np.random.default_rng([seed, int.from_bytes(name, "big")])
    order = generator.permutation(draws)
    order.flags.writeable = False
    return order


def scores_drawn(source: str, seed: int, draws: int) -> NDArray[np.float64]:
    """(draws,) standard normal scores of a source."""
    scores: NDArray[np.float64] = scores_of(draws)[order_of(source, seed, draws)]
    return scores


@lru_cache(maxsize=24)
def stacked_scores(sources: tuple[str, ...], seed: int, draws: int) -> NDArray[np.float64]:
    """(2 sources, draws) scores of every source, then their absolute values."""
    scores = np.stack([scores_drawn(source, seed, draws) for source in sources])
    return frozen(np.concatenate([scores, np.abs(scores)]))
