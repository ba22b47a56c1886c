"""A bureau's own Word template: opened, and everything that is wrong with its placeholders."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.report.annual.document import Annual
from sinkmap.report.annual.placeholder import Placeholder, Stray, placeholders
from sinkmap.report.annual.scope import Scope
from sinkmap.report.annual.template_contents import KEYED, PARTS, TemplateContents
from sinkmap.report.annual.word_page import NARROWEST_CM, width_at
from sinkmap.text import Text

__all__ = ["Template", "template_of"]

_MOST_BYTES = 200_000_000
"""Of an unpacked template; one with a few logos has a hundredth of it."""
_REQUIRED = ("title", "data_state", "run", "warnings")
"""What no report goes out without: what it is, on which data, from which run, and what keeps it
from being final."""
_NOTES = ("footnotes.xml", "endnotes.xml", "comments.xml")
_SEEN = 60


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A template that was found sound: the open document, its placeholders and their meaning.

    ``notes``: warnings, for whoever writes the report.
    """

    document: Any
    marks: tuple[Placeholder, ...]
    contents: TemplateContents
    notes: tuple[Finding, ...]


def template_of(content: bytes, name: str, scope: Scope, annual: Annual) -> Template:
    """Open a template and look for everything that is wrong with it.

    ``content``: of the file; ``name``: of the file, for findings.

    Raises
    ------
    InputRefusedError
        ``TEMPLATE-FILE`` if it is no Word document; else every ``TEMPLATE-MALFORMED``,
        ``TEMPLATE-UNKNOWN``, ``TEMPLATE-MISSING``, ``TEMPLATE-DOUBLED``, ``TEMPLATE-PLACE`` and
        ``TEMPLATE-NARROW`` at once.
    """
    document = _opened(content, name)
    contents = TemplateContents(scope, annual)
    body = document.element.body
    told = [one for paragraph in _paragraphs(document) for one in placeholders(paragraph, body)]
    marks = [one for one in told if isinstance(one, Placeholder)]
    known = [mark for mark in marks if contents.knows(mark)]
    strays = [_malformed(name, one) for one in told if isinstance(one, Stray)]
    unknown = [_unknown(name, mark, contents) for mark in marks if not contents.knows(mark)]
    in_notes = [_misplaced(name, said) for said in _in_notes(document)]
    placed = [finding for mark in known for finding in _place(name, mark, body)]
    missing = [*_missing(name, known, contents)]
    findings = [*strays, *unknown, *in_notes, *placed, *missing, *_doubled(name, known, contents)]
    errors = [one for one in findings if one.severity is Severity.ERROR]
    if errors:
        raise InputRefusedError(findings)
    absent = [_absent(name, mark) for mark in known if contents.lacks(mark)]
    return Template(document, tuple(marks), contents, (*findings, *absent))


def _opened(content: bytes, name: str) -> Any:
    # What is no XML is lxml's kind of syntax error.
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            size = sum(part.file_size for part in package.infolist())
        if size > _MOST_BYTES:
            raise InputRefusedError(_no_document(name, f"{size} bytes unpacked"))
        document = Document(io.BytesIO(content))
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, NotImplementedError,
            RuntimeError, SyntaxError) as error:  # fmt: skip
        raise InputRefusedError(_no_document(name, str(error))) from error
    return document


def _no_document(name: str, seen: str) -> Finding:
    return _finding(
        name,
        "TEMPLATE-FILE",
        Text("模板不是可读的 Word 文档", "the template is no Word document that can be read"),
        Text(
            "用 Word 另存为 .docx（不加密、不含宏）", "save it as .docx, without password or macros"
        ),
        seen=seen,
        wanted=".docx",
    )


def _paragraphs(document: Any) -> Iterator[Any]:
    """Paragraphs of the text, then of headers and footers, boxes and tables among them."""
    yield from document.element.body.iter(qn("w:p"))
    for part in document.part.package.iter_parts():
        if part is not document.part and str(part.partname).startswith(
            ("/word/header", "/word/footer")
        ):
            yield from part.element.iter(qn("w:p"))


def _in_notes(document: Any) -> Iterator[str]:
    """Placeholders in footnotes and comments, which are never filled."""
    for part in document.part.package.iter_parts():
        if str(part.partname).endswith(_NOTES):
            root = parse_xml(part.blob)
            found = (one for p in root.iter(qn("w:p")) for one in placeholders(p, None))
            yield from (one.said for one in found)


def _malformed(name: str, stray: Stray) -> Finding:
    around = "" if stray.around.strip() == stray.said else f" … {stray.around}"
    return _finding(
        name,
        "TEMPLATE-MALFORMED",
        Text("占位符写法不对", "braces that make no placeholder"),
        Text(
            "写成 {{名称}} 或 {{类别:编号}}，用半角花括号，写在同一段内",
            "write {{name}} or {{kind:key}}, in plain braces, within one paragraph",
        ),
        seen=(stray.said + around)[:_SEEN],
        wanted="{{name}}, {{kind:key}}",
    )


def _unknown(name: str, mark: Placeholder, contents: TemplateContents) -> Finding:
    return _finding(
        name,
        "TEMPLATE-UNKNOWN",
        Text("没有这个占位符", "no such placeholder"),
        Text("改用模板说明中的名称", "take a name from the page on templates"),
        seen=mark.said[:_SEEN],
        wanted=", ".join(_wanted(mark, contents)),
    )


def _wanted(mark: Placeholder, contents: TemplateContents) -> Iterator[str]:
    if mark.kind == "chapter":
        yield from (f"chapter:{one.number or one.id}" for one in contents.annual.chapters)
    elif mark.kind == "table":
        yield from (t.id.replace("annual.", "table:") for t in contents.annual.tables)
    elif mark.kind in {"map", "chart"}:
        ids = (one.id for one in contents.annual.drawings)
        yield from (
            one.replace("map-", "map:") if one.startswith("map-") else f"chart:{one}" for one in ids
        )
    elif mark.kind == "figure":
        yield from (f"figure:{one}" for one in contents.scope.book.results.indicators)
    else:
        yield from (*contents.words, *sorted(PARTS - KEYED))
        yield from (f"{kind}:…" for kind in sorted(KEYED))


def _place(name: str, mark: Placeholder, body: Any) -> Iterator[Finding]:
    """A part that cannot stand where its placeholder stands."""
    if mark.kind not in PARTS:
        return
    if not (mark.alone and mark.movable):
        yield _misplaced(name, mark.said)
        return
    width = width_at(body, mark.paragraph)
    if width < NARROWEST_CM:
        yield _finding(
            name,
            "TEMPLATE-NARROW",
            Text("此处版心太窄，放不下表格", "the text is too narrow here for the tables"),
            Text("减小页边距或取消分栏", "make margins smaller, or give up columns"),
            seen=f"{mark.said} {width:.1f} cm",
            wanted=f">= {NARROWEST_CM:g} cm",
        )


def _misplaced(name: str, said: str) -> Finding:
    return _finding(
        name,
        "TEMPLATE-PLACE",
        Text("占位符不能放在这里", "the placeholder cannot stand here"),
        Text(
            "章、表、图、提示和目录在正文中独占一段；脚注和批注中不能有占位符",
            "chapters, tables, pictures, warnings and contents want a paragraph of the text to "
            "themselves; notes and comments hold no placeholders",
        ),
        seen=said[:_SEEN],
    )


def _missing(name: str, marks: list[Placeholder], contents: TemplateContents) -> Iterator[Finding]:
    """Required placeholders that are not there, and chapters of which nothing is told."""
    given = {mark.kind for mark in marks}
    wanted = [one for one in _REQUIRED if one not in given]
    told = {id(block) for mark in marks for block in contents.placed(mark)}
    if not told:
        wanted.append("chapters")
    for one in wanted:
        yield _finding(
            name,
            "TEMPLATE-MISSING",
            Text("缺少必需的占位符", "a placeholder that no report goes without is missing"),
            Text("把它写进模板", "write it into the template"),
            wanted=f"{{{{{one}}}}}",
        )
    silent = [
        one.heading
        for one in contents.annual.chapters
        if one.number is not None and not any(id(block) in told for block in one.blocks)
    ]
    if silent and told:
        yield _finding(
            name,
            "TEMPLATE-CHAPTER",
            Text("模板没有收入以下各章的内容", "the template leaves out chapters altogether"),
            Text(
                "如非有意，补上 {{chapter:N}} 或 {{chapters}}",
                "add {{chapter:N}} or {{chapters}} unless it is meant",
            ),
            Severity.WARNING,
            seen="; ".join(f"{one.zh} / {one.en}" for one in silent),
        )


def _doubled(name: str, marks: list[Placeholder], contents: TemplateContents) -> Iterator[Finding]:
    """Parts that would stand in the report twice, by whatever names."""
    parts = [mark for mark in marks if mark.kind in PARTS]
    said = Counter(f"{mark.kind}:{mark.key}".lower() for mark in parts)
    twice = {key for key, count in said.items() if count > 1}
    first: dict[int, str] = {}
    told = {key: [key.removesuffix(":")] for key in twice}
    for mark in parts:
        for block in contents.placed(mark):
            before = first.setdefault(id(block), mark.said)
            if before != mark.said and f"{mark.kind}:{mark.key}".lower() not in twice:
                told.setdefault(mark.said, [before, mark.said])
    for names in told.values():
        yield _finding(
            name,
            "TEMPLATE-DOUBLED",
            Text("同一内容出现两次", "the same part stands in the report twice"),
            Text("删去其中一个占位符", "take out one of the placeholders"),
            seen=", ".join(names),
        )


def _absent(name: str, mark: Placeholder) -> Finding:
    return _finding(
        name,
        "TEMPLATE-ABSENT",
        Text("本次报告没有这个表或图", "this report has no such table or picture"),
        Text(
            "该处写明没有；不需要时删去占位符",
            "the report says so there; take it out if not wanted",
        ),
        Severity.WARNING,
        seen=mark.said[:_SEEN],
    )


def _finding(
    name: str,
    code: str,
    message: Text,
    cure: Text,
    severity: Severity = Severity.ERROR,
    *,
    seen: str = "",
    wanted: str = "",
) -> Finding:
    return Finding(code, severity, message, cure, file=name, seen=seen, wanted=wanted)
