"""How limits and amounts are said in both languages: 万元 and hectares."""

from __future__ import annotations

from sinkmap.siting.problem import Problem
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, TEN_THOUSAND_YUAN, YUAN, convert

__all__ = ["M2_PER_HECTARE", "YUAN_PER_WAN", "amount_words", "limit_words", "number"]

YUAN_PER_WAN = convert(1.0, TEN_THOUSAND_YUAN, YUAN)
M2_PER_HECTARE = convert(1.0, HECTARE, SQUARE_METRE)

_PLAIN = {
    "budget": Text("预算", "budget"),
    "max_area": Text("总面积上限", "greatest total area"),
    "min_area": Text("总面积下限", "least total area"),
}
_OF_QUOTA = {
    "quota_max": Text("{name}的面积上限", "greatest area of {name}"),
    "quota_min": Text("{name}的面积下限", "least area of {name}"),
}


def limit_words(problem: Problem, limit: str) -> Text:
    """Name of a limit, as in ``Breach``."""
    kind, _, place = limit.partition(":")
    if not place:
        return _PLAIN[kind]
    said, name = _OF_QUOTA[kind], problem.quotas[int(place)].text
    return Text(said.zh.format(name=name.zh), said.en.format(name=name.en))


def amount_words(limit: str, amount: float) -> Text:
    """An amount of a limit with its unit: 万元 for the budget, hectares for all others."""
    if limit == "budget":
        wan = f"{amount / YUAN_PER_WAN:,.4f}"
        return Text(f"{wan} 万元", f"{wan} x 10,000 yuan")
    hectares = f"{amount / M2_PER_HECTARE:,.4f}"
    return Text(f"{hectares} 公顷", f"{hectares} ha")


def number(value: float) -> str:
    """A number of any size, short: two decimals, or four digits that count below 1."""
    if abs(value) >= 1.0 or value == 0.0:
        return f"{value:,.2f}"
    return f"{value:.4g}"
