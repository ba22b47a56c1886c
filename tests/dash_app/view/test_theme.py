import dataclasses

from dash_app.view.figure_book import FigureBook
from dash_app.view.theme import themes_of


def themes(results):
    return list(themes_of(results, FigureBook(results.figures)))


def test_a_theme_with_a_target_leads_and_items_come_last(open_town):
    results = open_town().results
    turned = dict(reversed(results.indicators.items()))
    assert themes(dataclasses.replace(results, indicators=turned)) == [
        "tree_cover_rate",
        "wetland_protection_rate",
        "class_area.forest",
        "class_area.water",
    ]


def test_themes_stand_under_their_chapter_and_those_with_a_target_apart(open_town):
    results = open_town().results
    found = themes_of(results, FigureBook(results.figures))
    assert [one.shelf.en for one in found.values()] == [
        "With a target",
        "Wetland",
        "Land by class · class areas",
        "Land by class · class areas",
    ]


def test_an_item_that_is_nowhere_is_left_out_but_a_whole_indicator_is_not(open_town):
    results = open_town().results
    figures = results.figures.copy()
    none = figures["indicator"].isin(["class_area.water", "wetland_protection_rate"])
    figures.loc[none, ["value", "numerator"]] = 0.0
    figures.loc[none, "status"] = "ok"
    left = themes(dataclasses.replace(results, figures=figures))
    assert left == ["tree_cover_rate", "wetland_protection_rate", "class_area.forest"]


def test_an_indicator_without_figures_is_no_theme(open_town):
    results = open_town().results
    gone = results.figures["indicator"] != "wetland_protection_rate"
    left = themes(dataclasses.replace(results, figures=results.figures[gone]))
    assert "wetland_protection_rate" not in left
