"""Yearly uptake by class and the methane beside it."""

import pytest

from sinkmap.parameters import methane_rates, sink_rates
from sinkmap.science.sink_flux import methane_emission, net_flux, rated_m2, sink_flux

HA = 10_000.0
AREAS = {"forest_arbor": 100 * HA, "lake": 50 * HA, "cropland_paddy": 200 * HA, "marsh": 10 * HA}


def test_uptake_is_rate_times_area():
    found = sink_flux(AREAS, "default", seed=1)
    assert found.amount.value == pytest.approx(100 * 3.3 + 200 * 0.9 + 10 * 1.2)
    assert found.amount.low < found.amount.value < found.amount.high
    assert found.certainty == "C"


def test_lakes_bury_only_when_asked():
    more = sink_flux(AREAS, "lake_burial", seed=1).amount.value
    assert more - sink_flux(AREAS, "default", seed=1).amount.value == pytest.approx(50 * 2.1)


def test_older_coefficients_are_in_carbon_and_count_cropland_as_a_source():
    found = sink_flux(AREAS, "cn_planning", seed=1).amount
    wanted = (100 * 0.644 + (50 + 10) * 0.253 - 200 * 0.422) * 44 / 12
    assert found.value == pytest.approx(wanted)
    assert (found.low, found.high) == (found.value, found.value)
    assert sink_rates("cn_planning")["forest_arbor"].value == pytest.approx(2.36, abs=0.005)


def test_classes_without_a_rate_are_told_apart_from_zero():
    assert rated_m2({"transport": HA, "lake": HA}, "default") == HA


def test_methane_of_a_pond_and_a_marsh():
    rates = methane_rates()
    assert rates["aqua_pond"].value == pytest.approx(5.1, abs=0.05)
    assert rates["marsh"].value == pytest.approx(6.6, abs=0.05)
    assert rates["cropland_paddy"].value == pytest.approx(6.0, abs=0.05)
    found = methane_emission(AREAS, ["rice"], seed=1).amount
    assert found.value == pytest.approx(200 * 215.5 * 28 / 1000)


def test_ponds_turned_back_to_marsh_gain_little_in_co2_and_less_with_methane():
    def difference(flux):
        marsh, pond = ({name: HA} for name in ("marsh", "aqua_pond"))
        return (
            flux(marsh, "default", seed=1).amount.value - flux(pond, "default", seed=1).amount.value
        )

    assert difference(sink_flux) == pytest.approx(1.2, abs=0.05)
    assert difference(net_flux) == pytest.approx(1.2 + 5.1 - 6.6, abs=0.1)


def test_an_uncertain_area_adds_its_share():
    forest = {"forest_arbor": 100 * HA}
    sure = sink_flux(forest, "default", seed=1).amount
    found = sink_flux(forest, "default", seed=1, area_ranges={"forest_arbor": (0.4, 1.6)}).amount
    assert found.value == pytest.approx(sure.value)
    assert found.high - found.low > sure.high - sure.low
    assert set(found.shares) == {
        "area.forest_arbor", "interaction", "sink_coeff.default.forest_arbor"
    }  # fmt: skip


def test_one_row_for_two_classes_is_one_source():
    found = methane_emission({"pond": HA, "aqua_pond": 3 * HA}, ["pond"], seed=1).amount
    assert found.shares == {"methane.pond": 1.0}
    assert found.high == pytest.approx(4 * 228 * 0.028, rel=2e-3)
