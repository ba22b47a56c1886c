from dataclasses import replace

import pytest

from sinkmap.figure import Status
from sinkmap.report.book import open_book
from sinkmap.report.charts import bars, trends
from sinkmap.report.numbers import PERCENT
from sinkmap.report.quantity import Part
from sinkmap.report.scale import NO_VALUE, Scale, nice_step, scale_of
from sinkmap.report.sketch import sketch


@pytest.mark.parametrize(
    ("span", "most", "step"),
    [(10.0, 4, 2.5), (16.0, 4, 5.0), (0.9, 4, 0.25), (3.0, 4, 1.0), (0.0, 4, 1.0)],
)
def test_steps_are_round(span, most, step):
    assert nice_step(span, most) == pytest.approx(step)


def test_every_value_has_a_class_that_holds_it():
    values = [3.2, 11.0, 15.0, 20.0, 31.4]
    scale = scale_of("tree_cover_rate", values, Part(PERCENT))
    for value in values:
        index = scale.index(value)
        assert scale.edges[index] <= value <= scale.edges[index + 1]
    assert scale.colour(None) == NO_VALUE
    assert len(scale.labels) == len(scale.colours)


def test_equal_values_make_a_scale_of_one_class():
    scale = scale_of("soc_density", [48.0, 48.0], Part(PERCENT))
    assert scale.index(48.0) == 0


def test_a_scale_refuses_edges_that_do_not_fit():
    with pytest.raises(ValueError):
        Scale((0.0, 1.0), ("#000", "#fff"), PERCENT)


def test_trends_lie_inside_their_frame(results):
    charts = trends(open_book(results, 2024))
    assert len(charts) == 3
    for chart in charts:
        for mark in (*chart.marks, chart.target, *chart.path):
            assert 0.0 <= mark.x <= chart.width
            assert 0.0 <= mark.y <= chart.height
    tree, wetland, _ = charts
    assert tree.path
    assert not wetland.path
    assert wetland.marks[0].low > wetland.marks[0].y > wetland.marks[0].high


def test_bars_of_losses_lie_left_of_nothing(results):
    book = open_book(results, 2024)
    rate = results.indicators["redline_area"]
    members = book.partitions[0].members
    lost = {
        f.id: replace(f, value=-f.value if f.statunit == members[0] else f.value)
        for f in book.figures.values()
        if f.indicator == rate.id and f.value is not None
    }
    chart = bars(replace(book, figures=lost), rate)
    loser, winner, _ = chart.bars
    assert chart.zero > 0.0
    assert loser.start + loser.length == pytest.approx(chart.zero)
    assert winner.start == pytest.approx(chart.zero)
    assert all(bar.length >= 0.0 and bar.start >= 0.0 for bar in chart.bars)


def test_bars_are_as_long_as_their_values(results):
    book = open_book(results, 2024)
    chart = bars(book, results.indicators["tree_cover_rate"])
    city, liyang, wujin, _ = chart.bars
    assert city.whole
    assert liyang.length > city.length > wujin.length
    amounts = bars(book, results.indicators["redline_area"])
    assert [bar.name.zh for bar in amounts.bars] == ["溧阳市", "武进区", "天宁区"]


def test_sketches_show_rates_only(results, content):
    book = open_book(results, 2024)
    drawn = {i.id: sketch(book, i, content) for i in book.indicators if not i.items}
    assert {name for name, one in drawn.items() if one} == {
        "tree_cover_rate",
        "wetland_protection_rate",
        "soc_density",
    }
    first = drawn["tree_cover_rate"]
    assert len({region.colour for region in first.regions}) == 3
    assert all(0 <= region.x <= first.width for region in first.regions)
    assert drawn["soc_density"].regions[2].colour == NO_VALUE


def test_a_year_without_any_value_is_not_drawn(results, content):
    book = open_book(results, 2024)
    rate = results.indicators["tree_cover_rate"]
    kept = {
        f.id: replace(f, value=None, status=Status.CANNOT_TELL)
        if f.year == 2024 and f.indicator == rate.id
        else f
        for f in book.figures.values()
    }
    assert sketch(replace(book, figures=kept), rate, content) is None


@pytest.mark.parametrize(("values", "top"), [([20.0, 100.0], 100.0), ([98.1, 100.0], 100.0)])
def test_no_class_of_percentages_passes_the_whole(values, top):
    scale = scale_of("ecological_shoreline_share", values, Part(PERCENT))
    assert scale.edges[-1] == top
    assert scale.index(100.0) == len(scale.colours) - 1
    assert list(scale.edges) == sorted(set(scale.edges))


def test_more_than_the_whole_keeps_its_class():
    scale = scale_of("permanent_farmland_kept", [98.0, 103.0], Part(PERCENT))
    assert scale.edges[-1] >= 103.0
