"""No paper shows a box: what no font has stands as its code point, and is named."""

import dataclasses
import io
import re
import shutil
import struct
import subprocess
import zlib

import pytest
from docx import Document

from sinkmap.report import glyphs, typeset
from sinkmap.report.annual import annual_docx, annual_of, annual_pdf, scope_of, texts_of
from sinkmap.report.book import open_book
from sinkmap.report.glyphs import has_glyph, missing_glyphs, without_boxes
from sinkmap.text import Language, Text

NOWHERE = "\U000323ae"
"""A place in extension H behind its last character: no font has it."""
PRIVATE = "\ue815"
RARE = f"𬱖{NOWHERE}村🦢{PRIVATE}"


def drawn_in(pdf):
    """Glyph numbers of every text of a PDF, of its fonts with two bytes a glyph."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            content = zlib.decompress(stream)
        except zlib.error:
            continue
        for part in re.findall(rb"BT(.*?)ET", content, re.DOTALL):
            for text in re.findall(rb"\(((?:\\.|[^\\()])*)\)", part, re.DOTALL):
                codes = _bytes_of(text)
                if len(codes) % 2 == 0:
                    found += struct.unpack(f">{len(codes) // 2}H", codes)
    return found


def _bytes_of(text):
    signs = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

    def sign(match):
        said = match[1]
        return bytes([int(said, 8)]) if said.isdigit() else signs.get(said, said)

    return re.sub(rb"\\([0-7]{1,3}|.)", sign, text, flags=re.DOTALL)


def drawing(text):
    said = f'<text x="1" y="15" font-size="11" font-family="sans-serif">{text}</text>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 20">{said}</svg>'.encode()


SOURCE = f'#text(font: ("{typeset.cjk_font()}",), "林木{NOWHERE}")\n#image("a.svg")'


def test_text_and_drawings_of_a_paper_use_no_empty_glyph():
    made = drawn_in(typeset.typeset(SOURCE, {"a.svg": drawing(RARE)}, "pdf"))
    assert len(made) > 20
    assert 0 not in made


def test_the_check_sees_a_box_where_there_is_one(monkeypatch):
    monkeypatch.setattr(typeset, "without_boxes", lambda text: text)
    assert drawn_in(typeset.typeset(SOURCE, {"a.svg": drawing(NOWHERE)}, "pdf")).count(0) == 2


@pytest.fixture
def annual(results, content):
    units = dict(results.units)
    units["320481"] = dataclasses.replace(units["320481"], name=Text(RARE, RARE))
    told = dataclasses.replace(results, units=units)
    return annual_of(scope_of(open_book(told, 2024), content=content))


@pytest.mark.office
@pytest.mark.parametrize("language", list(Language))
def test_a_whole_report_draws_no_box_and_says_the_code(annual, language, tmp_path):
    pdf = annual_pdf(annual, language)
    made = drawn_in(pdf)
    assert len(made) > 5_000
    assert 0 not in made
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf)
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("no pdftotext: run scripts/system_packages.sh")
    text = subprocess.run([program, str(path), "-"], check=True, capture_output=True).stdout
    assert {"U+323AE", "U+E815"} <= set(re.findall(r"U\+[0-9A-F]+", text.decode()))


def test_word_keeps_the_character_itself(annual):
    """Its reader may have the font; the drawings in it are pictures and have the code."""
    document = Document(io.BytesIO(annual_docx(annual, Language.ZH)))
    assert RARE in {row.cells[0].text for table in document.tables for row in table.rows}


def test_each_character_is_named_once_where_it_is_first_seen(annual):
    found = missing_glyphs(texts_of(annual, Language.ZH))
    seen = {f.seen.split()[0]: f for f in found}
    assert len(seen) == len(found)
    assert {"U+323AE", "U+E815"} <= set(seen)
    assert all(f.code == "GLYPH-MISSING" for f in found)
    assert "〔U+323AE〕村" in seen["U+323AE"].features[0]
    assert seen["U+323AE"].features[0].startswith("二、主要结论: ")
    assert "安装" in seen["U+323AE"].cure.zh


def test_a_report_of_usual_characters_has_no_such_finding(results, content):
    annual = annual_of(scope_of(open_book(results, 2024), content=content))
    for language in Language:
        found = missing_glyphs(texts_of(annual, language))
        assert [f.seen for f in found] == []


@pytest.mark.parametrize(
    "text", ["溧阳市 12.5%", "a\u200bb\ufe0f\u00ad", "一\n二\t三", "m² ≥ — “”（）", ""]
)
def test_what_can_be_drawn_or_is_not_drawn_at_all_stays(text):
    assert without_boxes(text) == text


def test_controls_are_left_out_and_private_characters_told():
    assert without_boxes(f"甲\x00\x0b\ud800乙{PRIVATE}") == "甲乙〔U+E815〕"


@pytest.mark.office
def test_fontconfig_agrees_on_what_fonts_have():
    """An independent reader of the same fonts, over a sample of all planes."""
    program = shutil.which("fc-list")
    if program is None:
        pytest.skip("no fc-list")
    sample = [*range(0x2100, 0x2120), *range(0x4E00, 0x9FFF, 997), *range(0x20000, 0x2CF00, 3989),
              *range(0x1F300, 0x1F700, 61)]  # fmt: skip
    for code in sample:
        words = [program, f":charset={code:x}", "file"]
        known = bool(subprocess.run(words, check=True, capture_output=True).stdout.strip())
        assert has_glyph(chr(code)) is known, f"U+{code:04X}"


def font_file(path, subtable):
    """A file that has a ``cmap`` table and nothing else."""
    table = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + subtable
    head = struct.pack(">4sHHHH4sIII", b"\0\1\0\0", 1, 0, 0, 0, b"cmap", 0, 28, len(table))
    path.write_bytes(head + table)
    return str(path)


def test_ranges_of_both_formats_are_read_and_the_empty_glyph_does_not_count(tmp_path):
    groups = struct.pack(">HHIII6I", 12, 0, 40, 0, 2, 0x20000, 0x20002, 5, 0x20003, 0x20003, 9)
    twelve = font_file(tmp_path / "12.ttf", groups)
    assert glyphs._ranges(twelve, 0).tolist() == [[0x20000, 0x20003]]
    # two segments and the last one: by delta, by a list of glyphs whose second is empty
    last, first = (0x43, 0x52, 0xFFFF), (0x41, 0x50, 0xFFFF)
    delta, offset, listed = (10, 0, 1), (0, 4, 0), (7, 0, 8)
    words = [4, 0, 0, 6, 4, 1, 2, *last, 0, *first, *delta, *offset, *listed]
    four = font_file(tmp_path / "4.ttf", struct.pack(f">{len(words)}H", *words))
    assert glyphs._ranges(four, 0).tolist() == [[0x41, 0x43], [0x50, 0x50], [0x52, 0x52]]
    of_last_resort = font_file(tmp_path / "13.ttf", struct.pack(">H", 13) + groups[2:])
    assert len(glyphs._ranges(of_last_resort, 0)) == 0


@pytest.mark.parametrize("content", [b"", b"\0\1\0\0\0\1", b"ttcf", b"x" * 100])
def test_a_file_that_is_no_font_draws_nothing(tmp_path, content):
    (tmp_path / "bad.ttf").write_bytes(content)
    assert len(glyphs._ranges(str(tmp_path / "bad.ttf"), 0)) == 0
