"""The command that prints a sheet: A4 or A3 at true scale."""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import Annotated, Any

import shapely
import typer

from raster_pipeline.opened import open_run
from raster_pipeline.prints import PrintRequest, print_sheet
from sinkmap.cli.console import language, print_json, tell
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.report.sheet import Paper
from sinkmap.report.whole_file import write_whole
from sinkmap.text import Text

__all__ = ["print_map"]

_KINDS = ("pdf", "png")
_MOST_SHAPE_BYTES = 4 * 2**20

StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help="方案文件夹或 study.toml / study folder or file")
]


def print_map(
    study: StudyPath,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="输出文件，后缀按格式 / file, ending by format")
    ],
    layers: Annotated[
        list[str] | None,
        typer.Option("--layer", help="图层编号，可多次，由下到上 / layer id, repeatable"),
    ] = None,
    year: Annotated[int | None, typer.Option("--year", help="年度 / year")] = None,
    centre: Annotated[
        str, typer.Option("--center", help="经度,纬度 或 东,北（米）/ lon,lat or east,north in m")
    ] = "",
    unit: Annotated[str, typer.Option("--unit", help="统计单元编号 / unit id")] = "",
    shape: Annotated[
        Path | None, typer.Option("--shape", help="GeoJSON 图形（经纬度）/ shape in degrees")
    ] = None,
    scale: Annotated[
        int | None, typer.Option("--scale", help="比例尺分母，缺省自动 / denominator, else fitted")
    ] = None,
    paper: Annotated[str, typer.Option("--paper", help="a4, a3")] = "a4",
    landscape: Annotated[bool, typer.Option("--landscape", help="横向 / landscape")] = False,
    formats: Annotated[str, typer.Option("--format", help="pdf,png")] = "pdf",
    title: Annotated[str, typer.Option("--title", help="图名 / title")] = "",
    json: Annotated[
        bool, typer.Option("--json", help="只在标准输出写 JSON / JSON on stdout only")
    ] = False,
    run_id: Annotated[str, typer.Option("--run", help="运行编号，缺省为当前运行 / run id")] = "",
) -> None:
    """按比例尺打印地图 / print a map at true scale."""
    kinds = _listed(formats, _KINDS)
    if paper.lower() not in set(Paper):
        raise _usage("PRINT-PAPER", Text("没有这种纸张", "no such paper"), paper, "a4, a3")
    opened = open_run(study, run_id or None)
    request = PrintRequest(
        layers=tuple(layers or ("land_use",)),
        year=year,
        centre=_place(centre),
        unit=unit,
        shape=_shape(shape),
        shape_name=shape.stem if shape else "",
        scale=scale,
        paper=Paper(paper.lower()),
        landscape=landscape,
        title=title,
        language=language(),
    )
    written = []
    for kind in kinds:
        path = output.with_suffix(f".{kind}")
        write_whole(path, print_sheet(opened, request, "pdf" if kind == "pdf" else "png"))
        written.append(str(path))
    if json:
        print_json({"files": written})
    for name in written:
        tell(Text(f"已写出：{name}", f"written: {name}"))


def _listed(text: str, known: tuple[str, ...]) -> list[str]:
    names = [part.strip().lower() for part in text.split(",") if part.strip()]
    if not names or any(name not in known for name in names):
        raise _usage(
            "FORMAT-UNKNOWN", Text("不支持的格式", "no such format"), text, ",".join(known)
        )
    return names


def _place(text: str) -> tuple[float, float] | None:
    if not text:
        return None
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError as error:
        wrong = Text("中心坐标写法不对", "the centre is written wrongly")
        raise _usage("PRINT-CENTRE", wrong, text, "119.95,31.78") from error
    return x, y


def _shape(path: Path | None) -> Any:
    """The one geometry of a GeoJSON file, or all of its features together."""
    if path is None:
        return None
    wrong = Text("无法读取图形文件", "the file of the shape cannot be read")
    try:
        if path.stat().st_size > _MOST_SHAPE_BYTES:
            raise _usage("PRINT-SHAPE-FILE", wrong, f"{path.stat().st_size} B", "<= 4 MB")
        held = json_text.loads(path.read_text(encoding="utf-8-sig"))
        features = held["features"] if held.get("type") == "FeatureCollection" else [held]
        parts = [
            shapely.from_geojson(json_text.dumps(one.get("geometry", one))) for one in features
        ]
    except (OSError, ValueError, KeyError, AttributeError, shapely.GEOSException) as error:
        raise _usage("PRINT-SHAPE-FILE", wrong, path.name, "GeoJSON") from error
    return shapely.union_all(parts)


def _usage(code: str, message: Text, seen: str, wanted: str) -> UsageError:
    cure = Text("请改用所列的写法", "write it as wanted")
    return UsageError(Finding(code, Severity.ERROR, message, cure, seen=seen, wanted=wanted))
