"""The built-up area (建成区) that urban indicators are about."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="built_up_area",
    title=Text("建成区范围", "Built-up area"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="GB/T 50280; boundary as the bureau gives it",
    fields=(
        Field("name", ("MC", "NAME", "名称"), FieldKind.TEXT, Text("名称", "name")),
        Field("area", ("MJ", "AREA", "面积"), FieldKind.AREA, Text("面积", "register area")),
    ),
    area_field="area",
    colour="#787882",
)
