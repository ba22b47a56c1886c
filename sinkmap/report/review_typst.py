"""The review form as PDF, and its maps as pictures, by typst.

Texts go in as quoted strings, never as markup, so that no name of a project is read as code; the
document asks for nothing but the maps beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sinkmap.report.review_blocks import (
    Block,
    FormTable,
    Heading,
    Map,
    Paragraph,
    ReviewForm,
    Tone,
)
from sinkmap.report.typeset import cjk_font, pictures, quoted, typeset
from sinkmap.text import Language

__all__ = ["TONE_COLOURS", "map_picture", "review_pdf"]

TONE_COLOURS = {
    Tone.PLAIN: "#1f2a28",
    Tone.LABEL: "#44524e",
    Tone.CLEAR: "#5b6966",
    Tone.INVOLVED: "#1d5c4a",
    Tone.APPRAISAL: "#8a5a00",
    Tone.CONFLICT: "#a8281f",
}
_LONG_CODE, _PIECE = re.compile(r"[\w./|<>=:;,\"'()-]{12,}", re.ASCII), re.compile(r".{1,6}")
"""Signs without a blank that may be wider than a column, and where they may break."""


def review_pdf(form: ReviewForm) -> bytes:
    """The form as PDF.

    Raises
    ------
    CannotFinishError
        ``FONT-MISSING`` if the system has no font with Chinese letters.
    """
    maps = [block for block in form.blocks if isinstance(block, Map)]
    body = [_block(block, maps) for block in form.blocks]
    language = "zh" if form.language is Language.ZH else "en"
    source = "\n".join([_head(form, language), *body])
    files = {f"map{number}.svg": one.svg.encode() for number, one in enumerate(maps)}
    made = typeset(source, files, "pdf")
    assert isinstance(made, bytes), "a document is one file"
    return made


def map_picture(svg: str) -> bytes:
    """A map as PNG.

    Raises
    ------
    CannotFinishError
        ``FONT-MISSING`` if the system has no font with Chinese letters.
    """
    return pictures([svg])[0]


def _head(form: ReviewForm, language: str) -> str:
    flipped = "flipped: true, " if form.landscape else ""
    banner = ""
    if form.banner:
        banner = (
            f"#block(fill: rgb({quoted(TONE_COLOURS[Tone.CONFLICT])}), width: 100%, inset: 5pt)"
            f"[#align(center, text(fill: white, {quoted(form.banner)}))]\n"
        )
    return (
        f"#set document(title: {quoted(form.title)}, date: none)\n"
        f'#set text(font: ({quoted(cjk_font())},), size: 9pt, lang: "{language}", '
        f"fill: rgb({quoted(TONE_COLOURS[Tone.PLAIN])}))\n"
        f'#set page(paper: "a4", {flipped}margin: (x: 18mm, top: 18mm, bottom: 18mm), '
        'numbering: "1 / 1")\n'
        "#set par(leading: 0.6em, spacing: 0.75em)\n"
        "#show heading: it => block(above: 1.3em, below: 0.7em, sticky: true, "
        'text(size: 11.5pt, weight: "bold", fill: rgb("#1d5c4a"), it.body))\n'
        f"{banner}"
        f'#align(center, text(size: 17pt, weight: "bold", {quoted(form.title)}))\n'
    )


def _block(block: Block, maps: Sequence[Map]) -> str:
    if isinstance(block, Heading):
        return f"#heading({quoted(block.text)})"
    if isinstance(block, Paragraph):
        said = f"#par({_text(block.text, block.tone, bold=block.tone is not Tone.PLAIN)})"
        return f"#block(sticky: true)[{said}]" if block.leads else said
    if isinstance(block, Map):
        number = next(n for n, one in enumerate(maps) if one is block)
        return (
            f'#block(breakable: false, width: 100%)[#align(center)[#image("map{number}.svg", '
            f"width: {block.width:.0%})\n#text(size: 8.5pt, {quoted(block.caption)})]]"
        )
    return _table(block)


def _text(text: str, tone: Tone, *, bold: bool = False) -> str:
    weight = ', weight: "bold"' if bold else ""
    return f"text(fill: rgb({quoted(TONE_COLOURS[tone])}){weight}, {quoted(_breakable(text))})"


def _breakable(text: str) -> str:
    """Long codes may break after a hyphen or a plus, and the longest anywhere."""
    shown = text.replace("+", "+\u200b").replace("-", "-\u200b") if len(text) > 30 else text
    return _LONG_CODE.sub(lambda code: "\u200b".join(_PIECE.findall(code[0])), shown)


def _table(table: FormTable) -> str:
    widths = ", ".join(f"{width:.3f}fr" for width in table.widths)
    aligned = ", ".join(
        "right" if number in table.numbers else "left" for number in range(len(table.widths))
    )
    cells = []
    if table.heads:
        heads = ", ".join(
            f'table.cell(fill: rgb("#e6efe9"), {_text(head, Tone.PLAIN, bold=True)})'
            for head in table.heads
        )
        cells.append(f"table.header({heads})")
    for row, texts in enumerate(table.rows):
        if row in table.bands:
            said = _text(texts[0], Tone.LABEL, bold=True)
            across = f'colspan: {len(table.widths)}, fill: rgb("#f3f6f4"), align: left'
            cells.append(f"table.cell({across}, {said})")
            continue
        for column, text in enumerate(texts):
            tone = table.tones.get((row, column), Tone.PLAIN)
            strong = tone in (Tone.APPRAISAL, Tone.CONFLICT, Tone.INVOLVED)
            fill = 'rgb("#f3f6f4")' if tone is Tone.LABEL else "none"
            cells.append(f"table.cell(fill: {fill}, {_text(text, tone, bold=strong)})")
    body = ",\n".join(cells)
    return (
        f"#text(size: 8.2pt, table(columns: ({widths}), align: ({aligned},), "
        'stroke: 0.5pt + rgb("#b9c5c0"), inset: (x: 4pt, y: 4.5pt),\n'
        f"{body}))"
    )
