"""What a case rests on as components: pictures before and after, approvals, papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dash_app import urls
from dash_app.cases import words
from dash_app.cases.papers import paper_file, picture_kind
from dash_app.cases.shapes import COLOURS, PHOTO_COLOUR, PhotoPoint
from dash_app.cases.source import CaseSource, GroundRecord
from sinkmap.classes import groups
from sinkmap.layer import LegendEntry
from sinkmap.ledger import CaseFile
from sinkmap.report.numbers import MISSING
from sinkmap.rule import RuleSeverity
from sinkmap.text import Language

__all__ = ["case_legend", "case_papers", "case_pictures", "case_records", "years_of"]


def years_of(found: CaseFile, known: Sequence[int]) -> tuple[int, int] | None:
    """The two years a case is about: as its patches say, else its year and the one before."""
    seen = [
        (s["t0"], s["t1"]) for s in found.sightings if s["t0"] is not None and s["t1"] is not None
    ]
    if seen:
        return min(first for first, _ in seen), max(last for _, last in seen)
    last = found.case["last_year"] or (known[-1] if known else None)
    before = [year for year in known if last is not None and year < last]
    return (before[-1], last) if before and last is not None else None


def case_pictures(
    found: CaseFile, picture: str | None, years: tuple[int, int] | None, language: Language
) -> list[Component]:
    """The patch before and after, side by side."""
    title = html.H3(words.PICTURES.say(language))
    if picture is None or years is None:
        return [title, html.P(words.NO_PICTURES.say(language), className="note")]
    shown = []
    told = (found.case["before"], found.case["after"])
    for side, year, group in zip(("t0", "t1"), years, told, strict=True):
        said = words.PICTURE_OF.say(language).format(year, _group(group, language))
        address = urls.case_picture_url(picture, side)
        image = html.Img(src=address, alt=said)
        shown.append(
            html.Figure([html.A(image, href=address, target="_blank"), html.Figcaption(said)])
        )
    return [title, html.Div(shown, className="before-after")]


def case_records(records: Sequence[GroundRecord], language: Language) -> list[Component]:
    """Which record of approval covers what share of a case."""
    title = html.H3(words.RECORDS.say(language))
    if not records:
        return [title, html.P(words.NO_RECORDS.say(language), className="note")]
    heads = [html.Th(head.say(language), scope="col") for head in words.RECORD_HEADS]
    rows = [_record(one, language) for one in records]
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="records")
    return [title, table, html.P(words.RECORDS_SHARE.say(language), className="note")]


def case_papers(
    cases: CaseSource,
    found: CaseFile,
    points: Mapping[int, tuple[PhotoPoint, bool]],
    language: Language,
) -> list[Component]:
    """Photographs with thumbnails and directions, then papers; a lost file is told as lost."""
    photos = [
        _photo(cases, found, p, points, language) for p in found.documents if p["event"] in points
    ]
    papers = [
        _paper(cases, found, p, language) for p in found.documents if p["event"] not in points
    ]
    parts: list[Component] = []
    if photos:
        parts += [html.H3(words.PHOTOS.say(language)), html.Ul(photos, className="photos")]
    if papers:
        parts += [html.H3(words.DOCUMENTS.say(language)), html.Ul(papers, className="papers")]
    return parts


def case_legend(
    records: Sequence[GroundRecord],
    has_photos: bool,
    classes: Sequence[LegendEntry],
    language: Language,
) -> list[Component]:
    """What the colours of the map mean."""

    def entry(colour: str, text: str) -> Component:
        return html.Li([html.I(className="swatch", style={"background": colour}), text])

    said = [
        entry(colour, f"{grade} {RuleSeverity(grade).text.say(language)}")
        for grade, colour in COLOURS.items()
    ]
    titles = {one.layer: (one.colour, one.title) for one in records}
    said += [entry(colour, title.say(language)) for colour, title in titles.values()]
    if has_photos:
        said.append(entry(PHOTO_COLOUR, words.PHOTO_LEGEND.say(language)))
    if not classes:
        return [html.Ul(said)]
    ground = [entry(one.colour, one.label.say(language)) for one in classes]
    title = html.Summary(words.CLASSES.say(language))
    return [html.Ul(said), html.Details([title, html.Ul(ground, className="entries")])]


def _group(group: str, language: Language) -> str:
    title = next((one.title for one in groups() if one.id == group), None)
    return title.say(language) if title is not None else group or MISSING


def _record(one: GroundRecord, language: Language) -> Component:
    swatch = html.I(className="swatch", style={"background": one.colour})
    told = [one.title.say(language), one.name, one.body, one.span]
    head: list[Any] = [
        swatch,
        html.Strong(one.number or MISSING),
        html.Br(),
        " · ".join(filter(None, told)),
    ]
    metres = words.SQUARE_METRES.say(language).format(f"{one.taken_m2:,.0f}")
    share = f"{100.0 * one.share:.1f} %" if one.share > 0.0 else "0"
    return html.Tr(
        [
            html.Th(head, scope="row"),
            html.Td(share),
            html.Td(metres if one.taken_m2 > 0.0 else MISSING),
        ]
    )


def _photo(
    cases: CaseSource,
    found: CaseFile,
    paper: Mapping[str, Any],
    points: Mapping[int, tuple[PhotoPoint, bool]],
    language: Language,
) -> Component:
    point, is_told = points[paper["event"]]
    path = paper_file(cases, paper)
    address = urls.case_paper_url(found.case["number"], paper["event"])
    alt = words.PHOTO_ALT.say(language).format(point.name, f"{point.azimuth:g}")
    if path is None:
        shown: Any = html.Span(words.FILE_LOST.say(language), className="poor")
    elif picture_kind(path) is None:
        shown = html.A(words.FILE_ONLY.say(language), href=address, download="")
    else:
        image = html.Img(src=address, alt=alt)
        shown = html.A(image, href=address, target="_blank")
    turned = {"transform": f"rotate({point.azimuth:g}deg)"}
    arrow = html.I("↑", className="azimuth", style=turned)
    looks = words.AZIMUTH.say(language).format(f"{point.azimuth:g}")
    told = [paper["name"], paper["note"], _whose(found, paper, language)]
    told += [] if is_told else [words.PHOTO_HERE.say(language)]
    says = html.Div([html.Strong([f"{point.name} ", arrow, f" {looks}"]), *_lines(told)])
    return html.Li([html.Div(shown, className="thumb"), says])


def _paper(
    cases: CaseSource, found: CaseFile, paper: Mapping[str, Any], language: Language
) -> Component:
    address = urls.case_paper_url(found.case["number"], paper["event"])
    lost = paper_file(cases, paper) is None
    name = html.Span(paper["name"]) if lost else html.A(paper["name"], href=address)
    told = [paper["note"], _whose(found, paper, language), f"SHA-256 {paper['sha256'][:16]}…"]
    return html.Li([name, *_lines([*told, words.FILE_LOST.say(language) if lost else ""])])


def _whose(found: CaseFile, paper: Mapping[str, Any], language: Language) -> str:
    """The case a paper was attached to, where that is part of this one now."""
    number = paper["case_number"]
    return "" if number == found.case["number"] else words.OF_CASE.say(language).format(number)


def _lines(told: Sequence[str]) -> list[Component]:
    return [html.Small(one) for one in told if one]
