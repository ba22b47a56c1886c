"""The card of a classifier: what it learned from, how often it was right, what it is not for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sinkmap.science.error_matrix import ErrorMatrix
from sinkmap.science.training_set import LeftOut
from sinkmap.text import Text

__all__ = ["MEANING", "NOT_FOR", "ModelCard"]

MEANING = Text(
    "按空间块交叉验证、按样本计数的精度：不是按面积校正的精度，也没有抽样设计",
    "cross-validated by spatial blocks, counted in samples: not area-adjusted, and without a"
    " sampling design",
)
"""What the accuracy of a card is."""

NOT_FOR = (
    Text(
        "不得用像元计数作为面积上报：应以独立参考样本估计校正面积",
        "areas counted in its pixels: estimate adjusted areas from an independent reference sample",
    ),
    Text(
        "不得用于训练样本之外的地区、年份、传感器或季节组合",
        "places, years, sensors or seasons other than those it was trained on",
    ),
    Text(
        "不得认定单个图斑的法定地类或违法占用：须经外业举证",
        "the legal class of a parcel or an unlawful use: that needs field evidence",
    ),
    Text(
        "不得直接比较两年分类图得出变化：两图的误差会被当作变化",
        "change as the difference of two of its maps: the errors of both would pass as change",
    ),
)
"""What no card's classifier may be used for."""


@dataclass(frozen=True, slots=True, eq=False)
class ModelCard:
    """What a classifier is.

    Parameters
    ----------
    samples, blocks
        Class code -> samples learned from, and spatial blocks they lie in.
    left_out
        What was drawn and is no sample; ``unusable`` more had a gap in a feature.
    features, importance
        Names, and the share of each in how much the trees' splits sort the classes (impurity, sums
        to 1). Features that tell the same share it between them; it says nothing of cause.
    matrix
        Map class (rows) by reference class (columns), of every sample when it was held out.
    folds
        Samples held out in each fold.
    block_m
        Edge of the spatial blocks in metres, 0 where they are no squares.
    settings
        How the forest was grown, the seed included.
    versions
        Library -> version.
    training_sha256, model_sha256
        Content of the training samples, whatever their order, and of the trees.
    """

    samples: Mapping[int, int]
    blocks: Mapping[int, int]
    unusable: int
    left_out: LeftOut
    features: tuple[str, ...]
    importance: tuple[float, ...]
    matrix: ErrorMatrix
    folds: tuple[int, ...]
    block_m: float
    settings: Mapping[str, int | float | str]
    versions: Mapping[str, str]
    training_sha256: str
    model_sha256: str

    @property
    def overall(self) -> float:
        """Share of the samples that were right when held out."""
        return float(np.trace(self.matrix.counts) / self.matrix.counts.sum())

    def users(self, code: int) -> float | None:
        """Of the samples called this class, the share that is it; None if none was."""
        return self._share(code, int(self.matrix.counts[self._place(code)].sum()))

    def producers(self, code: int) -> float | None:
        """Of the samples of this class, the share called it."""
        return self._share(code, int(self.matrix.counts[:, self._place(code)].sum()))

    def _place(self, code: int) -> int:
        return self.matrix.classes.index(code)

    def _share(self, code: int, among: int) -> float | None:
        k = self._place(code)
        return float(self.matrix.counts[k, k] / among) if among else None

    def to_json(self) -> dict[str, Any]:
        """The card as a JSON object; without times and places, so that it repeats to the byte."""
        ranked = sorted(zip(self.features, self.importance, strict=True), key=lambda f: -f[1])
        return {
            "classes": [
                {
                    "code": code,
                    "samples": n,
                    "blocks": self.blocks[code],
                    "users_accuracy": self.users(code),
                    "producers_accuracy": self.producers(code),
                }
                for code, n in sorted(self.samples.items())
            ],
            "accuracy": {
                "meaning": MEANING.to_json(),
                "overall": self.overall,
                "error_matrix": {
                    "rows": "map",
                    "columns": "reference",
                    "classes": list(self.matrix.classes),
                    "counts": self.matrix.counts.tolist(),
                },
                "folds": list(self.folds),
                "block_m": self.block_m,
            },
            "features": [{"name": name, "impurity_importance": share} for name, share in ranked],
            "unusable_samples": self.unusable,
            "left_out": self.left_out.to_json(),
            "settings": dict(self.settings),
            "versions": dict(sorted(self.versions.items())),
            "training_sha256": self.training_sha256,
            "model_sha256": self.model_sha256,
            "not_for": [one.to_json() for one in NOT_FOR],
        }
