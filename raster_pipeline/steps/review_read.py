"""A review read back from its child run, with the words and facts that belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from raster_pipeline.io.child_run import ChildRun
from raster_pipeline.io.tables import read_frame, read_table
from sinkmap.area import plane_area
from sinkmap.classes import code_system as system_of
from sinkmap.control.records import PolicyBlock
from sinkmap.control.review_book import UNITS, ReviewBook
from sinkmap.control.review_result import ReviewResult, ReviewUnit, theme_results
from sinkmap.control.review_terms import Conclusion, Proposal
from sinkmap.control.review_units import unit_policy
from sinkmap.errors import Finding, Severity
from sinkmap.text import Text

__all__ = ["reviewed"]

_GAP_M2 = 10.0
"""Ground without a control unit that is told, m²."""


def reviewed(
    child: ChildRun,
    proposal: Proposal,
    *,
    book: ReviewBook,
    year: int,
    day: date,
    districts: gpd.GeoDataFrame,
    unit_texts: Mapping[str, Mapping[str, str]],
    opened_sources: Mapping[str, Text],
    code_system: str,
    simulated: bool,
) -> ReviewResult:
    """The review of one project as it stands in its child run.

    ``districts``: units with ``name_zh, name_en``; ``unit_texts``: control unit -> policy texts of
    the layer; ``opened_sources``: layer -> title with vintage; ``code_system``: of the
    present land use.
    """
    plots = read_frame(child.folder / "plots.parquet")
    rows = read_table(child.folder / "rows.parquet")
    classes = read_table(child.folder / "classes.parquet")
    units = _units(rows, book, proposal, unit_texts)
    whole = float(plots["area_m2"].sum())
    findings = [Finding.from_json(row) for row in child.document["findings"]]
    unseen = child.document["zones_unseen"]
    findings += _unseen(unseen, book)
    if UNITS not in unseen:
        findings += _unit_gap(whole - float(rows.loc[rows["zone"] == UNITS, "area_m2"].sum()))
    findings += _texts_missing(units)
    return ReviewResult(
        review=child.run_id,
        parent=str(child.document["parent"]),
        year=year,
        day=day,
        book=book,
        proposal=proposal,
        plots=plots,
        area_m2=whole,
        rows=rows,
        themes=theme_results(read_table(child.folder / "themes.parquet"), book),
        units=units,
        classes=classes,
        present_names=_names(classes, code_system),
        findings=tuple(findings),
        sources=opened_sources,
        place_names=_places(plots, districts),
        simulated=simulated,
    )


def _units(
    rows: pd.DataFrame,
    book: ReviewBook,
    proposal: Proposal,
    texts: Mapping[str, Mapping[str, str]],
) -> tuple[ReviewUnit, ...]:
    """Control units with more than a sliver of the project, most ground first."""
    kept = rows[(rows["zone"] == UNITS) & ~rows["ignored"].astype(bool)]
    found = []
    for row in kept.sort_values("area_m2", ascending=False).to_dict("records"):
        code = str(row["code"])
        own = {PolicyBlock(block): text for block, text in texts.get(code, {}).items()}
        policy = unit_policy(code, book.book, proposal, own)
        conclusion = Conclusion(int(row["conclusion"]))
        found.append(ReviewUnit(policy, str(row["name"]), row["area_m2"], row["share"], conclusion))
    return tuple(found)


def _names(classes: pd.DataFrame, system: str) -> dict[str, Text]:
    """Names of the present classes met."""
    if not system or classes.empty:
        return {}
    known = system_of(system)
    codes = (str(code) for code in classes["present"].unique())
    return {code: known.name(code) for code in codes if code in known.codes}


def _places(plots: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> tuple[Text, ...]:
    """Districts the plots lie in, most ground first."""
    ground = shapely.union_all(plots.geometry.to_numpy())
    shares = plane_area(shapely.intersection(districts.geometry.to_numpy(), ground))
    order = np.argsort(-shares, kind="stable")
    names = list(zip(districts["name_zh"], districts["name_en"], strict=True))
    return tuple(Text(*names[row]) for row in order if shares[row] > 1.0)


def _unseen(unseen: Mapping[str, list[str]], book: ReviewBook) -> list[Finding]:
    zones = book.zones
    asked = {zone for theme in book.themes for zone in theme.zones}
    lacking = {zone: layers for zone, layers in unseen.items() if zone in asked}
    if not lacking:
        return []
    return [
        Finding(
            "REVIEW-LAYER-MISSING",
            Severity.WARNING,
            Text(
                "方案缺少图层，相关管控区域未审查，不能视为不涉及",
                "the study lacks layers: these zones were not reviewed and are not clear",
            ),
            Text("在方案中补充该图层后重新审查", "add the layer to the study and review again"),
            layer=", ".join(dict.fromkeys(name for layers in lacking.values() for name in layers)),
            features=tuple(zones[zone].title.zh for zone in lacking),
        )
    ]


def _unit_gap(gap_m2: float) -> list[Finding]:
    """Control units tile the city; ground without one is a fault of the data."""
    if gap_m2 <= _GAP_M2:
        return []
    return [
        Finding(
            "REVIEW-UNIT-GAP",
            Severity.WARNING,
            Text(
                "项目部分范围没有环境管控单元：单元应覆盖全域，属数据缺陷",
                "ground of the project has no control unit: units cover the city, so the data err",
            ),
            Text("由生态环境部门补全单元图层", "have the ecology bureau complete the layer"),
            layer="control_unit",
            area_m2=gap_m2,
        )
    ]


def _texts_missing(units: tuple[ReviewUnit, ...]) -> list[Finding]:
    """Units whose own policy texts are not there: what stands for them is general."""
    without = [
        unit.policy.code
        for unit in units
        if not all(
            block in unit.policy.texts and unit.policy.texts[block][1] for block in PolicyBlock
        )
    ]
    if not without:
        return []
    return [
        Finding(
            "REVIEW-UNIT-TEXTS",
            Severity.WARNING,
            Text(
                "管控单元缺少本单元的准入要求文本，所示为总体要求",
                "units without policy texts of their own: what is shown is the general one",
            ),
            Text(
                "在单元图层或 unit_permits.csv 中补充四类要求",
                "add the four texts to the layer of units or to unit_permits.csv",
            ),
            layer="control_unit",
            features=tuple(without),
        )
    ]
