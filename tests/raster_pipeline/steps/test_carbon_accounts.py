"""Ranges of areas by samples, and sums of carbon that must agree."""

import pandas as pd
import pytest

from raster_pipeline.steps.carbon_accounts import area_ranges, carbon_comparisons
from sinkmap.interpretation import ACCURACY_COLUMNS


def accuracy(*rows):
    blank = dict.fromkeys(ACCURACY_COLUMNS)
    records = [
        {**blank, "year": 2024, "layer": "land_cover", "item": item, "measure": measure,
         "value": value, "ci_low": low, "ci_high": high}
        for item, measure, value, low, high in rows
    ]  # fmt: skip
    return pd.DataFrame(records, columns=list(ACCURACY_COLUMNS))


def test_a_class_the_map_shows_too_little_of_is_doubted_upwards():
    # Deforestation of Olofsson et al. (2014): 18,000 ha mapped, 21,158 ± 6,158 ha adjusted.
    table = accuracy(
        ("forest_arbor", "mapped_m2", 18_000.0, None, None),
        ("forest_arbor", "area_m2", 21_158.0, 15_000.0, 27_316.0),
        ("grass", "mapped_m2", 10.0, None, None),
        ("grass", "area_m2", 30.0, 20.0, 40.0),
        ("lake", "mapped_m2", 5.0, None, None),
        ("lake", "area_m2", 5.0, None, None),
        ("marsh", "area_m2", 7.0, 6.0, 8.0),
    )
    found = area_ranges(table, 2024)
    assert found["forest_arbor"] == pytest.approx((15_000 / 18_000, 27_316 / 18_000))
    assert found["grass"] == (1.0, 4.0)
    assert set(found) == {"forest_arbor", "grass"}
    assert area_ranges(table, 2023) == {}


def figures(*rows):
    columns = ["indicator", "statunit", "year", "profile", "numerator"]
    return pd.DataFrame(rows, columns=columns)


def test_pools_classes_and_pixels_are_held_against_all_pools():
    table = figures(
        ("carbon_stock.soil", "1", 2024, "class_raster", 60.0),
        ("carbon_stock.above", "1", 2024, "class_raster", 40.0),
        ("carbon_stock.total", "1", 2024, "class_raster", 100.0),
        ("carbon_stock.total", "1", 2024, "density_raster", 100.5),
        ("carbon_stock_by_class.grass", "1", 2024, "class_raster", 99.0),
        ("carbon_stock_change.total", "1", 2024, "four_pools", 7.0),
    )
    found = {(left[0], right[0]): (left[1], right[1]) for *_, left, right in
             carbon_comparisons(table)}  # fmt: skip
    assert found == {
        ("Σ pools", "all pools"): (100.0, 100.0),
        ("Σ classes", "all pools"): (99.0, 100.0),
        ("Σ pixels", "Σ classes"): (100.5, 100.0),
    }
