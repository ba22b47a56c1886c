"""Organic matter of cropland topsoil by unit and vintage (耕地质量监测): means of samples."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

_NUMBER = FieldKind.NUMBER

LAYER = Given(
    id="organic_matter",
    title=Text("耕地土壤有机质监测", "Organic matter of cropland"),
    form=Form.TABLE,
    sensitivity=Sensitivity.INTERNAL,
    reference="GB/T 33469-2016; NY/T 1121.6-2006 (organic matter)",
    fields=(
        Field(
            "statunit",
            ("STATUNIT", "XZQDM", "XZQMC", "统计单元"),
            FieldKind.TEXT,
            Text("统计单元", "statistical unit"),
            required=True,
        ),
        Field(
            "vintage",
            ("VINTAGE", "CYNF", "采样年份"),
            _NUMBER,
            Text("采样年份", "year of sampling"),
            required=True,
            valid=(1950.0, 2200.0),
        ),
        Field(
            "som",
            ("SOM", "YJZ", "有机质"),
            _NUMBER,
            Text("有机质平均含量（克每千克）", "mean content of organic matter, g/kg"),
            required=True,
            valid=(0.0, 1000.0),
        ),
        Field("sd", ("SD", "BZC", "标准差"), _NUMBER, Text("标准差", "standard deviation, g/kg")),
        Field("samples", ("SAMPLES", "YPS", "样点数"), _NUMBER, Text("样点数", "samples taken")),
        Field("top", ("TOP", "SJ", "上界"), _NUMBER, Text("采样上界（厘米）", "upper bound, cm")),
        Field(
            "bottom",
            ("BOTTOM", "XJ", "下界"),
            _NUMBER,
            Text("采样下界（厘米）", "lower bound, cm"),
        ),
        Field("method", ("METHOD", "FF", "方法"), FieldKind.TEXT, Text("测定方法", "method")),
    ),
    colour="#6e5032",
)
