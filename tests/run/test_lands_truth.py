"""Farmland, lines and wetland of the town against what was planted in pixels."""

import json
from pathlib import Path
from typing import Any

import pytest

from raster_pipeline import OpenedRun
from sinkmap.science.soil_safety import CONTAMINATED

CLOSED_FORM = 1e-9
CITY = "320499"


@pytest.fixture(scope="module")
def lands(town: Path) -> dict[str, Any]:
    truth = json.loads((town / "truth" / "truth.json").read_text("utf-8"))
    return dict(truth["lands"])


def numerators(run: OpenedRun) -> dict[str, float]:
    return dict(zip(run.results.figures["id"], run.results.figures["numerator"], strict=True))


def every_unit(run: OpenedRun, name: str, planted: Any) -> float:
    """Hold a figure of every unit (``{unit}`` in its name) against the truth; their sum."""
    found, total = numerators(run), 0.0
    for part in run.results.partitions:
        for member in part.members:
            expected = planted[part.id][run.results.units[member].code]["area_m2"]
            number = found[name.format(unit=member)]
            assert number == pytest.approx(expected, rel=CLOSED_FORM, abs=1e-4), (name, member)
            total += expected
    return total


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_red_line_by_kind(geometric_run: OpenedRun, lands: Any, year: int) -> None:
    words = {"水源涵养": "water_conservation", "生物多样性维护": "biodiversity"}
    assert set(lands["redline_kind"][str(year)]) == set(words)
    for kind, planted in lands["redline_kind"][str(year)].items():
        every_unit(
            geometric_run, f"redline_kind_area.{words[kind]}/{{unit}}/{year}/geometry", planted
        )


@pytest.mark.parametrize("change", ["gained", "lost"])
def test_changes_of_lines(geometric_run: OpenedRun, lands: Any, change: str) -> None:
    name = f"line_change_area.{change}/{{unit}}/2024/version"
    assert every_unit(geometric_run, name, lands["redline_change"][change]) > 0.0
    figure = geometric_run.figure(f"permanent_farmland_kept/{CITY}/2024/version")
    before = lands["farmland"]["2023"]["city"][CITY]["area_m2"]
    lost = lands["farmland_change"]["lost"]["city"][CITY]["area_m2"]
    assert lost > 0.0
    assert figure.denominator == pytest.approx(before, rel=CLOSED_FORM)
    assert figure.numerator == pytest.approx(before - lost, rel=CLOSED_FORM)


@pytest.mark.parametrize("year", [2022, 2024])
def test_overlaps_of_lines_are_figures_and_findings(
    geometric_run: OpenedRun, lands: Any, year: int
) -> None:
    told = {
        (f.layer.replace(" + ", "_"), f.year): f.area_m2
        for f in geometric_run.manifest.findings
        if f.code == "LINES-OVERLAP"
    }
    for pair, planted in lands["line_overlap"][str(year)].items():
        assert every_unit(geometric_run, f"line_overlap_area/{{unit}}/{year}/{pair}", planted) > 0.0
        expected = planted["city"][CITY]["area_m2"]
        assert told[(pair, year)] == pytest.approx(expected, rel=CLOSED_FORM)
    shrunk = [f for f in geometric_run.manifest.findings if f.code == "LINE-SHRUNK"]
    assert [f.layer for f in shrunk] == ["eco_redline", "permanent_farmland"]


@pytest.mark.parametrize("year", [2022, 2023])
def test_safe_use_of_the_town(geometric_run: OpenedRun, lands: Any, year: int) -> None:
    for kind in CONTAMINATED:
        planted = lands["safe_use"][str(year)][kind]
        figure = geometric_run.figure(f"safe_use_rate.{kind}/{CITY}/{year}/overlay")
        assert figure.numerator == pytest.approx(planted["safe"]["area_m2"], rel=CLOSED_FORM)
        assert figure.denominator == pytest.approx(planted["whole"]["area_m2"], rel=CLOSED_FORM)


def test_no_plot_of_soil_class_leaves_the_run(geometric_run: OpenedRun) -> None:
    figures = geometric_run.results.figures
    mine = figures[figures["indicator"].str.startswith("safe_use_rate")]
    below = mine[~mine["level"].isin(["city", "district"])]
    assert len(below)
    assert below[["value", "numerator", "denominator", "ci_low", "ci_high"]].isna().all(axis=None)
    kept = [p.name for p in geometric_run.path.rglob("*")]
    assert not [n for n in kept if n.startswith(("farmland_soil", "soil_safety", "safe_use"))]
    assert "soil_safety" not in geometric_run.map_content(2022).zones
    town = mine[(mine["year"] == 2024) & (mine["level"] == "city")]
    town = town[town["profile"] == "ledger"]
    reasons = dict(zip(town["indicator"], town["ci_reason"], strict=True))
    assert reasons["safe_use_rate.strict"] == "withheld_few"
    assert reasons["safe_use_rate.safe"] == "withheld_complement"


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_natural_wetland_of_the_old_series(geometric_run: OpenedRun, lands: Any, year: int) -> None:
    planted = lands["natural_wetland"][str(year)]
    name = f"natural_wetland_protection_rate/{{unit}}/{year}/ramsar_survey2"
    every_unit(geometric_run, name, planted["protected"])
    figure = geometric_run.figure(name.format(unit=CITY))
    whole = sum(planted[part]["city"][CITY]["area_m2"] for part in ("protected", "open"))
    assert figure.denominator == pytest.approx(whole, rel=CLOSED_FORM)


@pytest.mark.parametrize("year", [2022, 2023])
def test_candidates_and_small_wetlands(geometric_run: OpenedRun, lands: Any, year: int) -> None:
    found, planted = numerators(geometric_run), lands["candidates"][str(year)]
    every_unit(geometric_run, f"wetland_candidate_area.ge8/{{unit}}/{year}/law", planted["ge8"])
    both = sum(planted[size]["city"][CITY]["area_m2"] for size in ("ge8", "ge1"))
    name = f"wetland_candidate_area.ge1/{CITY}/{year}/law"
    assert found[name] == pytest.approx(both, rel=CLOSED_FORM)
    for item in ("patches", "listed"):
        name = f"small_wetland_area.{item}/{{unit}}/{year}/law"
        assert every_unit(geometric_run, name, lands["small_wetland"][str(year)][item]) > 0.0
