"""Weights from pairwise comparisons (analytic hierarchy process), and how consistent these are.

Weights are the principal eigenvector of the matrix, summing to 1. CI = (lambda - n) / (n - 1),
CR = CI / RI, accepted below 0.10 (Saaty 1980, The Analytic Hierarchy Process). Which comparison
hurts most is found by leaving out each one in turn: the others imply its value (Harker 1987,
Math. Modelling 9:353-360), and the one whose mending lowers CR most is named.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.siting.judgement import Judgement, check_judgement, ratio_words
from sinkmap.text import Text

__all__ = [
    "CONSISTENT",
    "AtFault",
    "RandomIndex",
    "Weighing",
    "assess",
    "hand_weights",
    "weigh",
]

Floats = NDArray[np.float64]

CONSISTENT = 0.10
"""CR below which comparisons are accepted (Saaty 1980)."""

_SCALE = tuple(1.0 / step for step in range(9, 1, -1)) + tuple(float(step) for step in range(1, 10))
"""Saaty's scale of comparisons, 1/9 to 9."""
_EXACT = 1e-9
"""CR below which a matrix is taken to be perfectly consistent: what rounding leaves."""


class RandomIndex(StrEnum):
    """Published series of the random index RI; they differ from n = 11 on."""

    SAATY = "saaty"
    TEXTBOOK = "textbook"

    @property
    def text(self) -> Text:
        """Where it is from."""
        return _INDEX_SOURCE[self]

    def of(self, n: int) -> float:
        """RI of a matrix of n criteria, 1 to 15."""
        return _INDEX[self][n - 1]


_INDEX = {
    RandomIndex.SAATY: (
        0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59,
    ),
    RandomIndex.TEXTBOOK: (
        0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.52, 1.54, 1.56, 1.58, 1.59,
    ),
}  # fmt: skip
_INDEX_SOURCE = {
    RandomIndex.SAATY: Text("Saaty（1980）随机一致性指标", "random index of Saaty (1980)"),
    RandomIndex.TEXTBOOK: Text("国内教材通行的随机一致性指标", "random index of Chinese textbooks"),
}


@dataclass(frozen=True, slots=True)
class AtFault:
    """The comparison that hurts consistency most.

    Parameters
    ----------
    first, second
        The criteria compared.
    given
        The comparison as given: how many times as important ``first`` is.
    implied
        What all other comparisons imply.
    mend
        The nearest value of the scale 1/9 to 9: what would mend it.
    cr, mended_cr
        CR as given, and with ``mend`` in its place.
    of_three
        Whether the matrix is of three criteria, where each of the three is as much at fault.
    """

    first: str
    second: str
    given: float
    implied: float
    mend: float
    cr: float
    mended_cr: float
    of_three: bool

    @property
    def text(self) -> Text:
        """The sentence for people."""
        values = {
            "a": self.first,
            "b": self.second,
            "given": ratio_words(self.given),
            "implied": f"{self.implied:.3g}",
            "mend": ratio_words(self.mend),
            "cr": f"{self.cr:.4f}",
            "mended": f"{self.mended_cr:.4f}",
        }
        tail = _STILL if self.mended_cr >= CONSISTENT else _MENDED
        any_one = _ANY_OF_THREE if self.of_three else Text(".", ".")
        return Text(
            (_FAULT.zh + tail.zh + any_one.zh).format(**values).rstrip(".。") + "。",
            (_FAULT.en + tail.en + any_one.en).format(**values),
        )


_FAULT = Text(
    "{a} 对 {b} 给的是 {given}，其余比较推得约 {implied}",
    "{a} against {b} is given as {given}, the other comparisons imply about {implied}",
)
_MENDED = Text(
    "；改为 {mend}，CR 由 {cr} 变为 {mended}", "; with {mend} CR goes from {cr} to {mended}"
)
_STILL = Text(
    "；改为 {mend}，CR 由 {cr} 变为 {mended}，仍不足以通过，还须再改",
    "; with {mend} CR goes from {cr} to {mended}, which is not yet enough: mend others as well",
)
_ANY_OF_THREE = Text(
    "；三个准则互不相容时，改三个比较中的任一个都可以",
    "; of three criteria any one of the three comparisons can be mended.",
)


@dataclass(frozen=True, slots=True, eq=False)
class Weighing:
    """Weights of criteria and the consistency of the comparisons they came from.

    Parameters
    ----------
    names, weights
        Criteria, and (n,) float64 weights that sum to 1.
    lambda_max, ci, cr
        Principal eigenvalue, consistency index and ratio; CI and CR of n = 1, 2 are 0.
    ri, ri_source
        Random index, and the series it is of.
    at_fault
        The comparison that hurts consistency most; None where nothing does.
    findings
        Warnings; of an inconsistent matrix the error ``AHP-INCONSISTENT``.
    """

    names: tuple[str, ...]
    weights: Floats
    lambda_max: float
    ci: float
    cr: float
    ri: float
    ri_source: RandomIndex
    at_fault: AtFault | None
    findings: tuple[Finding, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the comparisons are consistent enough to be used."""
        return self.cr < CONSISTENT

    @property
    def by_name(self) -> dict[str, float]:
        """Criterion -> weight."""
        return dict(zip(self.names, self.weights.tolist(), strict=True))


def weigh(judgement: Judgement, series: RandomIndex = RandomIndex.SAATY) -> Weighing:
    """Weights of a matrix that is sound and consistent.

    Raises
    ------
    InputRefusedError
        With the findings of :func:`~sinkmap.siting.judgement.check_judgement`, or
        ``AHP-INCONSISTENT`` naming the comparison at fault and what would mend it.
    """
    found = assess(judgement, series)
    if not found.accepted:
        raise InputRefusedError([f for f in found.findings if f.severity is Severity.ERROR])
    return found


def assess(judgement: Judgement, series: RandomIndex = RandomIndex.SAATY) -> Weighing:
    """Weights and consistency of a sound matrix, also of one too inconsistent to be used.

    Raises
    ------
    InputRefusedError
        With the findings of :func:`~sinkmap.siting.judgement.check_judgement`.
    """
    found = check_judgement(judgement)
    if any(one.severity is Severity.ERROR for one in found):
        raise InputRefusedError([one for one in found if one.severity is Severity.ERROR])
    n = len(judgement.names)
    largest, weights = _principal(judgement.matrix)
    ri = series.of(n)
    # Rounding leaves the eigenvalue of a consistent matrix a hair below n.
    ci = max(0.0, largest - n) / (n - 1) if n > 2 else 0.0
    cr = ci / ri if ri else 0.0
    fault = _at_fault(judgement, cr, ri) if cr > _EXACT else None
    if cr >= CONSISTENT and fault is not None:
        found = (*found, _inconsistent(cr, fault))
    return Weighing(judgement.names, weights, largest, ci, cr, ri, series, fault, found)


def hand_weights(weights: Mapping[str, float], known: Iterable[str]) -> Mapping[str, float]:
    """Weights by hand, scaled to sum to 1; criteria left out weigh nothing.

    Raises
    ------
    InputRefusedError
        All at once: ``SITING-WEIGHT-UNKNOWN`` (no criterion of the book), ``SITING-WEIGHT-BAD``
        (negative or no number), ``SITING-WEIGHT-ZERO`` (all of them zero).
    """
    names, found = tuple(known), []
    strange = [name for name in weights if name not in names]
    if strange:
        found.append(
            Finding(
                "SITING-WEIGHT-UNKNOWN",
                Severity.ERROR,
                Text("权重所指的准则不在准则表中", "a weight is of no criterion of the book"),
                Text("请使用列出的准则", "use the criteria listed"),
                features=tuple(strange),
                seen=", ".join(strange),
                wanted=", ".join(names),
            )
        )
    bad = {n: w for n, w in weights.items() if not (math.isfinite(w) and w >= 0.0)}
    if bad:
        found.append(
            Finding(
                "SITING-WEIGHT-BAD",
                Severity.ERROR,
                Text("权重为负或不是数", "a weight is negative or not a number"),
                Text("权重应不小于零", "give weights of zero or more"),
                features=tuple(bad),
                seen=", ".join(f"{name} = {value}" for name, value in bad.items()),
                wanted=">= 0",
            )
        )
    total = math.fsum(w for n, w in weights.items() if n not in bad)
    if not bad and not total > 0.0:
        found.append(
            Finding(
                "SITING-WEIGHT-ZERO",
                Severity.ERROR,
                Text("全部权重为零", "all weights are zero"),
                Text("至少给一个准则权重", "give at least one criterion a weight"),
                seen="0",
                wanted="> 0",
            )
        )
    if found:
        raise InputRefusedError(found)
    return MappingProxyType({name: weights.get(name, 0.0) / total for name in names})


def _principal(matrix: Floats) -> tuple[float, Floats]:
    """Largest eigenvalue of a positive (n, n) matrix and its (n,) vector, summing to 1."""
    values, vectors = np.linalg.eig(matrix)
    place = int(np.argmax(values.real))
    vector: Floats = np.abs(vectors[:, place].real)
    return float(values[place].real), vector / math.fsum(vector)


def _at_fault(judgement: Judgement, cr: float, ri: float) -> AtFault:
    """The comparison whose mending lowers CR most; of equals the farthest off, then the first."""
    n = len(judgement.names)
    tried = []
    for i, j in combinations(range(n), 2):
        implied = _implied(judgement.matrix, i, j)
        mend = min(_SCALE, key=lambda step: abs(math.log(step / implied)))
        largest, _ = _principal(judgement.with_comparison(i, j, mend).matrix)
        mended = max(0.0, largest - n) / (n - 1) / ri
        off = abs(math.log(float(judgement.matrix[i, j]) / implied))
        tried.append((round(mended, 9), -round(off, 9), i, j, implied, mend))
    mended, _, i, j, implied, mend = min(tried)
    given = float(judgement.matrix[i, j])
    names = (judgement.names[i], judgement.names[j])
    return AtFault(*names, given, implied, mend, cr, mended, n == 3)


def _implied(matrix: Floats, first: int, second: int) -> float:
    """What the other comparisons imply of one (Harker 1987: left out, its rows counted twice)."""
    without = matrix.copy()
    without[first, second] = without[second, first] = 0.0
    without[first, first] = without[second, second] = 2.0
    _, weights = _principal(without)
    return float(weights[first] / weights[second])


def _inconsistent(cr: float, fault: AtFault) -> Finding:
    said = fault.text
    return Finding(
        "AHP-INCONSISTENT",
        Severity.ERROR,
        Text(f"判断矩阵不一致：{said.zh}", f"the comparisons are inconsistent: {said.en}"),
        Text("按提示改正后再用，或直接给定权重", "mend it as said, or give weights by hand"),
        features=(fault.first, fault.second),
        seen=f"CR = {cr:.4f}",
        wanted=f"CR < {CONSISTENT:.2f}; {fault.first} / {fault.second} = {ratio_words(fault.mend)}",
    )
