"""The imagery study: its scenes open, look as the seasons do, and fit the planted truth."""

import json
import tomllib
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from scipy import ndimage

from raster_pipeline.demo.build import MARKER, build_demo
from raster_pipeline.demo.imagery import write_imagery
from raster_pipeline.demo.imagery_ground import draw_ground
from raster_pipeline.demo.imagery_land import KINDS
from raster_pipeline.io.scene import GeoTiffScene, OpenFiles, SceneReader, Seen, open_scene
from raster_pipeline.steps.check.scenes import check_scenes
from raster_pipeline.steps.composite import CompositePlan, composite_blocks
from sinkmap.errors import Severity
from sinkmap.grid import Grid

pyogrio = pytest.importorskip("pyogrio")
rasterio = pytest.importorskip("rasterio")

YEARS = (2022, 2023, 2024)
RAINS = ((6, 10), (7, 12))
NAMES = {kind.name: number for number, kind in enumerate(KINDS)}
TREES = ("broadleaf", "poplar", "bamboo", "camphor")


def _silent(step: str, share: float) -> None:
    assert 0.0 <= share <= 1.0


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("imagery") / "study"
    write_imagery(folder, _silent)
    return folder


@pytest.fixture(scope="module")
def plan(study: Path) -> dict:
    return tomllib.loads((study / "study.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def grid(plan: dict) -> Grid:
    given = plan["grid"]
    return Grid(given["crs"], *given["origin"], given["resolution"], tuple(given["shape"]))


@pytest.fixture(scope="module")
def truth(study: Path) -> dict:
    return json.loads((study / "truth/truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def kinds() -> dict[int, np.ndarray]:
    ground = draw_ground()
    return {year: ground.kinds(year) for year in YEARS}


@pytest.fixture(scope="module")
def files():
    with OpenFiles() as opened:
        yield opened


@pytest.fixture(scope="module")
def scenes(study: Path, plan: dict, files: OpenFiles) -> list:
    """(year, scene) of every table of the plan."""
    return [(row["year"], open_scene(_given(study, row), files)) for row in plan["scene"]]


def _given(study: Path, row: dict) -> Path | GeoTiffScene:
    if "bands" not in row:
        return study / row["file"]
    return GeoTiffScene(
        study / row["file"],
        date.fromisoformat(row["date"]),
        row["bands"],
        scale=row["scale"],
        offset=row["offset"],
        nodata=row["nodata"],
        mask=study / row["mask"],
        clear=tuple(row["clear"]),
        mask_nodata=0,
    )


def _cover(study: Path, year: int) -> np.ndarray:
    with rasterio.open(study / f"truth/land_cover_{year}.tif") as source:
        return source.read(1)


def _look(scenes: list, grid: Grid, files: OpenFiles, day: str, bands=("red", "nir")):
    """Reflectance of the clear ground on a day, NaN elsewhere."""
    (scene,) = [scene for _, scene in scenes if scene.date.isoformat() == day]
    block = SceneReader(grid, files).read(scene, grid.whole, bands)
    clear = np.isin(block.state, [Seen.CLEAR, Seen.WATER])
    return np.where(clear, block.reflectance, np.nan)


def _ndvi(look: np.ndarray) -> np.ndarray:
    red, nir = look
    return (nir - red) / (nir + red)


def _contents(folder: Path) -> dict[str, bytes]:
    found = sorted(p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): p.read_bytes() for p in found}


def test_made_alike_every_time(study: Path, tmp_path: Path) -> None:
    write_imagery(tmp_path / "other", _silent)
    assert _contents(tmp_path / "other") == _contents(study)


def test_small_enough_and_every_file_is_there(study: Path, plan: dict) -> None:
    assert sum(p.stat().st_size for p in study.rglob("*") if p.is_file()) < 60e6
    named = [plan["partition"][0]["file"], *(f for row in plan["input"] for f in row["files"])]
    named += [row[key] for row in plan["scene"] for key in ("file", "mask") if key in row]
    assert [name for name in named if not (study / name).exists()] == []
    assert plan["study"]["simulated"] is True


def test_scenes_pass_the_check_and_serve_every_season(scenes, grid, files, plan) -> None:
    bands = plan["imagery"]["bands"]
    assert len({scene.id for _, scene in scenes}) == len(scenes)
    assert {scene.crs for _, scene in scenes} == {"EPSG:4549", "EPSG:32650", "EPSG:32651"}
    for year in YEARS:
        days = date(year - 1, 12, 1), date(year, 11, 30)
        mine = [scene for served, scene in scenes if served == year]
        result = check_scenes(mine, grid, files, bands=bands, days=days)
        told = {finding.code for finding in result.findings}
        assert not [f for f in result.findings if f.severity is Severity.ERROR]
        assert told <= {"SCENE-REPROJECTED", "SCENE-CLOUD"}
        winter = [s for s in result.kept if s.date <= date(year, 3, 10)]
        leaf_on = [s for s in result.kept if date(year, 5, 1) <= s.date <= date(year, 10, 10)]
        assert len(winter) >= 3
        assert len(leaf_on) >= 4


@pytest.mark.parametrize("year", YEARS)
def test_a_season_sees_every_pixel_twice(scenes, grid, files, plan, year) -> None:
    plan_ = CompositePlan(("red", "nir"), growth=plan["imagery"]["dilation"])
    leaf_on, winter = (
        (date(year, 5, 1), date(year, 10, 10)),
        (date(year - 1, 12, 1), date(year, 3, 10)),
    )
    for first, last in (leaf_on, winter):
        mine = [s for y, s in scenes if y == year and first <= s.date <= last]
        blocks = composite_blocks(mine, grid, plan_, workers=2)
        looks = np.concatenate([block.looks.ravel() for block in blocks])
        assert (looks >= plan["imagery"]["looks_min"]).mean() > 0.98
        assert (looks >= 1).mean() > 0.999


def test_no_scene_is_clear_in_the_plum_rains(scenes, grid, files) -> None:
    reader = SceneReader(grid, files)
    rainy = [s for _, s in scenes if RAINS[0] <= (s.date.month, s.date.day) <= RAINS[1]]
    assert {scene.date.year for scene in rainy} == set(YEARS)
    for scene in rainy:
        state = reader.state(scene, grid.whole, ("red",))
        assert np.isin(state, [Seen.CLEAR, Seen.WATER]).mean() < 0.05


@pytest.mark.parametrize(
    ("august", "spring"), [("2022-08-13", "2022-04-10"), ("2023-08-18", "2023-04-05")]
)
def test_summer_alone_takes_crops_and_reed_for_trees(
    scenes, grid, files, kinds, study, august, spring
) -> None:
    year = int(august[:4])
    cover, kind = _cover(study, year), kinds[year]
    summer = _ndvi(_look(scenes, grid, files, august))
    seen = ~np.isnan(summer)
    trees = seen & (cover == 10)
    # A threshold that finds nine trees in ten:
    called = seen & (summer > np.nanpercentile(summer[trees], 10))
    for name in ("rice_wheat", "reed"):
        assert called[seen & (kind == NAMES[name])].mean() > 0.3
    assert (called & ~trees).sum() > called.sum() / 2
    bloom = seen & (kind == NAMES["lake"]) & (summer > 0.5)
    assert bloom.sum() > 0.1 * (kind == NAMES["lake"]).sum()


@pytest.mark.parametrize("year", YEARS)
def test_seasons_tell_them_apart(scenes, grid, files, kinds, year) -> None:
    winter = {2022: "2022-01-20", 2023: "2022-12-21", 2024: "2024-01-18"}[year]
    january = _ndvi(_look(scenes, grid, files, winter))
    wet = _look(scenes, grid, files, winter, ("swir_1", "nir"))[0]

    def middle(values: np.ndarray, name: str) -> float:
        return float(np.nanmedian(values[kinds[year] == NAMES[name]]))

    assert middle(january, "rice_wheat") > middle(january, "poplar") + 0.1
    assert middle(january, "bamboo") > middle(january, "rice_wheat") + 0.1
    assert middle(january, "reed") < 0.3
    assert middle(january, "pond") < 0.15
    assert middle(wet, "pond") > 3.0 * middle(wet, "lake")
    april = {2022: "2022-04-10", 2023: "2023-04-05", 2024: "2024-04-12"}[year]
    spring = _ndvi(_look(scenes, grid, files, april))
    assert middle(spring, "rice_wheat") > middle(spring, "reed") + 0.2
    assert middle(spring, "rice_wheat") > middle(spring, "poplar") + 0.1


def test_clouds_are_where_the_mask_says(scenes, grid, files, study, plan, truth) -> None:
    reader = SceneReader(grid, files)
    for (_, scene), row in zip(scenes, plan["scene"], strict=True):
        stated = truth["scenes"][row["file"]]
        if "mask" in row:
            with rasterio.open(study / row["mask"]) as source:
                code = source.read(1)
            assert np.isin(code, (8, 9, 10)).mean() == pytest.approx(stated["cloud"], abs=1e-12)
            assert (code == 0).mean() == pytest.approx(stated["missing"], abs=1e-12)
        if row["date"] not in {"2022-08-13", "2023-11-09", "2024-09-04"}:
            continue
        look = reader.read(scene, grid.whole, ("blue",))
        blue = look.reflectance[0]
        clear = look.state == Seen.CLEAR
        assert np.percentile(blue[code == 9], 5) > 0.5
        around = np.ones((3, 3))
        away = ~ndimage.binary_dilation(np.isin(code, (3, 8, 9)), around)
        rim = ndimage.binary_dilation(np.isin(code, (8, 9)), around)
        # Beside a cloud the mask misses a thin rim; one pixel farther the ground is itself.
        assert blue[clear & away].max() < 0.32
        assert np.median(blue[clear & rim]) > np.median(blue[clear & away]) + 0.05


def test_a_row_of_trees_is_one_pixel_wide(kinds) -> None:
    rows = np.isin(kinds[2022], [NAMES["row_poplar"], NAMES["row_camphor"]])
    assert rows.sum() > 5_000
    wide = ndimage.binary_opening(rows, np.ones((2, 2)))
    assert wide.sum() < 0.02 * rows.sum()


def test_truth_closes_and_changes_little(study, truth, grid) -> None:
    pixels = grid.shape[0] * grid.shape[1]
    whole, *halves = truth["units"].values()
    assert whole["pixels"] == pixels
    assert whole["area_m2"] == pytest.approx(sum(half["area_m2"] for half in halves), rel=1e-12)
    for year in YEARS:
        cover = _cover(study, year)
        for table in (truth["land_cover"], truth["kinds"]):
            for unit, classes in table[str(year)].items():
                total = sum(share["area_m2"] for share in classes.values())
                assert total == pytest.approx(truth["units"][unit]["area_m2"], rel=1e-12)
        found = {str(v): int((cover == v).sum()) for v in np.unique(cover)}
        planted = truth["land_cover"][str(year)]["320498"]
        assert {code: share["pixels"] for code, share in planted.items()} == found
        trees = truth["trees"][str(year)]
        assert trees["320498"]["pixels"] == found["10"]
        west = trees["320498001"]["pixels"]
        assert west == int((cover[:, : grid.shape[1] // 2] == 10).sum())
        assert west + trees["320498002"]["pixels"] == found["10"]
    for pair, moved in truth["changes"].items():
        before, after = (_cover(study, int(year)) for year in pair.split("-"))
        total = sum(share["pixels"] for share in moved.values())
        assert total == int((before != after).sum())
        assert 0.003 * pixels < total < 0.01 * pixels


def test_halves_cover_the_window(study, grid) -> None:
    halves = pyogrio.read_dataframe(study / "layers/halves.gpkg")
    assert halves.crs.to_epsg() == 4549
    joined = shapely.union_all(halves.geometry.to_numpy())
    assert shapely.equals(joined, shapely.box(*grid.bounds))


def _pixels(points: gpd.GeoSeries, grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of points, which must be pixel centres."""
    col = (points.x.to_numpy() - grid.west) / grid.resolution - 0.5
    row = (grid.north - points.y.to_numpy()) / grid.resolution - 0.5
    assert np.array_equal(row, np.round(row))
    assert np.array_equal(col, np.round(col))
    return row.astype(int), col.astype(int)


def test_reference_points_are_the_truth_and_paired(study, grid) -> None:
    tables = {y: pyogrio.read_dataframe(study / f"samples/reference_{y}.gpkg") for y in YEARS}
    for year, table in tables.items():
        assert len(table) == 700
        assert table["point"].is_unique
        assert np.array_equal(table["code"], _cover(study, year)[_pixels(table.geometry, grid)])
        assert table.geometry.equals(tables[2022].geometry)
        # Simple random: the share of trees is within four standard errors of the planted one.
        planted = float((_cover(study, year) == 10).mean())
        error = np.sqrt(planted * (1.0 - planted) / 700)
        assert abs(float((table["code"] == 10).mean()) - planted) < 4.0 * error


def test_training_is_true_every_year_and_apart_from_the_reference(study, grid) -> None:
    training = pyogrio.read_dataframe(study / "samples/training.gpkg")
    reference = pyogrio.read_dataframe(study / "samples/reference_2022.gpkg")
    points = training[training.geom_type == "Point"]
    squares = training[training.geom_type == "Polygon"]
    assert 550 <= len(points) <= 650
    assert len(squares) == 40
    assert set(training["code"]) == {10, 20, 30, 40, 50, 60, 80, 90}
    judged = shapely.union_all(reference.geometry.to_numpy())
    assert shapely.distance(training.geometry.to_numpy(), judged).min() >= 50.0
    row, col = _pixels(points.geometry, grid)
    assert len({(r // 64, c // 64) for r, c in zip(row, col, strict=True)}) > 60
    assert len({(r, c) for r, c in zip(row, col, strict=True)}) == len(points)
    for year in YEARS:
        cover = _cover(study, year)
        assert np.array_equal(points["code"], cover[row, col])
        for code, shape in zip(squares["code"], squares.geometry, strict=True):
            west, south, east, north = shape.bounds
            place = (
                slice(int((grid.north - north) / 10), int((grid.north - south) / 10)),
                slice(int((west - grid.west) / 10), int((east - grid.west) / 10)),
            )
            assert (cover[place] == code).all()
            assert cover[place].shape == (3, 3)


def test_a_renewed_demo_keeps_the_runs_of_the_inner_study(tmp_path: Path) -> None:
    build_demo(tmp_path / "town", small=True)
    inner = tmp_path / "town/imagery"
    made = json.loads((tmp_path / "town" / MARKER).read_text(encoding="utf-8"))["made"]
    assert {"imagery/study.toml", "siting/study.toml", "study.toml"} <= set(made)
    assert made[-1] == "study.toml"
    (inner / "runs").mkdir()
    (inner / "runs/mine.txt").write_text("kept", encoding="utf-8")
    (inner / "scenes/old.tif").write_text("not kept", encoding="utf-8")
    (inner / "study.toml").write_text("", encoding="utf-8")
    build_demo(tmp_path / "town", small=True)
    assert (inner / "runs/mine.txt").is_file()
    assert not (inner / "scenes/old.tif").exists()
    assert (inner / "study.toml").stat().st_size > 0
