"""Core control zone of the Grand Canal (大运河核心监控区)."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="canal_core_zone",
    title=Text("大运河核心监控区", "Core zone of the Grand Canal"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.PUBLIC,
    reference="常政发〔2022〕73号; 苏政发〔2021〕20号",
    fields=(
        Field(
            "part",
            ("FQLX", "LX", "PART"),
            FieldKind.CODE,
            Text("分区", "part of the zone"),
            required=True,
            choices={
                "riverside": ("滨河生态空间",),
                "built_up": ("建成区", "建成区（城市、建制镇）"),
                "other": ("核心监控区其他区域", "其他区域"),
            },
        ),
        Field("name", ("MC", "NAME"), FieldKind.TEXT, Text("名称", "name")),
        Field("area", ("MJ",), FieldKind.AREA, Text("面积", "register area")),
    ),
    area_field="area",
    zone_field="part",
    may_overlap=True,
    colour="#6e5aa0",
)
