"""The page of the siting book holds what the book holds: tables, columns, factors, settings."""

import re
from pathlib import Path

from sinkmap.siting.siting_book import SitingBook

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "siting.md").read_text(encoding="utf-8")
BOOK = SitingBook.default()


def rows(heading: str) -> dict[str, list[str]]:
    """First cell of every row of a section's table -> its other cells."""
    section = re.split(r"^## ", PAGE.partition(f"\n## {heading}\n")[2], flags=re.MULTILINE)[0]
    found = re.findall(r"^\| `(\w+)` \| (.*) \|$", section, flags=re.MULTILINE)
    return {name: rest.split(" | ") for name, rest in found}


def test_every_table_and_column_stands_in_the_page() -> None:
    told = rows("Tables")
    assert list(told) == list(BOOK.tables)
    for name, text in BOOK.tables.items():
        if name != "judgement_matrix":
            columns = text.partition("\n")[0].removesuffix(",source,certainty").split(",")
            assert told[name][1].strip("`").split(", ") == columns


def test_every_factor_stands_with_its_criterion() -> None:
    told = {name: cells[0] for name, cells in rows("Scores").items()}
    assert told == {one.id: one.criterion for one in BOOK.factors.values()}


def test_every_setting_stands_in_the_page() -> None:
    assert list(rows("Low-efficiency forest")) == list(BOOK.settings)
