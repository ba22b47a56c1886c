"""Where targets stand, by hand and by law: parts add up, more is never worse."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinkmap.chapter import Chapter
from sinkmap.figure import DataState, Figure, IntervalReason, Status, Target
from sinkmap.indicator import Indicator, Profile
from sinkmap.science.target_state import target_states
from sinkmap.target import ForecastReason, TargetState, linear_path
from sinkmap.text import Text

AIM = Target("cover", "p", "city", 2030, 30.0, "plan", baseline_year=2020, baseline_value=20.0)


def indicator(uom="%", numerator="trees, m²", name="cover"):
    return Indicator(
        id=name,
        title=Text("覆盖", "cover"),
        chapter=Chapter.COVER,
        uom=uom,
        valid=(0.0, 100.0) if uom == "%" else (0.0, 1e9),
        numerator=Text("面积（平方米）", numerator),
        denominator=Text("面积", "area"),
        inputs=(),
        profiles=(Profile("p", Text("口径", "p"), Text("义", "d"), "r"),),
        reference="r",
        compute=lambda account, profile: (),
    )


def figure(unit, year, trees, whole=10_000_000.0, *, low=None, high=None, **more):
    base = Figure(
        "cover",
        unit,
        "district",
        "district",
        year,
        "p",
        trees / whole * 100.0,
        trees,
        whole,
        "%",
        Status.OK,
        low,
        high,
        str(IntervalReason.NO_REFERENCE_SAMPLES),
        1.0,
        Text("法", "way"),
        DataState.NATIONAL,
        "v",
        "p1",
        (f"parcels@{year}",),
    )
    return dataclasses.replace(base, **more)


def states(figures, target=AIM, years=(2022, 2023, 2024), **more):
    named = {f.id: f for f in figures}
    return list(target_states([target], {"cover": indicator()}, named, years, {}, **more))


def last(figures, **more):
    return states(figures, **more)[-1]


def test_a_city_by_hand():
    """1000 ha, 25 % in 2024: 5 points and 50 ha short of 30 % in 2030, 24 % on the path."""
    now = figure("city", 2024, 2_500_000.0, low=24.5, high=25.5)
    state = last([now])
    assert state.gap == pytest.approx(-5.0)
    assert state.needed_m2 == pytest.approx(500_000.0)
    assert state.pace == pytest.approx(5.0 / 6.0)
    assert state.pace_m2 == pytest.approx(500_000.0 / 6.0)
    assert state.on_path == pytest.approx(24.0)
    assert (state.verdict, state.path_verdict) == ("not_met", "met")
    assert (state.forecast, state.forecast_reason) == (None, "too_few_years")
    assert state.adds_m2 is None


def test_projects_add_to_the_value_and_to_nothing_else():
    """200 000 m² of 1000 ha are two points."""
    plain = last([figure("city", 2024, 2_500_000.0)])
    asked = []

    def gains(*about):
        asked.append(about)
        return 200_000.0

    state = last([figure("city", 2024, 2_500_000.0)], gains=gains)
    assert state.with_projects == pytest.approx(27.0)
    assert asked[-1] == ("cover", "city", 2024, 2030)
    assert (state.value, state.needed_m2) == (plain.value, plain.needed_m2)


def test_a_forecast_is_judged_and_a_break_forbids_it():
    rising = [figure("city", y, t) for y, t in ((2022, 2.0e6), (2023, 2.1e6), (2024, 2.2e6))]
    state = last(rising)
    assert state.forecast == pytest.approx(28.0)
    assert (state.forecast_reason, state.forecast_verdict) == ("linear", "not_met")
    broken = last(rising, broken={"parcels@2024"})
    assert broken.forecast == pytest.approx(28.0)
    assert broken.forecast_reason == ForecastReason.LINEAR_OVER_BREAK
    assert broken.forecast_verdict == "cannot_tell"
    # The break of a year before the first is none of this series.
    assert last(rising, broken={"parcels@2022"}).forecast_reason == "linear"
    other = [*rising[:2], dataclasses.replace(rising[2], params_version="p2")]
    assert last(other).forecast_reason == ForecastReason.LINEAR_OVER_BREAK


def test_a_forecast_stays_within_what_the_indicator_can_be():
    steep = [figure("city", y, t) for y, t in ((2022, 1.0e6), (2023, 4.0e6), (2024, 7.5e6))]
    state = last(steep)
    assert (state.forecast, state.forecast_high) == (100.0, 100.0)
    assert state.forecast_low >= 0.0


def test_what_cannot_be_told_is_left_open():
    lost = figure("city", 2024, 2.5e6, value=None, status=Status.CANNOT_TELL)
    state = last([lost])
    assert (state.value, state.gap, state.needed_m2, state.pace) == (None, None, None, None)
    assert state.verdict == "cannot_tell"
    assert last([]).verdict == "cannot_tell"


def test_an_amount_counts_in_its_own_unit_and_has_no_parts():
    """300 ha wanted, 250 ha there: 50 ha."""
    area = figure("city", 2024, 2.5e6, value=250.0, denominator=None, uom="ha")
    aim = dataclasses.replace(AIM, value=300.0)
    found = list(
        target_states([aim], {"cover": indicator("ha")}, {area.id: area}, (2024,), {"city": ["a"]})
    )
    assert [s.needed_m2 for s in found] == pytest.approx([500_000.0])
    length = indicator(numerator="length, m")
    (told,) = target_states([AIM], {"cover": length}, {}, (2024,), {"city": ["a"]})
    assert told.needed_m2 is None


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(1e4, 1e8)), min_size=1, max_size=7))
def test_what_the_parts_need_is_what_the_city_needs(parts):
    figures = [figure(f"u{n}", 2024, s * w, w) for n, (s, w) in enumerate(parts)]
    trees, whole = sum(s * w for s, w in parts), sum(w for _, w in parts)
    named = {f.id: f for f in (*figures, figure("city", 2024, trees, whole))}
    units = [f.statunit for f in figures]
    city, *rest = target_states([AIM], {"cover": indicator()}, named, (2024,), {"city": units})
    assert city.own
    assert not any(s.own or s.verdict for s in rest)
    assert sum(s.needed_m2 for s in rest) == pytest.approx(city.needed_m2, rel=1e-9, abs=1e-3)


@given(st.floats(0, 1e7), st.floats(0, 1e7))
def test_more_trees_never_need_more(one, two):
    fewer, more = sorted((one, two))
    a, b = (last([figure("city", 2024, t)]) for t in (fewer, more))
    assert b.needed_m2 <= a.needed_m2
    assert b.gap >= a.gap


def test_the_path_is_straight_and_ends_at_the_target():
    assert linear_path(AIM, 2020) == 20.0
    assert linear_path(AIM, 2025) == 25.0
    assert linear_path(AIM, 2030) == 30.0
    assert linear_path(AIM, 2031) is None
    assert linear_path(dataclasses.replace(AIM, baseline_value=None), 2025) is None


def test_a_row_is_read_back_as_it_was():
    state = last([figure("city", 2024, 2.5e6)])
    assert TargetState.from_row(state.to_row()) == state
    lost = {k: float("nan") if v is None else v for k, v in state.to_row().items()}
    assert TargetState.from_row(lost) == state
