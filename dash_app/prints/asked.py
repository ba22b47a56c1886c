"""The query string of a sheet, read with care."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import shapely

from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.report.sheet import Paper, PrintRequest
from sinkmap.text import Language, Text

__all__ = ["request_of"]

_KNOWN = ("layers", "year", "centre", "unit", "view", "shape", "name", "scale", "paper",
          "landscape", "title")  # fmt: skip
_LONGEST = {"shape": 100_000}
_LONG = 2_000
"""Most characters of a parameter; a drawn shape may be longer."""
_DIGITS = 9


def request_of(asked: Mapping[str, str], language: Language) -> PrintRequest:
    """The request a query string stands for.

    Parameters
    ----------
    asked
        ``layers`` (ids with commas between), ``year``, ``centre`` (x,y), ``unit``, ``view``
        (west,south,east,north in degrees), ``shape`` (GeoJSON geometry), ``name`` of it, ``scale``,
        ``paper``, ``landscape`` (1), ``title``.

    Raises
    ------
    UsageError
        ``PRINT-QUERY``, naming every parameter that cannot be read.
    """
    wrong = [name for name in asked if name not in _KNOWN]
    values: dict[str, Any] = {}
    for name, text in asked.items():
        if name in wrong or not text:
            continue
        try:
            if len(text) > _LONGEST.get(name, _LONG):
                raise ValueError("too long")
            values.update(_value(name, text))
        except (ValueError, shapely.GEOSException):
            wrong.append(name)
    if wrong:
        raise UsageError(_unreadable(wrong))
    return PrintRequest(**values, language=language)


def _value(name: str, text: str) -> dict[str, Any]:
    """The field of a request a parameter stands for."""
    if name == "layers":
        return {"layers": tuple(part.strip() for part in text.split(",") if part.strip())}
    if name in ("year", "scale"):
        if not text.isascii() or not text.isdigit() or len(text) > _DIGITS:
            raise ValueError(text)
        return {name: int(text)}
    if name in ("centre", "view"):
        numbers = tuple(float(part) for part in text.split(","))
        if len(numbers) != (2 if name == "centre" else 4) or not all(map(math.isfinite, numbers)):
            raise ValueError(text)
        return {name: numbers}
    if name == "shape":
        return {"shape": shapely.from_geojson(text)}
    if name == "paper":
        return {"paper": Paper(text)}
    if name == "landscape":
        return {"landscape": text == "1"}
    return {"shape_name" if name == "name" else name: _plain(text)}


def _plain(text: str) -> str:
    """A text without signs that steer."""
    if not text.isprintable():
        raise ValueError(text)
    return text.strip()


def _unreadable(names: list[str]) -> Finding:
    return Finding(
        "PRINT-QUERY",
        Severity.ERROR,
        Text("打印参数无法识别", "parameters of the sheet cannot be read"),
        Text("请改用所列的写法", "write it as wanted"),
        seen=", ".join(name[:40] for name in names),
        wanted="layers, year, centre=x,y, unit, view=w,s,e,n, shape, name, scale, paper=a4|a3, "
        "landscape=1, title",
    )
