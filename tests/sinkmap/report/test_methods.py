"""The methods page is what the declarations say, in both languages."""

from pathlib import Path

import pytest

from sinkmap.indicators import indicators
from sinkmap.report.methods import methods_markdown

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.mark.parametrize(("language", "file"), [("en", "methods.md"), ("zh", "methods.zh.md")])
def test_the_page_in_docs_is_the_generated_one(language, file):
    written = (DOCS / file).read_text(encoding="utf-8")
    assert written == methods_markdown(language), (
        f"write docs/{file} again: python -m sinkmap.report.methods"
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_profile_is_on_the_page(language):
    page = methods_markdown(language)
    for one in indicators().values():
        assert f"## {one.title.say(language)} (`{one.id}`)" in page
        for profile in one.profiles:
            assert f"| `{profile.id}` | {profile.title.say(language)} |" in page
            assert profile.definition.say(language) in page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_tables_have_the_same_number_of_cells_in_every_row(language):
    width = None
    for line in methods_markdown(language).splitlines():
        if not line.startswith("|"):
            width = None
            continue
        cells = line.replace("\\|", "").count("|")
        assert width in (None, cells), line
        width = cells
