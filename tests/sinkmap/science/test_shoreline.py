"""Uses of the Yangtze's shoreline: the official line, its change, and the estimate."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, box

from sinkmap.classes import group, shoreline_uses, use_of_groups
from sinkmap.science.bank import bank_pieces
from sinkmap.science.shelterbelt import bank_ground
from sinkmap.science.shoreline import (
    UNKNOWN,
    shoreline_changes,
    shoreline_estimate,
    yangtze_uses,
)

CRS = "EPSG:4549"
E, N = 500_000.0, 3_500_000.0
METRE = 2e-4
"""Share by which a metre of the plane may differ from one on the ellipsoid here."""


def stretch(x0, x1, y=0.0):
    return LineString([(E + x0, N + y), (E + x1, N + y)])


def line(*rows, y=0.0):
    """Official line of (from, to, use[, shore])."""
    full = [(*row, "mainland")[:4] for row in rows]
    return yangtze_uses(
        gpd.GeoDataFrame(
            {"use": [row[2] for row in full], "shore": [row[3] for row in full]},
            geometry=[stretch(row[0], row[1], y) for row in full],
            crs=CRS,
        )
    )


def metres(changes):
    return changes.groupby("zone")["length_m"].sum().to_dict()


def test_only_the_yangtze_counts_and_lengths_are_geodesic():
    given_lines = gpd.GeoDataFrame(
        {
            "use": ["ecology", "production", "", "life"],
            "river": ["", "长江", "长江干流", "京杭运河"],
            "shore": ["", "island", "", ""],
            "zone2016": ["保护区", "开发利用区", "", ""],
        },
        geometry=[stretch(0, 700), stretch(700, 900), stretch(900, 1000), stretch(0, 50)],
        crs=CRS,
    )
    found = yangtze_uses(given_lines)
    assert found["zone"].tolist() == [
        "ecology|mainland",
        "production|island",
        f"{UNKNOWN}|mainland",
    ]
    assert found["zone2016"].tolist() == ["保护区", "开发利用区", ""]
    to_degrees = pyproj.Transformer.from_crs(CRS, "EPSG:4490", always_xy=True)
    lon, lat = to_degrees.transform([E, E + 700], [N, N])
    by_geod = pyproj.Geod(ellps="GRS80").line_length(lon, lat)
    assert found["length_m"].iloc[0] == pytest.approx(by_geod, rel=1e-9)


def test_change_is_told_along_the_line_not_by_its_vertices():
    before = line((0, 600, "ecology"), (600, 1000, "production"))
    now = line((0, 350, "ecology"), (350, 800, "production"), (800, 1000, "ecology"))
    found = metres(shoreline_changes(now, before))
    assert found == pytest.approx(
        {"ecology>production|mainland": 250.0, "production>ecology|mainland": 200.0}, rel=METRE
    )


def test_a_shift_within_tolerance_is_no_change():
    before = line((0, 600, "ecology"), (600, 1000, "life"))
    now = line((0, 600, "ecology"), (600, 1000, "life"), y=8.0)
    assert shoreline_changes(now, before).empty
    assert shoreline_changes(before, before).empty


def test_bank_that_only_one_year_has_was_or_is_unknown():
    before = line((0, 500, "ecology"), (800, 1000, "life"))
    now = line((0, 700, "ecology"))
    found = metres(shoreline_changes(now, before))
    assert found == pytest.approx(
        {f"{UNKNOWN}>ecology|mainland": 200.0, f"life>{UNKNOWN}|mainland": 200.0}, rel=0.06
    )


USE = st.sampled_from(["ecology", "production", "life"])


@settings(max_examples=30, deadline=None)
@given(
    first=st.lists(USE, min_size=1, max_size=6),
    second=st.lists(USE, min_size=1, max_size=6),
)
def test_change_balances_the_two_years(first, second):
    """Opening less what turned away plus what turned to it is the closing, for every use."""

    def year(uses):
        ends = np.linspace(0, 3000, len(uses) + 1)
        return line(*zip(ends[:-1], ends[1:], uses, strict=True))

    before, now = year(first), year(second)
    changes = shoreline_changes(now, before)
    for use in ("ecology", "production", "life"):
        opening, closing = (
            frame.loc[frame["use"] == use, "length_m"].sum() for frame in (before, now)
        )
        gained = changes.loc[changes["now"] == use, "length_m"].sum()
        lost = changes.loc[changes["earlier"] == use, "length_m"].sum()
        assert opening + gained - lost == pytest.approx(closing, abs=1e-3)


def test_the_groups_of_the_estimate_are_those_of_the_rule():
    table = use_of_groups()
    assert table["built_ind"] == table["transport"] == "production"
    assert table["built_res_urban"] == table["built_pub"] == table["park"] == "life"
    assert "forest_arbor" not in table
    assert [use.id for use in shoreline_uses()] == ["ecology", "production", "life"]


def estimate(areas):
    """Estimate of a bank of four sides, with m² of groups behind each side by its compass side."""
    water = gpd.GeoDataFrame(
        {"name": ["长江"], "reach": [""]}, geometry=[box(E, N, E + 1000, N + 400)], crs=CRS
    )
    bank = bank_pieces(water)
    ground = bank_ground(bank)
    middle = bank.geometry.interpolate(0.5, normalized=True)
    side = np.select([middle.y > N + 399, middle.y < N + 1, middle.x < E + 1], ["n", "s", "w"], "e")
    where = pd.Series(side, index=bank["piece"]).loc[ground["piece"]].to_numpy()
    names = sorted({name for row in areas.values() for name in row} - {"unseen"})
    land = ground.assign(
        **{
            f"m2_{group(name).index}": [areas[one].get(name, 0.0) for one in where]
            for name in names
        },
        unseen_m2=[areas[one].get("unseen", 0.0) for one in where],
    )
    return shoreline_estimate(bank, ground, land)


def test_estimate_by_the_dominant_group_and_without_mouths_and_borders():
    found = estimate(
        {
            "n": {"transport": 9_000.0, "cropland_dry": 8_000.0, "river": 3_000.0},
            "s": {"built_ind": 4_000.0, "cropland_dry": 3_000.0, "forest_arbor": 5_000.0},
            "w": {"river": 11_000.0, "grass": 9_000.0},  # the mouth of a river
            "e": {"grass": 1_000.0, "unseen": 19_000.0},  # a border in the stream
        }
    )
    assert found.groupby("use")["length_m"].sum().to_dict() == pytest.approx(
        {"ecology": 1000.0, "production": 1000.0}, rel=METRE
    )
    assert found.groupby("use")["group"].unique().map(list).to_dict() == {
        "ecology": ["forest_arbor"],
        "production": ["transport"],
    }
    assert set(found["zone"]) == {"ecology|mainland", "production|mainland"}


def test_no_bank_gives_an_empty_estimate():
    wet = {side: {"river": 1.0} for side in "nswe"}
    assert estimate(wet).empty
