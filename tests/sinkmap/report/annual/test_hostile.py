import dataclasses

import pytest

from sinkmap.report.annual import annual_docx, annual_of, annual_pdf, scope_of
from sinkmap.report.book import open_book
from sinkmap.text import Language, Text

RARE = '𬭚䶮\U0002a6d6 #let x = "1" $y$ <b>*_\\&\x0b\x00'


@pytest.fixture
def annual(results, content):
    units = dict(results.units)
    units["320481"] = dataclasses.replace(units["320481"], name=Text(RARE, RARE))
    told = dataclasses.replace(results, units=units)
    return annual_of(scope_of(open_book(told, 2024), content=content))


@pytest.mark.parametrize("language", list(Language))
def test_names_with_rare_signs_and_markup_are_words(annual, language):
    assert annual_pdf(annual, language).startswith(b"%PDF")
    assert annual_docx(annual, language).startswith(b"PK")
