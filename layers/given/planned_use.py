"""Planned land use (规划用地用海) of a spatial plan, by the classes of the 2023 guide."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="planned_use",
    title=Text("规划用地用海", "Planned land use"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="自然资发〔2023〕234号",
    fields=(
        Field(
            "code",
            ("YDYHFLDM", "GHYDDM", "GHDLDM", "YDDM"),
            FieldKind.CODE,
            Text("规划用地用海分类代码，一级或更细", "class code, first level or finer"),
            required=True,
        ),
        Field("name", ("YDYHFLMC", "GHYDMC"), FieldKind.TEXT, Text("分类名称", "class name")),
        Field("area", ("MJ",), FieldKind.AREA, Text("面积", "register area")),
    ),
    code_systems=("ydyh2023",),
    area_field="area",
    code_field="code",
    zone_field="code",
    colour="#c8a078",
)
