"""The studies that tests of the whole line share, made and computed once."""

import shutil
from pathlib import Path

import pytest

from raster_pipeline import OpenedRun, open_run
from raster_pipeline.demo import build_demo
from raster_pipeline.demo.imagery import write_imagery
from raster_pipeline.demo.siting import write_siting
from raster_pipeline.run import run_study
from tests.run.made_once import made_once


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the town's study, computed."""

    def make(folder: Path) -> None:
        build_demo(folder, small=True)
        # Studies of their own with tests of their own; copies of the town need not carry them.
        shutil.rmtree(folder / "imagery")
        shutil.rmtree(folder / "control")
        shutil.rmtree(folder / "siting")
        run_study(folder)

    return made_once(tmp_path_factory, "town", make)


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the study in which sites and decoys were planted, computed."""

    def make(folder: Path) -> None:
        folder.mkdir()
        write_siting(folder, lambda _step, _share: None)
        run_study(folder)

    return made_once(tmp_path_factory, "planted", make)


@pytest.fixture(scope="session")
def town_run(town: Path) -> OpenedRun:
    """The town's run."""
    return open_run(town)


@pytest.fixture(scope="session")
def geometric_run(town: Path, tmp_path_factory: pytest.TempPathFactory) -> OpenedRun:
    """The town computed with parcels counted by geometry, for comparison with closed forms."""

    def make(folder: Path) -> None:
        shutil.copytree(town, folder, ignore=shutil.ignore_patterns("runs"))
        plan = folder / "study.toml"
        text = plan.read_text("utf-8")
        plan.write_text(text + '\n[policies]\nparcel_area = "geometry"\n', "utf-8")
        run_study(folder)

    return open_run(made_once(tmp_path_factory, "geometric", make))


@pytest.fixture(scope="session")
def imagery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the demo's imagery study, computed."""

    def make(folder: Path) -> None:
        folder.mkdir()
        write_imagery(folder, lambda _step, _share: None)
        run_study(folder)

    return made_once(tmp_path_factory, "imagery", make)


@pytest.fixture(scope="session")
def window(imagery: Path) -> OpenedRun:
    """The imagery study's run."""
    return open_run(imagery)
