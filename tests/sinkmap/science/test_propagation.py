"""Propagation of ranges: analytic variances, the IPCC's rule for products, and laws."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinkmap.science.propagation import INTERACTION, Uncertain, propagate, propagate_linear

SEED = 7


def around(source: str, value: float, percent: float) -> Uncertain:
    """A symmetric 95 % range."""
    half = abs(value) * percent / 100.0
    return Uncertain(source, value, value - half, value + half)


def half_width(low: float, high: float) -> float:
    return (high - low) / 2.0


def test_linear_case_has_the_analytic_variance() -> None:
    inputs = [around("a", 10.0, 20.0), around("b", 30.0, 10.0), around("c", 5.0, 120.0)]
    found = propagate_linear({"a": 2.0, "b": -1.0, "c": 0.5}, inputs, seed=SEED, draws=40_000)
    assert found.value == pytest.approx(20.0 - 30.0 + 2.5)
    expected = math.sqrt((2.0 * 2.0) ** 2 + 3.0**2 + (0.5 * 6.0) ** 2)
    assert half_width(found.low, found.high) == pytest.approx(expected, rel=0.02)
    whole = 16.0 + 9.0 + 9.0
    assert found.shares == pytest.approx({"a": 16.0 / whole, "b": 9.0 / whole, "c": 9.0 / whole})


def test_product_of_stock_and_factor_by_the_ipcc_rule() -> None:
    inputs = [around("soc_ref", 64.0, 5.0), around("flu", 0.69, 16.0)]
    found = propagate(lambda v: v["soc_ref"] * v["flu"], inputs, seed=SEED, draws=40_000)
    assert found.value == pytest.approx(44.16)
    percent = 100.0 * half_width(found.low, found.high) / found.value
    assert percent == pytest.approx(16.76, rel=0.02)
    # Relative variances of a product: a^2 + b^2 + a^2 b^2.
    a, b = (percent / 100.0 / 1.96 for percent in (5.0, 16.0))
    whole = a**2 + b**2 + (a * b) ** 2
    assert found.shares["flu"] == pytest.approx(b**2 / whole, rel=1e-3)
    assert found.shares["soc_ref"] == pytest.approx(a**2 / whole, rel=1e-3)
    assert found.shares[INTERACTION] == pytest.approx((a * b) ** 2 / whole, rel=0.1)


def test_the_fast_path_agrees_with_the_general_one() -> None:
    inputs = [Uncertain("a", 84.0, 58.0, 120.0), Uncertain("b", 1.2, 0.7, 2.5), around("c", 9, 30)]
    factors = {"a": 3.0, "b": -40.0, "c": 7.0}
    quick = propagate_linear(factors, inputs, seed=SEED, constant=5.0)
    slow = propagate(
        lambda v: 5.0 + sum(f * v[name] for name, f in factors.items()), inputs, seed=SEED
    )
    assert (quick.value, quick.low, quick.high) == pytest.approx(
        (slow.value, slow.low, slow.high), rel=1e-9
    )
    assert INTERACTION not in slow.shares
    assert quick.shares == pytest.approx(slow.shares, rel=0.01)


@pytest.mark.parametrize(
    ("low", "high"), [(58.0, 120.0), (84.0, 120.0), (10.0, 84.0), (80.0, 90.0)]
)
def test_one_input_gets_its_own_range_back(low: float, high: float) -> None:
    found = propagate_linear({"a": 1.0}, [Uncertain("a", 84.0, low, high)], seed=SEED)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-3)
    assert found.shares == {"a": 1.0}


def test_what_cannot_be_negative_is_not() -> None:
    """Density of a ditch and an area that samples leave open: bounds of both are nothing."""
    density = Uncertain("density", 0.6, 0.0, 2.0)
    alone = propagate_linear({"density": 1000.0}, [density], seed=SEED)
    assert alone.low == pytest.approx(0.0, abs=1.0)
    assert alone.low >= 0.0
    inputs = [density, Uncertain("area", 1.0, 0.0, 6.0)]
    both = propagate(lambda v: 1000.0 * v["density"] * v["area"], inputs, seed=SEED)
    assert 0.0 <= both.low <= 600.0 < both.high


def test_a_range_below_zero_is_drawn_below_zero() -> None:
    found = propagate(lambda v: v["a"], [Uncertain("a", 1.0, -2.0, 4.0)], seed=SEED)
    assert found.low == pytest.approx(-2.0, rel=1e-3)


def test_the_fast_path_stops_at_zero_as_the_general_one_does() -> None:
    inputs = [Uncertain("a", 0.6, 0.0, 2.0), Uncertain("b", 5.0, 1.0, 30.0), around("c", 9.0, 120)]
    for factors in ({"a": 3.0, "b": 2.0, "c": 1.0}, {"a": -3.0, "b": 2.0, "c": 0.0}):
        quick = propagate_linear(factors, inputs, seed=SEED)
        slow = propagate(lambda v, f=factors: sum(f[n] * v[n] for n in f), inputs, seed=SEED)
        assert (quick.low, quick.high) == pytest.approx((slow.low, slow.high), rel=1e-9)
        # Where draws stop the general one bends between its nodes, a sliver of interaction.
        assert slow.shares.get(INTERACTION, 0.0) < 1e-3
        assert quick.shares == pytest.approx({n: slow.shares[n] for n in quick.shares}, rel=0.02)


def test_a_missing_bound_is_the_value() -> None:
    found = propagate(lambda v: v["a"], [Uncertain("a", 2.0, None, 3.0)], seed=SEED)
    assert found.low == 2.0
    assert found.high == pytest.approx(3.0, rel=1e-3)


def test_the_mean_of_lopsided_draws_is_the_stated_value() -> None:
    seen: list[float] = []

    def keep(values: dict[str, np.ndarray]) -> np.ndarray:
        seen.append(float(values["a"].mean()))
        return values["a"]

    propagate(keep, [Uncertain("a", 84.0, 58.0, 120.0)], seed=SEED)
    assert seen[1] == pytest.approx(84.0, abs=0.01)


def test_a_sum_of_many_lopsided_inputs_stays_centred() -> None:
    inputs = [Uncertain(f"i{n}", 1.0, 0.5, 2.0) for n in range(160)]
    found = propagate_linear({one.source: 1.0 for one in inputs}, inputs, seed=SEED)
    assert found.value - found.low == pytest.approx(found.high - found.value, rel=0.1)


def test_an_input_without_range_contributes_nothing() -> None:
    inputs = [around("a", 10.0, 20.0), Uncertain("b", 30.0)]
    alone = propagate(lambda v: v["a"], inputs[:1], seed=SEED)
    both = propagate(lambda v: v["a"] + v["b"], inputs, seed=SEED)
    assert both.shares == {"a": 1.0}
    assert (both.low, both.high) == pytest.approx((alone.low + 30.0, alone.high + 30.0))


def test_exact_inputs_alone_have_no_width_and_no_shares() -> None:
    found = propagate(lambda v: v["a"] * 2.0, [Uncertain("a", 4.0)], seed=SEED)
    assert (found.value, found.low, found.high, found.shares) == (8.0, 8.0, 8.0, {})
    assert propagate_linear({"a": 2.0}, [Uncertain("a", 4.0)], seed=SEED) == found


def test_an_unrelated_input_changes_no_draw() -> None:
    inputs = [around("a", 10.0, 20.0), around("b", 3.0, 50.0)]
    more = [*inputs, around("aa", 1.0, 90.0)]
    before = propagate(lambda v: v["a"] * v["b"], inputs, seed=SEED)
    after = propagate(lambda v: v["a"] * v["b"], more, seed=SEED)
    assert (after.low, after.high) == (before.low, before.high)
    assert after.shares == pytest.approx(before.shares, rel=1e-12)
    sums = {"a": 1.0, "b": 2.0}
    assert propagate_linear(sums, more, seed=SEED) == propagate_linear(sums, inputs, seed=SEED)


_RANGES = st.tuples(
    st.floats(-100.0, 100.0), st.floats(0.0, 50.0), st.floats(0.0, 50.0), st.floats(-5.0, 5.0)
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_RANGES, min_size=1, max_size=6), st.randoms())
def test_order_changes_nothing_and_shares_sum_to_one(rows, random) -> None:  # type: ignore[no-untyped-def]
    inputs = [Uncertain(f"s{n}", v, v - a, v + b) for n, (v, a, b, _) in enumerate(rows)]
    factors = {f"s{n}": c for n, (_, _, _, c) in enumerate(rows)}
    mixed = list(inputs)
    random.shuffle(mixed)
    found = propagate_linear(factors, inputs, seed=SEED, draws=500)
    assert propagate_linear(factors, mixed, seed=SEED, draws=500) == found
    assert found.low <= found.value <= found.high
    assert not found.shares or sum(found.shares.values()) == pytest.approx(1.0)


def test_order_changes_nothing_in_any_formula() -> None:
    inputs = [around("a", 10.0, 20.0), around("b", 3.0, 50.0), Uncertain("c", 1.0, 0.9, 2.0)]

    def formula(v: dict[str, np.ndarray]) -> np.ndarray:
        return np.exp(v["c"]) * v["a"] / (1.0 + v["b"] ** 2)

    found = propagate(formula, inputs, seed=SEED)
    assert propagate(formula, inputs[::-1], seed=SEED) == found
    assert sum(found.shares.values()) == pytest.approx(1.0)


def test_another_seed_gives_other_draws() -> None:
    inputs = [around("a", 10.0, 20.0), around("b", 3.0, 50.0)]
    sums = {"a": 1.0, "b": 1.0}
    one, other = (propagate_linear(sums, inputs, seed=seed) for seed in (1, 2))
    assert one.low != other.low
    assert one.low == pytest.approx(other.low, rel=0.02)


def test_shares_of_a_curved_formula() -> None:
    """Against conditional means over a full square of draws."""
    inputs = [around("a", 2.0, 60.0), around("b", 1.0, 60.0)]
    found = propagate(lambda v: v["a"] ** 2 * v["b"], inputs, seed=SEED, draws=20_000)
    rng = np.random.default_rng(0)
    a = rng.normal(2.0, 1.2 / 1.96, 4000)
    b = rng.normal(1.0, 0.6 / 1.96, 4000)
    whole = np.var(np.outer(a**2, b))
    for name, means in (("a", a**2 * b.mean()), ("b", (a**2).mean() * b)):
        assert found.shares[name] == pytest.approx(np.var(means) / whole, abs=0.05)


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        Uncertain("a", 1.0, 2.0, 3.0)
    with pytest.raises(ValueError, match="finite"):
        Uncertain("a", math.nan)
    twice = [Uncertain("a", 1.0), Uncertain("a", 2.0)]
    with pytest.raises(ValueError, match="twice"):
        propagate_linear({"a": 1.0}, twice, seed=SEED)
    with pytest.raises(ValueError, match="without an input"):
        propagate_linear({"b": 1.0}, twice[:1], seed=SEED)
    with pytest.raises(ValueError, match="not finite"):
        propagate(lambda v: v["a"] * np.inf, twice[:1], seed=SEED)
