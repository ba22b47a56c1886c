"""Why each site is chosen or refused: a sentence with its numbers, and what would change it."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sinkmap.siting._causes import Cause, Causes, causes
from sinkmap.siting._entry import Entry, entry
from sinkmap.siting._words import M2_PER_HECTARE, YUAN_PER_WAN, number
from sinkmap.siting.problem import Problem
from sinkmap.siting.selection import Selection
from sinkmap.text import Text

__all__ = ["Cause", "ValueWords", "reasons"]

_VALUE = Text("价值", "value")
_EXACT_GAP = 1e-4
"""Gap of the choices solved for anew."""


@dataclass(frozen=True, slots=True)
class ValueWords:
    """How the value is called, and the unit it is counted in."""

    name: Text = _VALUE
    uom: Text | None = None

    def say(self, value: float) -> Text:
        """A value with its unit."""
        said = number(value)
        if self.uom is None:
            return Text.of(said)
        return Text(f"{said} {self.uom.zh}", f"{said} {self.uom.en}")


def reasons(
    problem: Problem,
    selection: Selection,
    words: ValueWords | None = None,
    exact: int = 0,
    seconds: float = 10.0,
) -> pd.DataFrame:
    """One sentence for every site and what would have to change.

    Parameters
    ----------
    selection
        Of the problem, with prices (from ``choose``).
    exact
        For so many refused sites, those nearest to being chosen, the price at which a site would
        come in and the value it lacks are solved for anew. For the others they come from the
        prices of the linear relaxation: with less than that a site certainly stays out, but it may
        take more.
    seconds
        For all that is solved anew; what is not done by then is told by the prices.

    Returns
    -------
    pandas.DataFrame
        (n,) rows in the order of the sites: ``site_id``, ``chosen``, ``cause``, ``reason_zh``,
        ``reason_en``, ``change_zh``, ``change_en``, ``change_by`` (``duals``, ``re-solve`` or
        empty), ``cost_to_enter`` (yuan; NaN where no price helps), ``value_to_enter`` (value that
        is lacking; NaN where none helps), ``worth`` (value less what it takes of the limits).

    Raises
    ------
    ValueError
        If the selection has no prices.
    """
    if selection.prices is None:
        raise ValueError("a choice by rank has no prices to give reasons by")
    known = causes(problem, selection, selection.prices)
    entries = _entries(problem, selection, known, exact, seconds)
    teller = _Teller(problem, selection, known, words or ValueWords(), entries)
    rows = [(*teller.reason(place), *teller.change(place)) for place in range(len(problem))]
    said = pd.DataFrame(rows, columns=["reason_zh", "reason_en", "change_zh", "change_en"])
    free = known.rival_is_fixed | problem.locked_out | selection.chosen
    cost = known.most_cost.copy()
    rise = np.where(free, math.nan, known.least_rise)
    by = np.where(free, "", "duals").astype(object)
    for place, found in entries.items():
        cost[place], rise[place], by[place] = found.cost, found.rise, "re-solve"
    table = pd.DataFrame(
        {"site_id": problem.site_ids, "chosen": selection.chosen, "cause": known.cause}
    )
    return pd.concat([table, said], axis=1).assign(
        change_by=by, cost_to_enter=cost, value_to_enter=rise, worth=known.worth
    )


def _entries(
    problem: Problem, selection: Selection, known: Causes, exact: int, seconds: float
) -> dict[int, Entry]:
    """What brings in the refused sites that are nearest to it, by their places."""
    refused = np.flatnonzero(problem.open & ~selection.chosen)
    nearest = refused[np.argsort(-known.worth[refused], kind="stable")][:exact]
    until = time.monotonic() + seconds
    found = {}
    for place in nearest.tolist():
        left = (until - time.monotonic()) / 2.0
        if left <= 0.0:
            break
        solved = entry(problem, selection, place, _EXACT_GAP, left)
        if solved is not None:
            found[place] = solved
    return found


class _Teller:
    """Puts the numbers of each site into words."""

    def __init__(
        self,
        problem: Problem,
        selection: Selection,
        known: Causes,
        words: ValueWords,
        entries: dict[int, Entry],
    ) -> None:
        self._words = words
        self._entries = entries
        self._ids = problem.site_ids
        self._cause = known.cause.tolist()
        self._rival = known.rival.tolist()
        self._value = problem.value.tolist()
        self._bonus = known.bonus.tolist()
        self._wan = (problem.cost / YUAN_PER_WAN).tolist()
        self._ha = (problem.area_m2 / M2_PER_HECTARE).tolist()
        self._take = known.take.tolist()
        self._worth = known.worth.tolist()
        self._rise = known.least_rise.tolist()
        self._most = (known.most_cost / YUAN_PER_WAN).tolist()
        self._fixed = known.rival_is_fixed.tolist()
        names = [quota.text for quota in problem.quotas]
        groups = problem.quota_group.tolist()
        self._quota = [names[group] if group >= 0 else None for group in groups]
        totals = problem.totals(selection.chosen)
        left = math.inf if problem.budget is None else problem.budget - totals.cost
        self._left = max(left, 0.0) / YUAN_PER_WAN

    def reason(self, place: int) -> tuple[str, str]:
        """Why, in Chinese and in English."""
        zh, en = self._decided(place)
        value = self._words.say(self._value[place])
        wan, ha = f"{self._wan[place]:,.2f}", f"{self._ha[place]:,.2f}"
        name = self._words.name
        plus_zh = plus_en = ""
        if self._bonus[place] > 0.0:
            bonus = self._words.say(self._bonus[place])
            plus_zh, plus_en = f"，相邻加分 {bonus.zh}", f", {bonus.en} more beside its neighbours"
        return (
            f"{zh}：{name.zh} {value.zh}{plus_zh}，投资 {wan} 万元，面积 {ha} 公顷。",
            f"{en}: {name.en} {value.en}{plus_en}, cost {wan} x 10,000 yuan, {ha} ha.",
        )

    def _decided(self, place: int) -> tuple[str, str]:
        """The first half of the sentence."""
        say = self._words.say
        take, worth = say(self._take[place]), say(abs(self._worth[place]))
        quota = self._quota[place]
        match self._cause[place]:
            case Cause.LOCKED_IN:
                return "入选（锁定）", "Chosen (locked in)"
            case Cause.LOCKED_OUT:
                return "落选（硬性排除或人工锁定）", "Refused (barred, or locked out)"
            case Cause.CHOSEN if self._take[place] == 0.0:
                return "入选，不占用紧缺额度", "Chosen, takes nothing of a limit that is short"
            case Cause.CHOSEN:
                return (
                    f"入选，占用折价 {take.zh}，净余 {worth.zh}",
                    f"Chosen, takes {take.en} at the prices of the limits, brings {worth.en} more",
                )
            case Cause.NEEDED:
                area = f"{quota.zh}的面积下限" if quota else "面积下限"
                least = f"least area of {quota.en}" if quota else "least area"
                return f"入选，为满足{area}", f"Chosen, needed for the {least}"
            case Cause.FILLS:
                return "入选，利用剩余额度", "Chosen, fits into what the better ones leave over"
            case Cause.CONFLICT:
                rival = self._rival[place]
                other, worth = self._ids[rival], say(self._value[rival])
                return (
                    f"落选，与入选地块 {other}（{self._words.name.zh} {worth.zh}）互斥",
                    f"Refused, excludes the chosen site {other} ({self._words.name.en} {worth.en})",
                )
            case Cause.NO_VALUE:
                return "落选，没有正的贡献", "Refused, adds nothing"
            case Cause.QUOTA_FULL if quota:
                return (
                    f"落选，{quota.zh}的面积上限已满，占用折价 {take.zh}",
                    f"Refused, greatest area of {quota.en} is full; "
                    f"it takes {take.en} at the prices",
                )
            case Cause.AREA_FULL:
                return (
                    f"落选，总面积上限已满，占用折价 {take.zh}",
                    f"Refused, greatest total area is used up; it takes {take.en} at the prices",
                )
            case Cause.BUDGET:
                left = f"{self._left:,.2f}"
                return (
                    f"落选，预算余 {left} 万元，占用折价 {take.zh}",
                    f"Refused, {left} x 10,000 yuan are left; it takes {take.en} at the prices",
                )
        return "落选，加入后总价值不增", "Refused, makes no choice better"

    def change(self, place: int) -> tuple[str, str]:
        """What would have to change, in Chinese and in English; empty where nothing has to."""
        cause = self._cause[place]
        if cause == Cause.LOCKED_OUT:
            return "须先解除排除", "what bars it must be lifted first"
        if cause in (Cause.LOCKED_IN, Cause.CHOSEN, Cause.NEEDED, Cause.FILLS):
            return "", ""
        if self._fixed[place]:
            other = self._ids[self._rival[place]]
            return f"须先取消 {other} 的锁定", f"the lock of {other} must be taken off first"
        if place in self._entries:
            return self._solved(self._entries[place])
        return self._priced(place)

    def _solved(self, found: Entry) -> tuple[str, str]:
        zh, en = [], []
        if not math.isnan(found.cost):
            wan = f"{found.cost / YUAN_PER_WAN:,.2f}"
            zh.append(f"投资不高于 {wan} 万元")
            en.append(f"a cost of at most {wan} x 10,000 yuan")
        if found.rise == 0.0:
            return (
                "重新求解：含此地块的方案与现方案不相上下",
                "solved anew: a choice with it is worth as much",
            )
        if not math.isnan(found.rise):
            rise = self._words.say(found.rise)
            zh.append(f"{self._words.name.zh}再增 {rise.zh}")
            en.append(f"{rise.en} more {self._words.name.en}")
        if not zh:
            return (
                "重新求解：含此地块的方案不成立",
                "solved anew: no choice with it holds all limits",
            )
        return (
            f"重新求解：{'，或'.join(zh)}，即可入选",
            f"solved anew: it comes in at {', or with '.join(en)}",
        )

    def _priced(self, place: int) -> tuple[str, str]:
        if self._rise[place] <= 0.0:
            return (
                "与入选只差在证明间隙之内，须重新求解才知",
                "within the gap of the proof: only solving anew would tell",
            )
        rise = self._words.say(self._rise[place])
        zh = f"{self._words.name.zh}至少再增 {rise.zh}"
        en = f"at least {rise.en} more {self._words.name.en}"
        if not math.isnan(self._most[place]):
            wan = f"{self._most[place]:,.2f}"
            zh = f"投资须低于 {wan} 万元，或{zh}"
            en = f"a cost below {wan} x 10,000 yuan, or {en}"
        return f"必要条件（对偶价格）：{zh}", f"needed, by the prices: {en}"
