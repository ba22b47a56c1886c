"""What a report says, and what is read back from its files; shared by tests of reports."""

import re
import shutil
import subprocess
from collections import Counter

import pytest
from lxml import etree

from sinkmap.report.annual.document import notes_of
from sinkmap.report.annual.layout import laid_out
from sinkmap.report.table import RowKind

NUMBER = re.compile(r"(?<![A-Za-z0-9_.])[+-]?\d[\d,]*(?:\.\d+)?")
HEADER = 4  # the row of a sheet's headers, counted from 1


def shown_rows(table, columns, language):
    for row in table.rows:
        if row.kind is RowKind.HEADING:
            yield [table.columns[0].say(row.cells[0], language)]
        else:
            yield [table.columns[place].say(row.cells[place], language) for place in columns]


def words_of(annual, language):
    """Everything the report says, but for the page numbers."""
    for chapter in annual.chapters:
        yield from (text.say(language) for text in chapter.prose)
    for table in annual.tables:
        for part in laid_out(table, language).parts:
            yield " ".join(table.columns[place].header.say(language) for place in part.columns)
            for row in shown_rows(table, part.columns, language):
                yield " ".join(row)
        note = notes_of(table)
        yield note.say(language) if note else ""
    for drawing in annual.drawings:
        svg = etree.fromstring(drawing.svg.say(language).encode())
        yield " ".join(svg.xpath("//*[local-name()='text'][@fill!='#fff']/text()"))


def numbers_in(texts):
    return Counter(number for text in texts for number in NUMBER.findall(text))


def pdf_text(content, tmp_path):
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("no pdftotext: run scripts/system_packages.sh")
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    made = subprocess.run([program, "-raw", str(path), "-"], check=True, capture_output=True)
    return made.stdout.decode()


def chinese(element):
    """Text of an element without what is in English."""
    return "".join(element.xpath(".//text()[not(ancestor::*[@lang='en'])]")).strip()


def sheets_of(book, annual):
    """Table -> its sheet: after the cover and the text come the annual report's."""
    return zip(annual.tables, book.worksheets[2:], strict=False)


def computed(formula, sheet):
    def area(found):
        cells = (cell for row in sheet[found[1]] for cell in row)
        return repr(sum(cell.value or 0.0 for cell in cells))

    words = re.sub(r"SUM\(([A-Z]+\d+:[A-Z]+\d+)\)", area, formula[1:].replace("^", "**"))
    words = re.sub(r"[A-Z]+\d+", lambda found: repr(float(sheet[found[0]].value)), words)
    assert re.fullmatch(r"[-+*/().\de ]+", words), words
    return eval(words)


def converted(path, kind, folder):
    """A file by LibreOffice, in a profile of its own."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("no LibreOffice: run scripts/system_packages.sh")
    target = folder / "made"
    subprocess.run(
        [program, f"-env:UserInstallation=file://{folder}/profile", "--headless",
         "--convert-to", kind, "--outdir", str(target), str(path)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    made = target / f"{path.stem}.{kind}"
    if not made.is_file():
        pytest.skip(f"this LibreOffice makes no {kind}: run scripts/system_packages.sh")
    return made
