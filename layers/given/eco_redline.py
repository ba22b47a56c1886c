"""Ecological protection red line (生态保护红线)."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="eco_redline",
    title=Text("生态保护红线", "Ecological red line"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.RESTRICTED,
    reference="自然资发〔2022〕142号",
    fields=(
        Field(
            "code",
            ("HXDM", "HXBM", "XJXZQHDM", "BSM"),
            FieldKind.ID,
            Text("红线编码", "code of the red-line area"),
        ),
        Field("name", ("MC", "HXMC"), FieldKind.TEXT, Text("名称", "name")),
        Field("kind", ("LXDM", "HXLX", "LX"), FieldKind.TEXT, Text("类型", "kind")),
        Field("area", ("QYMJ", "MJ", "HXMJ"), FieldKind.AREA, Text("区域面积", "register area")),
    ),
    area_field="area",
    colour="#c83232",
)
