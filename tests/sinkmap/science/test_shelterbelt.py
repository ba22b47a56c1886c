"""Shelterbelts: their ground, the trees behind each piece of bank, and the gaps."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from sinkmap.science.bank import bank_pieces
from sinkmap.science.shelterbelt import (
    bank_ground,
    belt_cover,
    belt_gaps,
    belt_states,
    shelterbelts,
)

CRS = "EPSG:4549"
E, N = 500_000.0, 3_500_000.0
NONE, ARBOR, GAP = 0, 1, 3
METRE = 2e-4


def at(x0, y0, x1, y1):
    return box(E + x0, N + y0, E + x1, N + y1)


def waters(**columns):
    shapes = columns.pop("shapes")
    return gpd.GeoDataFrame({"reach": "", **columns}, geometry=shapes, crs=CRS)


LAKE = bank_pieces(waters(name=["滆湖"], shapes=[at(0, 0, 1000, 500)]))


def counted(ground, share, unseen=0.0):
    """Stands in each row of ground: ``share`` of it trees (by piece), the rest none."""
    area = ground.geometry.area.to_numpy()
    trees = np.array([share(piece) for piece in ground["piece"]])
    return ground.assign(
        m2_0=area * (1 - trees) * (1 - unseen),
        m2_1=area * trees * (1 - unseen),
        unseen_m2=area * unseen,
    )


def states(bank, share, unseen=0.0):
    ground = bank_ground(bank)
    return belt_states(bank, ground, counted(ground, share, unseen))


def test_belts_of_two_widths_by_side():
    belts = shelterbelts(LAKE.assign(belt_m=100.0))
    assert set(belts["basis"]) == {"own", "uniform"}
    area = belts.assign(m2=belts.geometry.area).groupby("basis")["m2"].sum()
    for basis, width in (("own", 100.0), ("uniform", 200.0)):
        assert area[basis] == pytest.approx(3000 * width + np.pi * width**2, rel=2e-3)
    assert set(belts["belt"]) >= {"own|gehu|east|", "uniform|gehu|north|"}
    own = belts[belts["basis"] == "own"]
    assert own.union_all().area == pytest.approx(own.geometry.area.sum(), rel=1e-9)


def test_around_water_sources_lies_a_belt_of_its_own():
    areas = gpd.GeoDataFrame(
        {"form": ["water_source", "nr"], "name": ["水源地", "保护区"]},
        geometry=[at(-5000, 0, -4000, 1000), at(9000, 0, 9500, 500)],
        crs=CRS,
    )
    found = shelterbelts(LAKE, areas).set_index("belt")
    source = found.loc["own|water_source|bank|水源地"]
    assert source["geometry"].area == pytest.approx(4000 * 1500 + np.pi * 1500**2, rel=1e-2)
    assert not any(belt.startswith("uniform|water_source") for belt in found.index)


def test_reach_and_width_of_the_layer():
    named = waters(
        name=["大运河", "大运河"],
        reach=["上段", "下|段"],
        belt_m=[50.0, np.nan],
        shapes=[at(0, 0, 1000, 80), at(1000, 0, 2000, 80)],
    )
    belts = shelterbelts(bank_pieces(named)).query("basis == 'own'")
    assert belts.set_index("reach")["belt_m"].to_dict() == {"上段": 50.0, "下/段": 200.0}


@pytest.mark.parametrize(
    ("share", "state"),
    [(0.19, "open"), (0.20, "narrow"), (0.59, "narrow"), (0.60, "wide"), (1.0, "wide")],
)
def test_mean_width_of_trees_decides(share, state):
    """Within 50 m of the bank, 20 % are 10 m of trees and 60 % are 30 m."""
    found = states(LAKE, lambda _: share + 1e-9)
    assert set(found["state"]) == {state}
    assert found["length_m"].sum() == pytest.approx(3000.0, rel=METRE)
    assert found["trees_m"].to_numpy() == pytest.approx(np.full(len(found), share * 50.0), rel=1e-6)


def test_what_is_mostly_unseen_is_not_judged():
    assert set(states(LAKE, lambda _: 0.5, unseen=0.4)["state"]) == {"narrow"}
    found = states(LAKE, lambda _: 0.5, unseen=0.6)
    assert set(found["state"]) == {"unseen"}
    assert belt_gaps(found).empty


def test_ground_that_is_water_makes_no_bank():
    ground = bank_ground(LAKE)
    stands = counted(ground, lambda _: 0.0)
    east = LAKE.set_index("piece")["side"].loc[ground["piece"]].to_numpy() == "east"
    area = ground.geometry.area.to_numpy()
    land = ground.assign(m2_17=area * east, m2_2=area * ~east, unseen_m2=0.0)
    found = belt_states(LAKE, ground, stands, land)
    assert set(found["side"]) == {"south", "west", "north"}


def test_gaps_are_runs_of_open_bank_across_the_start_of_a_ring():
    order = LAKE.set_index("piece")["place"]
    last = int(order.max())
    bare = {0, 1, last, 10, 11, 20}
    found = belt_gaps(states(LAKE, lambda piece: 0.0 if order[piece] in bare else 0.9))
    assert found["length_m"].to_numpy() == pytest.approx([300.0, 200.0, 100.0], rel=METRE)
    assert found["gap"].tolist() == ["gehu-0001", "gehu-0002", "gehu-0003"]
    assert set(found.geometry.geom_type) == {"LineString"}


def test_a_lake_without_trees_is_one_gap():
    found = belt_gaps(states(LAKE, lambda _: 0.0))
    assert found["length_m"].to_numpy() == pytest.approx([3000.0], rel=METRE)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 9999))
def test_gaps_and_belts_make_up_the_bank_and_trees_never_lengthen_gaps(seed):
    rng = np.random.default_rng(seed)
    share = pd.Series(rng.uniform(0, 1, len(LAKE)), index=LAKE["piece"])
    few, more = states(LAKE, lambda p: share[p]), states(LAKE, lambda p: min(1.0, share[p] + 0.1))
    lengths = few.groupby("state")["length_m"].sum()
    gaps = belt_gaps(few)["length_m"].sum()
    assert gaps == pytest.approx(lengths.get("open", 0.0), abs=1e-6)
    assert lengths.sum() == pytest.approx(3000.0, rel=METRE)
    assert belt_gaps(more)["length_m"].sum() <= gaps + 1e-6


def test_cover_of_each_belt():
    belts = shelterbelts(LAKE)
    stands = belts.assign(m2_0=30.0, m2_1=50.0, m2_3=20.0, unseen_m2=7.0)
    found = belt_cover(belts, stands)
    assert set(found["share"]) == {50.0}
    assert set(found["seen_m2"]) == {100.0}
    blind = belt_cover(belts, belts.assign(unseen_m2=7.0))
    assert blind["share"].isna().all()
