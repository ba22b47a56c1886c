"""Boundary-point text (界址点坐标文本) taken apart: header keys, plots, points.

The text is written by many programs and no two agree: with or without ``[属性描述]`` and
``[地块坐标]``, points of four columns (name, ring, X, Y), three or two, commas, tabs or blanks,
GBK or UTF-8, full-width signs, the first point repeated at the end or not. X is north and Y is
east, as surveyors write. Nothing here knows coordinates systems or shapes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from raster_pipeline.io.encoding import detect_encoding
from raster_pipeline.io.plot_findings import PlotFindings, PlotKind
from sinkmap.errors import Severity
from sinkmap.text import Text

__all__ = ["MOST_BYTES", "BoundaryPoint", "BoundaryText", "TextPlot", "read_boundary_text"]

MOST_BYTES = 64 * 2**20
"""Bytes a text may have: about a million boundary points."""
_LONGEST_LINE = 4_000

_SECTIONS = {"属性描述": "header", "地块坐标": "points"}
_NUMBER = re.compile(r"[+-]?\d{1,12}(?:\.\d{1,12})?")
_BREAKS = re.compile(r"[,;\s]+")


def _error(code: str, message: Text, cure: Text) -> PlotKind:
    return PlotKind(code, Severity.ERROR, message, cure)


_LINE_CURE = Text(
    "改为：点号,圈号,X（北）,Y（东），如 J1,1,3517458.847,40495264.096",
    "write it as name,ring,X (north),Y (east), as J1,1,3517458.847,40495264.096",
)
_ENCODING = _error(
    "PLOT-ENCODING",
    Text("文本字符编码无法判定", "the character set of the text cannot be told"),
    Text("另存为 UTF-8 或 GBK 文本", "save it as UTF-8 or GBK text"),
)
_TOO_LARGE = _error(
    "PLOT-TOO-LARGE",
    Text("文件过大", "the file is too large"),
    Text("拆分后分批审查", "split it and review the parts"),
)
_LINE = _error(
    "PLOT-LINE",
    Text("无法识别的行", "a line that cannot be read"),
    _LINE_CURE,
)
_COORDINATE = _error(
    "PLOT-COORDINATE",
    Text("坐标不是数字", "a coordinate is no number"),
    _LINE_CURE,
)
_RING = _error(
    "PLOT-RING",
    Text("圈号不是正整数", "a ring number is not a positive whole number"),
    Text("外圈写 1，内圈依次写 2、3…", "write 1 for the outer ring, 2, 3, … for holes"),
)
_HEADER = _error(
    "PLOT-HEADER",
    Text("地块行的点数或面积不是数字", "points or area in the line of a plot are no numbers"),
    Text(
        "改为：界址点数,面积(公顷),地块编号,地块名称,面,图幅号,用途,地类编码,@",
        "write points,area (ha),number,name,面,sheet,use,class,@",
    ),
)
_EMPTY = _error(
    "PLOT-EMPTY",
    Text("文件中没有界址点", "the file holds no boundary points"),
    Text("核对导出的文件", "check what was exported"),
)
_SECTION = PlotKind(
    "PLOT-SECTION",
    Severity.WARNING,
    Text("未识别的段落，其内容未读取", "a section that is not known; it was not read"),
    Text("坐标放在 [地块坐标] 段内", "coordinates belong in [地块坐标]"),
)
_HEIGHT = PlotKind(
    "PLOT-COLUMNS",
    Severity.NOTE,
    Text("坐标之后的列未读取", "columns after the coordinates were not read"),
    Text("无需处理", "nothing to do"),
)


@dataclass(frozen=True, slots=True)
class BoundaryPoint:
    """One point as written: ``north`` is X and ``east`` is Y of the text; metres."""

    line: int
    name: str
    ring: int
    north: float
    east: float


@dataclass(slots=True)
class TextPlot:
    """One plot as written; ``stated_m2`` is NaN where the text states none."""

    line: int = 0
    points_stated: int | None = None
    stated_m2: float = float("nan")
    number: str = ""
    name: str = ""
    shape: str = ""
    use: str = ""
    land_class: str = ""
    points: list[BoundaryPoint] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BoundaryText:
    """A text taken apart: keys of ``[属性描述]`` with (line, value), plots in their order."""

    keys: dict[str, tuple[int, str]]
    plots: list[TextPlot]
    encoding: str


def read_boundary_text(path: Path, found: PlotFindings) -> BoundaryText:
    """Take a text apart; what cannot be read is in ``found``, each line with its number."""
    if path.stat().st_size > MOST_BYTES:
        found.add(_TOO_LARGE, seen=f"{path.stat().st_size} B", wanted=f"<= {MOST_BYTES} B")
        return BoundaryText({}, [], "")
    text, encoding = _decoded(path.read_bytes(), found)
    reader = _Reader(found)
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > _LONGEST_LINE:
            found.add(_LINE, place=number, seen=line[:40])
        elif line.strip("\ufeff \t\u3000"):
            reader.take(number, line.strip("\ufeff \t\u3000"))
    plots = [plot for plot in reader.plots if plot.points or plot.line]
    if not any(plot.points for plot in plots) and not found.refused:
        found.add(_EMPTY, seen="0")
    return BoundaryText(reader.keys, plots, encoding)


def _decoded(raw: bytes, found: PlotFindings) -> tuple[str, str]:
    for mark, codec in ((b"\xff\xfe", "utf_16"), (b"\xfe\xff", "utf_16"), (b"\xef\xbb\xbf", "")):
        if raw.startswith(mark):
            chosen = codec or "utf_8_sig"
            break
    else:
        detected = detect_encoding(raw.splitlines())
        chosen = detected.name if detected else ""
    try:
        text = raw.decode(chosen) if chosen else ""
    except UnicodeDecodeError as error:
        found.add(_ENCODING, seen=str(error)[:80], wanted="UTF-8, GBK")
        return "", ""
    if not chosen or "\0" in text:
        found.add(_ENCODING, seen=repr(raw[:24]), wanted="UTF-8, GBK")
        return "", ""
    return text, chosen


@dataclass(slots=True)
class _Reader:
    """One text under way: the section it is in, and the plot the next point belongs to."""

    found: PlotFindings
    section: str = ""
    keys: dict[str, tuple[int, str]] = field(default_factory=dict)
    plots: list[TextPlot] = field(default_factory=list)

    def take(self, number: int, line: str) -> None:
        plain = unicodedata.normalize("NFKC", line)
        if plain.startswith("[") and plain.endswith("]"):
            self._open(number, plain[1:-1].strip())
        elif self.section == "other":
            return
        elif "@" in plain:
            self._plot(number, line)
        elif "=" in plain:
            key, _, value = plain.partition("=")
            self.keys[key.strip()] = (number, value.strip())
        elif self.section == "header":
            key, _, value = plain.partition(":")
            self.keys[key.strip()] = (number, value.strip())
        else:
            self._point(number, plain)

    def _open(self, number: int, title: str) -> None:
        self.section = _SECTIONS.get(title, "other")
        if self.section == "other":
            self.found.add(_SECTION, place=number, seen=f"[{title}]", wanted="[地块坐标]")

    def _plot(self, number: int, line: str) -> None:
        """``points,area,number,name,shape,sheet,use,class,@``; later fields may be left out."""
        body = line[: max(line.rfind("@"), line.rfind("＠"))]
        comma = next((sign for sign in (",", "，", "\t") if sign in body), ",")
        fields = [part.strip() for part in body.split(comma)]
        fields += [""] * (8 - len(fields))
        plot = TextPlot(line=number, number=fields[2], name=fields[3], shape=fields[4])
        plot.use, plot.land_class = fields[6], fields[7]
        points, hectares = (unicodedata.normalize("NFKC", part) for part in fields[:2])
        if not all(_NUMBER.fullmatch(part) for part in (points, hectares) if part):
            self.found.add(_HEADER, place=number, seen=f"{fields[0]},{fields[1]}")
        else:
            plot.points_stated = round(float(points)) if points else None
            plot.stated_m2 = float(hectares) * 1e4 if hectares else float("nan")
        self.plots.append(plot)

    def _point(self, number: int, line: str) -> None:
        if not self.plots:
            self.plots.append(TextPlot())
        parts = list(_parts(line))
        name, ring, north, east, rest = _columns(parts)
        if not (north and east):
            self.found.add(_LINE, place=number, seen=line)
            return
        if not (_NUMBER.fullmatch(north) and _NUMBER.fullmatch(east)):
            self.found.add(_COORDINATE, place=number, seen=f"{north},{east}")
            return
        if not (ring.isascii() and ring.isdigit() and 0 < int(ring[:6]) < 100_000):
            self.found.add(_RING, place=number, seen=ring, wanted="1, 2, …")
            return
        if rest:
            self.found.add(_HEIGHT, place=number, seen=",".join(rest))
        point = BoundaryPoint(number, name, int(ring), float(north), float(east))
        self.plots[-1].points.append(point)


def _parts(line: str) -> Iterator[str]:
    """Columns of a point: by commas where there are any, so that an empty ring stays a column."""
    if "," in line:
        parts = [part.strip() for part in line.rstrip(", ").split(",")]
        if len(parts) > 2 or not any(_BREAKS.search(part) for part in parts):
            yield from parts
            return
    yield from (part for part in _BREAKS.split(line) if part)


def _columns(parts: list[str]) -> tuple[str, str, str, str, list[str]]:
    """Name, ring, X, Y and what follows; empty X or Y where there are too few columns."""
    if len(parts) >= 3 and all(_is_metres(part) for part in parts[:2]):
        return "", "1", parts[0], parts[1], parts[2:]  # X, Y and a height
    if len(parts) >= 4:
        return parts[0], parts[1] or "1", parts[2], parts[3], [p for p in parts[4:] if p]
    if len(parts) == 3:
        return parts[0], "1", parts[1], parts[2], []
    if len(parts) == 2:
        return "", "1", parts[0], parts[1], []
    return "", "1", "", "", []


def _is_metres(part: str) -> bool:
    """Whether a column can only be a coordinate: a number as large as no point or ring has."""
    return _NUMBER.fullmatch(part) is not None and abs(float(part)) >= 100_000.0
