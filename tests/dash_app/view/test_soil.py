"""The soil map under the figures of soil carbon, and the early warning beside the budget."""

from dataclasses import replace

import pandas as pd
import pytest

from dash_app.context import Context
from dash_app.view.soil import soil_panel
from sinkmap.figure import Figure
from sinkmap.indicators import indicators
from sinkmap.report.table import Tone
from sinkmap.science.soil_score import SOIL_MODEL_COLUMNS
from sinkmap.soil_record import SoilRecord
from sinkmap.text import Language

SCORES = (
    (2023, "class_mean", False, 90, 8.0, 0.3, 6.0, 0.1, 0.0, 0.9, 27.0),
    (2023, "inverse_distance", True, 90, 5.0, 0.3, 4.0, -0.1, 0.6, 0.9, 16.0),
)
CARD = {
    "year": 2023, "depth_cm": [0, 30], "method": "inverse_distance",
    "reason": {"zh": "误差最小", "en": "lowest error"}, "beats_class_mean": True, "rmse": 5.0,
    "rmse_class_mean": 8.0, "samples": 90, "profiles_too_shallow": 0, "covariates": [],
    "soil_classes": [], "settings": {"folds": 5, "block_m": 500.0}, "samples_sha256": "ab" * 32,
}  # fmt: skip


@pytest.fixture
def mapped(town):
    scores = tuple(dict(zip(SOIL_MODEL_COLUMNS, row, strict=True)) for row in SCORES)
    return replace(town.results, soil=SoilRecord(scores, (CARD,)))


def test_the_model_that_stands_for_a_year(mapped):
    panel = soil_panel(mapped, 2024, Language.EN)
    ((_, grid),) = panel.grids
    assert panel.title == "Soil carbon map · 2023 (city)"
    assert grid.rows[grid.current] == ("inverse distance", "5.00", "-0.10", "90.00", "taken")
    assert dict(panel.facts)["beats the mean of the soil class"] == "yes (RMSE 5.00 / 8.00 t C/ha)"
    assert "hash of the samples" not in dict(panel.facts)


def test_no_model_before_the_first_and_none_without_profiles(town, mapped):
    assert soil_panel(mapped, 2022, Language.ZH) is None
    assert soil_panel(town.results, 2024, Language.ZH) is None


@pytest.fixture
def budgeted(town):
    """The town with a credit line that its uptake misses by a tenth."""
    results = town.results
    some = Figure.from_row(plain(results.figures.iloc[0].to_dict()))
    city = results.study.city.code
    rows = [
        some.to_row() | {
            "id": f"carbon_budget.{item}/{city}/2024/default", "indicator": f"carbon_budget.{item}",
            "statunit": city, "year": 2024, "profile": "default", "value": value,
            "ci_low": low, "ci_high": high, "uom": "tCO2/yr", "status": "ok",
        }
        for item, value, low, high in (
            ("credit_line", 1000.0, None, None), ("uptake", 900.0, 890.0, 910.0),
        )
    ]  # fmt: skip
    figures = pd.concat([results.figures, pd.DataFrame(rows)], ignore_index=True)
    known = {**results.indicators, "carbon_budget": indicators()["carbon_budget"]}
    town.results = replace(results, figures=figures, indicators=known)
    yield Context(town)
    town.results = results


def plain(row):
    return {k: None if isinstance(v, float) and pd.isna(v) else v for k, v in row.items()}


def test_the_budget_warns_beside_its_figures(budgeted):
    panels = budgeted.panels(Language.EN)

    def panel(theme):
        return panels.write(budgeted.catalogue.settle({"theme": theme, "year": 2024}))

    assert panel("carbon_budget.uptake").warning == (Tone.POOR, "warning")
    assert panel("tree_cover_rate").warning is None
