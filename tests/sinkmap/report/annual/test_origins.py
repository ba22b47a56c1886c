"""Two runs of a study compared: a change goes to the cause it was made by."""

import dataclasses
import math

import pytest

from sinkmap.report.annual import annual_of, origins_of, scope_of
from sinkmap.report.book import open_book

FIGURE = "tree_cover_rate/320400/2024/js_tree_cover"


def with_last_year(results, plus, **manifest):
    """The run as it was filed: last year by so much higher, with another manifest."""
    frame = results.figures.copy()
    last = frame["id"] == "tree_cover_rate/320400/2023/js_tree_cover"
    frame.loc[last, "value"] += plus
    kept = dataclasses.replace(results.manifest, **manifest)
    return dataclasses.replace(results, figures=frame, manifest=kept)


def other_data(results):
    return tuple(dataclasses.replace(one, sha256="0" * 64) for one in results.manifest.inputs)


def split_of(results, filed, middle=None):
    books = [None if r is None else open_book(r, 2024) for r in (results, filed, middle)]
    return origins_of(books[0], books[1], by_method=books[2])[FIGURE]


def parts(split):
    return split.method, split.data, split.land


def test_land_alone(results):
    split = split_of(results, results)
    assert parts(split) == (0.0, 0.0, pytest.approx(0.0612345, abs=1e-9))


def test_data_alone(results):
    split = split_of(results, with_last_year(results, 0.25, inputs=other_data(results)))
    assert parts(split) == (0.0, pytest.approx(-0.25, abs=1e-9), pytest.approx(0.0612345))


def test_method_alone(results):
    split = split_of(results, with_last_year(results, 0.25, code_hash="older"))
    assert parts(split) == (pytest.approx(-0.25, abs=1e-9), 0.0, pytest.approx(0.0612345))


def test_both_need_a_run_between(results):
    filed = with_last_year(results, 0.25, code_hash="older", inputs=other_data(results))
    mixed = split_of(results, filed)
    assert mixed.method is None
    assert mixed.recalculated == pytest.approx(-0.25)
    middle = with_last_year(results, 0.1, inputs=other_data(results))
    split = split_of(results, filed, middle)
    assert parts(split) == pytest.approx((-0.15, -0.1, 0.0612345), abs=1e-9)
    assert math.fsum(parts(split)) == pytest.approx(split.whole, rel=1e-9)


def test_the_report_shows_last_year_filed_and_restated(results, content):
    book = open_book(results, 2024)
    filed = open_book(with_last_year(results, 0.25, code_hash="older"), 2024)
    scope = scope_of(book, content=content, origins=origins_of(book, filed))
    annual = annual_of(scope)
    table = annual.table("annual.origins")
    row = next(r for r in table.rows if FIGURE in r.figures)
    filed_value, restated = (row.cells[table.column(n)].value for n in ("filed", "restated"))
    assert filed_value - restated == pytest.approx(0.25)
    told = " ".join(text.zh for chapter in annual.chapters for text in chapter.prose)
    assert "按今年方法和数据重算为" in told
    assert "其中方法变化下降 0.25 个百分点，数据变化为零，土地变化提高 0.06 个百分点" in told


@pytest.mark.parametrize(
    ("plan", "cause"),
    [
        ({"policies": {"parcel_area": "geometry"}}, "method"),
        ({"carbon": {"climate_zone": "warm_temperate_dry"}}, "method"),
        ({"carbon": {"price": {"value": 1.0}}}, "data"),
        ({"published": [{"value": 1.0}]}, "data"),
    ],
)
def test_what_the_plan_decides_is_method_and_what_it_states_is_data(results, plan, cause):
    filed = with_last_year(results, 0.25, study={"id": "test-city", **plan})
    split = split_of(results, filed)
    assert {"method": split.method, "data": split.data} == {
        "method": pytest.approx(-0.25 if cause == "method" else 0.0),
        "data": pytest.approx(-0.25 if cause == "data" else 0.0),
    }


def test_what_nothing_declared_explains_is_laid_to_no_cause(results):
    split = split_of(results, with_last_year(results, 0.25))
    assert (split.method, split.data) == (None, None)
    assert split.recalculated == pytest.approx(-0.25)
