"""Space pattern, patches and parks of the invented town against what it was drawn with."""

import json
from pathlib import Path
from typing import Any

import pytest

from raster_pipeline import OpenedRun
from raster_pipeline.io.tables import read_frame

CLOSED_FORM = 1e-9
ITEMS = {
    "all": "all",
    "清溪河": "river_1",
    "清溪湖": "lake_1",
    "西山水库": "lake_2",
    "西山": "mountain_1",
    "清溪河生态廊道": "corridor_1",
    "湖镇生态廊道": "corridor_2",
}
YEARS = [2022, 2023]


@pytest.fixture(scope="session")
def truth(town: Path) -> dict[str, Any]:
    return json.loads((town / "truth" / "truth.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def figures(geometric_run: OpenedRun) -> Any:
    return geometric_run.results.figures.set_index("id")


def by_unit(opened: OpenedRun, planted: dict[str, Any]):
    for part in opened.results.partitions:
        for member in part.members:
            yield member, planted[part.id][opened.results.units[member].code]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(
    ("indicator", "profile", "share"),
    [
        ("pattern_area", "plan", "area"),
        ("pattern_natural_share", "nat", "natural"),
        ("pattern_wetland", "wet", "wetland"),
        ("pattern_built_area", "built", "built"),
    ],
)
def test_elements_of_every_unit(geometric_run, figures, truth, year, indicator, profile, share):
    for name, item in ITEMS.items():
        for unit, planted in by_unit(geometric_run, truth["pattern"][str(year)][name]):
            if planted["area"]["pixels"] == 0:
                assert f"{indicator}.{item}/{unit}/{year}/{profile}" not in figures.index
                continue
            found = figures.at[f"{indicator}.{item}/{unit}/{year}/{profile}", "numerator"]
            assert found == pytest.approx(planted[share]["area_m2"], rel=CLOSED_FORM, abs=1e-6)


@pytest.mark.parametrize("year", YEARS)
def test_patches_of_every_unit(geometric_run, figures, truth, year):
    units = truth["units"]
    for unit, planted in by_unit(geometric_run, truth["patches"][str(year)]):
        part = next(p for p in geometric_run.results.partitions if unit in p.members)
        whole = units[part.id][geometric_run.results.units[unit].code]["area_m2"]

        def value(name, profile="eight_neighbours", unit=unit):
            return figures.at[f"{name}/{unit}/{year}/{profile}", "value"]

        assert value("natural_patch_count") == planted["count"]
        assert value("largest_patch_index") == pytest.approx(100 * planted["largest_m2"] / whole)
        mesh = planted["squares_m4"] / whole / 1e4
        assert value("effective_mesh_size") == pytest.approx(mesh, rel=1e-8)
        edges = value("natural_edge_density", "inner_edges") * whole / 1e4
        # Geodesic against plane lengths: 2e-6 this near the central meridian.
        assert edges == pytest.approx(planted["edge_m"], rel=1e-5)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("profile", ["ylcs2022", "cstj"])
def test_homes_that_parks_serve(figures, truth, year, profile):
    planted = truth["homes"][str(year)]
    row = figures.loc[f"park_service_coverage/320499/{year}/{profile}"]
    assert row["denominator"] == pytest.approx(planted["whole_m2"], rel=CLOSED_FORM)
    # The truth counts 25 points a pixel: 0.1 % of the homes.
    assert row["numerator"] == pytest.approx(planted[profile], abs=1e-3 * planted["whole_m2"])
    walked = figures.at[f"park_service_coverage/320499/{year}/{profile}_streets", "value"]
    assert 0.0 < walked < row["value"]


def test_park_green_for_each_of_the_people(figures, truth):
    green = truth["park_green"]["city"]["320499"]
    row = figures.loc["park_green_per_head/320499/2022/urban_residents"]
    assert row["numerator"] == pytest.approx(green, rel=1e-6)
    assert row["value"] == pytest.approx(green / 24_400.0, rel=1e-6)
    permanent = figures.at["park_green_per_head/320499/2023/permanent_residents", "value"]
    assert permanent == pytest.approx(green / 31_815.0, rel=1e-6)
    nobody = figures.loc["park_green_per_head/320499100201/2022/urban_residents"]
    assert nobody["status"] == "not_estimated"


def test_corridors_are_given_for_the_city_and_its_parts(figures):
    whole = figures.loc["corridor_continuity.corridor_1/320499/2022/detour"]
    way = figures.loc["corridor_continuity.corridor_1/320499/2022/way"]
    assert 0.0 < whole["value"] <= way["value"] <= 100.0
    assert "清溪河生态廊道" in str(way["method"])


def test_new_parks_serve_homes_that_have_none(geometric_run, figures):
    sites = read_frame(geometric_run.path / "layers" / "park_site_2022.parquet")
    gains = sites["gain_m2"].to_numpy()
    row = figures.loc["park_service_coverage/320499/2022/ylcs2022"]
    assert len(sites)
    assert (gains[:-1] >= gains[1:]).all()
    assert 0.0 < gains.sum() <= row["denominator"] - row["numerator"] + 1.0
