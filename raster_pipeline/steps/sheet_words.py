"""What a sheet says of its data: CRS, vintages, states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from raster_pipeline.steps.provenance import given_behind
from sinkmap.figure import DataState
from sinkmap.grid import parse_crs
from sinkmap.layer import Derived, Given
from sinkmap.study import Study
from sinkmap.text import Text

__all__ = ["crs_words", "data_words"]

_ZONE = re.compile(r"CGCS2000 / (3|6)-degree Gauss-Kruger (CM|zone) ?(\d+)E?")
_MOST = 2
"""Vintages named for a layer; more would fill the sheet."""


def crs_words(crs: str) -> Text:
    """Name and code of a CRS."""
    system = parse_crs(crs)
    code = system.to_epsg()
    told = f"（EPSG:{code}）" if code else ""
    named = _ZONE.fullmatch(system.name)
    zh = system.name
    if named:
        width = "三" if named[1] == "3" else "六"
        where = f"中央经线 {named[3]}°E" if named[2] == "CM" else f"第 {named[3]} 带"
        zh = f"CGCS2000 {width}度带高斯-克吕格投影，{where}"
    return Text(f"{zh}{told}", f"{system.name}{f' (EPSG:{code})' if code else ''}")


def data_words(
    layers: Iterable[Given | Derived], year: int, study: Study, derived: Mapping[str, Derived]
) -> list[tuple[Text, Text]]:
    """Title of each layer, and the vintages and states of the inputs it rests on."""
    rows = []
    for layer in layers:
        behind = given_behind(layer.id, year, study, derived)
        said = dict.fromkeys(
            (entry.vintage, entry.data_state) for entry, _ in behind if entry.vintage
        )
        parts = [_said(vintage, state) for vintage, state in list(said)[:_MOST]]
        if parts:
            zh, en = "、".join(p.zh for p in parts), ", ".join(p.en for p in parts)
            more = len(said) - _MOST
            rows.append(
                (
                    layer.title,
                    Text(f"{zh} 等 {len(said)} 项" if more > 0 else zh,
                         f"{en} and {more} more" if more > 0 else en),
                )
            )  # fmt: skip
    return rows


def _said(vintage: str, state: DataState) -> Text:
    if state is DataState.UNDECLARED:
        return Text(vintage, vintage)
    return Text(f"{vintage}（{state.text.zh}）", f"{vintage} ({state.text.en})")
