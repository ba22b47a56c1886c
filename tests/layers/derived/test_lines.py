"""Layers of banks and shoreline: made one of the other, and of nothing at all."""

import geopandas as gpd
import pytest
from shapely.geometry import LineString, box

from layers import derived_layers, given_layers
from sinkmap.classes import shoreline_uses

CRS = "EPSG:4549"
X, Y = 480_000.0, 3_520_000.0


def computed(name, **frames):
    return derived_layers()[name].way.compute(frames)


def counted(frame, **columns):
    return frame.assign(**columns, unseen_m2=0.0)


def stored(frame, folder, name):
    """A frame as the next layer finds it."""
    path = folder / f"{name}.parquet"
    frame.to_parquet(path)
    return gpd.read_parquet(path)


@pytest.mark.parametrize(("water", "banks"), [("长江", 28), ("无名河", 0)])
def test_every_layer_of_a_water_and_of_none(tmp_path, water, banks):
    named = gpd.GeoDataFrame(
        {"name": [water], "inflow": "", "reach": "", "belt_m": float("nan")},
        geometry=[box(X, Y, X + 1000, Y + 400)],
        crs=CRS,
    )
    bank = stored(computed("bank", named_water=named), tmp_path, "bank")
    assert len(bank) == banks
    ground = stored(computed("bank_ground", bank=bank), tmp_path, "ground")
    assert set(ground["purpose"]) == ({"belt", "use"} if banks else set())
    land = counted(ground, m2_2=ground.geometry.area)
    trees = counted(ground, m2_0=ground.geometry.area)
    belt = stored(
        computed("bank_belt", bank=bank, bank_ground=ground, stands=trees, land_use=land),
        tmp_path,
        "belt",
    )
    assert set(belt["state"]) == ({"open"} if banks else set())
    gap = stored(computed("bank_gap", bank_belt=belt), tmp_path, "gap")
    assert len(gap) == (1 if banks else 0)
    use = computed("shoreline_estimate", bank=bank, bank_ground=ground, land_use=land)
    assert set(use["zone"]) == ({"ecology|mainland"} if banks else set())
    belts = stored(computed("shelterbelt", bank=bank), tmp_path, "belts")
    stands = counted(belts, m2_1=belts.geometry.area)
    cover = stored(computed("shelterbelt_cover", shelterbelt=belts, stands=stands), tmp_path, "c")
    assert (cover["share"] == 100.0).all()
    assert len(cover) == (2 if banks else 0)


@pytest.mark.parametrize("river", ["长江", "京杭运河"])
def test_shoreline_of_two_years(tmp_path, river):
    def year(use):
        line = LineString([(X, Y), (X + 500, Y)])
        given = gpd.GeoDataFrame(
            {"name": "", "river": river, "use": [use], "shore": "", "zone2016": ""},
            geometry=[line],
            crs=CRS,
        )
        return stored(computed("shoreline_use", shoreline=given), tmp_path, use)

    now, before = year("ecology"), year("life")
    change = computed(
        "shoreline_change", **{"shoreline_use": now, "shoreline_use@previous": before}
    )
    stored(change, tmp_path, "change")
    assert change["zone"].tolist() == (["life>ecology|mainland"] if river == "长江" else [])


def test_uses_of_the_given_layer_are_those_of_the_table():
    choices = given_layers()["shoreline"].field("use").choices
    assert list(choices) == [use.id for use in shoreline_uses()]
    spelled = [alias for aliases in choices.values() for alias in aliases]
    assert len(set(spelled)) == len(spelled)
