"""Pollutants let out in control units by year: the bureau's own statistics, any pollutant."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

_UNITS = {
    "t/yr": ("t", "t/a", "吨", "吨/年"),
    "kg/yr": ("kg", "kg/a", "千克", "千克/年", "公斤", "公斤/年"),
    "10k_t/yr": ("万吨", "万吨/年", "万t", "万t/a"),
    "m3/yr": ("m3", "m³", "m3/a", "m³/a", "立方米", "立方米/年"),
    "10k_m3/yr": ("万立方米", "万立方米/年", "万m3", "万m³"),
    "tCO2/yr": ("tCO2", "tCO2/a", "吨二氧化碳", "吨二氧化碳/年"),
    "tCO2e/yr": ("tCO2e", "tCO2e/a", "吨二氧化碳当量", "吨二氧化碳当量/年"),
}

LAYER = Given(
    id="pollutants",
    title=Text("污染物排放量", "Pollutants let out"),
    form=Form.TABLE,
    sensitivity=Sensitivity.INTERNAL,
    reference="环境统计、排污许可执行报告 / environmental statistics, reports of discharge permits",
    fields=(
        Field(
            "statunit",
            ("STATUNIT", "HJGKDYBM", "管控单元", "单元编码", "单元"),
            FieldKind.ID,
            Text("环境管控单元", "control unit"),
            required=True,
        ),
        Field("year", ("YEAR", "ND", "NF", "年度"), FieldKind.NUMBER, Text("年度", "year"), True),
        Field(
            "pollutant",
            ("POLLUTANT", "WRW", "WRWMC", "污染物", "污染物名称"),
            FieldKind.TEXT,
            Text("污染物", "pollutant"),
            required=True,
        ),
        Field(
            "amount",
            ("AMOUNT", "PFL", "排放量"),
            FieldKind.NUMBER,
            Text("年排放量", "amount let out in the year"),
            required=True,
            valid=(0.0, 1e12),
        ),
        Field(
            "uom",
            ("UOM", "JLDW", "计量单位"),
            FieldKind.TEXT,
            Text("计量单位", "unit of measure"),
            required=True,
            choices=_UNITS,
        ),
        Field(
            "source",
            ("SOURCE", "LY", "来源", "出处"),
            FieldKind.TEXT,
            Text("出处", "source"),
            required=True,
        ),
    ),
    colour="#8c6464",
)
"""Amounts in every spelling of a unit are read; :mod:`sinkmap.uom` holds the units."""
