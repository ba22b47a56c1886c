import pandas as pd
import pytest

from sinkmap.report.annual import annual_of, patches_of, scope_of
from sinkmap.report.annual.document import Photo
from sinkmap.report.book import open_book
from sinkmap.text import Language
from tests.sinkmap.report.conftest import one_pixel_png

WEST = "320481"


def patch_row(name, severity, zones, area, lon, **more):
    given = {
        "patch_id": name, "severity": severity, "zone_ids": zones, "rule_ids": "R08|R22",
        "top_zone": zones.partition("|")[0], "before": "forest_arbor", "after": "bare_soil",
        "area_m2": area, "lon": lon, "lat": 31.3, "county": "", "town": "", "village": "西村",
        "image_t0": "", "image_t1": "",
    }  # fmt: skip
    return given | more


@pytest.fixture
def table():
    return pd.DataFrame(
        [
            patch_row("P1", 2, "Z9", 5000.0, 119.8),
            patch_row("P2", 4, "Z2|Z9", 3599.9, 119.2, image_t0="a.png", image_t1="b.png"),
            patch_row("P3", 3, "Z1", 400.0, 119.7),
            patch_row("P4", -1, "Z2", 9000.0, 119.2),
        ]
    )


@pytest.fixture
def annual(results, content, table):
    def build(states=None, unit=""):
        patches = patches_of(
            (2023, 2024), table, content, states=states, pictures=lambda name: one_pixel_png()
        )
        return annual_of(scope_of(open_book(results, 2024), unit, content=content, patches=patches))

    return build


def column(table, name):
    place = table.column(name)
    return [table.columns[place].say(r.cells[place], Language.ZH) for r in table.rows]


def test_patches_are_listed_gravest_first_and_summed(annual):
    table = annual().table("annual.t7")
    assert column(table, "area") == ["0.3600", "0.0400", "0.5000", "0.9000"]
    assert column(table, "zone")[0] == "生态保护红线（其他区域）"
    assert column(table, "severity")[0].startswith("禁止")
    assert column(table, "state") == ["—"] * 4


def test_the_red_line_counts_its_own_patches_by_unit(annual):
    table = annual().table("annual.t3")
    shown = {r.cells[0].value.zh: r for r in table.rows if len(r.cells) > 1}
    place, area = table.column("patches"), table.column("patch_area")
    assert shown["常州市"].cells[place].value == 2
    assert shown["溧阳市"].cells[place].value == 1
    assert shown["武进区"].cells[place].value == 1
    assert shown["天宁区"].cells[place].value == 0
    assert shown["常州市"].cells[area].value == pytest.approx(0.39999)
    assert shown["常州市"].cells[table.column("closed")].value is None


def test_closed_cases_are_counted_where_there_is_a_register(annual):
    table = annual({"P2": "closed", "P3": "to_verify"}).table("annual.t3")
    assert table.rows[0].cells[table.column("closed")].value == 1


def test_a_district_lists_its_own(annual):
    table = annual(unit=WEST).table("annual.t7")
    assert len(table.rows) == 2
    photos = [b for c in annual().chapters for b in c.blocks if isinstance(b, Photo)]
    assert len(photos) == 1


def test_without_a_comparison_the_report_says_so(results, content):
    annual = annual_of(scope_of(open_book(results, 2024), content=content))
    change = next(c for c in annual.chapters if c.id == "change")
    assert any("疑似图斑未测算" in text.zh for text in change.prose)
