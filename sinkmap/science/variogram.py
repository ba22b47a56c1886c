"""A variogram: how unlike values become with distance, and whether samples support one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinkmap.text import Text

__all__ = ["Variogram", "fit_variogram"]

_LEAST_SAMPLES = 50
"""Of fewer samples variograms are erratic (Webster and Oliver 2007, 6.1; they advise 100)."""
_MOST_SAMPLES = 3000
"""A seeded draw of so many stands for more: 4.5 million pairs say enough."""
_LAGS = 15
_CUTOFF = 1 / 3
"""Lags, and the share of the diagonal they reach: those of gstat (Pebesma 2004, Computers &
Geosciences 30:683-691)."""
_LEAST_PAIRS = 30
"""Pairs a lag needs (Journel and Huijbregts 1978, Mining Geostatistics, p. 194)."""
_LEAST_LAGS = 5
"""Points a curve of three parameters is fitted to, at least."""
_SHORT_LAGS = 3
"""Lags whose pairs are asked whether near values are alike."""
_SHUFFLES = 199
_LEVEL = 0.05
_NUGGET_SHARE = 0.75
"""Above it dependence in space is weak (Cambardella et al. 1994, Soil Sci. Soc. Am. J.
58:1501-1511)."""
_RANGES = 60


@dataclass(frozen=True, slots=True)
class Variogram:
    """The exponential model: nugget + sill (1 - exp(-h / distance)) at a lag of h metres.

    ``nugget, sill`` (the part above the nugget) in the squared unit of the values; ``distance`` in
    m, a third of the range at which 95 % of the sill is reached.

    Raises
    ------
    ValueError
        If nugget or sill is negative, both are 0, or the distance is not positive.
    """

    nugget: float
    sill: float
    distance: float

    def __post_init__(self) -> None:
        if not (self.nugget >= 0.0 and self.sill >= 0.0 and self.nugget + self.sill > 0.0):
            raise ValueError(f"no variogram: nugget {self.nugget}, sill {self.sill}")
        if not self.distance > 0.0:
            raise ValueError(f"a variogram needs a distance in metres: {self.distance}")

    @property
    def nugget_share(self) -> float:
        """Share of the nugget in the whole, 0 to 1."""
        return self.nugget / (self.nugget + self.sill)


def fit_variogram(
    x: NDArray[np.float64], y: NDArray[np.float64], values: NDArray[np.float64], *, seed: int
) -> Variogram | Text:
    """The variogram of (n,) values at places in m, or why the samples support none.

    Matheron's estimator; weights pairs / distance² as in gstat. It is supported by 50 samples, 5
    lags of 30 pairs, a nugget of at most 75 % of the whole, and pairs in the three shortest lags
    that are more alike than in 95 % of 199 seeded shuffles of the values. The answer depends on
    the order of the samples only through the draws.
    """
    if len(values) < _LEAST_SAMPLES:
        count = f"{len(values)} < {_LEAST_SAMPLES}"
        return Text(f"样点太少（{count}）", f"too few samples ({count})")
    draw = np.random.default_rng(seed)
    if len(values) > _MOST_SAMPLES:
        kept = np.sort(draw.choice(len(values), _MOST_SAMPLES, replace=False))
        x, y, values = x[kept], y[kept], values[kept]
    pairs = _Pairs.of(x, y)
    means, lengths, counts = pairs.lags(values)
    held = counts >= _LEAST_PAIRS
    if held.sum() < _LEAST_LAGS:
        seen = f"{int(held.sum())} < {_LEAST_LAGS}"
        return Text(f"样点对足够的距离级太少（{seen}）", f"too few lags with enough pairs ({seen})")
    if not means[held].any():
        return Text("数值没有差异", "the values do not differ")
    fitted = _fitted(lengths[held], means[held], counts[held])
    if fitted.nugget_share > _NUGGET_SHARE:
        share = f"{fitted.nugget_share:.0%} > {_NUGGET_SHARE:.0%}"
        return Text(f"块金占比过高（{share}）", f"the nugget is most of the variance ({share})")
    chance = pairs.chance(values, draw)
    if chance > _LEVEL:
        return Text(
            f"近处数值并不更相似（p = {chance:.3f}）",
            f"near values are no more alike (p = {chance:.3f})",
        )
    return fitted


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Pairs of samples within the cutoff: (pair,) places of both, distance in m, and lag."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    length: NDArray[np.float64]
    lag: NDArray[np.int64]

    @classmethod
    def of(cls, x: NDArray[np.float64], y: NDArray[np.float64]) -> _Pairs:
        cutoff = _CUTOFF * float(np.hypot(np.ptp(x), np.ptp(y)))
        found = [np.zeros((2, 0))]
        starts = [np.zeros(0, dtype=np.int64)]
        for k in range(len(x) - 1):
            length = np.hypot(x[k + 1 :] - x[k], y[k + 1 :] - y[k])
            near = np.flatnonzero((length > 0.0) & (length < cutoff))
            found.append(np.stack([near + k + 1.0, length[near]]))
            starts.append(np.full(near.size, k))
        second, length = np.concatenate(found, axis=1)
        lag = np.floor(length * (_LAGS / cutoff)).astype(np.int64) if length.size else second
        lag = np.minimum(lag.astype(np.int64), _LAGS - 1)
        return cls(np.concatenate(starts), second.astype(np.int64), length, lag)

    def lags(
        self, values: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
        """Mean semivariance, mean length in m, and pairs of each lag."""
        half = 0.5 * (values[self.first] - values[self.second]) ** 2
        counts = np.bincount(self.lag, minlength=_LAGS)
        divisor = np.maximum(counts, 1)
        means = np.bincount(self.lag, weights=half, minlength=_LAGS) / divisor
        lengths = np.bincount(self.lag, weights=self.length, minlength=_LAGS) / divisor
        return means, lengths, counts

    def chance(self, values: NDArray[np.float64], draw: np.random.Generator) -> float:
        """Share of shuffles whose near pairs are as alike as those of the values."""
        short = self.lag < _SHORT_LAGS
        first, second = self.first[short], self.second[short]

        def unlike(given: NDArray[np.float64]) -> float:
            return float(((given[first] - given[second]) ** 2).sum())

        seen = unlike(values)
        shuffled = [unlike(draw.permutation(values)) for _ in range(_SHUFFLES)]
        return (1 + sum(one <= seen for one in shuffled)) / (_SHUFFLES + 1)


def _fitted(
    lengths: NDArray[np.float64], means: NDArray[np.float64], counts: NDArray[np.int64]
) -> Variogram:
    """The best of a ladder of distances, nugget and sill of each by least squares from 0 up."""
    from scipy.optimize import nnls

    root = np.sqrt(counts) / lengths
    best, misfit = None, np.inf
    for distance in np.geomspace(lengths[0] / 3.0, lengths[-1], _RANGES):
        rise = 1.0 - np.exp(-lengths / distance)
        terms = np.column_stack([np.ones(lengths.size), rise]) * root[:, np.newaxis]
        (nugget, sill), error = nnls(terms, means * root)
        if error < misfit:
            best, misfit = Variogram(float(nugget), float(sill), float(distance)), error
    assert best is not None
    return best
