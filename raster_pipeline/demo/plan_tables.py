"""Simulated tables of a plan: targets, yearly tasks, reported and confirmed values, projects."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

__all__ = ["Planned", "plan_inputs", "project_table", "targets", "write_plan_tables"]

SOURCE = "模拟数据"
_TASKS, _ISSUED = "plan/year_tasks.csv", "plan/issued_values.csv"
_TARGETS = (
    ("tree_cover_rate", "js_tree_cover", 26.94, 2030),
    ("wetland_protection_rate", "law", 41.0, 2030),
)
"""Indicator, definition, percent and year of the plan's two numbered targets of cover."""
_TASK_HEAD = (
    "指标", "口径", "行政区", "年度", "年度目标", "计量单位", "1季度", "2季度", "3季度", "4季度",
    "责任单位", "来源",
)  # fmt: skip
_ISSUED_HEAD = ("指标", "口径", "行政区", "年度", "值类型", "数值", "计量单位", "文号", "日期")
_DONE = ("推进中", "推进中", "推进中", "已完成")
_LATE = ("未启动", "推进中", "滞后", "滞后")
_OPEN = ("推进中", "推进中", "未报", "未报")


@dataclass(frozen=True, slots=True)
class Planned:
    """One project of the first version of a register, and what later versions say of it.

    ``later``: year of the version -> fields that changed.
    """

    kind: str
    name: str
    owner: str
    state: str
    begins: int
    ends: int
    budget_10k_cny: float
    tree_ha: float
    wetland_ha: float
    shape: Any
    later: Mapping[int, Mapping[str, Any]]


def targets(city: str, baseline: tuple[int, float, float], source: str) -> list[dict[str, Any]]:
    """``[[target]]`` of the plan; ``baseline`` is its year and the two simulated percentages."""
    year, *values = baseline
    return [
        {
            "indicator": indicator,
            "profile": profile,
            "statunit": city,
            "year": by,
            "value": value,
            "baseline_year": year,
            "baseline_value": start,
            "source": f"{source}; 基准值为模拟",
        }
        for (indicator, profile, value, by), start in zip(_TARGETS, values, strict=True)
    ]


def plan_inputs(years: Sequence[int], projects: Mapping[str, str]) -> list[dict[str, Any]]:
    """``[[input]]`` of the tables and of the register; ``projects``: layer -> file."""
    fixed = {"vintage": f"模拟{years[-1]}年更新", "source": SOURCE}
    tables = {"year_tasks": _TASKS, "issued_values": _ISSUED, **projects}
    return [{"layer": layer, "files": [file], **fixed} for layer, file in tables.items()]


def write_plan_tables(
    folder: Path,
    tasks: Mapping[str, tuple[str, tuple[float, float]]],
    years: Sequence[int],
    issued: Sequence[tuple[str, str, str, int, str, float]],
) -> None:
    """Write the task list in UTF-8 and the issued values in GB 18030, as offices hand them over.

    Parameters
    ----------
    tasks
        Unit as the list names it -> who answers, and its tasks of the first year in percent; each
        year asks a tenth of a point more.
    issued
        Indicator, definition, unit, year, kind and value.
    """
    rows: list[tuple[object, ...]] = []
    for place, (unit, (lead, starts)) in enumerate(tasks.items()):
        for (indicator, profile, _, _), start in zip(_TARGETS, starts, strict=True):
            for later, year in enumerate(years):
                states = _OPEN if year == years[-1] else (_LATE if place % 4 == 3 else _DONE)
                goal = f"{start + 0.1 * later:.2f}"
                rows.append((indicator, profile, unit, year, goal, "%", *states, lead, SOURCE))
    _write(folder / _TASKS, _TASK_HEAD, rows, "utf-8-sig")
    values = [
        (indicator, profile, unit, year, kind, value, "%", f"模拟{kind}〔{year + 1}〕1号", day)
        for indicator, profile, unit, year, kind, value in issued
        for day in (f"{year + 1}-{'02-20' if kind == '上报' else '06-30'}",)
    ]
    _write(folder / _ISSUED, _ISSUED_HEAD, values, "gb18030")


def project_table(
    projects: Sequence[Planned], prefix: str, first: int, crs: str, suffix: str = "（模拟）"
) -> gpd.GeoDataFrame:
    """Every version of a register: the first one whole, later ones of what changed only."""
    rows: list[dict[str, Any]] = []
    shapes: list[Any] = []
    for place, one in enumerate(projects, start=1):
        said = {
            "XMBH": f"{prefix}-{place:02d}",
            "XMMC": f"{one.name}{suffix}",
            "XMLX": one.kind,
            "ZRDW": one.owner,
            "XMZT": one.state,
            "KGNF": one.begins,
            "WGNF": one.ends,
            "ZTZ": one.budget_10k_cny,
            "XZLM": one.tree_ha,
            "XZBHSD": one.wetland_ha,
            "GXND": first,
        }
        for version, changed in {first: {}, **one.later}.items():
            said = {**said, **changed, "GXND": version}
            rows.append(said)
            shapes.append(one.shape)
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=shapes, crs=crs)


def _write(
    path: Path, head: Sequence[str], rows: Sequence[Sequence[object]], encoding: str
) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([head, *rows])
