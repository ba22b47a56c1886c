"""The plan of the imagery study, as its ``study.toml`` says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from raster_pipeline.demo.imagery_ground import GRID, YEARS
from raster_pipeline.demo.imagery_land import BANDS
from raster_pipeline.demo.imagery_safe import safe_name
from raster_pipeline.demo.imagery_scenes import SCALE, SCENES, SceneRow
from raster_pipeline.demo.imagery_truth import WINDOW

__all__ = ["imagery_study", "mask_file", "scene_file"]

_SOURCE = "模拟数据，程序生成，不对应任何真实地块"
_CLEAR = [2, 4, 5, 6, 7, 11]
"""Codes of the scene classification whose ground was seen: dark, vegetation, bare, water,
unclassified, snow. Missing (0), defective (1), shadow (3), cloud (8, 9) and cirrus (10) are not."""
_TARGET = 20.0
"""Per cent of trees in 2030."""


def scene_file(scene: SceneRow) -> str:
    """Path of a scene below the study."""
    if scene.form == "safe":
        return f"scenes/{safe_name(scene.day)}"
    return f"scenes/S2_{scene.day:%Y%m%d}.tif"


def mask_file(scene: SceneRow) -> str:
    """Path of the mask of a scene that is a GeoTIFF."""
    return scene_file(scene).replace(".tif", "_mask.tif")


def imagery_study() -> dict[str, Any]:
    """The document of ``study.toml``."""
    return {
        "study": {
            "id": "imagery-demo",
            "title": {"zh": "滆湖东岸影像区（模拟数据）", "en": "Imagery window (simulated data)"},
            "simulated": True,
            "years": list(YEARS),
            "city": {
                "code": WINDOW,
                "name": {"zh": "影像区（模拟）", "en": "Imagery window (simulated)"},
            },
            "language": "zh",
        },
        "grid": {
            "crs": GRID.crs,
            "resolution": GRID.resolution,
            "origin": [GRID.west, GRID.north],
            "shape": list(GRID.shape),
        },
        "partition": [
            {
                "id": "half",
                "level": "part",
                "title": {"zh": "东西两片", "en": "West and east halves"},
                "file": "layers/halves.gpkg",
                "code": "PQDM",
                "name": "PQMC",
                "name_en": "NAME_EN",
            }
        ],
        "imagery": {
            "leaf_on": ["05-01", "10-10"],
            "winter": ["12-01", "03-10"],
            "method": "median",
            "bands": list(BANDS),
            "dilation": 1,
            "looks_min": 1,
        },
        "scene": [_scene(scene) for scene in SCENES],
        "input": _samples(),
        "target": [
            {
                "indicator": "tree_cover_rate",
                "profile": "js_tree_cover",
                "statunit": WINDOW,
                "year": 2030,
                "value": _TARGET,
                "baseline_year": YEARS[0],
                "source": "模拟目标",
            }
        ],
    }


def _scene(scene: SceneRow) -> Mapping[str, Any]:
    head = {"year": scene.year, "file": scene_file(scene), "date": scene.day.isoformat()}
    if scene.form == "safe":
        return head
    return {
        **head,
        "bands": {name: number for number, name in enumerate(BANDS, start=1)},
        "scale": SCALE,
        "offset": scene.offset,
        "nodata": 0,
        "mask": mask_file(scene),
        "clear": _CLEAR,
    }


def _samples() -> list[Mapping[str, Any]]:
    training = {
        "layer": "training_samples",
        "years": list(YEARS),
        "files": ["samples/training.gpkg"],
        "code_system": "worldcover",
        "vintage": "模拟训练样本，2022—2024年未变化地块",
        "source": _SOURCE,
    }
    reference = [
        {
            "layer": "reference_samples",
            "year": year,
            "files": [f"samples/reference_{year}.gpkg"],
            "code_system": "worldcover",
            "vintage": f"模拟{year}年参考样本，简单随机抽样",
            "source": _SOURCE,
        }
        for year in YEARS
    ]
    return [training, *reference]
