"""The whole circle of a reference sample: drawn, filled in, declared, and the figure adjusted."""

import json
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio

from raster_pipeline import OpenedRun, open_run
from raster_pipeline.io.tables import read_frame
from raster_pipeline.run import run_study
from raster_pipeline.steps.intake import check_study
from tests.run.test_command_line import call

CITY = "320499"
PROFILE = "js_tree_cover"
MASK = "rasters/tree_cover_2024.tif"
ENTRY = """
[[input]]
layer = "{layer}"
year = {year}
files = ["{files[0]}"]
code_system = "{code_system}"
vintage = "{vintage}"
"""


@pytest.fixture(scope="module")
def mapped(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town of 2024 with a tree cover that misses trees and sees some that are none."""
    folder = tmp_path_factory.mktemp("circle") / "study"
    shutil.copytree(town, folder, ignore=shutil.ignore_patterns("runs", "reports"))
    luck = np.random.default_rng(41)
    with rasterio.open(folder / MASK, "r+", IGNORE_COG_LAYOUT_BREAK="YES") as file:
        true = file.read(1)
        seen = true.copy()
        seen[(true == 1) & (luck.random(true.shape) < 0.12)] = 0
        seen[(true == 0) & (luck.random(true.shape) < 0.01)] = 1
        file.write(seen, 1)
    run_study(folder, years=[2024])
    return folder


def filled(sample: Path, truth: Path) -> gpd.GeoDataFrame:
    """The sample with the true class of every point, as an interpreter would type it."""
    frame = gpd.read_file(sample)
    assert frame["reference"].isna().all()
    with rasterio.open(truth) as file:
        places = zip(frame.geometry.x, frame.geometry.y, strict=True)
        frame["reference"] = [str(int(value[0])) for value in file.sample(places)]
    return frame


@pytest.mark.parametrize("design", ["stratified", "simple"])
def test_drawn_filled_in_and_run_again(
    mapped: Path, town: Path, town_run: OpenedRun, design: str, tmp_path: Path
) -> None:
    study = tmp_path / "study"
    shutil.copytree(mapped, study)
    sample = study / f"{design}.gpkg"
    chosen = ("--layer", "tree_cover", "--points", "1200", "--design", design, "--seed", "5")
    done = call("sample", study, "--year", "2024", *chosen, "-o", sample, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["points"] == sum(one["points"] for one in told["strata"]) == 1200
    assert told["input"]["code_system"] == "tree_mask"
    plan = study / "study.toml"
    plan.write_text(plan.read_text("utf-8") + ENTRY.format(**told["input"]), "utf-8")
    blank = [f for f in check_study(study)[1].findings if f.code == "SAMPLE-BLANK"]
    assert [f.count for f in blank] == [1200]
    frame = filled(sample, town / MASK)
    sample.unlink()
    frame.to_file(sample, layer=sample.stem)
    run_study(study, years=[2024])

    name = f"tree_cover_rate/{CITY}/2024/{PROFILE}"
    adjusted, truth = open_run(study).figure(name), town_run.figure(name)
    counted = open_run(study).figure(f"tree_cover_rate/{CITY}/2024/js_pixel_count")
    assert adjusted.ci_reason == "reference_samples"
    assert adjusted.ci_low is not None
    assert adjusted.ci_low < truth.value < adjusted.ci_high
    assert adjusted.ci_low < adjusted.value < adjusted.ci_high
    assert abs(adjusted.value - truth.value) < abs(counted.value - truth.value)


def test_wrong_use_is_named(mapped: Path, tmp_path: Path) -> None:
    for words, code in (
        (["--year", "2023"], "YEAR-MISSING"),
        (["--layer", "dem"], "SAMPLE-MAP-MISSING"),
        (["--points", "10000000"], "SAMPLE-SIZE"),
        (["--user-accuracy", "forest=0.9"], "SAMPLE-CLASS-UNKNOWN"),
        (["--user-accuracy", "forest_arbor"], "SAMPLE-ACCURACY"),
        (["--points", "500", "--target-se", "0.01"], "SAMPLE-OPTION"),
    ):
        done = call("sample", mapped, *words, "-o", tmp_path / "p.gpkg", SINKMAP_LANG="en")
        assert (done.returncode, code in done.stderr) == (2, True), done.stderr
        assert not list(tmp_path.iterdir())


def test_given_maps_are_judged_for_change_where_the_study_wants_it(
    town: Path, town_run: OpenedRun, tmp_path: Path
) -> None:
    assert not list(town_run.path.glob("layers/change_patches_*"))
    study = tmp_path / "study"
    shutil.copytree(town, study, ignore=shutil.ignore_patterns("runs"))
    plan = study / "study.toml"
    plan.write_text(plan.read_text("utf-8") + '\n[policies]\ncover_change = "all"\n', "utf-8")
    run_study(study, years=[2023, 2024])
    folder = open_run(study).path
    table = pd.read_parquet(folder / "change.parquet")
    moves = table.query(f"item == 'transition' and statunit == '{CITY}'")
    changed = moves.query("class_from != class_to and class_from != '' and class_to != ''")
    kept = table.query("item == 'kept'")["m2"].item()
    ignored = table[table["item"].str.startswith("ignored")]["m2"].sum()
    # The town fills its grid, so that what the rule saw is what the city's table holds.
    assert kept + ignored == pytest.approx(changed["m2"].sum(), rel=1e-6)
    patches = read_frame(folder / "layers" / "change_patches_2024.parquet")
    assert patches["m2"].sum() == pytest.approx(kept, rel=1e-6)
    assert (patches["class_from"] != patches["class_to"]).all()
