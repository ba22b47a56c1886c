"""English of what the demo's plans and tables say in Chinese: the plan's ``[english]``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["with_english"]

_STATED = {
    r"模拟(\d{4})年度国土变更调查增量包": r"simulated update of the land change survey \1",
    r"模拟(\d{4})年度国土变更调查": r"simulated land change survey \1",
    r"模拟(\d{4})年度汇总表": r"simulated summary tables of \1",
    r"模拟(\d{4})年岸线": r"simulated shoreline of \1",
    r"模拟(\d{4})年夏季影像": r"simulated summer imagery of \1",
    r"模拟(\d{4})年参考样本，简单随机抽样": r"simulated reference sample of \1, simple random",
    r"模拟训练样本，(\d{4})—(\d{4})年未变化地块": r"simulated training sample, unchanged \1-\2",
    r"模拟(\d{4})年版": r"simulated, edition of \1",
    r"模拟(\d{4})年更新": r"simulated, update of \1",
    r"模拟(\d{4})年": r"simulated, \1",
    r"模拟台账": r"simulated ledger",
    r"模拟目标": r"simulated target",
    r"基准值为模拟": r"simulated baseline",
    r"模拟上报值": r"simulated report",
    r"模拟核定值": r"simulated confirmation",
    r"模拟公布数": r"simulated publication",
    r"模拟数据": r"simulated data",
    r"模拟数据，程序生成，不对应任何真实地块": r"simulated by a program, no real plot is meant",
}
"""What a plan states of its inputs, as patterns of the whole text."""
_KEYS = frozenset({"vintage", "source"})


def with_english(document: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The plan with the English of its vintages and sources, and of ``names`` in its tables."""
    stated = dict.fromkeys(part for text in _stated(document) for part in text.split("; "))
    told = {text: english for text in stated if (english := _english(text))}
    return {**document, "english": {**told, **names}}


def _stated(value: Any) -> Iterator[str]:
    """Every vintage and source anywhere in a document."""
    if isinstance(value, Mapping):
        for key, held in value.items():
            if key in _KEYS and isinstance(held, str):
                yield held
            yield from _stated(held)
    elif isinstance(value, list | tuple):
        for held in value:
            yield from _stated(held)


def _english(text: str) -> str:
    for pattern, english in _STATED.items():
        if re.fullmatch(pattern, text):
            return re.sub(pattern, english, text)
    return ""
