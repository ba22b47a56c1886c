"""The map's tiles of the town's run: every shape in every zoom, whole or not at all."""

import gzip
import json
import math
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from layers import given_layers
from raster_pipeline import open_run
from raster_pipeline.display import Display, DisplayRun, display_study, open_display
from raster_pipeline.display.drawn import drawn_of
from raster_pipeline.tiles.archive import Archive
from sinkmap.errors import UsageError
from sinkmap.layer import Sensitivity

_READ = """
import sys
import pyogrio
source, layer, zoom, target = sys.argv[1:]
frame = pyogrio.read_dataframe(source, layer=layer, ZOOM_LEVEL=zoom)
frame.drop(columns="geometry").to_parquet(target)
"""


def features(archive: Path, layer: str, zoom: int, scratch: Path) -> pd.DataFrame:
    """What GDAL finds in an archive, in a process whose drivers were not narrowed."""
    target = scratch / "found.parquet"
    asked = [str(archive), layer, str(zoom), str(target)]
    subprocess.run([sys.executable, "-W", "ignore", "-c", _READ, *asked], check=True)
    return pd.read_parquet(target)


@pytest.fixture(scope="module")
def study(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the town, for tiles of its own."""
    folder = tmp_path_factory.mktemp("shown") / "study"
    shutil.copytree(town, folder)
    return folder


@pytest.fixture(scope="module")
def told() -> list[tuple[str, float]]:
    return []


@pytest.fixture(scope="module")
def made(study: Path, told: list[tuple[str, float]]) -> DisplayRun:
    return display_study(study, progress=lambda stage, share: told.append((stage, share)))


@pytest.fixture
def shown(study: Path, made: DisplayRun) -> Iterator[Display]:
    with open_display(open_run(study)) as display:
        yield display


def test_every_parcel_is_in_the_coarsest_and_the_finest_zoom(study, made, tmp_path):
    opened = open_run(study)
    for year in opened.manifest.years:
        parcels = pd.read_parquet(
            opened.taken_in("parcels", year), columns=["bsm", "code", "group_index"]
        )
        path = made.child.folder / f"parcels_{year}.pmtiles"
        with Archive(path, "0") as archive:
            zooms = (archive.min_zoom, archive.max_zoom)
        for zoom in zooms:
            found = features(path, "parcels", zoom, tmp_path).drop_duplicates("id").set_index("id")
            assert set(found.index) == set(parcels["bsm"])
            by_id = parcels.set_index("bsm").loc[found.index]
            assert found["code"].tolist() == by_id["code"].tolist()
            assert found["group"].tolist() == by_id["group_index"].tolist()
            numbers = pd.Series(range(1, len(parcels) + 1), index=parcels["bsm"])
            assert found["mvt_id"].tolist() == numbers[found.index].tolist()


def test_each_label_is_written_once(study, made, tmp_path):
    opened = open_run(study)
    year = opened.manifest.years[-1]
    parcels = pd.read_parquet(opened.taken_in("parcels", year), columns=["code"])
    path = made.child.folder / f"parcels_{year}.pmtiles"
    labels = features(path, "parcels_label", 14, tmp_path)
    assert sorted(labels["text"]) == sorted(parcels["code"])
    assert labels["mvt_id"].is_unique


def test_the_same_question_is_answered_once_and_the_parent_is_named(study, made):
    again = display_study(study)
    assert again.child.reused
    assert again.child.run_id == made.child.run_id
    assert made.to_json()["parent"] == open_run(study).manifest.run_id
    files = {one["file"] for one in made.child.document["outputs"]}
    assert {one["file"] for one in made.to_json()["vectors"]} <= files
    assert {one["file"] for one in made.to_json()["rasters"]} <= files


def test_progress_runs_to_the_end(made, told):
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert told[-1] == ("done", 1.0)
    assert {"tiles parcels_2024", "tiles land_use_2024"} <= {stage for stage, _ in told}


def test_an_interrupt_leaves_nothing(town: Path, tmp_path: Path):
    study = tmp_path / "study"
    shutil.copytree(town, study)

    def stop(stage: str, share: float) -> None:
        if share > 0.3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        display_study(study, progress=stop)
    assert [one.name for one in (study / "runs" / "display").iterdir()] == [".lock"]
    with open_display(open_run(study)) as display:
        assert not display.ready
        live = display.vector("parcels", 2024)
        assert live is not None
        assert not live.gzipped
        first = display_study(study)
        assert not first.child.reused
        assert display.ready  # taken up while open
        assert display.vector("parcels", 2024).gzipped


def test_tiles_on_the_fly_are_those_of_the_archive(study, shown, tmp_path):
    made_ahead = shown.vector("parcels", 2024)
    shutil.copytree(study, tmp_path / "bare", ignore=shutil.ignore_patterns("display"))
    with open_display(open_run(tmp_path / "bare")) as bare:
        live = bare.vector("parcels", 2024)
        assert (live.min_zoom, live.max_zoom) == (made_ahead.min_zoom, made_ahead.max_zoom)
        assert live.version != made_ahead.version
        assert live.bounds == pytest.approx(made_ahead.bounds, abs=1e-6)
        west, south, east, north = live.bounds
        places = list(_covering(west, south, east, north, live.max_zoom))
        held = [(live.tile(*at), made_ahead.tile(*at)) for at in places]
    assert sum(tile is not None for tile, _ in held) > 3
    for fresh, kept in held:
        assert (fresh is None) == (kept is None)
        assert fresh is None or fresh == gzip.decompress(kept)


def _covering(west, south, east, north, zoom):
    def row(latitude):
        return (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * (1 << zoom)

    for x in range(
        int((west + 180) / 360 * (1 << zoom)), int((east + 180) / 360 * (1 << zoom)) + 1
    ):
        for y in range(int(row(north)), int(row(south)) + 1):
            yield zoom, x, y


def test_every_layer_can_be_shown(shown):
    assert shown.ready
    assert ("parcels", 2024) in shown.vectors
    assert ("land_use", 2024) in shown.rasters
    for layer, year in shown.vectors:
        tiles = shown.vector(layer, year)
        assert tiles is not None
        assert tiles.layer == layer
        assert shown.shapes(layer, year) > 0
        drawn = shown.drawn(layer)
        assert drawn.sensitivity is not Sensitivity.AGGREGATE
        assert drawn.title.zh
        assert drawn.title.en
    for layer, year in shown.rasters:
        assert shown.raster(layer, year) is not None
        assert shown.drawn_raster(layer).id == layer
    assert shown.vector("parcels", 1999) is None
    assert shown.vector("farmland_soil", 2024) is None
    assert shown.raster("parcels", 2024) is None


def test_parcels_are_coloured_by_group(shown):
    drawn = shown.drawn("parcels")
    assert drawn.sorted_by == "group"
    assert set(drawn.colours) == {str(entry.value) for entry in drawn.legend}
    assert drawn.label_layer == "parcels_label"


def test_nobody_sees_the_detail_of_layers_of_which_only_sums_leave_the_run():
    layer = given_layers()["parcels"]
    held = ("bsm", "code", "group_index", "geometry")
    assert drawn_of(layer, held) is not None
    assert drawn_of(replace(layer, sensitivity=Sensitivity.AGGREGATE), held) is None
    assert drawn_of(layer, ("bsm", "code")) is None


def test_a_display_run_with_a_lost_file_is_not_used(study, made, tmp_path):
    copy = tmp_path / "study"
    shutil.copytree(study, copy)
    (copy / "runs" / "display" / made.child.run_id / "parcels_2024.pmtiles").unlink()
    with open_display(open_run(copy)) as display:
        assert not display.ready
        assert display.vector("parcels", 2024) is not None


def test_a_run_that_is_not_there(study):
    with pytest.raises(UsageError) as refused:
        display_study(study, run_id="0" * 16)
    assert [one.code for one in refused.value.findings] == ["RUN-MISSING"]


def call(*words: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from sinkmap.cli import main; main()", "display", *words]
    return subprocess.run(program, capture_output=True, encoding="utf-8", check=False)


def test_the_command(study, made):
    done = call(str(study), "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["schema"] == "sinkmap-display/1"
    assert said["reused"]
    assert said["run_id"] == made.child.run_id
    done = call(str(study))
    assert (done.returncode, done.stdout) == (0, "")
    assert "已核验" in done.stderr
    assert call(str(study), "--run", "nothing").returncode == 2
