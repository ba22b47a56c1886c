import pytest

from sinkmap.report.numbers import (
    BARE,
    COUNT,
    HECTARES,
    HECTARES_CHANGE,
    MISSING,
    MU,
    PERCENT,
    POINTS,
    YEAR,
    NumberFormat,
    change_words,
    rounded,
    show,
)
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, TEN_THOUSAND_MU, convert


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (26.945, "26.95"),  # half up, where binary and half-even rounding give 26.94
        (26.935, "26.94"),
        (0.125, "0.13"),
        (-0.125, "-0.13"),
        (1234567.005, "1,234,567.01"),
        (0, "0"),
        (0.0, "0"),
        (0.004, "0.00"),
        (-0.004, "0.00"),
        (None, MISSING),
    ],
)
def test_display_rounding(value, shown):
    assert show(value, HECTARES) == shown


def test_changes_carry_their_sign():
    assert show(0.06, POINTS) == "+0.06"
    assert show(-0.06, POINTS) == "-0.06"
    assert show(0.001, POINTS) == "0.00"
    assert show(0, POINTS) == "0"


def test_years_are_not_grouped():
    assert show(2024, YEAR) == "2024"
    assert show(2024, COUNT) == "2,024"


def test_target_area_in_ten_thousand_mu():
    # 26.94 % of 4,372 km² is 117,781.68 ha, that is 176.67 万亩
    square_metres = 117_781.68 * 10_000
    assert show(convert(square_metres, SQUARE_METRE, HECTARE), HECTARES) == "117,781.68"
    assert show(convert(square_metres, SQUARE_METRE, TEN_THOUSAND_MU), MU) == "176.67"


def test_rates_rise_and_amounts_grow():
    assert change_words(0.12, POINTS) == Text("提高 0.12 个百分点", "up by 0.12 pp")
    assert change_words(-0.12, POINTS) == Text("下降 0.12 个百分点", "down by 0.12 pp")
    assert change_words(20.0, HECTARES_CHANGE).zh == "增加 20.00 公顷"
    assert change_words(-20.0, HECTARES_CHANGE).zh == "减少 20.00 公顷"
    assert change_words(0.001, POINTS).en == "unchanged"
    assert change_words(None, POINTS).zh == "无法比较"


def test_spreadsheet_formats_follow_the_same_rule():
    assert PERCENT.excel == "#,##0.00;-#,##0.00;0"
    assert POINTS.excel == "+#,##0.00;-#,##0.00;0"
    assert YEAR.excel == "0;-0;0"
    assert BARE.unit is None


def test_rounding_keeps_no_negative_zero():
    assert str(rounded(-0.0001, 2)) == "0.00"


def test_decimals_are_bounded():
    with pytest.raises(ValueError):
        NumberFormat(None, 12)
