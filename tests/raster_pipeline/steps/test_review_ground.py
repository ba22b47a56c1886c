"""Projects cut by zones and judged, on hand-made boxes whose areas are known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from raster_pipeline.steps.review_ground import ReviewGround, class_areas
from sinkmap.area import AreaMeasure
from sinkmap.control import zone_frames, zones_unseen
from sinkmap.control.review import Ground, judge
from sinkmap.control.review_book import ReviewBook
from sinkmap.control.review_terms import Conclusion, Proposal, Use

CRS = "EPSG:4549"
E, N = 495_000.0, 3_517_000.0
MEASURE = AreaMeasure.of(CRS, (E - 20_000, N - 20_000, E + 20_000, N + 20_000))
BOOK = ReviewBook.default().in_force(date(2026, 4, 1))
FACTORY = Proposal("P", "factory", Use.INDUSTRY, "C2614")


def box(west, south, width, height):
    return shapely.box(E + west, N + south, E + west + width, N + south + height)


def layer(*rows):
    shapes = [row[0] for row in rows]
    table = pd.DataFrame([row[1] for row in rows])
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)


LAYERS = {
    "eco_redline": layer((box(0, 0, 1000, 1000), {"code": "R1", "name": "甲", "kind": "x"})),
    "permanent_farmland": layer(
        *((box(2000 + 50 * k, 0, 50, 50), {"code": f"F{k}", "name": ""}) for k in range(6))
    ),
    "control_unit": layer(
        (box(-5000, -5000, 6000, 10000), {"code": "ZH32041110001", "name": "优先"}),
        (box(1000, -5000, 5000, 10000), {"code": "ZH32041120002", "name": "重点"}),
    ),
    "urban_boundary": layer((box(3000, 0, 1000, 1000), {"code": "", "name": ""})),
    "protected_area": layer(
        (box(0, 0, 500, 500), {"form": "npk_wetland", "name": "公园", "grade": ""}),
        (box(0, 0, 400, 400), {"form": "imp_wetland", "name": "湿地", "grade": ""}),
        (box(0, 0, 400, 400), {"form": "fish_reserve", "name": "鱼", "grade": ""}),
    ),
    "named_water": layer(
        (box(-4000, 4000, 8000, 300), {"code": "W", "name": "长江", "inflow": "no"})
    ),
}


def ground_of(layers):
    frames = zone_frames(layers, BOOK.ground, CRS)
    tables = {z: pd.DataFrame(f[["kind", "code", "name"]]) for z, f in frames.items()}
    unseen = zones_unseen(sorted(layers), BOOK.ground)
    return ReviewGround(frames, Ground(tables, unseen), None, None, {}, MEASURE)


@pytest.fixture(scope="module")
def ground():
    return ground_of(LAYERS)


def judged(ground, shapes, proposal=FACTORY, projects=None, book=BOOK):
    plots = np.array(shapes, dtype=object)
    owner = np.zeros(len(plots), np.int64) if projects is None else np.asarray(projects)
    return judge(ground.cut(plots, workers=1), owner, ground.ground, book, proposal)


def theme(found, name, project=0):
    rows = found.themes[(found.themes["theme"] == name) & (found.themes["project"] == project)]
    return rows.iloc[0]


def test_areas_by_theme_are_those_of_the_boxes(ground):
    plot = box(-100, 0, 200, 100)
    found = judged(ground, [plot])
    inside = MEASURE.polygons([box(0, 0, 100, 100)])[0]
    red = theme(found, "redline")
    assert red["area_m2"] == pytest.approx(inside, rel=1e-9)
    assert red["share"] == pytest.approx(0.5, abs=1e-6)
    assert red["conclusion"] == Conclusion.CONFLICT
    # Two protected areas lie over the same ground: listed both, counted once.
    rows = found.rows[found.rows["theme"] == "protected"]
    assert set(rows["kind"]) == {"npk_wetland", "fish_reserve"}
    assert rows["area_m2"].to_numpy() == pytest.approx([inside, inside], rel=1e-9)
    assert theme(found, "protected")["area_m2"] == pytest.approx(inside, rel=1e-9)
    assert theme(found, "farmland")["conclusion"] == Conclusion.NOT_INVOLVED


def test_the_rules_decide_and_not_the_zone_alone(ground):
    plot = [box(100, 100, 50, 50)]
    claims = {
        FACTORY: Conclusion.CONFLICT,
        Proposal("P", "p", Use.RESTORATION, activity=8): Conclusion.APPRAISAL,
        Proposal("P", "p", Use.LINEAR, major=True): Conclusion.APPRAISAL,
        Proposal("P", "p", Use.RESTORATION): Conclusion.CONFLICT,
    }
    for proposal, wanted in claims.items():
        found = judged(ground, plot, proposal)
        assert theme(found, "redline")["conclusion"] == wanted
        assert theme(found, "redline")["area_m2"] > 0


def test_chemical_projects_near_the_yangtze(ground):
    bank = [box(3100, 3500, 100, 100)]
    cases = {"C2614": Conclusion.CONFLICT, "C1810": Conclusion.INVOLVED, "": Conclusion.APPRAISAL}
    for industry, wanted in cases.items():
        found = judged(ground, bank, replace(FACTORY, industry=industry))
        assert theme(found, "yangtze")["conclusion"] == wanted
    far = [box(3100, 2000, 100, 100)]
    assert theme(judged(ground, far), "yangtze")["conclusion"] == Conclusion.INVOLVED


@pytest.mark.parametrize(
    ("width", "wanted", "half", "double"),
    [
        (0.04, Conclusion.NOT_INVOLVED, Conclusion.NOT_INVOLVED, Conclusion.NOT_INVOLVED),
        (0.08, Conclusion.NOT_INVOLVED, Conclusion.CONFLICT, Conclusion.NOT_INVOLVED),
        (0.15, Conclusion.CONFLICT, Conclusion.CONFLICT, Conclusion.NOT_INVOLVED),
        (0.30, Conclusion.CONFLICT, Conclusion.CONFLICT, Conclusion.CONFLICT),
    ],
)
def test_slivers_and_how_much_the_verdict_hangs_on_them(ground, width, wanted, half, double):
    """A hundred metres of border overlapped by centimetres; the threshold is 10 m²."""
    row = theme(judged(ground, [box(width - 100, 600, 100, 100)]), "redline")
    assert (row["conclusion"], row["at_half"], row["at_double"]) == (wanted, half, double)
    told = row["ignored_m2"] if wanted == Conclusion.NOT_INVOLVED else row["area_m2"]
    assert told == pytest.approx(100 * width, rel=1e-3)
    assert (row["ignored_m2"] > 0) == (wanted == Conclusion.NOT_INVOLVED)


def test_a_small_share_of_a_large_plot_hides_no_farmland(ground):
    row = theme(judged(ground, [box(1500, -3000, 3000, 3010)]), "farmland")
    assert row["share"] < 0.001
    assert row["conclusion"] == Conclusion.CONFLICT


def test_the_foot_of_a_pylon_is_no_sliver_of_itself(ground):
    """Nine square metres, less than the least of a theme, all of them farmland."""
    row = theme(judged(ground, [box(2010, 10, 3, 3)]), "farmland")
    assert row["area_m2"] == pytest.approx(9.0, rel=1e-3)
    assert row["ignored_m2"] == 0.0
    assert {row[name] for name in ("conclusion", "at_half", "at_double")} == {Conclusion.CONFLICT}


def test_many_small_patches_of_a_zone_are_one_row(ground):
    found = judged(ground, [box(1990, 10, 320, 0.02)])
    rows = found.rows[found.rows["zone"] == "Z3"]
    assert rows["features"].tolist() == [6]


def test_the_outside_of_the_urban_boundary(ground):
    inside, outside = box(3100, 100, 50, 50), box(2500, 100, 50, 50)
    assert theme(judged(ground, [inside]), "boundary")["conclusion"] == Conclusion.NOT_INVOLVED
    assert theme(judged(ground, [outside]), "boundary")["conclusion"] == Conclusion.APPRAISAL
    farm = replace(FACTORY, use=Use.FARMING)
    assert theme(judged(ground, [outside], farm), "boundary")["conclusion"] == Conclusion.INVOLVED


def test_units_are_judged_by_their_lists(ground):
    both = judged(ground, [box(900, 2000, 200, 100)], replace(FACTORY, industry="C1810"))
    rows = both.rows[both.rows["zone"] == "Z10"].set_index("code")
    # The class-1 entry for industry prohibits; in the class-2 unit a general condition holds.
    assert rows.loc["ZH32041110001", "conclusion"] == Conclusion.CONFLICT
    assert rows.loc["ZH32041120002", "conclusion"] == Conclusion.INVOLVED
    high = judged(ground, [box(1100, 2000, 100, 100)])
    assert theme(high, "unit")["conclusion"] == Conclusion.APPRAISAL
    unknown = judged(ground, [box(1100, 2000, 100, 100)], replace(FACTORY, industry=""))
    assert theme(unknown, "unit")["conclusion"] == Conclusion.APPRAISAL


def test_a_zone_without_its_layer_is_not_clear():
    known = {name: frame for name, frame in LAYERS.items() if name != "permanent_farmland"}
    found = judged(ground_of(known), [box(2010, 10, 100, 100)])
    assert theme(found, "farmland")["conclusion"] == Conclusion.UNSEEN
    assert theme(found, "redline")["conclusion"] == Conclusion.NOT_INVOLVED


def test_a_batch_is_the_same_as_one_by_one_in_any_order(ground):
    random = np.random.default_rng(7)
    corners = random.uniform(-1500, 4200, (40, 2))
    shapes = [box(x, y, *random.uniform(20, 600, 2)) for x, y in corners]
    whole = judged(ground, shapes, projects=np.arange(40))
    order = random.permutation(40)
    mixed = judged(ground, [shapes[k] for k in order], projects=np.arange(40))
    columns = ["area_m2", "ignored_m2", "conclusion", "at_half", "at_double"]
    for number in range(40):
        alone = judged(ground, [shapes[number]]).themes.set_index("theme")[columns]
        batch = whole.themes[whole.themes["project"] == number].set_index("theme")[columns]
        place = int(np.flatnonzero(order == number)[0])
        moved = mixed.themes[mixed.themes["project"] == place].set_index("theme")[columns]
        pd.testing.assert_frame_equal(alone, batch, rtol=1e-9)
        pd.testing.assert_frame_equal(alone, moved, rtol=1e-9)


def test_plots_of_one_project_add_up(ground):
    one, other = box(-50, 0, 100, 100), box(-50, 200, 100, 100)
    both = theme(judged(ground, [one, other]), "redline")["area_m2"]
    parts = [theme(judged(ground, [shape]), "redline")["area_m2"] for shape in (one, other)]
    assert both == pytest.approx(sum(parts), rel=1e-12)


def test_present_against_planned_class(tmp_path, ground):
    from raster_pipeline.io.near_frame import write_near

    parcels = layer(
        (box(0, 0, 100, 100), {"code": "0101"}), (box(100, 0, 100, 100), {"code": "1104"})
    )
    planned = layer((box(0, 0, 150, 50), {"code": "0701"}))
    write_near(parcels, tmp_path / "parcels.parquet")
    here = replace(ground, parcels=tmp_path / "parcels.parquet", planned=planned)
    plots = np.array([box(50, 0, 200, 100)], dtype=object)
    table = class_areas(plots, here).set_index(["present", "planned"])["area_m2"]
    assert table.sum() == pytest.approx(MEASURE.polygons(plots)[0], rel=1e-9)
    for key, m2 in {("0101", "07"): 2500, ("0101", ""): 2500, ("1104", "07"): 2500,
                    ("1104", ""): 7500, ("", ""): 5000}.items():  # fmt: skip
        assert table[key] == pytest.approx(m2, rel=1e-4)
