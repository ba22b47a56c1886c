"""Environmental control units (环境管控单元); they tile the whole city."""

from sinkmap.layer import Field, FieldKind, Form, Given, LegendEntry, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="control_unit",
    title=Text("环境管控单元", "Environmental control units"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="生态环境分区管控（三线一单）；单元编码第 9 位为管控类别",
    fields=(
        Field(
            "code",
            ("HJGKDYBM",),
            FieldKind.ID,
            Text("环境管控单元编码", "code of the unit"),
            required=True,
        ),
        Field("name", ("HJGKDYMC",), FieldKind.TEXT, Text("环境管控单元名称", "name of the unit")),
        Field(
            "kind",
            ("REMARKS", "GKDYLX"),
            FieldKind.TEXT,
            Text("管控单元类别", "class of the unit"),
        ),
        Field(
            "spatial",
            ("KJBJYS", "空间布局约束", "SPATIAL_LAYOUT_GUIDANCE"),
            FieldKind.TEXT,
            Text("空间布局约束", "policy text: spatial layout"),
        ),
        Field(
            "emission",
            ("WRWPFGK", "污染物排放管控", "POLLUTANT_EMISSION_CONTROL"),
            FieldKind.TEXT,
            Text("污染物排放管控", "policy text: emission of pollutants"),
        ),
        Field(
            "risk",
            ("HJFXFK", "环境风险防控", "ENVIRONMENTAL_RISK_PREVENTION"),
            FieldKind.TEXT,
            Text("环境风险防控", "policy text: environmental risk"),
        ),
        Field(
            "resource",
            ("ZYKFXL", "资源开发效率要求", "RESOURCE_USE_EFFICIENCY_REQUIREMENTS"),
            FieldKind.TEXT,
            Text("资源开发效率要求", "policy text: use of resources"),
        ),
        Field("area", ("AREA", "MJ"), FieldKind.AREA, Text("面积", "register area")),
    ),
    legend=(
        LegendEntry(1, Text("优先保护单元", "priority protection unit"), "#3c9650"),
        LegendEntry(2, Text("重点管控单元", "key control unit"), "#dc6e5a"),
        LegendEntry(3, Text("一般管控单元", "general control unit"), "#f0d27d"),
    ),
    area_field="area",
    colour="#3c9650",
)
