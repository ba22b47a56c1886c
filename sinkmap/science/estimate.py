"""A number estimated from a sample, with its standard error and interval, or why it has none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from sinkmap.text import Text

__all__ = ["Z_95", "Doubt", "Estimate", "wilson_interval"]

Z_95 = 1.96
"""Standard normal quantile of a two-sided 95 % interval, rounded as in Olofsson et al. (2014)."""


class Doubt(StrEnum):
    """What a sample cannot carry: why an estimate lacks its value, its error or its interval."""

    STRATUM_NOT_SAMPLED = "stratum_not_sampled"
    NO_UNITS = "no_units"
    STRATUM_OF_ONE = "stratum_of_one"
    NO_SPREAD = "no_spread"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _DOUBT[self]


_DOUBT = {
    Doubt.STRATUM_NOT_SAMPLED: Text(
        "某一层有面积而无样本，无法估计", "a stratum with area has no sample unit"
    ),
    Doubt.NO_UNITS: Text("样本中没有该类", "the sample holds no unit of this class"),
    Doubt.STRATUM_OF_ONE: Text(
        "某一层只有一个样本，无法估计方差", "a stratum has one sample unit, so no variance"
    ),
    Doubt.NO_SPREAD: Text(
        "样本结果全部相同，方差为零不代表没有误差",
        "all sample units agree; a variance of zero does not mean that there is no error",
    ),
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate from a sample.

    Parameters
    ----------
    value
        The estimate; ``None`` if the sample cannot tell (``doubt`` says why).
    se
        Standard error in the unit of ``value``; ``None`` if it cannot be told.
    low, high
        Bounds of the interval, held inside the possible range (0 to 1 for a share); ``None``
        where there is no interval. Under :attr:`Doubt.NO_SPREAD` they are Wilson's bounds, if
        one stratum carries the whole estimate.
    z
        Standard normal quantile of the interval.
    doubt
        ``None`` for an ordinary estimate.
    """

    value: float | None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    z: float = Z_95
    doubt: Doubt | None = None

    def __post_init__(self) -> None:
        ordinary = None not in (self.value, self.se, self.low, self.high)
        if self.doubt is None and not ordinary:
            raise ValueError("an estimate without value, error or interval must say why")
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval has two bounds")
        if not self.z > 0.0:
            raise ValueError(f"z must be positive: {self.z}")

    @property
    def half_width(self) -> float | None:
        """``z`` standard errors, the ± of the papers; ``None`` for any doubtful estimate."""
        return None if self.doubt is not None or self.se is None else self.z * self.se

    def scaled(self, factor: float) -> Estimate:
        """The estimate times a number known without error, such as a total area in m²."""
        if not factor > 0.0:
            raise ValueError(f"a scale must be positive: {factor}")
        value, se, low, high = (
            None if one is None else one * factor
            for one in (self.value, self.se, self.low, self.high)
        )
        return Estimate(value, se, low, high, self.z, self.doubt)


def wilson_interval(hits: int, trials: int, z: float = Z_95) -> tuple[float, float]:
    """Score interval of a share from one binomial sample.

    Unlike the normal interval it has a width when all units agree. Wilson (1927), JASA
    22:209-212; recommended for small samples by Brown, Cai and DasGupta (2001), Statistical
    Science 16:101-133.

    Raises
    ------
    ValueError
        If there are no trials, or more hits than trials.
    """
    if not 0 <= hits <= trials or trials == 0:
        raise ValueError(f"{hits} hits of {trials} trials")
    share, spread = hits / trials, z * z / trials
    middle = share + spread / 2.0
    reach = z * math.sqrt(share * (1.0 - share) / trials + spread / (4.0 * trials))
    low, high = (middle - reach) / (1.0 + spread), (middle + reach) / (1.0 + spread)
    # The bounds touch 0 and 1 exactly there; rounding must not carry them beyond.
    return (0.0 if hits == 0 else low, 1.0 if hits == trials else high)
