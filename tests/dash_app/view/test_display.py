import pytest

from dash_app.view.display import limit_texts, part_text
from dash_app.view.pictures import needs_smoothing
from dash_app.view.trend import trend_svg
from sinkmap.report.numbers import HECTARES, MU, PERCENT
from sinkmap.report.quantity import Part
from sinkmap.report.series import Point, Series
from sinkmap.text import Language


@pytest.mark.parametrize(
    ("limits", "texts"),
    [
        ([20.0, 25.0], ["20", "25"]),
        ([20.0, 22.5], ["20.0", "22.5"]),
        ([1234.25, 1500.0], ["1,234.25", "1,500.00"]),
    ],
)
def test_limits_keep_the_digits_they_need(limits, texts):
    assert limit_texts(limits, PERCENT) == texts


def test_a_unit_that_starts_with_a_digit_is_set_off():
    assert part_text(Part(MU), 7.5, Language.EN) == "7.50 × 10,000 mu"
    assert part_text(Part(MU), 7.5, Language.ZH) == "7.50 万亩"
    assert part_text(Part(HECTARES), None, Language.ZH) == "—"


def test_trend_marks_the_year_shown_and_needs_two_years():
    points = (Point(2022, 1.0, 0.5, 1.5), Point(2023, 1.0))
    drawn = trend_svg(Series("x", "320499", "law", points), 2023)
    rules = 3
    assert drawn.count("<line") == rules + 1
    assert drawn.count("<circle") == 2
    assert drawn.count('fill="#1d5682"') == 2
    assert trend_svg(Series("x", "320499", "law", points[:1]), 2022) == ""


@pytest.mark.parametrize(
    ("size", "smooth"), [((64, 64), True), ((64, 32), False), ((65, 65), False)]
)
def test_square_powers_of_two_are_smoothed(size, smooth):
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    assert needs_smoothing(head + b"".join(n.to_bytes(4, "big") for n in size)) is smooth
