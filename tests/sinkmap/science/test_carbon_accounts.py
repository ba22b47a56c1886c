"""Value and budget of carbon."""

import pytest

from sinkmap.science.carbon_budget import WarningLevel, budget_warning
from sinkmap.science.carbon_value import net_present_value
from sinkmap.text import Text


def test_v1_net_present_value_of_invest():
    found = net_present_value(100.0, 90.0, 7.0, 0.0, first=2020, last=2030)
    assert found == pytest.approx(6763.709, abs=5e-4)


def test_without_discount_it_is_price_times_carbon():
    assert net_present_value(100.0, 90.0, 0.0, 0.0, first=2020, last=2030) == pytest.approx(9000.0)
    rising = net_present_value(100.0, 90.0, 0.0, -5.0, first=2020, last=2030)
    assert rising > 9000.0
    assert net_present_value(-3.0, 2.0, 7.0, 0.0, first=2023, last=2024) == pytest.approx(-6.0)


def test_years_must_rise():
    with pytest.raises(ValueError, match="rise"):
        net_present_value(1.0, 1.0, 1.0, 0.0, first=2024, last=2024)


@pytest.mark.parametrize(
    ("uptake", "level"),
    [(120, "within"), (100, "within"), (99, "attention"), (95, "attention"), (94, "warning"),
     (85, "warning"), (84, "alert"), (-10, "alert")],
)  # fmt: skip
def test_levels_follow_the_thresholds(uptake, level):
    assert budget_warning(100.0, uptake, None).level is WarningLevel(level)


def test_a_level_is_firm_only_if_the_interval_agrees():
    assert budget_warning(100.0, 120.0, (101.0, 140.0)).firm
    assert not budget_warning(100.0, 120.0, (99.0, 140.0)).firm
    assert budget_warning(100.0, 120.0, None).firm is None
    assert budget_warning(100.0, 120.0, (99.0, 140.0)).text.zh == "未超额（区间跨越界限）"
    assert budget_warning(100.0, 120.0, None).text == Text(
        "未超额（无区间）", "within the credit line (no interval)"
    )


def test_a_line_of_nothing_is_none():
    with pytest.raises(ValueError, match="positive"):
        budget_warning(0.0, 1.0, None)
