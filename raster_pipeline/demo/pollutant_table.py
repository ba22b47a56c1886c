"""A simulated table of pollutants by control unit, as the environment office hands it over."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from raster_pipeline.io.csv_table import write_csv

__all__ = ["pollutant_input", "write_pollutants"]

_FILE = "tables/pollutants.csv"
_SOURCE = "模拟环境统计"
_FIRST: Mapping[str, tuple[float, str]] = {
    "化学需氧量": (12_500.0, "千克"),
    "氨氮": (0.64, "吨"),
    "氮氧化物": (8.2, "吨/年"),
    "废水": (1.5, "万立方米"),
}
"""Amount of the first unit in the first year, in the unit of measure the table states."""
_IN_BASE = {"千克": 0.001, "吨": 1.0, "吨/年": 1.0, "万立方米": 10_000.0}
"""Tonnes or cubic metres in one of each."""
_UNIT_STEP, _YEAR_STEP = 0.5, 0.05
"""Each further unit lets out this share of the first more, each further year this share less."""
_UNTOLD = "氨氮"
"""Pollutant the last unit states nothing of."""


def pollutant_input() -> dict[str, Any]:
    """The entry of ``study.toml``."""
    return {
        "layer": "pollutants",
        "files": [_FILE],
        "vintage": "模拟统计年报",
        "source": "模拟数据，程序生成 / simulated",
    }


def write_pollutants(folder: Path, units: Sequence[str], years: Sequence[int]) -> None:
    """Write the table in GB 18030 and, in ``truth/pollutants.json``, tonnes and m³ by unit."""
    rows, truth = [], {}
    places = itertools.product(enumerate(years), enumerate(units), _FIRST.items())
    for (later, year), (place, unit), (name, (first, uom)) in places:
        if name == _UNTOLD and unit == units[-1]:
            continue
        amount = round(first * (1.0 + _UNIT_STEP * place) * (1.0 - _YEAR_STEP * later), 4)
        rows.append((unit, year, name, f"{amount:.4f}", uom, f"{_SOURCE}{year}"))
        truth[f"{unit}/{year}/{name}"] = amount * _IN_BASE[uom]
    heads = ["管控单元", "年度", "污染物", "排放量", "计量单位", "来源"]
    write_csv(pd.DataFrame(rows, columns=heads), folder / _FILE, encoding="gb18030")
    text = json.dumps(truth, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "truth/pollutants.json").write_text(text + "\n", encoding="utf-8")
