"""Ventilation and ecological corridors that a plan keeps open (通风廊道、生态廊道)."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="open_corridors",
    title=Text("通风廊道与生态廊道", "Corridors to be kept open"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.PUBLIC,
    reference="QX/T 437-2018（城市通风廊道）",
    fields=(
        Field(
            "kind",
            ("LDLX", "LX", "KIND"),
            FieldKind.CODE,
            Text("廊道类型", "kind of corridor"),
            required=True,
            choices={
                "ventilation": ("通风廊道", "通风"),
                "ecological": ("生态廊道", "生态"),
            },
        ),
        Field("name", ("LDMC", "MC"), FieldKind.TEXT, Text("廊道名称", "name")),
        Field("area", ("MJ",), FieldKind.AREA, Text("面积", "register area")),
    ),
    area_field="area",
    zone_field="kind",
    may_overlap=True,
    colour="#50b4a0",
)
