"""Banks: pieces of rings, sides and reaches, and the ground behind them."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import shapely.affinity
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, box
from shapely.ops import substring

from sinkmap.classes import named_waters, water_of_name
from sinkmap.science.bank import bank_pieces, landward, water_shapes

CRS = "EPSG:4549"
E, N = 500_000.0, 3_500_000.0


def at(x0, y0, x1, y1):
    return box(E + x0, N + y0, E + x1, N + y1)


def waters(*rows):
    names, shapes = zip(*rows, strict=True)
    return gpd.GeoDataFrame({"name": list(names), "reach": "一段"}, geometry=list(shapes), crs=CRS)


RIVER = at(0, 0, 1000, 400).difference(at(400, 100, 600, 200))


@pytest.mark.parametrize(
    ("name", "inflow", "water"),
    [
        ("长江（常州段）", False, "yangtze"),
        ("西太湖", False, "gehu"),
        ("太湖竺山湖", False, "taihu"),
        ("京杭运河", True, "grand_canal"),
        ("太滆运河", True, "taihu_inflow"),
        ("太滆运河", False, ""),
        ("长荡湖", False, "changdanghu"),
    ],
)
def test_waters_are_known_by_name(name, inflow, water):
    assert water_of_name(name, inflow=inflow) == water
    assert water in {one.id for one in named_waters()} | {""}


def test_pieces_make_up_the_banks_and_the_water():
    bank = bank_pieces(waters(("长江", RIVER), ("无名河", at(0, 900, 50, 950))))
    assert set(bank["water"]) == {"yangtze"}
    outer, island = (bank[bank["shore"] == shore] for shore in ("mainland", "island"))
    assert len(outer) == 28
    assert outer.length.to_numpy() == pytest.approx(np.full(28, 100.0))
    assert island.length.sum() == pytest.approx(600.0)
    assert set(island["side"]) == {"island"}
    assert bank["piece"].is_unique
    assert shapely.equals(water_shapes(bank)["yangtze"], RIVER)


def test_pieces_are_the_stretches_between_equal_distances():
    bends = np.random.default_rng(4).uniform(0.6, 1.0, 90)
    turn = np.linspace(0.0, 2.0 * np.pi, 90, endpoint=False)
    lake = shapely.Polygon(np.column_stack([np.cos(turn), np.sin(turn)]) * 900.0 * bends[:, None])
    lake = shapely.affinity.translate(lake, E, N)
    bank = bank_pieces(waters(("长荡湖", lake)))
    ring = shapely.LineString(shapely.get_coordinates(shapely.orient_polygons(lake)))
    ends = np.linspace(0.0, ring.length, len(bank) + 1)
    expected = [substring(ring, *pair) for pair in pairwise(ends.tolist())]
    assert len(bank) > 60
    assert shapely.equals_exact(bank.geometry.to_numpy(), np.array(expected, dtype=object)).all()


def test_ground_is_the_buffer_and_nothing_twice():
    bank = bank_pieces(waters(("长江", RIVER)))
    ground = landward(bank, np.full(len(bank), 50.0))
    area = pd.Series(shapely.area(ground)).groupby(bank["shore"]).sum()
    assert area["mainland"] == pytest.approx(2800 * 50 + np.pi * 50**2, rel=1e-3)
    assert area["island"] == pytest.approx(200 * 100)  # 50 m from both sides is all of it
    assert shapely.union_all(ground).area == pytest.approx(area.sum(), rel=1e-9)
    assert not shapely.intersects(shapely.union_all(ground).buffer(-0.01), RIVER)


def test_a_piece_without_a_depth_has_no_ground():
    bank = bank_pieces(waters(("长江", RIVER)))
    depth = np.where(bank["shore"] == "island", np.nan, 30.0)
    empty = shapely.is_empty(landward(bank, depth))
    assert (empty == (bank["shore"] == "island")).all()


def test_left_and_right_are_as_one_looks_downstream():
    river = waters(("京杭运河", at(0, 0, 2000, 60)))
    eastward = LineString([(E, N + 30), (E + 2000, N + 30)])
    axis = gpd.GeoDataFrame({"name": ["大运河"]}, geometry=[eastward], crs=CRS)
    bank = bank_pieces(river, axes=axis)
    middle = bank.geometry.interpolate(0.5, normalized=True)
    north = middle.y > N + 59.9
    assert set(bank["side"][north]) == {"left"}
    assert set(bank["side"][middle.y < N + 0.1]) == {"right"}
    back = bank_pieces(river, axes=axis.assign(geometry=[eastward.reverse()]))
    assert set(back["side"][north]) == {"right"}
    assert set(bank_pieces(river)["side"]) == {"bank"}


def test_sides_of_a_lake_are_those_of_the_compass():
    bank = bank_pieces(waters(("滆湖", at(0, 0, 1000, 4000))))
    middle = bank.geometry.interpolate(0.5, normalized=True)
    assert set(bank["side"][middle.x < E + 1]) == {"west"}
    assert set(bank["side"][middle.y > N + 3999]) == {"north"}
    assert bank.length.groupby(bank["side"]).sum().to_dict() == pytest.approx(
        {"east": 4000, "west": 4000, "north": 1000, "south": 1000}
    )


def test_surveyed_water_goes_before_the_named_outline():
    named = waters(("长江", at(-20, -20, 1020, 420)))
    parcels = gpd.GeoDataFrame(
        {"group": ["river", "river", "river", "cropland_dry"]},
        geometry=[
            at(0, 0, 500, 400),
            at(500.4, 0, 1000, 400),  # a slit of 0.4 m is closed
            at(1000, 150, 5000, 200),  # a tributary, mostly outside the outline
            at(0, 400, 1000, 500),
        ],
        crs=CRS,
    )
    bank = bank_pieces(named, parcels)
    river = water_shapes(bank)["yangtze"]
    assert shapely.symmetric_difference(river, at(0, 0, 1000, 400)).area < 1e-3
    alone = bank_pieces(named, parcels[parcels["group"] != "river"])
    assert water_shapes(alone)["yangtze"].area == pytest.approx(1040 * 440)


def test_own_width_of_the_layer_goes_before_the_table():
    named = waters(("太湖", at(0, 0, 1000, 400)), ("太湖", at(0, 400, 1000, 800)))
    stated = bank_pieces(named.assign(belt_m=[300.0, np.nan]))
    assert set(stated["belt_m"]) == {300.0, 500.0}
    assert set(bank_pieces(named)["belt_m"]) == {500.0}


def test_degrees_give_the_same_banks_as_metres():
    metres = waters(("长江", RIVER))
    bank, degrees = bank_pieces(metres), bank_pieces(metres.to_crs("EPSG:4490"))
    assert degrees.crs.to_epsg() == 4490
    assert len(bank) == len(degrees)
    assert degrees.to_crs(CRS).length.sum() == pytest.approx(bank.length.sum(), rel=1e-4)


def test_no_named_water_is_an_empty_layer():
    bank = bank_pieces(waters(("小河", RIVER)))
    assert bank.empty
    assert "piece" in bank
    assert len(landward(bank, np.empty(0))) == 0


@settings(max_examples=20, deadline=None)
@given(width=st.floats(60, 2000), height=st.floats(60, 2000), depth=st.floats(5, 80))
def test_ground_grows_with_depth_and_stays_outside(width, height, depth):
    shape = at(0, 0, width, height)
    bank = bank_pieces(waters(("太湖", shape)))
    less, more = (shapely.area(landward(bank, np.full(len(bank), d))) for d in (depth, depth * 1.5))
    assert (more >= less - 1e-6).all()
    whole = 2 * (width + height) * depth + np.pi * depth**2
    assert less.sum() == pytest.approx(whole, rel=2e-2)
