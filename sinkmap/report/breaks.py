"""Breaks in a series: years between which method, parameters, data or code system change."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from sinkmap.figure import Figure, Status
from sinkmap.report.book import Book
from sinkmap.report.numbers import MISSING
from sinkmap.text import Language, Text

if TYPE_CHECKING:
    from sinkmap.indicator import Indicator, Profile

__all__ = ["breaks_in_short", "series_breaks"]

_ABSENT = Status.NOT_ESTIMATED
_Step = tuple[int, int, Text, Text]
"""Years between which a series changes, with what it was and what it became."""
_FEW = 3
"""Changes that the first page names; the rest stand under the years side by side."""


def series_breaks(book: Book) -> tuple[Text, ...]:
    """Where method, parameters or code system change between years: change that is not land."""
    return tuple(_break_words(key, titles) for key, titles in _breaks(book).items())


def breaks_in_short(book: Book) -> tuple[Text, ...]:
    """One line for each pair of years between which series break, however many do."""
    pairs: dict[tuple[int, int], list[tuple[_Step, list[Text]]]] = {}
    for step, titles in _breaks(book).items():
        pairs.setdefault(step[:2], []).append((step, titles))
    return tuple(_short_words(*years, found) for years, found in pairs.items())


def _short_words(earlier: int, later: int, found: list[tuple[_Step, list[Text]]]) -> Text:
    touched = {title for _, titles in found for title in titles}
    widest = sorted(found, key=lambda one: -len(one[1]))[:_FEW]
    zh, en = ("; ".join(f"{w.say(s)} → {n.say(s)}" for (_, _, w, n), _ in widest) for s in Language)
    more = (" 等", " and more") if len(found) > _FEW else ("", "")
    return Text(
        f"{earlier}年与{later}年之间，{len(touched)} 项指标的数据、编码体系或方法不同"
        f"（{zh}{more[0]}），增减可能并非土地变化；逐项见“历年数值”表注。",
        f"Between {earlier} and {later}, {len(touched)} indicators differ in data, code system or "
        f"method ({en}{more[1]}); the change may not be land. Each is named under "
        '"Years side by side".',
    )


def _breaks(book: Book) -> dict[_Step, list[Text]]:
    """Every break with the titles of the indicators it touches."""
    breaks: dict[_Step, list[Text]] = {}
    for indicator in book.indicators:
        for profile in book.profiles(indicator):
            for key in _steps(book, indicator, profile):
                titles = breaks.setdefault(key, [])
                titles += [] if indicator.title in titles else [indicator.title]
    return breaks


def _steps(book: Book, indicator: Indicator, profile: Profile) -> Iterator[_Step]:
    """Years between which a city series changes, with what it was and what it became."""
    names = [f"{indicator.id}.{item}" for item in indicator.items] or [indicator.id]
    for name in names:
        found = [
            book.find(name, book.city.id, year, profile.id)
            for year in book.results.study.years
            if year <= book.year
        ]
        for earlier, later in pairwise([f for f in found if f and f.status is not _ABSENT]):
            ways = (*_ways(book, earlier, later), *_products(book, later))
            changed = (way for way in ways if way[0] != way[1])
            yield from ((earlier.year, later.year, was, now) for was, now in changed)


def _ways(book: Book, earlier: Figure, later: Figure) -> tuple[tuple[Text, Text], ...]:
    """Method, parameters and code systems of two years; of the last only what differs, or all
    where one year has what the other has and more."""
    was, now = book.code_systems(earlier), book.code_systems(later)
    if was < now or now < was:
        systems = _alike(", ".join(sorted(was))), _alike(", ".join(sorted(now)))
    else:
        systems = _alike(", ".join(sorted(was - now))), _alike(", ".join(sorted(now - was)))
    methods = (earlier.method, later.method)
    if was != now and (_adds_to(*methods) or _adds_to(*reversed(methods))):
        # A method that only adds the step of code systems is told as that step.
        methods = (later.method, later.method)
    return (
        methods,
        (_alike(earlier.params_version), _alike(later.params_version)),
        systems,
    )


def _adds_to(method: Text, longer: Text) -> bool:
    """Whether a method's words are another's with a clause added."""
    return longer.zh.startswith(f"{method.zh}；")


def _alike(name: str) -> Text:
    return Text.of(name or MISSING)


def _products(book: Book, later: Figure) -> Iterator[tuple[Text, Text]]:
    """Versions of a data product that changed on the way into a figure."""
    for finding in book.results.breaks(later.sources):
        if finding.code == "RASTER-PRODUCT-STEP":
            was, _, now = finding.seen.partition(" → ")
            yield _alike(was), _alike(now)


def _break_words(key: _Step, titles: list[Text]) -> Text:
    earlier, later, was, now = key
    zh, en = "、".join(t.zh for t in titles), ", ".join(t.en for t in titles)
    return Text(
        f"{earlier}年与{later}年的数据、编码体系或方法不同（{was.zh} → {now.zh}），"
        f"增减可能并非土地变化：{zh}。",
        f"{earlier} and {later} differ in data, code system or method "
        f"({was.en} → {now.en}); the change may not be land: {en}.",
    )
