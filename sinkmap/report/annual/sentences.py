"""Sentences of the annual report, made from figures and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from sinkmap.figure import Figure, Status, Target, Verdict, assess
from sinkmap.report.annual.scope import Line, Scope
from sinkmap.report.book import difference
from sinkmap.report.numbers import POINTS, NumberFormat, change_words, rounded, show
from sinkmap.report.quantity import Part, without_unit
from sinkmap.text import Text

__all__ = ["joined", "line_words", "origin_words", "spread_words", "target_words"]


def joined(parts: Iterable[Text | None], *, end: Text | None = None) -> Text:
    """Clauses as one sentence."""
    told = [part for part in parts if part is not None]
    stop = end or Text("。", ".")
    zh = "，".join(part.zh for part in told) + stop.zh
    return Text(zh, ", ".join(part.en for part in told) + stop.en)


def line_words(scope: Scope, name: str, unit: str = "", *, title: Text | None = None) -> Text:
    """What a unit has to say about an indicator: value, areas behind it, change since last year.

    A figure without a value says why it has none.
    """
    line = scope.line(name, unit)
    place = scope.book.unit_name(unit or scope.unit)
    called = title or _title(scope, line)
    if line.now is None or line.now.value is None:
        return _untold(scope, line, place, called)
    value = line.quantity.value.words(line.now.value)
    head = Text(
        f"{scope.year}年，{place.zh}{called.zh}为 {value.zh}",
        f"In {scope.year}, {_lower(called.en)} of {place.en} was {value.en}",
    )
    if line.now.status is not Status.OK:
        doubt = line.now.status.text
        head = Text(f"{head.zh}（{doubt.zh}）", f"{head.en} ({doubt.en})")
    return joined((head, _areas(line), _change(line), _interval(line)))


def _lower(title: str) -> str:
    """A title within a sentence; abbreviations stay as they are."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _title(scope: Scope, line: Line) -> Text:
    item = line.name.partition(".")[2]
    if not item or item == line.indicator.whole:
        return line.indicator.title
    return scope.book.indicator_title(line.name)


def _untold(scope: Scope, line: Line, place: Text, called: Text) -> Text:
    """The sentence of a figure without a value: not estimated, or cannot be told, and why."""
    if line.now is None:
        return Text(
            f"{scope.year}年，{place.zh}{called.zh}未测算（本次运行没有该数值）。",
            f"{called.en} of {place.en} was not estimated for {scope.year} (the run holds none).",
        )
    why = line.quantity.interval(line.now)
    verb = Text("未测算", "was not estimated")
    if line.now.status is Status.CANNOT_TELL:
        verb = Text("无法判定", "cannot be told")
    said_zh = why.zh.removeprefix(f"{line.now.status.text.zh}：")
    said_en = why.en.removeprefix(f"{line.now.status.text.en}: ")
    return Text(
        f"{scope.year}年，{place.zh}{called.zh}{verb.zh}（{said_zh}）。",
        f"{called.en} of {place.en} {verb.en} for {scope.year} ({said_en}).",
    )


def _areas(line: Line) -> Text | None:
    """The area behind a rate in hectares and 万亩; the other units of an amount."""
    quantity, now = line.quantity, line.now
    if now is None:
        return None
    if quantity.is_rate:
        if now.numerator is None:
            return None
        what = without_unit(line.indicator.numerator)
        amount = _both(quantity.numerator, quantity.also, now.numerator)
        return Text(f"{what.zh} {amount.zh}", f"{what.en} {amount.en}")
    if not quantity.also:
        return None
    amount = _more(quantity.also, now.value)
    return Text(f"折合 {amount.zh}", f"that is {amount.en}")


def _both(first: Part, also: tuple[Part, ...], stored: float) -> Text:
    said = first.words(stored)
    if not also:
        return said
    more = _more(also, stored)
    return Text(f"{said.zh}（{more.zh}）", f"{said.en} ({more.en})")


def _more(parts: tuple[Part, ...], stored: float | None) -> Text:
    said = [part.words(stored) for part in parts]
    return Text("、".join(one.zh for one in said), ", ".join(one.en for one in said))


def _change(line: Line) -> Text | None:
    if line.before is None:
        return None
    change = line.quantity.change.of(difference(line.value, line.last))
    said = change_words(change, line.quantity.change.shown_as)
    year = line.before.year
    if change is None:
        return Text(f"与{year}年无法比较", f"not comparable with {year}")
    if rounded(abs(change), line.quantity.change.shown_as.decimals).is_zero():
        return Text(f"与{year}年持平", f"unchanged from {year}")
    return Text(f"比{year}年{said.zh}", f"{said.en} on {year}")


def _interval(line: Line) -> Text | None:
    """The 95 % interval where there is one; a missing one is told in the table of uncertainty."""
    now = line.now
    if now is None or now.ci_low is None or now.ci_high is None or now.ci_low == now.ci_high:
        return None
    said = line.quantity.interval(now)
    return Text(f"区间 {said.zh}", f"interval {said.en}")


def target_words(scope: Scope, target: Target) -> Text:
    """A target: value, path, pace needed, and the verdict."""
    book = scope.book
    line = scope.line(target.indicator, target.statunit)
    part, plus = line.quantity.value, line.quantity.change
    now = book.find(target.indicator, target.statunit, scope.year, target.profile)
    state = book.state(target)
    name, title = book.unit_name(target.statunit), book.indicator_title(target.indicator)
    goal = part.words(target.value)
    head = Text(
        f"{name.zh}{title.zh}{target.year}年目标 {goal.zh}",
        f"{title.en}, {name.en}: target for {target.year} {goal.en}",
    )
    if now is None or now.value is None or state is None:
        verdict = Verdict.CANNOT_TELL.text
        why = line.quantity.interval(now) if now else Status.NOT_ESTIMATED.text
        none = Text(f"本年没有数值（{why.zh}）", f"no value this year ({why.en})")
        return joined((head, none, _judged(verdict)))
    value = part.words(now.value)
    reached = Text(f"{scope.year}年为 {value.zh}", f"{value.en} in {scope.year}")
    gap = _short_of(plus.of(difference(now.value, target.value)), plus.shown_as)
    path = pace = None
    if state.on_path is not None:
        path = _on_path(scope.year, part, plus, now, state.on_path)
    if state.pace is not None and state.pace > 0:
        step = _counted(plus.of(state.pace), plus.shown_as)
        pace = Text(f"此后年均需提升 {step.zh}", f"{step.en} a year needed from now on")
    return joined((head, reached, gap, path, pace, _judged(assess(now, target).text)))


def _judged(verdict: Text) -> Text:
    return Text(f"判定：{verdict.zh}", f"verdict: {verdict.en}")


def _counted(number: float | None, shown_as: NumberFormat) -> Text:
    """A size without its sign, with its unit: 0.12 个百分点."""
    size = show(abs(number or 0.0), NumberFormat(None, shown_as.decimals))
    unit = shown_as.unit
    if unit is None:
        return Text(size, size)
    counter = "个" if unit == POINTS.unit else ""
    return Text(f"{size} {counter}{unit.zh}", f"{size} {unit.en}")


def _short_of(gap: float | None, shown_as: NumberFormat) -> Text:
    if gap is None:
        return Text("无法比较", "no comparison")
    size = _counted(gap, shown_as)
    if gap < 0:
        return Text(f"尚差 {size.zh}", f"{size.en} short of it")
    return Text(f"超出 {size.zh}", f"{size.en} above it")


def _on_path(year: int, part: Part, plus: Part, now: Figure, on_path: float) -> Text:
    due = part.words(on_path)
    ahead = difference(now.value, on_path) or 0.0
    size = _counted(plus.of(ahead), plus.shown_as)
    side = Text("快于路径", "ahead of it by") if ahead >= 0 else Text("滞后路径", "behind it by")
    return Text(
        f"按线性路径{year}年应达 {due.zh}，{side.zh} {size.zh}",
        f"{due.en} due on the straight path, {side.en} {size.en}",
    )


def spread_words(scope: Scope, name: str) -> Text | None:
    """Highest and lowest of the first partition, and how many rose; None for a single unit."""
    if not scope.partitions:
        return None
    first = scope.partitions[0]
    lines = [(unit, scope.line(name, unit)) for unit in first.members]
    told = [(unit, line) for unit, line in lines if line.is_told and line.value is not None]
    if len(told) < 2:
        return None
    part, decimals = told[0][1].quantity.value, told[0][1].quantity.change.shown_as.decimals
    told.sort(key=lambda one: one[1].value or 0.0)
    (low, least), (high, most) = told[0], told[-1]
    said = [(scope.book.unit_name(u), part.words(x.value)) for u, x in ((high, most), (low, least))]
    head = Text(
        f"按{first.title.zh}，最高为{said[0][0].zh} {said[0][1].zh}，"
        f"最低为{said[1][0].zh} {said[1][1].zh}",
        f"By {first.title.en}, {said[0][0].en} is highest with {said[0][1].en} and "
        f"{said[1][0].en} lowest with {said[1][1].en}",
    )
    plus = told[0][1].quantity.change
    steps = [plus.of(difference(line.value, line.last)) for _, line in told]
    known = [rounded(step, decimals) for step in steps if step is not None]
    if not known:
        return joined((head,))
    up, down = sum(step > 0 for step in known), sum(step < 0 for step in known)
    moved = Text(
        f"与上年可比的 {len(known)} 个单元中，{up} 个上升、{down} 个下降、"
        f"{len(known) - up - down} 个持平",
        f"of {len(known)} units comparable with last year {up} rose, {down} fell and "
        f"{len(known) - up - down} stayed",
    )
    return joined((head, moved))


def origin_words(scope: Scope, name: str) -> Text | None:
    """The change since last year's filing by method, data and land; None where it is not known."""
    line = scope.line(name)
    split = scope.origins.get(line.now.id) if line.now else None
    if split is None:
        return None
    plus = line.quantity.change

    def words(part: float) -> Text:
        shown = plus.of(part) or 0.0
        if rounded(abs(shown), plus.shown_as.decimals).is_zero():
            return Text("为零", "nil")
        return change_words(shown, plus.shown_as)

    filed, again = (line.quantity.value.words(v) for v in (split.filed, split.restated))
    whole, land = words(split.whole), words(split.land)
    head = Text(
        f"上年上报 {filed.zh}，按今年方法和数据重算为 {again.zh}，与上年上报相比{whole.zh}",
        f"Filed last year: {filed.en}; restated by today's method and data: {again.en}; against "
        f"the filing {whole.en}",
    )
    last = Text(f"土地变化{land.zh}", f"land {land.en}")
    if split.method is None or split.data is None:
        both = words(split.recalculated)
        mixed = Text(
            f"其中方法与数据变化合计{both.zh}（无法分开）", f"method and data together {both.en}"
        )
        return joined((head, mixed, last))
    method, data = words(split.method), words(split.data)
    parts = (
        Text(f"其中方法变化{method.zh}", f"of it method {method.en}"),
        Text(f"数据变化{data.zh}", f"data {data.en}"),
        last,
    )
    return joined((head, *parts))
