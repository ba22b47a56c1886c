"""Overlays of the town against what was planted: plan, panels, vacated land, corridors, zones."""

import json
from pathlib import Path
from typing import Any

import pytest

from raster_pipeline import OpenedRun

CLOSED_FORM = 1e-9
CITY = "320499"
YEARS = ("2022", "2023", "2024")


@pytest.fixture(scope="module")
def truth(town: Path) -> Any:
    return json.loads((town / "truth/overlays.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def numerators(town_run: OpenedRun) -> dict[str, float]:
    return town_run.results.figures.set_index("id")["numerator"].to_dict()


def agree(found: float, planted: float) -> bool:
    # Parcels and zones meet on pixel edges; slivers of coordinates in files are under a mm² each.
    return found == pytest.approx(planted, rel=CLOSED_FORM, abs=1e-3)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(
    ("planted", "indicator"),
    [("contaminated_use", "contaminated_use_area"), ("groundwater_use", "groundwater_use_area")],
)
def test_plots_and_zones_under_planned_use(
    numerators: Any, truth: Any, year: str, planted: str, indicator: str
) -> None:
    for unit, items in truth[year][planted].items():
        for item, m2 in items.items():
            found = numerators.get(f"{indicator}.{item}/{unit}/{year}/all", 0.0)
            assert agree(found, m2), (unit, item)
        total = numerators[f"{indicator}.total/{unit}/{year}/all"]
        assert agree(total, sum(items.values())), unit


@pytest.mark.parametrize("year", YEARS)
def test_ground_of_panels(numerators: Any, truth: Any, year: str) -> None:
    for unit, items in truth[year]["photovoltaics"].items():
        for item in ("pond", "cropland", "total"):
            found = numerators[f"photovoltaic_land_area.{item}/{unit}/{year}/survey"]
            assert agree(found, items[item]), (unit, item)
        for profile in ("redline", "farmland"):
            found = numerators[f"photovoltaic_line_area/{unit}/{year}/{profile}"]
            assert agree(found, items[profile]), (unit, profile)


@pytest.mark.parametrize("year", YEARS)
def test_vacated_land_by_what_stands_in_the_way(numerators: Any, truth: Any, year: str) -> None:
    for unit, items in truth[year]["vacated"].items():
        for item, m2 in items.items():
            found = numerators[f"greening_candidate_area.{item}/{unit}/{year}/all"]
            assert agree(found, m2), (unit, item)
        wanted = items["green"] + items["undecided"]
        assert agree(
            numerators[f"greening_candidate_area.total/{unit}/{year}/candidate"], wanted
        ), unit


@pytest.mark.parametrize("year", YEARS)
def test_corridors_kept_open(town_run: OpenedRun, truth: Any, year: str) -> None:
    for unit, whole in truth[year]["corridor_area"].items():
        for kind, m2 in whole.items():
            for profile in ("built", "construction"):
                figure = town_run.figure(f"corridor_built_share.{kind}/{unit}/{year}/{profile}")
                built = truth[year][f"corridor_{profile}"][unit][kind]
                assert agree(figure.numerator, built), (unit, kind)
                assert agree(figure.denominator, m2), (unit, kind)


def test_new_building_in_corridors(town_run: OpenedRun, numerators: Any, truth: Any) -> None:
    for year in YEARS[1:]:
        for unit, kinds in truth[year]["corridor_new"].items():
            for kind, m2 in kinds.items():
                found = numerators[f"corridor_new_building.{kind}/{unit}/{year}/built"]
                assert agree(found, m2), (unit, kind)
    assert sum(truth["2023"]["corridor_new"][CITY].values()) > 0.0
    first = town_run.figure(f"corridor_new_building/{CITY}/2022/built")
    assert (str(first.status), first.value) == ("not_estimated", None)


def test_a_pair_across_a_step_of_code_system_says_so(town_run: OpenedRun) -> None:
    name = f"corridor_new_building.ecological/{CITY}"
    across = town_run.figure(f"{name}/2024/built").method
    assert "2023 sd3 → 2024 ydyh2023" in across.en
    assert "口径变化" in across.zh
    assert "sd3" not in town_run.figure(f"{name}/2023/built").method.en
    assert (
        "sd3" not in town_run.figure(f"corridor_built_share.ecological/{CITY}/2024/built").method.en
    )


@pytest.mark.parametrize(
    ("planted", "indicator"), [("canal", "canal_zone_area"), ("taihu", "taihu_zone_area")]
)
def test_zones_hold_every_square_metre_once(
    numerators: Any, truth: Any, planted: str, indicator: str
) -> None:
    for unit, zones in truth["2024"][planted].items():
        for zone, m2 in zones.items():
            found = sum(
                value
                for name, value in numerators.items()
                if name.startswith(f"{indicator}.{zone}_")
                and name.endswith(f"/{unit}/2024/land_use")
            )
            assert agree(found, m2), (unit, zone)


def test_our_areas_are_the_issued_ones(town_run: OpenedRun) -> None:
    table = town_run.results.reconciliation
    issued = table[table["check"] == "issued"]
    assert set(issued["year"]) == {2022, 2023, 2024}
    assert issued["ok"].all()
    cropland = issued[(issued["subject"] == "01 closing") & (issued["statunit"] == CITY)]
    assert len(cropland) == 3
    assert (cropland["difference_m2"].abs() < 100.0).all()
    assert set(issued[issued["year"] == 2023]["subject"].str.split(" ").str[1]) == {
        "closing",
        "opening",
    }


def test_the_layers_are_on_the_map(town_run: OpenedRun) -> None:
    content = town_run.map_content(2024)
    for layer in (
        "contaminated_use",
        "groundwater_use",
        "photovoltaic_land",
        "photovoltaic_redline",
        "photovoltaic_farmland",
        "greening_candidate",
        "corridor_ground",
        "corridor_building",
        "canal_zone",
        "taihu_zone",
    ):
        assert len(content.zones[layer]), layer
        assert content.colours[layer].startswith("#")
