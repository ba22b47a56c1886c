"""Scenes without samples, samples without scenes, and samples of several code systems."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from raster_pipeline.steps.check.training import training_findings
from sinkmap.errors import Finding
from sinkmap.study import Study, parse_study


def study(scenes: list[int], *inputs: dict[str, Any]) -> Study:
    return parse_study(
        {
            "study": {
                "id": "s",
                "title": "t",
                "years": [2022, 2023],
                "city": {"code": "1", "name": "c"},
            },
            "grid": {
                "crs": "EPSG:4549",
                "resolution": 10.0,
                "origin": [490_000.0, 3_513_000.0],
                "shape": [300, 300],
            },
            "partition": [
                {"id": "p", "level": "town", "title": "t", "file": "p", "code": "C", "name": "N"}
            ],
            "scene": [{"year": year, "file": f"{year}.SAFE"} for year in scenes],
            "input": [
                {"layer": "dem", "files": ["dem.tif"]},
                *({"files": [f"{row['layer']}_{row['year']}.gpkg"]} | row for row in inputs),
            ],
        }
    )


def samples(year: int, system: str = "worldcover") -> dict[str, Any]:
    return {"layer": "training_samples", "year": year, "code_system": system}


def found(plan: Study) -> dict[str, Finding]:
    return {finding.code: finding for finding in training_findings(plan)}


def test_scenes_with_samples_of_one_of_their_years_are_fine() -> None:
    assert found(study([2022, 2023], samples(2023))) == {}
    assert found(study([])) == {}


def test_scenes_without_samples_are_told_with_their_years() -> None:
    finding = found(study([2022, 2023]))["SCENE-NO-TRAINING"]
    assert (str(finding.severity), finding.seen) == ("warning", "2022, 2023")


def test_where_maps_are_given_composites_only_are_a_note() -> None:
    maps = [{"layer": layer, "year": 2022} for layer in ("land_cover", "tree_cover")]
    assert str(found(study([2022], *maps))["SCENE-NO-TRAINING"].severity) == "note"
    part = found(study([2022, 2023], *maps))["SCENE-NO-TRAINING"]
    assert (str(part.severity), part.seen) == ("warning", "2023")


def test_samples_of_a_year_without_scenes_teach_nothing() -> None:
    told = found(study([2022], samples(2023)))
    assert set(told) == {"SCENE-NO-TRAINING", "TRAINING-UNUSED"}
    assert told["TRAINING-UNUSED"].wanted == "2022"


def test_samples_of_two_code_systems_are_refused() -> None:
    plan = study([2022, 2023], samples(2022), samples(2023, "igbp"))
    finding = found(plan)["TRAINING-SYSTEM-MIXED"]
    assert str(finding.severity) == "error"
    assert finding.seen == (
        "training_samples_2022.gpkg: worldcover, training_samples_2023.gpkg: igbp"
    )
    assert found(replace(plan, years=(2023,))) == {}
