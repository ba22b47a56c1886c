"""Days in the spellings of tables."""

from datetime import date

import pytest

from sinkmap.day import day_of


@pytest.mark.parametrize(
    "text",
    ["2024-05-31", "2024/5/31", "2024.5.31", "20240531", "20240531.0", "2024年5月31日",
     "2024-05-31 00:00:00", "2024-05-31T08:00:00Z", "２０２４／５／３１", " 2024-05-31 "],
)  # fmt: skip
def test_spellings(text: str) -> None:
    assert day_of(text) == date(2024, 5, 31)


def test_nothing_is_no_day() -> None:
    assert day_of(" ") is None


@pytest.mark.parametrize("text", ["2024", "2024-13-01", "20240230", "31.5.2024", "soon", "45443"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(ValueError, match=r"day|month"):
        day_of(text)
