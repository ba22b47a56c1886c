"""The form that asks for a sheet; any page may hold it."""

from __future__ import annotations

from dash.development.base_component import Component

from dash_app import urls
from dash_app.component import PrintForm
from dash_app.context import Context
from dash_app.prints.source import PrintSource
from sinkmap.report.sheet import SCALES, Paper
from sinkmap.text import Language, Text

__all__ = ["print_form"]

_WORDS = {
    "title": Text("打印图件", "Print a sheet"),
    "year": Text("年度", "Year"),
    "raster": Text("底图栅格", "Raster below"),
    "none": Text("无", "none"),
    "shapes": Text("图层", "Layers"),
    "where": Text("范围", "Where"),
    "city": Text("全市", "Whole city"),
    "here": Text("当前视图", "What is seen now"),
    "unit": Text("统计单元", "Unit"),
    "paper": Text("纸张", "Paper"),
    "upright": Text("纵向", "portrait"),
    "across": Text("横向", "landscape"),
    "scale": Text("比例尺", "Scale"),
    "fitted": Text("自动适配", "fitted"),
    "name": Text("图名（可不填）", "Title (may be empty)"),
    "note": Text("打印时请选“实际大小”，比例尺才准确。",
                 "Print at actual size, or the scale is not true."),
}  # fmt: skip


def print_form(
    context: Context,
    prints: PrintSource,
    language: Language,
    id: str = "print",  # noqa: A002
) -> Component:
    """A folded form with links to the sheet as PDF and PNG; it needs no callback.

    A page may set ``place`` of the component: ``{view: [west, south, east, north]}`` in degrees,
    ``{shape, name}`` a drawn geometry; it is offered as what is seen now.
    """
    city = context.results.study.city.code
    units = {
        unit: context.results.units[unit].name.say(language)
        for partition in context.catalogue.drawn
        for unit in partition.members
        if unit != city
    }
    return PrintForm(
        id=id,
        url=urls.print_url(context.run_id),
        years=list(context.results.manifest.years),
        layers=[
            {
                "id": layer.id,
                "title": layer.title.say(language),
                "raster": layer.is_raster,
                "years": list(layer.years),
            }
            for layer in prints.layers
        ],
        units=[{"value": unit, "label": name} for unit, name in units.items()],
        papers=[str(paper) for paper in Paper],
        scales=list(SCALES),
        words={name: text.say(language) for name, text in _WORDS.items()},
    )
