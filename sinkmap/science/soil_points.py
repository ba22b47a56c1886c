"""Soil samples as points that a model of organic carbon in space learns from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinkmap.errors import Finding, Severity
from sinkmap.text import Text

__all__ = ["LEAST_SAMPLES", "UNKNOWN_CLASS", "Places", "SoilPoints", "deal_folds", "point_findings"]

LEAST_SAMPLES = 20
"""Samples a model needs: of fewer than 19 held-out errors no twentieth part can be told on either
side, and so no 90 % interval (Vovk et al. 2005, Algorithmic Learning in a Random World, ch. 2)."""

UNKNOWN_CLASS = -1
"""Soil class of a place that has none."""

_GAPS_TOLD = 0.1
"""Share of samples without a covariate above which the study is told; a reading of this project."""


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where density is asked for: (n,) ``x, y`` in m and ``soil_class``, (n, p) ``covariates``.

    A covariate that is NaN, infinite or beyond float32 is missing.

    Raises
    ------
    ValueError
        If lengths differ.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    soil_class: NDArray[np.int16]
    covariates: NDArray[np.float64]

    def __post_init__(self) -> None:
        shapes = {np.shape(self.x), np.shape(self.y), np.shape(self.soil_class)}
        wanted = {(len(self.covariates),)}
        if shapes != wanted or np.ndim(self.covariates) != 2:
            raise ValueError(f"places of shapes {shapes}, covariates {self.covariates.shape}")

    def __len__(self) -> int:
        return len(self.covariates)

    @property
    def known(self) -> NDArray[np.bool_]:
        """(n, p) whether a covariate is there."""
        return np.asarray(np.abs(self.covariates) <= np.finfo(np.float32).max)

    def taken(self, places: NDArray[np.bool_]) -> Places:
        """Those of the places that are marked."""
        return Places(
            self.x[places], self.y[places], self.soil_class[places], self.covariates[places]
        )


@dataclass(frozen=True, slots=True, eq=False)
class SoilPoints:
    """Samples of soil organic carbon density, all over one depth.

    Parameters
    ----------
    x, y
        (n,) m on the grid's CRS.
    density
        (n,) tC/ha over ``depth``.
    soil_class
        (n,) int16 class of the soil, :data:`UNKNOWN_CLASS` where it is not known.
    covariates
        (n, p) float64, NaN where unknown.
    covariate_names
        p names, each once.
    depth
        Top and bottom in cm.

    Raises
    ------
    ValueError
        If lengths differ, a coordinate or density is not finite, a density is negative, a class is
        below -1 or no whole number, a name comes twice or the depth ends above its top.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    density: NDArray[np.float64]
    soil_class: NDArray[np.int16]
    covariates: NDArray[np.float64]
    covariate_names: tuple[str, ...]
    depth: tuple[float, float]

    def __post_init__(self) -> None:
        for name in ("x", "y", "density", "covariates"):
            # Adding 0 turns -0 into 0: equal samples are then equal bytes.
            given = np.array(getattr(self, name), dtype=np.float64) + 0.0
            object.__setattr__(self, name, _kept(given))
        classes = np.asarray(self.soil_class)
        if classes.dtype.kind not in "iu" and classes.size:
            raise ValueError(f"soil classes must be whole numbers, not {classes.dtype}")
        object.__setattr__(self, "soil_class", _kept(classes.astype(np.int16)))
        count = len(self.density)
        shapes = {self.x.shape, self.y.shape, self.density.shape, self.soil_class.shape}
        wanted = (count, len(self.covariate_names))
        if shapes != {(count,)} or self.covariates.shape != wanted:
            raise ValueError(f"{count} samples, shapes {shapes}, {self.covariates.shape}")
        if len(set(self.covariate_names)) != len(self.covariate_names):
            raise ValueError(f"a covariate comes twice: {self.covariate_names}")
        if not np.isfinite(np.stack([self.x, self.y, self.density])).all():
            raise ValueError("coordinates and density of samples must be finite")
        if (self.density < 0.0).any() or (classes < UNKNOWN_CLASS).any():
            raise ValueError(f"density is 0 tC/ha or more, a class {UNKNOWN_CLASS} or more")
        if not 0.0 <= self.depth[0] < self.depth[1]:
            raise ValueError(f"a soil layer must end below its top: {self.depth} cm")

    def __len__(self) -> int:
        return len(self.density)

    @property
    def places(self) -> Places:
        """Where the samples are."""
        return Places(self.x, self.y, self.soil_class, self.covariates)

    def taken(self, places: NDArray[np.int64] | NDArray[np.bool_]) -> SoilPoints:
        """The samples at these places, in their order."""
        return SoilPoints(
            self.x[places],
            self.y[places],
            self.density[places],
            self.soil_class[places],
            self.covariates[places],
            self.covariate_names,
            self.depth,
        )

    def ordered(self) -> SoilPoints:
        """The samples in an order that depends on them alone."""
        keys = (*self.covariates.T[::-1], self.soil_class, self.density, self.x, self.y)
        return self.taken(np.lexsort(keys))

    def blocks(self, block_m: float) -> NDArray[np.int64]:
        """(n,) number of the square of ``block_m`` metres that each sample lies in.

        The squares start at the western- and southernmost sample, hence move with the samples.

        Raises
        ------
        ValueError
            If ``block_m`` is not positive.
        """
        if not block_m > 0.0:
            raise ValueError(f"blocks need an edge in metres: {block_m}")
        if not len(self):
            return np.zeros(0, dtype=np.int64)
        column = np.floor((self.x - self.x.min()) / block_m).astype(np.int64)
        row = np.floor((self.y - self.y.min()) / block_m).astype(np.int64)
        _, number = np.unique(row * (column.max() + 1) + column, return_inverse=True)
        return number.astype(np.int64)

    def digest(self) -> str:
        """SHA-256 of what is learned from, whatever the order of the samples."""
        ordered = self.ordered()
        found = hashlib.sha256("\n".join([*self.covariate_names, repr(self.depth)]).encode())
        for array in (ordered.x, ordered.y, ordered.density, ordered.covariates):
            found.update(array.astype("<f8").tobytes())
        found.update(ordered.soil_class.astype("<i2").tobytes())
        return found.hexdigest()


def _kept(array: NDArray[np.generic]) -> NDArray[np.generic]:
    array.flags.writeable = False
    return array


def deal_folds(blocks: NDArray[np.int64], folds: int, seed: int) -> NDArray[np.int64]:
    """Fold, 0 to ``folds`` - 1, of each sample; a block is never in two folds.

    The fullest blocks are dealt first, equally full ones in a seeded order, each to the fold that
    holds fewest samples so far.

    Parameters
    ----------
    blocks
        (n,) number of the block of each sample, 0 and up without a gap.
    """
    sizes = np.bincount(blocks)
    shuffled = np.random.default_rng(seed).permutation(len(sizes))
    held = np.zeros(folds, dtype=np.int64)
    fold_of = np.zeros(len(sizes), dtype=np.int64)
    for block in shuffled[np.argsort(-sizes[shuffled], kind="stable")]:
        fold_of[block] = int(np.argmin(held))
        held[fold_of[block]] += sizes[block]
    return fold_of[blocks]


def point_findings(points: SoilPoints, *, folds: int, block_m: float) -> tuple[Finding, ...]:
    """Everything that forbids to learn from the samples (errors) or to trust them (warnings)."""
    found = []
    least = max(LEAST_SAMPLES, folds)
    if len(points) < least:
        message = Text("土壤样点太少，不能建模", "too few soil samples for a model")
        cure = Text("补充样点，或改用分类密度表", "supply more samples, or use the class table")
        found.append(
            Finding(
                "SOIL-MODEL-SAMPLES",
                Severity.ERROR,
                message,
                cure,
                seen=str(len(points)),
                wanted=f">= {least}",
            )
        )
    blocks = len(np.unique(points.blocks(block_m)))
    if blocks < folds:
        message = Text("样点所在的空间块少于折数", "the samples lie in fewer blocks than folds")
        cure = Text("减小块边长或折数，或补充样点", "make blocks smaller or folds fewer")
        seen = f"{blocks} x {block_m:g} m"
        found.append(
            Finding(
                "SOIL-MODEL-BLOCKS",
                Severity.ERROR,
                message,
                cure,
                seen=seen,
                wanted=f">= {folds}",
            )
        )
    gaps = _gaps(points)
    if gaps:
        message = Text("许多样点缺少协变量，以中位数代替", "many samples lack a covariate")
        cure = Text("核对协变量栅格的范围", "check that the covariate rasters cover the samples")
        seen = ", ".join(f"{name} {share:.0%}" for name, share in gaps.items())
        found.append(Finding("SOIL-MODEL-GAPS", Severity.WARNING, message, cure, seen=seen))
    return tuple(found)


def _gaps(points: SoilPoints) -> Mapping[str, float]:
    """Share of samples that lack a covariate, for those that more than a tenth lack."""
    if not len(points):
        return {}
    shares = 1.0 - points.places.known.mean(axis=0)
    named = zip(points.covariate_names, shares.tolist(), strict=True)
    return {name: share for name, share in named if share > _GAPS_TOLD}
