"""From scenes to signed tree cover: the demo's imagery window against its planted truth."""

import shutil
import tomllib
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio

from raster_pipeline import OpenedRun, open_run
from raster_pipeline.io.tables import read_frame
from raster_pipeline.run import run_study
from raster_pipeline.steps.intake import check_study
from sinkmap.errors import InputRefusedError
from sinkmap.figure import Verdict, assess
from sinkmap.study import Study

YEARS = (2022, 2023, 2024)
CITY = "320498"
TREES = 10
PROFILE = "js_tree_cover"


@pytest.fixture(scope="session")
def planted(imagery: Path, tmp_path_factory: pytest.TempPathFactory) -> OpenedRun:
    """The same study with the planted land cover given instead of scenes."""
    folder = tmp_path_factory.mktemp("planted") / "study"
    shutil.copytree(imagery, folder, ignore=shutil.ignore_patterns("scenes", "samples", "runs"))
    inputs = [
        f'[[input]]\nlayer = "{layer}"\nyear = {year}\nfiles = ["truth/land_cover_{year}.tif"]\n'
        'code_system = "worldcover"\nvintage = "planted"'
        for year in YEARS
        for layer in ("land_cover", "tree_cover")
    ]
    rewrite(folder, ("[[scene]]", "[[input]]", "[imagery]"), inputs)
    run_study(folder)
    return open_run(folder)


def rewrite(folder: Path, without: tuple[str, ...], more: list[str]) -> None:
    """Leave tables out of a plan and add others."""
    plan = folder / "study.toml"
    blocks = plan.read_text("utf-8").split("\n\n")
    kept = [block for block in blocks if not block.lstrip().startswith(without)]
    plan.write_text("\n\n".join([*kept, *more]) + "\n", "utf-8")


def test_the_adjusted_interval_holds_the_planted_truth(
    window: OpenedRun, planted: OpenedRun
) -> None:
    for year in YEARS:
        name = f"tree_cover_rate/{CITY}/{year}/{PROFILE}"
        told, truth = window.figure(name), planted.figure(name)
        assert told.ci_low is not None
        assert told.ci_low < truth.value < told.ci_high
        assert told.ci_high - told.ci_low < 2.5
        assert told.ci_reason == "reference_samples"
        beside = window.figure(f"tree_cover_rate/{CITY}/{year}/js_pixel_count")
        assert beside.value == pytest.approx(told.value, abs=1.5)
        assert (beside.ci_low, beside.ci_reason) == (None, "pixels_only")


def test_parts_add_up_to_the_city_and_have_no_interval_of_their_own(window: OpenedRun) -> None:
    figures = window.results.figures
    rows = figures[(figures["indicator"] == "tree_cover_rate") & (figures["profile"] == PROFILE)]
    for _, year in rows.groupby("year"):
        parts = year[year["partition"] == "half"]
        city = year[year["statunit"] == CITY]
        assert parts["numerator"].sum() == pytest.approx(city["numerator"].item(), rel=1e-9)
        assert set(parts["ci_reason"]) == {"samples_of_the_city"}
        assert parts["ci_low"].isna().all()
    closures = window.results.reconciliation.query("check == 'closure'")
    assert closures["ok"].all()


def test_a_definition_by_stands_is_not_adjusted_by_points(window: OpenedRun) -> None:
    figure = window.figure(f"forest_cover_rate/{CITY}/2023/forest_inventory")
    assert figure.ci_reason == "samples_not_of_stands"
    assert figure.ci_low is None


def test_every_figure_walks_back_to_scenes_and_samples(window: OpenedRun) -> None:
    figure = window.figure(f"tree_cover_rate/{CITY}/2023/{PROFILE}")
    assert "scenes@2023" in figure.sources
    assert any(source.startswith("training_samples") for source in figure.sources)
    assert any(source.startswith("reference_samples@2023") for source in figure.sources)
    named = {record.file for record in window.manifest.inputs if record.layer == "scenes"}
    assert any(".SAFE/" in file for file in named)
    assert len([file for file in named if file.endswith("_mask.tif")]) > 30


def test_a_target_gets_a_verdict(window: OpenedRun) -> None:
    (target,) = window.study.targets
    figure = window.figure(f"{target.indicator}/{target.statunit}/2024/{target.profile}")
    assert assess(figure, target) is Verdict.MET


def classes(path: Path) -> np.ndarray:
    with rasterio.open(path) as file:
        return file.read(1)


def test_rice_and_reed_pass_for_trees_in_summer_but_not_in_the_run(
    window: OpenedRun, imagery: Path
) -> None:
    truth = classes(imagery / "truth" / "land_cover_2023.tif") == TREES
    with rasterio.open(window.path / "layers" / "composite_leaf_on_2023.tif") as file:
        names = list(file.descriptions)
        red, nir = (file.read(names.index(band) + 1) for band in ("red", "nir"))
    summer = (nir - red) / (nir + red)
    simple = summer >= np.nanquantile(summer[truth], 0.10)
    found = classes(window.path / "layers" / "land_cover_2023.tif") == TREES
    assert (simple & ~truth).sum() / simple.sum() > 0.30
    assert (found & ~truth).sum() / found.sum() < 0.05
    assert (found & truth).sum() / truth.sum() > 0.93


def test_the_accuracy_of_the_map_is_in_the_run(window: OpenedRun, imagery: Path) -> None:
    table = pd.read_parquet(window.path / "accuracy.parquet")
    assert set(table["year"]) == set(YEARS)
    paired = table[table["measure"] == "paired_change_m2"]
    assert paired["year"].tolist() == [2023, 2024]
    table = table[table["layer"] == "land_cover"]
    assert {"users", "producers", "area_m2", "mapped_m2", "overall", "design", "count"} == set(
        table["measure"]
    )
    for year in YEARS:
        overall = table.query("year == @year and measure == 'overall'").iloc[0]
        truth = classes(imagery / "truth" / f"land_cover_{year}.tif")
        found = classes(window.path / "layers" / f"land_cover_{year}.tif")
        true = (truth == found)[found != 0].mean()
        assert overall["ci_low"] < true < overall["ci_high"]
        assert overall["value"] > 0.93


def test_change_from_paired_points_holds_the_planted_change(
    window: OpenedRun, imagery: Path
) -> None:
    table = pd.read_parquet(window.path / "accuracy.parquet")
    trees = {
        year: np.isin(classes(imagery / "truth" / f"land_cover_{year}.tif"), (10, 20)).sum() * 100.0
        for year in YEARS
    }
    for row in table[table["measure"] == "paired_change_m2"].itertuples():
        assert row.units == 700
        if not row.doubt:
            assert row.ci_low < trees[row.year] - trees[row.year - 1] < row.ci_high


def test_the_transition_matrix_sums_to_both_years(window: OpenedRun) -> None:
    table = pd.read_parquet(window.path / "change.parquet")
    areas = window.results.figures
    areas = areas[(areas["statunit"] == CITY) & (areas["profile"] == "map")]
    moves = table.query(f"item == 'transition' and statunit == '{CITY}' and year_from == 2022")
    for column, year in (("class_from", 2022), ("class_to", 2023)):
        for name, m2 in moves[moves[column] != ""].groupby(column)["m2"].sum().items():
            row = areas.query(f"indicator == 'class_area.{name}' and year == {year}")
            assert m2 == pytest.approx(row["numerator"].item(), rel=1e-9), name


def test_kept_change_lies_where_change_was_planted(window: OpenedRun, imagery: Path) -> None:
    table = pd.read_parquet(window.path / "change.parquet").query("year_from == 2022")
    kept = table.query("item == 'kept'")["m2"].item()
    ignored = table[table["item"].str.startswith("ignored")]["m2"].sum()
    matrix = table.query(f"item == 'transition' and statunit == '{CITY}'")
    seen = matrix.query("class_from != '' and class_to != '' and class_from != class_to")
    assert kept + ignored == pytest.approx(seen["m2"].sum(), rel=1e-6)
    patches = read_frame(window.path / "layers" / "change_patches_2023.parquet")
    assert patches["m2"].sum() == pytest.approx(kept, rel=1e-6)
    assert patches.groupby("patch")["m2"].sum().min() > 999.0  # ten pixels of a scene
    before, after = (classes(imagery / "truth" / f"land_cover_{y}.tif") for y in (2022, 2023))
    verdict = classes(window.path / "layers" / "cover_change_2023.tif")
    planted = before != after
    assert (planted & (verdict == 1)).sum() / planted.sum() > 0.7


def test_every_hectare_unseen_or_set_back_is_told(window: OpenedRun) -> None:
    table = pd.read_parquet(window.path / "interpretation.parquet")
    assert set(table["item"]) == {
        "scenes", "dates", "seen_m2", "gap_m2", "unseen_m2", "flicker_m2",
    }  # fmt: skip
    for year in YEARS:
        told = table.query("year == @year and item == 'unseen_m2'")["value"].item()
        found = classes(window.path / "layers" / f"land_cover_{year}.tif")
        assert told == pytest.approx((found == 0).sum() * 100.0, rel=1e-4)
    assert (window.path / "model_card.json").is_file()


def test_one_thread_gives_the_same_bytes(window: OpenedRun, imagery: Path, tmp_path: Path) -> None:
    other = tmp_path / "study"
    shutil.copytree(imagery, other, ignore=shutil.ignore_patterns("runs", "truth"))
    again = run_study(other, workers=1)
    assert (again.folder / "run.json").read_bytes() == (window.path / "run.json").read_bytes()


class TestBadInput:
    """Plans and samples with faults, each told by name, nothing published."""

    @pytest.fixture
    def study(self, imagery: Path, tmp_path: Path) -> Path:
        folder = tmp_path / "study"
        shutil.copytree(imagery, folder, ignore=shutil.ignore_patterns("runs", "truth"))
        return folder

    def found(self, study: Path) -> dict[str, Any]:
        return {finding.code: finding for finding in check_study(study)[1].findings}

    def test_too_few_looks_cannot_be_told(self, study: Path) -> None:
        plan = study / "study.toml"
        plan.write_text(plan.read_text("utf-8").replace("looks_min = 1", "looks_min = 5"), "utf-8")
        run_study(study, years=[2024])
        figure = open_run(study).figure(f"tree_cover_rate/{CITY}/2024/{PROFILE}")
        assert str(figure.status) == "cannot_tell"
        assert figure.value is None
        assert figure.coverage < 0.98

    def test_samples_of_no_class(self, study: Path) -> None:
        path = study / "samples" / "training.gpkg"
        frame = gpd.read_file(path)
        frame["code"] = frame["code"].astype(str).where(frame.index > 3, "77")
        path.unlink()
        frame.to_file(path)
        finding = self.found(study)["SAMPLE-CODE"]
        assert (finding.count, finding.seen) == (4, "77")
        with pytest.raises(InputRefusedError):
            run_study(study)
        assert not list(study.glob("runs/*/run.json"))

    def test_reference_samples_are_points_on_the_grid(self, study: Path) -> None:
        path = study / "samples" / "reference_2023.gpkg"
        frame = gpd.read_file(path)
        frame.loc[0, "geometry"] = frame.geometry[0].buffer(30)
        frame.loc[1, "geometry"] = frame.geometry[1].buffer(1).centroid
        frame.geometry = frame.geometry.where(frame.index != 2, frame.translate(90_000)[2])
        path.unlink()
        frame.to_file(path)
        found = self.found(study)
        assert found["SAMPLE-SHAPE"].features == ("#1",)
        assert found["SAMPLE-OUTSIDE"].count == 1

    def test_a_geotiff_says_its_date_and_bands(self, study: Path) -> None:
        plan = study / "study.toml"
        text = plan.read_text("utf-8").replace('date = "2024-01-18"\n', "", 1)
        first = tomllib.loads(text)["scene"][0]
        plan.write_text(text.replace(f'date = "{first["date"]}"\n', "", 1), "utf-8")
        assert "SCENE-DATE-MISSING" in self.found(study)

    def test_a_season_without_scenes_is_told(self, study: Path) -> None:
        text = (study / "study.toml").read_text("utf-8")
        blocks = [b for b in text.split("\n\n") if not _is_winter(b, 2023)]
        (study / "study.toml").write_text("\n\n".join(blocks), "utf-8")
        finding = self.found(study)["SCENE-SEASON-EMPTY"]
        assert (finding.year, finding.features) == (2023, ("winter",))

    def test_unknown_keys_and_seasons_are_refused(self, study: Path) -> None:
        plan = study / "study.toml"
        text = plan.read_text("utf-8").replace('winter = ["12-01"', 'winter = ["13-01"')
        plan.write_text(text.replace("looks_min", "look_min"), "utf-8")
        with pytest.raises(InputRefusedError) as caught:
            check_study(study)
        assert {f.layer for f in caught.value.findings} == {"imagery.winter", "imagery.look_min"}


def _is_winter(block: str, year: int) -> bool:
    if not block.startswith("[[scene]]"):
        return False
    (scene,) = tomllib.loads(block)["scene"]
    month = int(scene["date"][5:7])
    return scene["year"] == year and month in (12, 1, 2, 3)


def test_the_plan_is_read_whole(imagery: Path) -> None:
    study: Study = check_study(imagery)[0]
    assert len(study.scenes) == 37
    assert study.imagery.seasons[1].wraps
    entry = study.input("scenes", 2024)
    assert entry is not None
    assert len(entry.files) > 20
