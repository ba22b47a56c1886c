"""A plan that leaves indicators out: their figures and layers are not made, the others stay."""

import shutil
from pathlib import Path

import pytest

from raster_pipeline import OpenedRun, open_run
from raster_pipeline.run import run_study
from sinkmap.indicators import indicators


def test_indicators_left_out_cost_nothing_and_change_no_other(
    town: Path, town_run: OpenedRun, tmp_path: Path
) -> None:
    folder = tmp_path / "study"
    shutil.copytree(town, folder, ignore=shutil.ignore_patterns("runs"))
    kept = ("tree_cover_rate", "wetland_protection_rate")
    plan = folder / "study.toml"
    lines = [f"{name} = []" for name in indicators() if name not in kept]
    text = plan.read_text("utf-8")
    assert "[profiles]" not in text
    plan.write_text("\n".join([text, "[profiles]", *lines, ""]), "utf-8")
    run_study(folder)
    run = open_run(folder)
    figures = run.results.figures
    assert set(figures["indicator"]) == set(kept)
    whole = town_run.results.figures.set_index("id").loc[figures["id"]]
    # Fewer layers cut the parcels into fewer pieces, which are added up in another order.
    same = pytest.approx(whole["numerator"].tolist(), rel=1e-12, nan_ok=True)
    assert figures["numerator"].tolist() == same
    made = {path.name.rsplit("_", 1)[0] for path in (run.path / "layers").iterdir()}
    assert {"stands", "land_use", "protection"} <= made
    assert not made & {"natural_patch", "natural_edge", "soc_map", "carbon_density", "homes_served"}
