"""A matrix of pairwise comparisons: reading it, and everything that can be wrong with it."""

from __future__ import annotations

import csv
import io
import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.text import Text

__all__ = ["MOST_NAMES", "Judgement", "check_judgement", "ratio_words", "read_judgement"]

Floats = NDArray[np.float64]

MOST_NAMES = 15
"""Greatest matrix with a published random index (Saaty 1980)."""

_RECIPROCAL_TOLERANCE = 1e-6
"""How far a_ij x a_ji may lie from 1; texts such as 0.333 are read as the ratio they stand for."""
_ROUNDED_TOLERANCE = 5e-3
"""How far a rounded decimal below 1 may lie from the reciprocal it stands for (0.33 for 1/3)."""
_SCALE_END = 9.0
"""Greatest number of Saaty's scale of comparisons."""

_SAID = {
    "AHP-EMPTY": (
        Text("判断矩阵为空", "the judgement matrix is empty"),
        Text("至少给出一个准则", "give at least one criterion"),
    ),
    "AHP-UNREADABLE": (
        Text("判断矩阵不是 CSV 文本", "the judgement matrix is no CSV text"),
        Text("另存为 CSV 后再用", "save it as CSV"),
    ),
    "AHP-TOO-LARGE": (
        Text(
            "准则过多，没有公布的随机一致性指标", "too many criteria for a published random index"
        ),
        Text("把准则归并或分层", "merge criteria, or arrange them in levels"),
    ),
    "AHP-NAMES": (
        Text("判断矩阵的行列名称不一致", "names of rows and columns of the matrix differ"),
        Text("行名与列名应一一对应，各出现一次", "name every row and column once, alike"),
    ),
    "AHP-NUMBER-BAD": (
        Text("判断值不是数", "a comparison is not a number"),
        Text("填 1、3、1/5 这样的数", "write numbers such as 1, 3 or 1/5"),
    ),
    "AHP-NOT-SQUARE": (
        Text("判断矩阵不是方阵", "the judgement matrix is not square"),
        Text("行数、列数与准则个数应相同", "give as many rows and columns as there are criteria"),
    ),
    "AHP-NOT-POSITIVE": (
        Text("判断值不是正数", "a comparison is not a positive number"),
        Text("相对重要性应大于零", "importance relative to another is above zero"),
    ),
    "AHP-DIAGONAL": (
        Text("对角线不为 1", "the diagonal is not 1"),
        Text("准则与自身比较为 1", "a criterion compared with itself is 1"),
    ),
    "AHP-NOT-RECIPROCAL": (
        Text("互反性不成立", "two comparisons of one pair are not reciprocal"),
        Text("改其中一个，使二者互为倒数", "change one of them to the reciprocal of the other"),
    ),
}


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """Comparisons of criteria by pairs.

    Parameters
    ----------
    names
        The n criteria compared.
    matrix
        (n, n) float64; ``matrix[i, j]``: how many times as important ``names[i]`` is as
        ``names[j]``. Nothing is checked here: see :func:`check_judgement`.
    """

    names: tuple[str, ...]
    matrix: Floats

    @classmethod
    def of_upper(cls, names: Sequence[str], upper: Sequence[float]) -> Judgement:
        """From the comparisons above the diagonal, row by row; the rest follows from them.

        Raises
        ------
        ValueError
            If there are not n (n - 1) / 2 of them, or one is zero.
        """
        n = len(names)
        if len(upper) != n * (n - 1) // 2 or not all(upper):
            raise ValueError(f"{n} names have {n * (n - 1) // 2} comparisons, none of them zero")
        matrix = np.eye(n)
        matrix[np.triu_indices(n, 1)] = upper
        below = np.tril_indices(n, -1)
        matrix[below] = 1.0 / matrix.T[below]
        return cls(tuple(names), matrix)

    def with_comparison(self, first: int, second: int, value: float) -> Judgement:
        """The same with one comparison, and its reciprocal, replaced."""
        matrix = self.matrix.copy()
        matrix[first, second], matrix[second, first] = value, 1.0 / value
        return Judgement(self.names, matrix)

    def to_text(self) -> str:
        """As CSV that :func:`read_judgement` reads back."""
        rows = [",".join(("criterion", *self.names))]
        for name, row in zip(self.names, self.matrix.tolist(), strict=True):
            rows.append(",".join((name, *(ratio_words(value) for value in row))))
        return "\n".join(rows) + "\n"


def ratio_words(value: float) -> str:
    """A comparison as people write it: 3, 1/5, else as many digits as it takes to read it back."""
    if value > 0.0 and math.isfinite(value):
        ratio = Fraction(value).limit_denominator(99)
        if math.isclose(float(ratio), value, rel_tol=1e-12):
            return str(ratio)
    return repr(value)


def read_judgement(text: str, file: str = "judgement_matrix.csv") -> Judgement:
    """A matrix of CSV text: a first row of names, then a row for each name.

    Comparisons are numbers or ratios (``1/3``). A cell may be empty where its mirror holds a
    number: it is the reciprocal; an empty diagonal is 1. A rounded decimal below 1 (0.33) beside
    the number it is the reciprocal of (3) is taken for that.

    Raises
    ------
    InputRefusedError
        ``AHP-UNREADABLE``, or everything wrong with the text, all at once: ``AHP-EMPTY``,
        ``AHP-NAMES``, ``AHP-NUMBER-BAD``, ``AHP-NOT-SQUARE`` and the findings of
        :func:`check_judgement`.
    """
    try:
        rows = [[_plain(cell) for cell in row] for row in csv.reader(io.StringIO(_plain(text)))]
    except csv.Error as error:
        raise InputRefusedError(_finding("AHP-UNREADABLE", file, (), str(error), "CSV")) from error
    rows = [row for row in rows if any(row)]
    names = tuple(rows[0][1:]) if rows else ()
    labels = tuple(row[0] for row in rows[1:])
    found = list(_name_findings(names, labels, file))
    cells = [row[1:] for row in rows[1:]]
    if any(len(row) != len(names) for row in cells) or len(cells) != len(names):
        seen = f"{len(cells)} x {max((len(row) for row in cells), default=0)}"
        found.append(_finding("AHP-NOT-SQUARE", file, (), seen, f"{len(names)} x {len(names)}"))
    matrix = np.full((len(names), len(names)), np.nan)
    for label, j, cell in _cells(labels, cells, len(names)):
        value = _ratio(cell)
        if value is None:
            found.append(_finding("AHP-NUMBER-BAD", file, (label, names[j]), cell, "3, 1/5"))
        elif label in names:
            matrix[names.index(label), j] = value
    judgement = Judgement(names, _completed(matrix))
    if found:
        # What can be told of the cells that were read is told as well.
        refused = [*found, *_cell_findings(names, judgement.matrix, file)]
    else:
        refused = list(check_judgement(judgement, file))
    refused = [one for one in refused if one.severity is Severity.ERROR]
    if refused:
        raise InputRefusedError(refused)
    return judgement


def check_judgement(judgement: Judgement, file: str = "") -> tuple[Finding, ...]:
    """Everything wrong with a matrix as such, all at once; consistency is the weighing's matter.

    Errors ``AHP-EMPTY``, ``AHP-TOO-LARGE``, ``AHP-NAMES``, ``AHP-NOT-SQUARE``,
    ``AHP-NOT-POSITIVE``, ``AHP-DIAGONAL``, ``AHP-NOT-RECIPROCAL``; a warning ``AHP-OFF-SCALE``.
    """
    names, matrix = judgement.names, np.atleast_2d(np.asarray(judgement.matrix, dtype=np.float64))
    found = list(_name_findings(names, names, file))
    size = len(names)
    if names and matrix.shape != (size, size):
        seen = " x ".join(str(length) for length in matrix.shape)
        found.append(_finding("AHP-NOT-SQUARE", file, (), seen, f"{size} x {size}"))
    elif names:
        found += _zero_findings(names, matrix, file)
    if matrix.ndim == 2:
        found += _cell_findings(names, matrix, file)
    return tuple(found)


def _name_findings(names: Sequence[str], labels: Sequence[str], file: str) -> Iterator[Finding]:
    if not names:
        yield _finding("AHP-EMPTY", file, (), "0", "1 - 15")
    if len(names) > MOST_NAMES:
        yield _finding("AHP-TOO-LARGE", file, (), str(len(names)), f"<= {MOST_NAMES}")
    if len(set(names)) < len(names) or sorted(names) != sorted(labels) or "" in names:
        yield _finding("AHP-NAMES", file, (), " | ".join(labels), " | ".join(names))


def _zero_findings(names: Sequence[str], matrix: Floats, file: str) -> Iterator[Finding]:
    """Cells that hold no number at all."""
    for i, j in zip(*np.nonzero(~np.isfinite(matrix)), strict=True):
        yield _finding("AHP-NOT-POSITIVE", file, (names[i], names[j]), f"{matrix[i, j]}", "> 0")


def _cell_findings(names: Sequence[str], matrix: Floats, file: str) -> Iterator[Finding]:
    """Findings of the cells that hold numbers, whatever the shape."""
    labels = [*names, *(f"#{place + 1}" for place in range(len(names), max(matrix.shape)))]
    square = min(matrix.shape)
    for i, j in zip(*np.nonzero(np.isfinite(matrix)), strict=True):
        value, pair = float(matrix[i, j]), (labels[i], labels[j])
        if value <= 0.0:
            yield _finding("AHP-NOT-POSITIVE", file, pair, ratio_words(value), "> 0")
        elif i == j and abs(value - 1.0) > _RECIPROCAL_TOLERANCE:
            yield _finding("AHP-DIAGONAL", file, pair[:1], ratio_words(value), "1")
        elif i != j and not 1.0 / _SCALE_END - 1e-3 <= value <= _SCALE_END + 1e-9:
            yield _off_scale(pair, value, file)
        if i < j < square and value > 0.0:
            yield from _mirror_findings(pair, value, float(matrix[j, i]), file)


def _mirror_findings(
    pair: tuple[str, str], value: float, mirror: float, file: str
) -> Iterator[Finding]:
    if mirror > 0.0 and abs(value * mirror - 1.0) > _RECIPROCAL_TOLERANCE:
        seen = f"{ratio_words(value)}, {ratio_words(mirror)}"
        wanted = f"{ratio_words(value)}, {ratio_words(1.0 / value)}"
        yield _finding("AHP-NOT-RECIPROCAL", file, pair, seen, wanted)


def _completed(matrix: Floats) -> Floats:
    """Empty cells filled from their mirrors, rounded reciprocals made exact."""
    full = matrix.copy()
    blank = np.isnan(full)
    np.fill_diagonal(full, np.where(np.isnan(full.diagonal()), 1.0, full.diagonal()))
    usable = (full.T > 0.0) & np.isfinite(full.T)
    fill = blank & usable
    full[fill] = 1.0 / full.T[fill]
    with np.errstate(invalid="ignore"):
        rounded = (
            (full < 1.0)
            & (full.T > 1.0)
            & (np.abs(full * full.T - 1.0) < full.T * _ROUNDED_TOLERANCE)
        )
    full[rounded] = 1.0 / full.T[rounded]
    return full


def _cells(
    labels: Sequence[str], rows: Sequence[Sequence[str]], size: int
) -> Iterator[tuple[str, int, str]]:
    """Label of the row, column and text of the cells that hold something."""
    for label, row in zip(labels, rows, strict=True):
        for j, cell in enumerate(row[:size]):
            if cell:
                yield label, j, cell


def _ratio(cell: str) -> float | None:
    """A number or a ratio of two; None where it is neither."""
    top, _, bottom = cell.replace(" ", "").partition("/")
    try:
        value = float(top) / float(bottom or 1.0)
    except (ValueError, ZeroDivisionError):
        return None
    return None if math.isnan(value) else value


def _plain(text: str) -> str:
    """Full-width digits and signs as plain ones."""
    return unicodedata.normalize("NFKC", text.removeprefix("\ufeff")).strip()


def _off_scale(pair: tuple[str, str], value: float, file: str) -> Finding:
    return Finding(
        "AHP-OFF-SCALE",
        Severity.WARNING,
        Text("判断值超出 1/9 至 9 的标度", "a comparison lies outside the scale 1/9 to 9"),
        Text("核对是否误填", "see whether it was mistyped"),
        file,
        features=pair,
        seen=ratio_words(value),
        wanted="1/9 - 9",
    )


def _finding(code: str, file: str, features: tuple[str, ...], seen: str, wanted: str) -> Finding:
    message, cure = _SAID[code]
    return Finding(
        code, Severity.ERROR, message, cure, file, features=features, seen=seen, wanted=wanted
    )
