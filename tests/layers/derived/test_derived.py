"""Derived layers: what each computes of small inputs."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import box

from layers import derived_layers
from sinkmap.classes import group, groups
from sinkmap.grid import Grid
from sinkmap.layer import Block, Fitted, Local, Whole
from sinkmap.parameters import shipped_pools

CRS = "EPSG:4549"
GRID = Grid(CRS, 400_000.0, 3_500_000.0, 10.0, (2, 3))


def block(systems, **rasters):
    arrays = {name: np.array(values, dtype=np.uint8) for name, values in rasters.items()}
    return Block(
        grid=GRID,
        window=GRID.whole,
        core=(slice(0, 2), slice(0, 3)),
        rasters=arrays,
        nodata={"land_cover": 0},
        area_of=lambda grid, window: np.full((window.rows, window.cols), 100.0),
        systems=systems,
    )


def local(name, one):
    way = derived_layers()[name].way
    assert isinstance(way, Local)
    return way.compute(one)


COVER = [[10, 40, 0], [80, 50, 99]]


def test_land_group_is_the_crosswalk():
    found = local("land_group", block({"land_cover": "worldcover"}, land_cover=COVER))
    codes = ["forest_arbor", "cropland_dry", None, "lake", "built_res_urban", None]
    assert found.ravel().tolist() == [group(c).index if c else 0 for c in codes]
    assert found.dtype == np.uint8


def test_parcels_win_over_land_cover():
    parcels = [[0, 1, 1], [17, 0, 0]]
    both = block({"land_cover": "worldcover"}, land_cover=COVER, parcels=parcels)
    tree, built = group("forest_arbor").index, group("built_res_urban").index
    assert local("land_use", both).tolist() == [[tree, 1, 1], [17, built, 0]]
    assert local("land_use", block({}, parcels=parcels)).tolist() == parcels


def test_class_rasters_show_the_groups_in_their_colours():
    for name in ("land_use", "land_group"):
        layer = derived_layers()[name]
        assert layer.nodata == 0
        assert [e.value for e in layer.legend] == [g.index for g in groups()]
        assert [e.colour for e in layer.legend] == [g.colour for g in groups()]


def test_stands_need_their_halo():
    way = derived_layers()["stands"].way
    assert isinstance(way, Fitted)
    assert way.halo == 2
    one = block({"tree_cover": "tree_mask"}, tree_cover=[[1, 1, 1], [1, 1, 1]])
    model = way.merge(GRID, [way.summarise(one)])
    assert (way.apply(one, model) == 6).all()  # 600 m2: scattered trees


@pytest.mark.parametrize(
    ("given", "forms"),
    [
        ({"protected_area"}, {"nr"}),
        ({"eco_redline"}, {"eco_redline"}),
        ({"protected_area", "eco_redline"}, {"nr", "nr|eco_redline", "eco_redline"}),
    ],
)
def test_protection_takes_what_there_is(given, forms):
    frames = {
        "protected_area": gpd.GeoDataFrame({"form": ["nr"]}, geometry=[box(0, 0, 2, 1)], crs=CRS),
        "eco_redline": gpd.GeoDataFrame({"kind": ["1"]}, geometry=[box(1, 0, 3, 1)], crs=CRS),
    }
    way = derived_layers()["protection"].way
    assert isinstance(way, Whole)
    found = way.compute({name: frames[name] for name in given})
    assert set(found[derived_layers()["protection"].zone_field]) == forms


def test_redline_is_dissolved():
    line = gpd.GeoDataFrame(
        {"kind": ["1", "1"]}, geometry=[box(0, 0, 2, 1), box(1, 0, 3, 1)], crs=CRS
    )
    layer = derived_layers()["redline"]
    assert isinstance(layer.way, Whole)
    found = layer.way.compute({"eco_redline": line})
    assert found[layer.zone_field].tolist() == ["1"]
    assert found.total_bounds.tolist() == [0.0, 0.0, 3.0, 1.0]


def test_carbon_density_is_that_of_the_table_in_force():
    paddy, pond = group("cropland_paddy").index, group("pond").index
    one = block({}, land_use=[[paddy, pond, 0], [paddy, pond, 0]])
    assert local("carbon_density", one).tolist() == [[55.4, 0.0, -1.0]] * 2
    rows = dict(shipped_pools().rows)
    rows["cropland_paddy"] = replace(rows["cropland_paddy"], soil=50.0)
    own = replace(one, pools=replace(shipped_pools(), rows=rows))
    assert local("carbon_density", own)[0].tolist() == [53.4, 0.0, -1.0]
    turned = replace(shipped_pools(), rows=dict(reversed(rows.items())))
    again = local("carbon_density", replace(one, pools=turned))
    assert again.tolist() == local("carbon_density", own).tolist()
