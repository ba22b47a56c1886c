"""Paired and unpaired change against numpy on the units themselves."""

import math

import numpy as np
import pytest

from sinkmap.science.change_estimation import PairedCounts, Shift, paired_change, unpaired_change
from sinkmap.science.error_matrix import Strata
from sinkmap.science.estimate import Doubt, Estimate

STRATA = Strata(("tree", "other"), (26.0e6, 74.0e6))


def units(rng, n, before, gone, come):
    first = rng.random(n) < before
    second = np.where(first, rng.random(n) >= gone, rng.random(n) < come)
    return first, second


def tally(first, second):
    return [[int(np.sum((first == a) & (second == b))) for b in (0, 1)] for a in (0, 1)]


@pytest.fixture(scope="module")
def sample():
    rng = np.random.default_rng(7)
    return units(rng, 400, 0.88, 0.05, 0.05), units(rng, 600, 0.05, 0.01, 0.02)


def test_paired_change_is_the_mean_of_differences(sample):
    found = paired_change(PairedCounts(("tree", "other"), [tally(*s) for s in sample]), STRATA)
    differences = [b.astype(int) - a.astype(int) for a, b in sample]
    weight = (0.26, 0.74)
    mean = sum(w * d.mean() for w, d in zip(weight, differences, strict=True))
    parts = [w * w * d.var(ddof=1) / d.size for w, d in zip(weight, differences, strict=True)]
    assert found.change.value == pytest.approx(mean)
    assert found.change.se == pytest.approx(math.sqrt(sum(parts)))
    assert found.change.value == pytest.approx(found.second.value - found.first.value)
    first = sum(w * a.mean() for w, (a, _) in zip(weight, sample, strict=True))
    assert found.first.value == pytest.approx(first)


def test_units_are_counted(sample):
    stratum = ["tree"] * 400 + ["other"] * 600
    first, second = (np.concatenate(years) for years in zip(*sample, strict=True))
    counted = PairedCounts.of_units(stratum, first, second)
    assert counted.strata == ("tree", "other")
    assert counted.counts.tolist() == [tally(*s) for s in sample]


def test_pairing_sharpens_what_two_samples_blur(sample):
    paired = paired_change(PairedCounts(("tree", "other"), [tally(*s) for s in sample]), STRATA)
    apart = unpaired_change(paired.first, paired.second)
    assert apart.change.value == pytest.approx(paired.change.value)
    assert apart.change.se == pytest.approx(math.hypot(paired.first.se, paired.second.se))
    assert paired.change.se < 0.6 * apart.change.se
    # Var(b - a) = Var a + Var b - 2 Cov(a, b), stratum by stratum.
    covariance = sum(
        w * w * np.cov(a, b)[0, 1] / a.size for w, (a, b) in zip((0.26, 0.74), sample, strict=True)
    )
    assert paired.change.se**2 == pytest.approx(apart.change.se**2 - 2.0 * covariance)


@pytest.mark.parametrize(
    ("lost", "gained", "shift"),
    [(10, 60, Shift.GAIN), (60, 10, Shift.LOSS), (30, 34, Shift.NOT_SIGNIFICANT)],
)
def test_the_verdict(lost, gained, shift):
    counts = PairedCounts(("all",), [[[700 - gained, gained], [lost, 300 - lost]]])
    found = paired_change(counts, Strata(("all",), (1e8,)))
    assert found.shift is shift
    assert found.shift.text.en


def test_a_tenth_of_a_point_is_not_seen_by_two_thousand_points():
    first, second = (Estimate(p, 0.0079, p - 0.0155, p + 0.0155) for p in (0.2604, 0.2614))
    assert unpaired_change(first, second).shift is Shift.NOT_SIGNIFICANT


def test_exactly_the_bound_is_not_significant():
    still, moved = Estimate(0.0, 0.3, -0.6, 0.6, z=1.0), Estimate(0.5, 0.4, 0.1, 0.9, z=1.0)
    assert unpaired_change(still, moved).change.se == 0.5
    assert unpaired_change(still, moved).shift is Shift.NOT_SIGNIFICANT


def test_what_cannot_be_told():
    unsampled = paired_change(PairedCounts(("tree",), [[[5, 1], [1, 5]]]), STRATA)
    assert unsampled.change.doubt is Doubt.STRATUM_NOT_SAMPLED
    assert unsampled.unseen_m2 == 74.0e6
    single = paired_change(
        PairedCounts(("tree", "other"), [[[5, 1], [1, 5]], [[1, 0], [0, 0]]]), STRATA
    )
    assert single.change.doubt is Doubt.STRATUM_OF_ONE
    still = paired_change(
        PairedCounts(("tree", "other"), [[[5, 0], [0, 5]], [[9, 0], [0, 1]]]), STRATA
    )
    assert (still.change.value, still.change.doubt) == (0.0, Doubt.NO_SPREAD)
    assert still.first.doubt is None
    for one in (unsampled, single, still, unpaired_change(single.first, still.first)):
        assert one.shift is Shift.CANNOT_TELL


def test_what_is_refused():
    with pytest.raises(ValueError, match="without area"):
        paired_change(PairedCounts(("reed",), [[[5, 1], [1, 5]]]), STRATA)
    with pytest.raises(ValueError, match="shape"):
        PairedCounts(("tree",), [[5, 1], [1, 5]])
    with pytest.raises(ValueError, match="whole"):
        PairedCounts(("tree",), [[[5, 1], [1, 5.5]]])
    with pytest.raises(ValueError, match="confidence"):
        unpaired_change(Estimate(0.5, 0.1, 0.3, 0.7), Estimate(0.5, 0.1, 0.3, 0.7, z=1.645))
