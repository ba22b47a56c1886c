"""Samples that a land cover classifier learns from, and what refuses them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from sinkmap.errors import Finding, Severity
from sinkmap.text import Text

__all__ = ["LEAST_BLOCKS", "LEAST_SAMPLES", "LeftOut", "TrainingSet", "training_findings"]

LEAST_SAMPLES = 20
"""Samples a class needs; of fewer no share right to a tenth can be told (binomial error 0.11)."""
LEAST_BLOCKS = 3
"""Blocks a class needs, so that learning and judging both see it whatever fold it is in."""

_HIGHEST_CODE = 255
_DATA = Text("提供更多训练样本", "supply more training samples")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was drawn and is no sample, by class code.

    ``gap``: pixels without a value in some season or height. ``outside``: points off the grid and
    polygons with nothing on it. ``small``: polygons without a pixel inside. ``disputed``: pixels
    that two classes claim, each counted once to a class.
    """

    gap: Mapping[int, int] = field(default_factory=dict)
    outside: Mapping[int, int] = field(default_factory=dict)
    small: Mapping[int, int] = field(default_factory=dict)
    disputed: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def joined(cls, parts: Iterable[LeftOut]) -> LeftOut:
        """Everything left out of several sets."""
        listed = list(parts)
        return cls(
            *(
                sum((Counter(getattr(part, one.name)) for part in listed), Counter())
                for one in fields(cls)
            )
        )

    def to_json(self) -> dict[str, dict[str, int]]:
        """Reason -> class code -> number, codes as text in rising order."""
        return {
            one.name: {str(code): n for code, n in sorted(getattr(self, one.name).items())}
            for one in fields(self)
        }


@dataclass(frozen=True, slots=True, eq=False)
class TrainingSet:
    """Samples of known class.

    Parameters
    ----------
    names
        (feature,) names, as :func:`sinkmap.science.land_features.feature_names` gives them.
    features
        (sample, feature) float32; a sample with a NaN is not learned from.
    codes
        (sample,) class code, 1 to 255.
    blocks
        (sample,) number of the spatial block a sample lies in. Samples of one block are never on
        both sides of a split.
    weights
        (sample,) positive weight in learning, None for equal ones. Accuracy counts samples.
    block_m
        Edge of the blocks in metres, 0 where they are no squares (parcels, regions).
    left_out
        What was drawn and is no sample.

    Raises
    ------
    ValueError
        If lengths differ, codes or blocks are not whole numbers, or a weight is not positive.
    """

    names: tuple[str, ...]
    features: NDArray[np.float32]
    codes: NDArray[np.int64]
    blocks: NDArray[np.int64]
    weights: NDArray[np.float64] | None = None
    block_m: float = 0.0
    left_out: LeftOut = field(default_factory=LeftOut)

    def __post_init__(self) -> None:
        # Adding 0 turns -0 into 0: equal samples are then equal bytes.
        features = np.array(self.features, dtype=np.float32) + np.float32(0.0)
        count = len(self.codes)
        if features.shape != (count, len(self.names)) or np.shape(self.blocks) != (count,):
            raise ValueError(f"{features.shape} features, {count} codes, {len(self.blocks)} blocks")
        for what in ("codes", "blocks"):
            given = np.asarray(getattr(self, what))
            if given.dtype.kind not in "iu":
                raise ValueError(f"{what} of samples must be whole numbers, not {given.dtype}")
            object.__setattr__(self, what, _kept(given.astype(np.int64)))
        object.__setattr__(self, "features", _kept(features))
        if self.weights is not None:
            weights = np.array(self.weights, dtype=np.float64)
            if weights.shape != (count,) or not (np.isfinite(weights) & (weights > 0.0)).all():
                raise ValueError("each sample needs one positive weight")
            object.__setattr__(self, "weights", _kept(weights))

    @classmethod
    def joined(cls, sets: Sequence[TrainingSet]) -> TrainingSet:
        """Samples of several years as one set.

        Raises
        ------
        ValueError
            If there is none, or features or the size of the blocks differ.
        """
        if not sets or len({(one.names, one.block_m) for one in sets}) != 1:
            raise ValueError("samples can be joined if they have the same features and blocks")
        weighted = [one.weights for one in sets if one.weights is not None]
        if weighted and len(weighted) != len(sets):
            raise ValueError("weights must be given for all samples or for none")
        return cls(
            sets[0].names,
            np.concatenate([one.features for one in sets]),
            np.concatenate([one.codes for one in sets]),
            np.concatenate([one.blocks for one in sets]),
            np.concatenate(weighted) if weighted else None,
            sets[0].block_m,
            LeftOut.joined([one.left_out for one in sets]),
        )

    @property
    def usable(self) -> NDArray[np.bool_]:
        """(sample,) whether a sample has every feature."""
        return np.asarray(np.isfinite(self.features).all(axis=1))

    def order(self) -> NDArray[np.int64]:
        """(usable sample,) places of the usable samples in an order that depends on them alone."""
        places = np.flatnonzero(self.usable)
        keys = [*self.features[places].T[::-1], self.blocks[places], self.codes[places]]
        if self.weights is not None:
            keys.insert(0, self.weights[places])
        return np.asarray(places[np.lexsort(keys)])

    def digest(self) -> str:
        """SHA-256 of what is learned from, whatever the order of the samples."""
        order = self.order()
        found = hashlib.sha256("\n".join(self.names).encode())
        found.update(self.features[order].astype("<f4").tobytes())
        found.update(self.codes[order].astype("<i8").tobytes())
        found.update(self.blocks[order].astype("<i8").tobytes())
        if self.weights is not None:
            found.update(self.weights[order].astype("<f8").tobytes())
        return found.hexdigest()


def _kept(array: NDArray[np.generic]) -> NDArray[np.generic]:
    array.flags.writeable = False
    return array


def training_findings(training: TrainingSet, folds: int) -> tuple[Finding, ...]:
    """Everything that forbids to learn from these samples, all at once."""
    usable = training.usable
    if not usable.any():
        return (_without_features(training),)
    codes, blocks = training.codes[usable], training.blocks[usable]
    present = [int(code) for code in np.unique(codes)]
    found = []
    beyond = [code for code in present if not 1 <= code <= _HIGHEST_CODE]
    if beyond:
        found.append(_code_beyond(beyond))
    if len(present) < 2:
        found.append(_one_class(present))
    samples = {code: int((codes == code).sum()) for code in present}
    if min(samples.values()) < LEAST_SAMPLES:
        found.append(_few_samples(samples))
    blocks_of = {code: len(np.unique(blocks[codes == code])) for code in present}
    if min(blocks_of.values()) < LEAST_BLOCKS:
        found.append(_few_blocks(blocks_of))
    if len(np.unique(blocks)) < folds:
        found.append(_fewer_blocks_than_folds(len(np.unique(blocks)), folds))
    return tuple(found)


def _without_features(training: TrainingSet) -> Finding:
    empty = [
        name
        for name, column in zip(training.names, training.features.T, strict=True)
        if not np.isfinite(column).any()
    ]
    return Finding(
        "TRAINING-GAPS",
        Severity.ERROR,
        Text("没有一个训练样本具备全部特征", "no training sample has every feature"),
        Text("检查各季合成影像与高程的覆盖范围", "check what the composites and heights cover"),
        features=tuple(empty),
        seen=f"{len(training.codes)} samples, {len(empty)} features without any value",
        wanted="samples with every feature",
    )


def _code_beyond(codes: list[int]) -> Finding:
    return Finding(
        "TRAINING-CODE",
        Severity.ERROR,
        Text("训练样本的类别编码超出 1 至 255", "class codes of training samples beyond 1 to 255"),
        Text("改用 1 至 255 的编码", "use codes from 1 to 255"),
        features=tuple(map(str, codes)),
        wanted="1..255",
    )


def _one_class(codes: list[int]) -> Finding:
    return Finding(
        "TRAINING-CLASSES",
        Severity.ERROR,
        Text("训练样本不足两个类别", "the training samples are of fewer than two classes"),
        Text("至少提供两个类别的样本", "supply samples of two classes or more"),
        features=tuple(map(str, codes)),
        seen=str(len(codes)),
        wanted=">= 2",
    )


def _few_samples(samples: Mapping[int, int]) -> Finding:
    few = {code: n for code, n in samples.items() if n < LEAST_SAMPLES}
    return Finding(
        "TRAINING-SAMPLES",
        Severity.ERROR,
        Text("有的类别训练样本太少", "classes with too few training samples"),
        _DATA,
        features=tuple(map(str, few)),
        seen=", ".join(f"{code}: {n}" for code, n in few.items()),
        wanted=f">= {LEAST_SAMPLES}",
    )


def _few_blocks(blocks: Mapping[int, int]) -> Finding:
    few = {code: n for code, n in blocks.items() if n < LEAST_BLOCKS}
    return Finding(
        "TRAINING-BLOCKS",
        Severity.ERROR,
        Text("有的类别的样本所在空间块太少", "classes whose samples lie in too few spatial blocks"),
        Text(
            "在更多的地方采集样本，或缩小空间块", "take samples in more places, or smaller blocks"
        ),
        features=tuple(map(str, few)),
        seen=", ".join(f"{code}: {n}" for code, n in few.items()),
        wanted=f">= {LEAST_BLOCKS}",
    )


def _fewer_blocks_than_folds(blocks: int, folds: int) -> Finding:
    return Finding(
        "TRAINING-FOLDS",
        Severity.ERROR,
        Text("空间块少于交叉验证的折数", "fewer spatial blocks than folds of the cross-validation"),
        Text("在更多的地方采集样本，或减少折数", "take samples in more places, or use fewer folds"),
        seen=str(blocks),
        wanted=f">= {folds}",
    )
