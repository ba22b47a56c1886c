"""The town's soil carbon map against the field its profiles were drawn from."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from raster_pipeline import OpenedRun
from raster_pipeline.io.raster_source import RasterSource, RasterSpec
from sinkmap.grid import Window
from sinkmap.layer import Form
from sinkmap.science.soil_stock import bears_soil


@pytest.fixture(scope="module")
def planted(town: Path) -> dict[str, Any]:
    return json.loads((town / "truth/soil.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def card(town_run: OpenedRun) -> dict[str, Any]:
    (one,) = json.loads((town_run.path / "soil_model.json").read_text("utf-8"))
    return one


def raster(opened: OpenedRun, layer: str, nodata: float = -9999.0) -> RasterSource:
    path = opened.path / "layers" / f"{layer}_2022.tif"
    form = Form.CLASS_RASTER if layer == "land_use" else Form.VALUE_RASTER
    return RasterSource(RasterSpec((path,), layer, 2022, form, nodata=nodata), opened.study.grid)


def at_places(opened: OpenedRun, layer: str, places: Any) -> Any:
    grid = opened.study.grid
    with raster(opened, layer) as source:
        return np.array(
            [
                source.read(
                    Window(
                        int((grid.north - y) / grid.resolution),
                        int((x - grid.west) / grid.resolution),
                        1,
                        1,
                    )
                )[0, 0]
                for x, y, _ in places
            ]
        )


def test_the_run_says_how_good_the_map_is(town_run: OpenedRun, card: dict[str, Any]) -> None:
    scores = pd.read_parquet(town_run.path / "soil_model.parquet").set_index("method")
    (chosen,) = scores.index[scores["chosen"]]
    assert chosen == card["method"]
    assert card["beats_class_mean"]
    assert scores.at[chosen, "rmse"] < 0.85 * scores.at["class_mean", "rmse"]
    assert 0.85 <= scores.at[chosen, "coverage"] <= 0.95
    assert card["coverage_90"] == scores.at[chosen, "coverage"]
    assert scores.at[chosen, "samples"] == 256
    assert card["profiles_too_shallow"] == 4
    assert card["depth_cm"] == [0.0, 30.0]


def test_the_interval_covers_the_truth_where_nobody_sampled(
    town_run: OpenedRun, planted: dict[str, Any]
) -> None:
    places = planted["held_out"]
    truth = np.array([value for _, _, value in places])
    value, low, high = (
        at_places(town_run, layer, places) for layer in ("soc_map", "soc_map_low", "soc_map_high")
    )
    told = np.isfinite(value)
    # A pixel's middle may lie on a road or ditch narrower than the planted field's pixel.
    assert told.mean() > 0.95
    covered = ((low <= truth) & (truth <= high))[told].mean()
    assert 0.85 <= covered <= 0.95
    error = (value - truth)[told]
    assert np.sqrt((error**2).mean()) < 0.8 * truth.std()
    assert abs(error.mean()) < 1.0


def test_there_is_no_carbon_on_water_and_seal(town_run: OpenedRun) -> None:
    whole = town_run.study.grid.whole
    with raster(town_run, "land_use", 0.0) as land, raster(town_run, "soc_map") as soil:
        bearing = bears_soil()[land.read(whole)]
        assert np.array_equal(np.isfinite(soil.read(whole)), bearing)


def test_bounds_hold_the_value(town_run: OpenedRun) -> None:
    whole = town_run.study.grid.whole
    with (
        raster(town_run, "soc_map") as value,
        raster(town_run, "soc_map_low") as low,
        raster(town_run, "soc_map_high") as high,
    ):
        told, below, above = (one.read(whole) for one in (value, low, high))
    seen = np.isfinite(told)
    assert (below[seen] <= told[seen]).all()
    assert (told[seen] <= above[seen]).all()


def test_figures_of_the_map_have_its_interval_and_sources(
    town_run: OpenedRun, planted: dict[str, Any]
) -> None:
    figure = town_run.figure("soc_density/320499/2022/modelled_map")
    assert figure.ci_low is not None
    assert figure.ci_high is not None
    assert figure.ci_low < planted["mean_tc_ha"] < figure.ci_high
    assert figure.value == pytest.approx(planted["mean_tc_ha"], rel=0.02)
    assert figure.ci_reason == "model_range"
    assert {"soil_samples@2022", "soil_class@2022", "dem@2022"} <= set(figure.sources)
    stock = town_run.figure("soc_stock/320499/2022/modelled_map")
    assert stock.value == pytest.approx(figure.value * figure.denominator / 1e4)


def test_the_samples_give_one_map_for_all_years(town_run: OpenedRun) -> None:
    maps = sorted(path.name for path in (town_run.path / "layers").glob("soc_map*"))
    assert maps == ["soc_map_2022.tif", "soc_map_high_2022.tif", "soc_map_low_2022.tif"]
    assert town_run.figure("soc_density/320499/2024/modelled_map").value is not None
