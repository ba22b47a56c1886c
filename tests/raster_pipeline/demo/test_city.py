"""The simulated city: its parts quickly, and the whole of it when SINKMAP_FULL is set."""

import json
import tomllib
from pathlib import Path

import numpy as np
import pytest
import shapely

from raster_pipeline.demo import build_demo
from raster_pipeline.demo.city_borders import carved_zone, districts
from raster_pipeline.demo.city_cells import cut_cells, voronoi
from raster_pipeline.demo.city_features import features, tiled
from raster_pipeline.demo.city_ground import GRID
from raster_pipeline.demo.city_lines import city_line_tables, city_line_truth
from raster_pipeline.demo.city_study import city_study
from raster_pipeline.demo.city_zones import control_units, protected_areas, red_lines
from raster_pipeline.demo.study_file import as_toml
from sinkmap.study import parse_study

pyogrio = pytest.importorskip("pyogrio")

CITY_M2 = 4_369.3e6


def test_districts_are_the_real_ones() -> None:
    found = districts()
    assert [d.code for d in found] == ["320402", "320404", "320411", "320412", "320413", "320481"]
    assert shapely.area([d.plane for d in found]).sum() == pytest.approx(CITY_M2, rel=1e-4)
    west, south, east, north = GRID.bounds
    box = shapely.total_bounds(np.array([d.plane for d in found]))
    assert west < box[0]
    assert south < box[1]
    assert box[2] < east
    assert box[3] < north


def test_zone_is_carved_out_of_wujin() -> None:
    wujin = next(d for d in districts() if d.code == "320412")
    units = {u.code: u for u in carved_zone()}
    assert len(units) == 7
    zone, rest = units["320412JK"].border, units["320412"].border
    parts = shapely.area(zone) + shapely.area(rest)
    assert parts == pytest.approx(shapely.area(wujin.border), rel=1e-12)
    assert 120e6 < shapely.area(units["320412JK"].plane) < 260e6


@pytest.fixture(scope="module")
def lines() -> tuple:
    return red_lines(features())


def test_control_units_tile_every_district(lines: tuple) -> None:
    units = control_units(lines)
    assert 150 <= len(units) <= 190
    assert units["HJGKDYBM"].is_unique
    assert units["HJGKDYBM"].str.fullmatch(r"ZH3204\d\d[123]\d{4}").all()
    assert set(units["HJGKDYBM"].str[8]) == {"1", "2", "3"}
    for district in districts():
        mine = units[units["HJGKDYBM"].str[2:8] == district.code].geometry.to_numpy()
        assert shapely.area(mine).sum() == pytest.approx(shapely.area(district.border), rel=1e-12)
        joined = shapely.union_all(mine)
        assert shapely.area(shapely.symmetric_difference(joined, district.border)) < 1e-13


def test_protected_areas_overlap_and_red_lines_do_not(lines: tuple) -> None:
    red = np.array([shape for _, _, shape in lines])
    assert shapely.area(red).sum() == pytest.approx(shapely.union_all(red).area, rel=1e-9)
    assert 0.07 < shapely.area(red).sum() / CITY_M2 < 0.09
    areas = protected_areas(features())
    shapes = areas.geometry.to_numpy()
    assert areas["FORM"].nunique() >= 7
    assert shapely.area(shapes).sum() > 1.1 * shapely.area(shapely.union_all(shapes))


def test_cut_cells_fill_their_ground_once() -> None:
    rng = np.random.default_rng(3)
    xy = rng.random((4_000, 2)) * 9_000 + [488_000, 3_512_000]
    tiles, owner = tiled(features())
    near = shapely.intersects(tiles, shapely.box(486_000, 3_510_000, 499_000, 3_523_000))
    pieces = cut_cells(voronoi(xy), xy, tiles[near], owner[near])
    cells = voronoi(xy)
    city = shapely.union_all([d.plane for d in districts()])
    held = shapely.intersection(shapely.union_all(cells[~shapely.is_missing(cells)]), city)
    assert shapely.is_valid(pieces.shape).all()
    assert shapely.area(pieces.shape).sum() == pytest.approx(shapely.area(held), rel=1e-7)
    tree = shapely.STRtree(pieces.shape)
    a, b = tree.query(pieces.shape, predicate="overlaps")
    common = shapely.area(shapely.intersection(pieces.shape[a], pieces.shape[b]))
    assert common.max(initial=0.0) < 0.2


def test_study_file_is_a_plan() -> None:
    plan = parse_study(tomllib.loads(as_toml(city_study(GRID))))
    assert plan.simulated
    assert [len(e.files) for e in plan.inputs if e.layer.startswith("parcels")] == [6, 6, 6]
    assert {(t.indicator, t.value) for t in plan.targets} == {
        ("tree_cover_rate", 26.94),
        ("wetland_protection_rate", 41.0),
    }


@pytest.mark.full
def test_whole_city(tmp_path: Path) -> None:
    folder = build_demo(tmp_path / "city").parent
    truth = json.loads((folder / "truth/truth.json").read_text(encoding="utf-8"))
    assert all(550_000 <= n <= 650_000 for n in truth["parcel_count"].values())
    wanted = {"cropland": 30, "garden": 6, "forest": 13, "grass": 1, "wetland_00": 0.4}
    wanted |= {"built": 25, "transport": 4.5, "water": 19, "ponds": 8, "other": 1}
    for shares in truth["shares"].values():
        assert shares == pytest.approx(wanted, abs=2.0)
    for change in truth["changes"].values():
        assert 0.02 < change["parcels"] / truth["parcel_count"]["2022"] < 0.04
        assert 0.003 < change["area_m2"] / CITY_M2 < 0.006
        assert 40 <= change["encroachments"] <= 80
    assert 0.07 < truth["eco_redline_m2"] / CITY_M2 < 0.09
    assert 0.22 < truth["permanent_farmland_m2"] / CITY_M2 < 0.24
    assert 36.0 < truth["wetland"]["rate"] < 39.0
    plan = parse_study(tomllib.loads((folder / "study.toml").read_text(encoding="utf-8")))
    names = [p.file for p in plan.partitions] + [f for e in plan.inputs for f in e.files]
    assert all((folder / name).exists() for name in names)
    for district in districts():
        _check_county(folder, district, truth)


def _check_county(folder: Path, district, truth: dict) -> None:
    path = next((folder / "layers/parcels").glob(f"{district.code}_2022.*"))
    parcels = pyogrio.read_dataframe(path, layer="DLTB")
    assert parcels["BSM"].is_unique
    assert parcels.geometry.is_valid.all()
    assert (parcels["TBMJ"] > 0).all()
    assert (parcels["KCMJ"].max() > 0) == (district.code in ("320413", "320481"))
    planted = sum(truth["register"]["2022"][district.code].values())
    assert parcels["TBMJ"].sum() == pytest.approx(planted, abs=1.0)
    update_path = next((folder / "layers/parcels").glob(f"{district.code}_2023.*"))
    update = pyogrio.read_dataframe(update_path, layer="DLTBGX")
    assert set(update["BGQTBBSM"]) <= set(parcels["BSM"])


def test_shoreline_lies_on_the_bank_and_its_truth_balances() -> None:
    found = features()
    tables, truth = city_line_tables(found), city_line_truth(found)
    assert set(tables["named_water"]["HLMC"]) >= {"长江", "京杭运河", "太湖", "滆湖", "长荡湖"}
    river = next(f.shape for f in found if f.name == "长江")
    first = tables["shoreline_2022"].to_crs(GRID.crs)
    mainland = first[first["AXFW"] == "大陆"]
    assert shapely.distance(mainland.geometry.to_numpy(), shapely.boundary(river)).max() < 1e-3
    planted = truth["shoreline"]["2022"]
    metres = {key.partition("|")[0]: 0.0 for key in planted}
    geod = tables["shoreline_2022"].crs.get_geod()
    words = {"生态岸线": "ecology", "生产岸线": "production", "生活岸线": "life"}
    for word, line in zip(
        tables["shoreline_2022"]["LYLX"], tables["shoreline_2022"].geometry, strict=True
    ):
        metres[words[word]] += geod.geometry_length(line)
    for use, length in metres.items():
        both = sum(m for key, m in planted.items() if key.startswith(use))
        assert both == pytest.approx(length, rel=1e-6)
    for year, change in ((2023, "2022-2023"), (2024, "2023-2024")):
        before, now = truth["shoreline"][str(year - 1)], truth["shoreline"][str(year)]
        turned = truth["shoreline_change"][change]
        gain = sum(m for key, m in turned.items() if ">ecology" in key)
        loss = sum(m for key, m in turned.items() if key.startswith("ecology>"))
        assert now["ecology|mainland"] - before["ecology|mainland"] == pytest.approx(gain - loss)
