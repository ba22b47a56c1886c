"""Zones of groundwater pollution control (地下水污染防治分区)."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="groundwater_zones",
    title=Text("地下水污染防治分区", "Groundwater protection zones"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="地下水管理条例（2021）; 地下水污染防治重点区划定",
    fields=(
        Field(
            "zone",
            ("FQLX", "FQMC", "ZONE"),
            FieldKind.CODE,
            Text("分区类型", "kind of zone"),
            required=True,
            choices={
                "protection": ("保护区", "保护类区域"),
                "control_first": ("一级管控区", "防控区"),
                "control_second": ("二级管控区", "治理区"),
                "general": ("一般区", "一般防控区"),
            },
        ),
        Field("name", ("MC", "NAME"), FieldKind.TEXT, Text("名称", "name")),
        Field("area", ("MJ",), FieldKind.AREA, Text("面积", "register area")),
    ),
    area_field="area",
    zone_field="zone",
    colour="#3c6eb4",
)
