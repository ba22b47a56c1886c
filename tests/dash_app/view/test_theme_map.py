import pytest

from dash_app.context import Context
from dash_app.view.choropleth import BLANK, UNKNOWN
from sinkmap.text import Language


@pytest.fixture(scope="module")
def context(town):
    return Context(town)


def draw(context, language=Language.ZH, **wanted):
    return context.maps.draw(context.catalogue.settle(wanted), language)


def test_every_unit_has_a_colour_and_the_number_of_the_table(context, town):
    drawn = draw(context)
    figures = town.results.figures.set_index("id")
    for unit in ("320402", "320481"):
        value = figures.loc[f"tree_cover_rate/{unit}/2024/js_tree_cover", "value"]
        assert drawn.labels[unit].endswith(f"{value:.2f} %")
    assert set(drawn.colours) == {row.unit for row in drawn.rows}


def test_rows_fall_and_the_longest_bar_is_the_largest(context):
    rows = draw(context).rows
    assert [row.unit for row in rows][:2] == ["320481", "320413"]
    assert [row.share for row in rows] == sorted((row.share for row in rows), reverse=True)
    assert rows[0].share == 1.0


def test_a_figure_that_cannot_tell_is_grey_and_in_the_legend(context):
    drawn = draw(context, theme="wetland_protection_rate")
    assert drawn.colours["320413"] == UNKNOWN
    assert drawn.rows[-1].unit == "320413"
    assert drawn.rows[-1].share is None
    assert drawn.rows[-1].text == "无法判定"
    assert drawn.legend[-1].label == "未测算或无法判定"
    assert sum(c.count for c in drawn.legend) == 6


def test_classes_are_the_same_in_every_year(context):
    legends = [[c.label for c in draw(context, year=year).legend] for year in (2022, 2023, 2024)]
    assert legends[0] == legends[1] == legends[2]


def test_english_names_and_units(context):
    drawn = draw(context, Language.EN, theme="class_area.forest")
    assert drawn.unit_of_measure == "ha"
    assert drawn.labels["320412"] == "Wujin  5,002.50 ha"
    assert drawn.legend[0].label.startswith("below ")


def test_a_unit_without_a_figure_is_blank(open_town):
    run = open_town()
    figures = run.results.figures
    gone = figures["id"] != "tree_cover_rate/320404/2024/js_tree_cover"
    object.__setattr__(run.results, "figures", figures[gone])
    drawn = draw(Context(run))
    assert drawn.colours["320404"] == BLANK
    assert drawn.legend[-1].label == "无此数值"
