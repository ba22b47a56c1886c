"""What the plan says of its series: bases before the years asked for, layers in some years only."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from layers import given_layers
from raster_pipeline.steps.check.survey import plan_findings
from raster_pipeline.steps.provenance import given_behind
from sinkmap.study import Study, parse_study


def study(years: list[int], *inputs: dict[str, Any]) -> Study:
    common = {"files": ["x.gpkg"], "vintage": "v", "data_state": "national"}
    return parse_study(
        {
            "study": {
                "id": "s",
                "title": "t",
                "years": years,
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
            "input": [common | row for row in inputs],
        }
    )


BASE = {"layer": "parcels", "year": 2022, "code_system": "sd3"}
UPDATE = {"layer": "parcels_update", "year": 2023, "code_system": "sd3"}
LATER = {"layer": "parcels", "year": 2024, "code_system": "ydyh2023"}


def codes(plan: Study) -> list[str]:
    return [finding.code for finding in plan_findings(plan, given_layers())]


def test_an_update_finds_its_base_in_a_year_that_is_not_computed() -> None:
    whole = study([2022, 2023, 2024], BASE, UPDATE, LATER)
    assert codes(whole) == ["CODE-SYSTEM-STEP"]
    alone = replace(whole, years=(2023,))
    assert codes(alone) == []
    behind = given_behind("parcels", 2023, alone, {})
    assert [(entry.layer, year) for entry, year in behind] == [
        ("parcels_update", 2023),
        ("parcels", 2022),
    ]


def test_an_update_without_any_base_is_refused() -> None:
    assert codes(study([2023], UPDATE)) == ["UPDATE-WITHOUT-BASE"]


def test_a_layer_given_for_some_years_only_is_told_with_the_years() -> None:
    plan = study([2022, 2023], BASE, {"layer": "eco_redline"})
    (found,) = plan_findings(plan, given_layers())
    assert (found.code, found.layer) == ("LAYER-YEARS-PARTIAL", "parcels")
    assert (found.seen, found.wanted) == ("2022", "2022, 2023")
