"""The annual report as PDF: bookmarks, contents, tagged tables with repeated heads, embedded font.

Texts go in as quoted strings, never as markup, so that no name is read as code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sinkmap.report.annual.document import (
    Annual,
    Block,
    Chapter,
    Drawing,
    Heading,
    Paragraph,
    Photo,
    chinese_number,
    notes_of,
)
from sinkmap.report.annual.layout import Layout, Part, head_of, laid_out, stays_whole
from sinkmap.report.table import Row, RowKind, Table, Tone
from sinkmap.report.tables import SIMULATED
from sinkmap.report.typeset import cjk_font, quoted, typeset
from sinkmap.text import Language, Text

__all__ = ["annual_pdf"]

_INK = "#1f2a28"
_TONES = {Tone.GOOD: "#1b6e3c", Tone.POOR: "#b3261e", Tone.DOUBT: "#8a5a00"}
_CONTENTS = Text("目　录", "Contents")
_NOTE = Text("注：", "Note: ")
_CONTINUED = Text("（续）", " (continued)")


@dataclass(slots=True)
class _Paper:
    """The document on its way: language, numbers given so far, pictures beside it."""

    report: Annual
    language: Language
    tables: int = 0
    figures: int = 0
    files: dict[str, bytes] = field(default_factory=dict)

    def said(self, text: Text) -> str:
        """Words in the paper's language, quoted."""
        return quoted(text.say(self.language))


def annual_pdf(report: Annual, language: Language) -> bytes:
    """The report on A4.

    Raises
    ------
    CannotFinishError
        ``FONT-MISSING`` if the system has no font with Chinese letters.
    """
    paper = _Paper(report, language)
    body = [part for chapter in report.chapters for part in _chapter(paper, chapter)]
    made = typeset("\n".join([_head(paper), *body]), paper.files, "pdf")
    assert isinstance(made, bytes), "a document is one file"
    return made


def _head(paper: _Paper) -> str:
    report, language = paper.report, paper.language
    sans, serif = quoted(cjk_font()), quoted(cjk_font(serif=True))
    spoken = "zh" if language is Language.ZH else "en"
    title = paper.said(report.title)
    running = f'#text(size: 8pt, fill: rgb("#b3261e"), {paper.said(SIMULATED)})'
    banner = f"header: align(right)[{running}], " if report.simulated else ""
    facts = ", ".join(
        f"text(font: ({sans},), {paper.said(name)}), "
        f"{quoted(value.say(language) if isinstance(value, Text) else str(value))}"
        for name, value in report.facts
    )
    warned = "".join(
        f'#par(first-line-indent: 0pt, text(fill: rgb("#8a5a00"), {paper.said(one)}))\n'
        for one in report.warnings
    )
    indent = "(amount: 2em, all: true)" if language is Language.ZH else "0pt"
    apart = "0.95em" if language is Language.ZH else "1.3em"
    return (
        f"#set document(title: {title}, date: none)\n"
        f'#set text(font: ({serif}, {sans}), size: 11pt, lang: "{spoken}", '
        f'{"region: " + quoted("cn") + ", " if spoken == "zh" else ""}fill: rgb("{_INK}"))\n'
        '#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm), '
        f"{banner}footer: context align(center, text(size: 9pt, "
        'counter(page).display(n => "— " + str(n) + " —"))))\n'
        f"#set par(leading: 0.85em, spacing: {apart}, justify: true, first-line-indent: {indent})\n"
        "#show heading: set block(sticky: true)\n"
        f"#show heading.where(level: 1): it => block(above: 1.6em, below: 1em, sticky: true, "
        f'text(font: ({sans},), size: 15pt, weight: "bold", it.body))\n'
        f"#show heading.where(level: 2): it => block(above: 1.2em, below: 0.8em, sticky: true, "
        f'text(font: ({sans},), size: 12pt, weight: "medium", it.body))\n'
        "#show figure: set block(breakable: true)\n"
        f'#v(3cm)\n#align(center, text(font: ({sans},), size: 22pt, weight: "bold", '
        f"par(first-line-indent: 0pt, leading: 0.7em, justify: false, {title})))\n#v(1.2cm)\n"
        f"#align(center, table(columns: (auto, auto), stroke: none, align: (right, left), "
        f"inset: 5pt, {facts}))\n#v(0.8cm)\n{warned}#pagebreak()\n"
        f"#outline(title: {paper.said(_CONTENTS)}, depth: 2)\n#pagebreak()\n"
    )


def _chapter(paper: _Paper, chapter: Chapter) -> Iterator[str]:
    yield f"#heading(level: 1, {paper.said(chapter.heading)})"
    below = 0
    for block in chapter.blocks:
        if isinstance(block, Heading):
            below += 1
            number = f"（{chinese_number(below)}）"
            text = Text(f"{number}{block.text.zh}", f"{chapter.number}.{below} {block.text.en}")
            yield f"#heading(level: 2, {paper.said(text)})"
        else:
            yield from _block(paper, block)


def _block(paper: _Paper, block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        fill = f'fill: rgb("{_TONES[block.tone]}"), ' if block.tone in _TONES else ""
        yield f"#par(text({fill}{paper.said(block.text)}))"
    elif isinstance(block, Table):
        yield from _table(paper, block)
    elif isinstance(block, Drawing):
        name = f"{block.id}.svg"
        paper.files[name] = block.svg.say(paper.language).encode()
        yield _figure(
            paper,
            f'image("{name}", width: {block.width:.0%}, alt: {paper.said(block.caption)})',
            block.caption,
        )
    elif isinstance(block, Photo):
        yield _photo(paper, block)


def _photo(paper: _Paper, block: Photo) -> str:
    cells = []
    for number, (png, words) in enumerate(block.pictures):
        name = f"{block.id}-{number}.png"
        paper.files[name] = png
        cells.append(f'[#image("{name}", width: 90%)\n#text(size: 9pt, {paper.said(words)})]')
    grid = f"grid(columns: {len(cells)}, column-gutter: 8pt, {', '.join(cells)})"
    return _figure(paper, grid, block.caption)


def _figure(paper: _Paper, body: str, caption: Text) -> str:
    paper.figures += 1
    label = Text(f"图 {paper.figures}　{caption.zh}", f"Figure {paper.figures}. {caption.en}")
    return (
        "#block(breakable: false, width: 100%, above: 1.2em, below: 1.2em, align(center)["
        f"#{body}\n#par(first-line-indent: 0pt, text(font: ({quoted(cjk_font())},), size: 9.5pt, "
        f"{paper.said(label)}))])"
    )


def _table(paper: _Paper, table: Table) -> Iterator[str]:
    paper.tables += 1
    layout = laid_out(table, paper.language)
    for number, part in enumerate(layout.parts):
        label = Text(
            f"表 {paper.tables}　{table.title.zh}", f"Table {paper.tables}. {table.title.en}"
        )
        if number:
            label = Text(label.zh + _CONTINUED.zh, label.en + _CONTINUED.en)
        yield (
            f"#block(sticky: true, above: 1.3em, below: 0.6em, width: 100%, align(center, "
            f'text(font: ({quoted(cjk_font())},), size: 10.5pt, weight: "bold", '
            f"{paper.said(label)})))"
        )
        yield _grid(paper, table, part, layout)
    note = notes_of(table)
    if note is not None:
        said = quoted(_NOTE.say(paper.language) + note.say(paper.language))
        yield (
            "#block(above: 0.7em, below: 1.2em, par(first-line-indent: 0pt, leading: 0.6em, "
            f"justify: false, text(size: 8.5pt, {said})))"
        )
    else:
        yield "#v(0.6em)"


def _grid(paper: _Paper, table: Table, part: Part, layout: Layout) -> str:
    columns = [table.columns[place] for place in part.columns]
    heads = ", ".join(
        'table.cell(align: center + horizon, fill: rgb("#e7efeb"), text(weight: "bold", '
        f"{quoted(head_of(one, paper.language))}))"
        for one in columns
    )
    cells = [f"table.header({heads})"]
    for row in table.rows:
        cells += _row(paper, table, part, row)
    widths = ", ".join(f"{width:.3f}cm" for width in part.widths)
    aligned = ", ".join("left" if c.shown_as is None else "right" for c in columns)
    body = ",\n".join(cells)
    whole = stays_whole(table, part, layout.points, paper.language)
    # A table on one page keeps its note; one that goes on over pages may not.
    kept = f"breakable: {_said(not whole)}, sticky: {_said(whole and bool(table.notes))}"
    return (
        f"#block({kept}, width: 100%)[#set par(first-line-indent: 0pt, "
        "leading: 0.5em, justify: false)\n"
        f"#text(font: ({quoted(cjk_font())},), size: {layout.points}pt, "
        f"table(columns: ({widths},), "
        f'align: ({aligned},), stroke: 0.5pt + rgb("#7d8a86"), inset: (x: 2.2pt, y: 3.6pt),\n'
        f"{body}))]"
    )


def _said(yes: bool) -> str:
    return "true" if yes else "false"


def _row(paper: _Paper, table: Table, part: Part, row: Row) -> list[str]:
    if row.kind is RowKind.HEADING:
        said = quoted(table.columns[0].say(row.cells[0], paper.language))
        span = len(part.columns)
        # A head of a lower level stays with the row below it.
        return [
            f"table.header(level: 2, repeat: false, table.cell(colspan: {span}, align: left, "
            f'fill: rgb("#f4f7f5"), text(weight: "bold", {said})))'
        ]
    cells = []
    for place in part.columns:
        column, cell = table.columns[place], row.cells[place]
        said = _breakable(column.say(cell, paper.language))
        style = ['weight: "bold"'] if row.kind is RowKind.TOTAL else []
        if cell.tone in _TONES:
            style.append(f'fill: rgb("{_TONES[cell.tone]}")')
        cells.append(f"text({', '.join([*style, quoted(said)])})")
    return cells


def _breakable(text: str) -> str:
    """Long codes may break after a hyphen, slash or underscore, or every 16 signs."""
    if len(text) <= 12 or " " in text or not text.isascii():
        return text
    for sign in "-/_+":
        text = text.replace(sign, f"{sign}\u200b")
    if "\u200b" not in text and len(text) > 30:
        return "\u200b".join(text[i : i + 16] for i in range(0, len(text), 16))
    return text
