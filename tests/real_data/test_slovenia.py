"""The Slovenian window: parcels and their raster reconcile, and what differs is named."""

import pytest

from sinkmap.errors import Severity

pytestmark = pytest.mark.real_data

TOLERANCE_HA = 0.2
"""0.2 % of the window: what burning 10 m pixels by their centres moves along the borders."""
RABA_1600_HA = 1.562
"""Uncultivated farmland in the window: grass among the parcels, no class in the raster."""


def area_of(figures, unit: str, group: str, profile: str) -> float:
    key = (f"class_area.{group}", unit, 2017, profile)
    return float(figures.at[key, "value"]) if key in figures.index else 0.0


def test_the_inputs_pass_and_their_limits_are_told(checked):
    found = checked("slovenia")
    assert not [f for fs in found.values() for f in fs if f.severity is Severity.ERROR]
    off_grid = {f.layer: f.seen for f in found["RASTER-RESAMPLED"]}
    assert "9.99479" in off_grid["land_cover"]  # the array's pixels are not square
    gap = {f.layer: float(f.seen.rstrip("%")) for f in found["RASTER-COVERAGE"]}
    assert gap["land_cover"] == pytest.approx(98.4, abs=0.2)
    (beyond,) = found["PARCEL-GAP"]
    assert beyond.layer == "parcels"
    assert beyond.seen.startswith("207"), "parcels reach far beyond the window"


def test_parcels_and_raster_reconcile(figures_of):
    figures = figures_of("slovenia")

    def both(group: str) -> tuple[float, float]:
        return (
            area_of(figures, "window", group, "register"),
            area_of(figures, "window", group, "map"),
        )

    for group in ("forest_arbor", "cropland_dry", "built_res_urban"):
        register, mapped = both(group)
        assert register > 0
        assert mapped == pytest.approx(register, abs=TOLERANCE_HA), group
    register, mapped = both("grass")
    assert mapped == pytest.approx(register - RABA_1600_HA, abs=TOLERANCE_HA)
    # The raster joins forest plantations' shrubs with trees and shrubs into one class.
    woody = sum(
        area_of(figures, "window", group, "register") for group in ("shrub", "woodland_other")
    )
    assert both("shrub")[1] == pytest.approx(woody, abs=TOLERANCE_HA)


def test_quarters_sum_to_the_window(figures_of):
    figures = figures_of("slovenia")
    for profile in ("register", "map"):
        # A quarter whose coverage is too low has no value, but its square metres are still there.
        forest = figures.xs(("class_area.forest_arbor", 2017, profile), level=(0, 2, 3))
        square_metres = forest["numerator"]
        parts = square_metres[["nw", "ne", "sw", "se"]].sum()
        assert parts == pytest.approx(square_metres["window"], rel=1e-9)


def test_register_and_geometry_agree_to_the_scale_of_the_national_grid(finished):
    table = finished("slovenia").results.reconciliation
    register = table[table["check"] == "register"].set_index("statunit")["relative"]
    # D96/TM has a scale of 0.9999 on its meridian: register areas are 0.02 % below the ellipsoid's.
    assert register["window"] == pytest.approx(2e-4, rel=0.1)
    covered = table[(table["check"] == "measures") & (table["subject"] == "parcels")]
    assert (covered["relative"] < 1e-9).all()
    assert table["ok"].all()


def test_unclassified_ground_lowers_the_coverage(figures_of):
    figures = figures_of("slovenia")
    rate = figures.loc[("tree_cover_rate", "window", 2017, "js_tree_cover")]
    assert rate["coverage"] == pytest.approx(1 - RABA_1600_HA / 101.0, abs=2e-3)
    assert rate["status"] == "ok"
    quarters = figures.xs(("tree_cover_rate", 2017, "js_tree_cover"), level=(0, 2, 3))
    for unit, row in quarters.iterrows():
        assert (row["status"] == "cannot_tell") == (row["coverage"] < 0.98), unit
