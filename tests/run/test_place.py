"""Any place of the town's run: a shape's figures against the run's own, cards, differences."""

import json
import math
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import rasterio
import shapely
import shapely.ops
from rasterio.features import geometry_mask

from dash_app import ids
from dash_app.sources import Sources
from layers import sensitivities
from raster_pipeline import OpenedRun, open_run
from raster_pipeline.display import open_display
from raster_pipeline.place import (
    account_shape,
    difference,
    parcel_outline,
    place_card,
    search,
    warm_up,
)
from sinkmap.classes import group_at, groups
from sinkmap.cli.app import app
from sinkmap.cli.served_places import ServedPlaces
from sinkmap.errors import InputRefusedError, UsageError
from sinkmap.figure import Status
from sinkmap.indicator import Rows
from sinkmap.layer import Sensitivity
from tests.run.asked import asked, served, within

DEGREES = "EPSG:4490"
NUMBERS = ("value", "numerator", "denominator", "ci_low", "ci_high", "coverage")
WORDS = ("status", "ci_reason", "uom", "method", "data_state", "vintage", "certainty")


def units(run: OpenedRun) -> gpd.GeoSeries:
    return gpd.read_parquet(run.path / "units.parquet").set_index("unit_id").geometry


def degrees(run: OpenedRun, shape: shapely.Geometry) -> shapely.Geometry:
    return gpd.GeoSeries([shape], crs=run.study.grid.crs).to_crs(DEGREES).iloc[0]


def first_units(run: OpenedRun, count: int) -> list[str]:
    return list(run.results.partitions[1].members[:count])


def bound_to_units(run: OpenedRun, indicator: str, profile: str) -> bool:
    """Whether a definition takes in a table, which names units, or what only sums are told of."""
    one = run.results.indicators[indicator.partition(".")[0]]
    of = one.profile(profile)
    tallies = (*(of.inputs or one.inputs), *of.optional)
    layers = [layer for tally in tallies for layer in tally.layers]
    aggregate = any(sensitivities().get(name) is Sensitivity.AGGREGATE for name in layers)
    return aggregate or any(isinstance(tally, Rows) for tally in tallies)


def test_the_outline_of_a_unit_has_the_figures_of_the_run(town_run: OpenedRun) -> None:
    for unit in first_units(town_run, 2):
        found = account_shape(town_run, units(town_run)[unit], town_run.study.grid.crs)
        keys = ["indicator", "year", "profile"]
        mine = pd.DataFrame([one.to_row() for one in found.figures]).set_index(keys)
        figures = town_run.results.figures
        theirs = figures[figures["statunit"] == unit].set_index(keys)
        told = 0
        for key, batch in theirs.iterrows():
            if bound_to_units(town_run, key[0], key[2]):
                continue
            here = mine.loc[key]
            for name in NUMBERS:
                both = (batch[name], here[name])
                assert pd.isna(both[0]) == pd.isna(both[1]), (key, name, both)
                if not pd.isna(both[0]):
                    assert math.isclose(*both, rel_tol=1e-9, abs_tol=1e-9), (key, name, both)
            assert [str(batch[n]) for n in WORDS] == [str(here[n]) for n in WORDS], key
            told += batch["status"] == "ok"
        assert told > 300


def test_what_tables_say_of_units_is_not_told_of_a_shape(town_run: OpenedRun) -> None:
    unit = first_units(town_run, 1)[0]
    found = account_shape(town_run, units(town_run)[unit], town_run.study.grid.crs, [2024])
    parks = [one for one in found.figures if one.indicator == "park_green_per_head"]
    assert parks
    for one in parks:
        assert one.status is Status.NOT_ESTIMATED
        assert one.value is None
        assert "population" in one.method.en
    safe = [one for one in found.figures if one.indicator.startswith("safe_use_rate")]
    assert safe
    assert all(one.value is None and one.numerator is None for one in safe)
    assert any("only sums" in note.en for note in found.notes)


def test_a_block_of_pixels_has_the_classes_counted_in_it(town_run: OpenedRun) -> None:
    grid = town_run.study.grid
    x, y = units(town_run)[first_units(town_run, 1)[0]].representative_point().coords[0]
    edge = grid.resolution
    col, row = int((x - grid.west) / edge), int((grid.north - y) / edge)
    west, north = grid.west + col * edge, grid.north - row * edge
    block = shapely.box(west, north - 30 * edge, west + 40 * edge, north)
    found = account_shape(town_run, block, grid.crs, [2024])
    with rasterio.open(town_run.path / "layers" / "land_group_2024.tif") as raster:
        pixels = raster.read(1, window=((row, row + 30), (col, col + 40)))
    values, counts = np.unique(pixels[pixels != 0], return_counts=True)
    per_pixel = found.area_m2 / 1200.0
    legend = {one.index: one.id for one in groups()}
    figures = {one.indicator: one for one in found.figures if one.profile == "map"}
    seen = {name for name in figures if name.startswith("class_area.")}
    assert seen, sorted({one.profile for one in found.figures if "class_area" in one.indicator})
    for value, count in zip(values.tolist(), counts.tolist(), strict=True):
        figure = figures[f"class_area.{legend[value]}"]
        assert figure.numerator == pytest.approx(count * per_pixel, rel=1e-6)


def test_a_drawn_shape_is_the_same_by_page_and_command(
    town: Path, town_run: OpenedRun, tmp_path: Path
) -> None:
    hull = units(town_run)[first_units(town_run, 1)[0]]
    centre = hull.representative_point()
    ring = centre.buffer(400.0, quad_segs=5).difference(centre.buffer(120.0, quad_segs=3))
    far = shapely.affinity.translate(centre.buffer(90.0, quad_segs=2), 700.0, 100.0)
    drawn = degrees(town_run, shapely.MultiPolygon([ring, far]))
    feature = {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(drawn)}
    mine = account_shape(town_run, feature, DEGREES, [2024])
    file = tmp_path / "drawn.gpkg"
    gpd.GeoSeries([drawn], crs=DEGREES).to_file(file, driver="GPKG")
    called = subprocess.run(
        [sys.executable, "-c", "from sinkmap.cli import main; main()", "figures", str(town),
         "--shape", str(file), "--year", "2024", "--format", "json"],
        capture_output=True, check=True,
    )  # fmt: skip
    rows = json.loads(called.stdout)["figures"]
    assert [row["id"] for row in rows] == [one.id for one in mine.figures]
    for row, one in zip(rows, mine.figures, strict=True):
        if one.value is not None:
            assert math.isclose(row["value"], one.value, rel_tol=1e-9, abs_tol=1e-12), one.id
    on_ground = pyproj.Geod(ellps="GRS80").geometry_area_perimeter(drawn)[0]
    assert mine.area_m2 == pytest.approx(abs(on_ground), rel=1e-4)


@pytest.fixture(scope="module")
def overview(town_run: OpenedRun) -> Iterator[str]:
    """Address of the overview, served over the town's run."""
    with open_display(town_run) as tiles:
        places = ServedPlaces(town_run, tiles)
        with served(Sources(town_run, tiles=tiles, places=places)) as address:
            yield f"{address}/"


def test_a_polygon_drawn_on_the_page_has_the_figures_of_the_command(
    town: Path, town_run: OpenedRun, overview: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    """One that is no unit: with a hole, over the red line's border, through units and parcels."""
    vectors = town_run.path / "vectors"
    redline = gpd.read_parquet(vectors / "eco_redline_2024.parquet").geometry
    parcels = gpd.read_parquet(vectors / "parcels_2024.parquet").geometry
    members = [units(town_run)[unit].boundary for unit in town_run.results.partitions[1].members]
    pairs = combinations(members, 2)
    between = shapely.union_all([shapely.intersection(one, other) for one, other in pairs])
    corner, _ = shapely.ops.nearest_points(redline.union_all().boundary, between)
    disc = shapely.affinity.rotate(corner.buffer(700.0, quad_segs=4), 13.0)
    hole = shapely.affinity.translate(corner.buffer(140.0, quad_segs=3), 175.0, -90.0)
    shape = disc.difference(hole)
    assert len(shape.interiors) == 1
    for ground, least in ((redline, 1), (units(town_run), 2), (parcels, 30)):
        assert sum(ground.boundary.crosses(shape)) >= least
    drawn = json.loads(shapely.to_geojson(degrees(town_run, shape)))
    file = tmp_path / "drawn.geojson"
    file.write_text(json.dumps(drawn), encoding="utf-8")
    app(["figures", str(town), "--shape", str(file), "--year", "2024", "--format", "json"],
        standalone_mode=False)  # fmt: skip
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)["figures"]}
    values = {f"{ids.BROWSE_MAP}.drawn": drawn, f"{ids.BROWSE_YEAR}.value": "2024"}
    answer = asked(overview, f"{ids.BROWSE_SHAPE}.children", values)
    told = {
        part["props"]["data-figure"]: part["props"]
        for part in within(answer[ids.BROWSE_SHAPE]["children"])
        if part["type"] == "Data"
    }
    for name, props in told.items():
        row = rows[name]
        assert row["status"] == "ok"
        assert math.isclose(float(props["value"]), row["value"], rel_tol=1e-9), name
    assert sum(rows[name]["value"] != 0.0 for name in told) > 100


def test_a_file_that_holds_no_shape_of_the_study_is_refused(town: Path, tmp_path: Path) -> None:
    line = tmp_path / "line.geojson"
    line.write_text('{"type": "LineString", "coordinates": [[119.9, 31.7], [119.91, 31.7]]}')
    for file in (tmp_path / "gone.geojson", line):
        called = subprocess.run(
            [sys.executable, "-c", "from sinkmap.cli import main; main()", "figures", str(town),
             "--shape", str(file)],
            capture_output=True, check=False,
        )  # fmt: skip
        assert called.returncode == 3
        assert called.stdout == b""
        assert b"Traceback" not in called.stderr


def test_parcels_of_a_shape_are_those_it_cuts(town_run: OpenedRun) -> None:
    centre = units(town_run)[first_units(town_run, 1)[0]].representative_point()
    shape = shapely.affinity.rotate(shapely.box(*centre.buffer(300.0).bounds), 17.0)
    shape = shapely.set_precision(shape, 0.001)
    found = account_shape(town_run, shape, town_run.study.grid.crs, [2024])
    parcels = gpd.read_parquet(town_run.path / "vectors" / "parcels_2024.parquet")
    share = parcels.intersection(shape).area / parcels.area
    wanted = (parcels["class_m2"] * share).groupby(parcels["group"]).sum()
    figures = {f.indicator: f for f in found.figures if f.profile == "register"}
    tried = 0
    for group, m2 in wanted[wanted > 1.0].items():
        figure = figures.get(f"class_area.{group}")
        if figure is not None and figure.numerator is not None:
            assert figure.numerator == pytest.approx(m2, rel=1e-4), group
            tried += 1
    assert tried >= 3


def test_ground_beyond_the_study_is_no_coverage(town_run: OpenedRun) -> None:
    city = units(town_run)[town_run.results.partitions[0].members[0]]
    west, south, _, north = city.bounds
    middle = (south + north) / 2.0
    over = shapely.box(west - 1500.0, middle - 500.0, west + 500.0, middle + 500.0)
    found = account_shape(town_run, over, town_run.study.grid.crs, [2024])
    assert found.inside_m2 < 0.5 * found.area_m2
    assert "SHAPE-PARTLY-OUTSIDE" in [one.code for one in found.findings]
    trees = [one for one in found.figures if one.indicator == "tree_cover_rate"]
    assert trees
    for one in trees:
        assert one.status is not Status.OK
        assert one.value is None
    away = shapely.box(west - 9000.0, middle, west - 8000.0, middle + 500.0)
    with pytest.raises(InputRefusedError):
        account_shape(town_run, away, town_run.study.grid.crs)


@pytest.mark.parametrize(
    ("shape", "crs"),
    [
        (shapely.Point(119.9, 31.7), DEGREES),
        (shapely.Polygon(), DEGREES),
        ({"type": "Polygon", "coordinates": "x"}, DEGREES),
        ({"type": "Feature"}, DEGREES),
        (None, DEGREES),
        (shapely.box(0, 0, 1, 1), "EPSG:none"),
        (shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), DEGREES),
        (shapely.box(-170, -80, 170, 80), DEGREES),
    ],
)
def test_what_is_no_shape_is_refused(town_run: OpenedRun, shape: object, crs: str) -> None:
    with pytest.raises(InputRefusedError):
        account_shape(town_run, shape, crs)


def test_eight_at_once_have_the_same_figures(town_run: OpenedRun) -> None:
    crs, shapes = town_run.study.grid.crs, units(town_run)
    centres = [shapes[unit].representative_point() for unit in first_units(town_run, 2)]
    drawn = [centre.buffer(150.0, quad_segs=4) for centre in centres]
    alone = [account_shape(town_run, shape, crs, [2024]).figures for shape in drawn]
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(account_shape, town_run, shape, crs, [2024]) for shape in drawn * 4]
        assert [one.result().figures for one in asked] == alone * 4


def test_a_year_the_run_lacks_is_refused(town_run: OpenedRun) -> None:
    unit = units(town_run).iloc[1]
    with pytest.raises(UsageError):
        account_shape(town_run, unit, town_run.study.grid.crs, [1999])


def test_a_given_raster_that_changed_makes_its_figures_untold(
    town: Path, town_run: OpenedRun, tmp_path: Path
) -> None:
    study = tmp_path / "study"
    shutil.copytree(town, study, ignore=shutil.ignore_patterns("shapefiles", "reports"))
    names = town_run.study.input("soil_carbon", 2024)
    assert names is not None
    with (study / names.files[0]).open("ab") as stream:
        stream.write(b"\0")
    opened = open_run(study)
    shape = units(opened)[first_units(opened, 1)[0]]
    found = account_shape(opened, shape, opened.study.grid.crs, [2024])
    assert any("soil_carbon" in note.en for note in found.notes)
    resting = [f for f in found.figures if f.indicator.startswith("soc_density")]
    assert resting
    told = [f for f in resting if "soil_carbon" in f.method.en]
    assert all(one.value is None for one in told)
    assert told
    areas = [f for f in found.figures if f.indicator.startswith("class_area")]
    assert any(one.value is not None for one in areas)


def test_cards_say_what_lies_under_a_point(town_run: OpenedRun) -> None:
    warm_up(town_run)
    grid = town_run.study.grid
    move = pyproj.Transformer.from_crs(grid.crs, DEGREES, always_xy=True)
    parcels = gpd.read_parquet(town_run.path / "vectors" / "parcels_2024.parquet")
    redline = gpd.read_parquet(next((town_run.path / "vectors").glob("eco_redline_*.parquet")))
    inner = redline.geometry.iloc[0].representative_point()
    points = [shape.representative_point() for shape in parcels.geometry.iloc[::97]] + [inner]
    with rasterio.open(town_run.path / "layers" / "land_use_2024.tif") as raster:
        under = [int(v[0]) for v in raster.sample([(p.x, p.y) for p in points])]

    def card(point: shapely.Point):
        return place_card(town_run, *move.transform(point.x, point.y))

    def on_grid(lonlat: np.ndarray) -> np.ndarray:
        return np.column_stack(move.transform(*lonlat.T, direction="INVERSE"))

    with ThreadPoolExecutor(8) as pool:
        cards = list(pool.map(card, points))
    for point, index, one in zip(points, under, cards, strict=True):
        there = parcels[parcels.intersects(shapely.Point(one.x, one.y))]
        latest = [p for p in one.parcels if p.year == 2024]
        assert sorted(p.number for p in latest) == sorted(there["bsm"])
        assert math.hypot(one.x - point.x, one.y - point.y) < 1e-6
        wanted = group_at(index)
        told = [c.group for c in one.classes if c.year == 2024 and c.layer == "land_use"]
        assert told == ([] if wanted is None else [wanted.id])
        inside = set(units(town_run)[units(town_run).intersects(point)].index)
        assert {unit.id for unit in one.units} == inside
        aggregate = {n for n, how in sensitivities().items() if how is Sensitivity.AGGREGATE}
        assert not aggregate & {hit.layer for hit in one.zones}
        assert all(not hit.code for hit in one.zones if hit.restricted)
        for here in one.carbon:
            pools = here.above + here.below + here.dead + (here.soil or 0.0)
            assert here.density == pytest.approx(pools, rel=1e-9, abs=1e-9)
    assert "eco_redline" in {hit.layer for hit in cards[-1].zones}
    assert any(hit.layer == "eco_redline" and hit.restricted for hit in cards[-1].zones)
    assert json.loads(json.dumps(cards[-1].to_json(), default=str))["run_id"]
    for one in cards[:-1:5]:
        lines = shapely.from_geojson(json.dumps(parcel_outline(town_run, one.lon, one.lat)))
        true = parcels.set_index("bsm").geometry[one.parcels[-1].number].boundary
        assert true.hausdorff_distance(shapely.transform(lines, on_grid)) < 1e-6


def test_a_card_of_nowhere_is_empty(town_run: OpenedRun) -> None:
    card = place_card(town_run, -60.0, 10.0)
    assert not card.inside
    assert (card.parcels, card.zones, card.units, card.carbon, card.soil) == ((), (), (), (), None)
    assert parcel_outline(town_run, -60.0, 10.0) is None
    with pytest.raises(UsageError):
        place_card(town_run, math.nan, 31.0)
    with pytest.raises(UsageError):
        place_card(town_run, 119.0, 31.0, year=1900)


def test_a_difference_adds_up_and_says_when_it_is_approximate(
    town_run: OpenedRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = units(town_run)[town_run.results.partitions[0].members[0]]
    west, south, east, north = degrees(town_run, city.representative_point().buffer(900.0)).bounds
    bounds = (west, south, east, north)
    exact = difference(town_run, "land_use", 2022, 2024, bounds)
    assert not exact.approximate
    corners = [(west, south), (east, south), (east, north), (west, north)]
    lon, lat = zip(*corners, strict=True)
    whole = abs(pyproj.Geod(ellps="GRS80").polygon_area_perimeter(lon, lat)[0]) / 1e4
    assert exact.window_ha == pytest.approx(whole, rel=1e-5)
    for years, total in ((0, "before_ha"), (1, "after_ha")):
        seen = sum(getattr(row, total) for row in exact.rows)
        assert seen + exact.unseen_ha[years] == pytest.approx(exact.window_ha, rel=1e-9)
    shape = gpd.GeoSeries([shapely.box(*bounds)], crs=DEGREES).to_crs(town_run.study.grid.crs)
    for year, total in ((2022, "before_ha"), (2024, "after_ha")):
        with rasterio.open(town_run.path / "layers" / f"land_use_{year}.tif") as raster:
            inside = geometry_mask(shape, raster.shape, raster.transform, invert=True)
            values, counts = np.unique(raster.read(1)[inside], return_counts=True)
        counted = dict(zip(values.tolist(), (counts / 100.0).tolist(), strict=True))
        for row in exact.rows:
            near = abs(getattr(row, total) - counted.get(row.value, 0.0))
            assert near < 0.02 * exact.window_ha, row
    monkeypatch.setattr("raster_pipeline.place.window_difference._EXACT", 2000)
    rough = difference(town_run, "land_use", 2022, 2024, bounds)
    if rough.approximate:  # the town may be too small for overviews
        assert rough.step > 1
        assert rough.window_ha == pytest.approx(exact.window_ha, rel=1e-6)


def test_a_difference_of_nothing_is_refused(town_run: OpenedRun) -> None:
    with pytest.raises(UsageError):
        difference(town_run, "nowhere", 2022, 2024, (119.0, 31.0, 119.1, 31.1))
    with pytest.raises(UsageError):
        difference(town_run, "land_use", 1900, 2024, (119.0, 31.0, 119.1, 31.1))
    for bounds in ((120.0, 31.0, 119.0, 32.0), (math.nan, 31.0, 119.0, 32.0), (1e9, 0, 2e9, 1)):
        with pytest.raises(UsageError):
            difference(town_run, "land_use", 2022, 2024, bounds)


def test_names_codes_parcels_and_coordinates_are_found(town_run: OpenedRun) -> None:
    unit = town_run.results.units[first_units(town_run, 1)[0]]
    for text in (unit.name.zh, unit.name.en.upper(), unit.id):
        hits = search(town_run, text)
        assert unit.id in [hit.id for hit in hits if hit.kind == "unit"], text
    parcels = gpd.read_parquet(town_run.path / "vectors" / "parcels_2024.parquet")
    number, shape = parcels["bsm"].iloc[7], parcels.geometry.iloc[7]
    hit = next(h for h in search(town_run, number) if h.kind == "parcel")
    assert hit.id == number
    assert shapely.box(*hit.bounds).buffer(1e-6).covers(degrees(town_run, shape))
    begun = search(town_run, number[:-2], limit=200)
    wanted = sorted(one for one in parcels["bsm"] if one.startswith(number[:-2]))
    assert [h.id for h in begun if h.kind == "parcel"] == wanted[:200]
    waters = gpd.read_parquet(next((town_run.path / "vectors").glob("water_axis_*.parquet")))
    name = next(one for one in waters["name"] if one)
    assert any(h.layer == "water_axis" for h in search(town_run, name))
    x, y = shape.representative_point().coords[0]
    point = search(town_run, f"{x:.2f}, {y:.2f}")[0]
    assert point.kind == "coordinate"
    lon, lat = pyproj.Transformer.from_crs(
        town_run.study.grid.crs, DEGREES, always_xy=True
    ).transform(x, y)
    west, south, east, north = point.bounds
    assert west < lon < east
    assert south < lat < north
    assert (west + east) / 2 == pytest.approx(lon, abs=1e-6)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "(((", "°′″", "nan, nan", "1e309 1e309", "9" * 79, "9" * 40 + " " + "9" * 38,
     "x" * 5000, "%_*?", "\ud800", "١٢٣٤٥٦ ١٢٣٤٥٦", "0,0", "-1 -1", "𠮷" * 50],
)  # fmt: skip
def test_no_text_breaks_the_search(town_run: OpenedRun, text: str) -> None:
    assert isinstance(search(town_run, text), tuple)
