"""Patches issued by a superior, as patches that control can judge."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from sinkmap.classes import code_system, group_at
from sinkmap.control.encroachment import Evidence
from sinkmap.errors import Finding, Severity
from sinkmap.text import Text

__all__ = ["issued_patches"]


def issued_patches(
    issued: gpd.GeoDataFrame, systems: tuple[str, str]
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Issued patches with the class groups of their codes.

    Parameters
    ----------
    issued
        Polygons with ``number``, ``batch``, ``deadline`` and the codes ``before`` and ``after``.
    systems
        Code systems of the codes before and after.

    Returns
    -------
    Rows with ``before``, ``after`` (groups), ``dlbm_t0``, ``dlbm_t1``, ``external_no``, ``batch``,
    ``deadline`` and ``evidence``; and ``ISSUED-CODE-UNKNOWN`` with the numbers of patches that
    cannot be judged because a code is missing or unknown.
    """
    table = issued.reset_index(drop=True)
    texts = {name: _texts(table, name) for name in ("number", "batch", "deadline")}
    made = {"external_no": texts["number"], "batch": texts["batch"], "deadline": texts["deadline"]}
    for side, code, system in zip(
        ("before", "after"), ("dlbm_t0", "dlbm_t1"), systems, strict=True
    ):
        clean = code_system(system).normalise(_texts(table, side))
        found = [group_at(int(index)) for index in code_system(system).group_index(clean)]
        made[side] = pd.Series([one.id if one else "" for one in found], dtype=object)
        made[code] = clean.codes.fillna("").astype(str)
    rows = pd.DataFrame(made).assign(after_may_be="", evidence=str(Evidence.ISSUED))
    known = ((rows["before"] != "") & (rows["after"] != "")).to_numpy()
    frame = gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries(table.geometry, crs=issued.crs))
    strange = tuple(sorted(rows["external_no"][~known]))
    findings = (
        Finding(
            "ISSUED-CODE-UNKNOWN",
            Severity.WARNING,
            Text("下发图斑的地类编码缺失或未知，未评价", "class codes that are missing or unknown"),
            Text("补填变化前后地类编码", "fill in the class codes before and after"),
            layer="issued_patches",
            features=strange,
            count=len(strange),
        ),
    )
    return gpd.GeoDataFrame(frame[known]).reset_index(drop=True), findings if strange else ()


def _texts(frame: pd.DataFrame, column: str) -> pd.Series[str]:
    if column not in frame.columns:
        return pd.Series("", index=frame.index, dtype=object)
    return frame[column].fillna("").astype(str).str.strip()
