"""Protection levels of the Taihu basin (太湖流域三级保护区)."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="taihu_levels",
    title=Text("太湖流域保护区分级", "Protection levels of the Taihu basin"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.PUBLIC,
    reference="江苏省太湖水污染防治条例",
    fields=(
        Field(
            "level",
            ("BHQJB", "JB", "LEVEL"),
            FieldKind.CODE,
            Text("保护区级别", "level of protection"),
            required=True,
            choices={
                "first": ("一级", "一级保护区", "1"),
                "second": ("二级", "二级保护区", "2"),
                "third": ("三级", "三级保护区", "3"),
            },
        ),
        Field("name", ("MC", "NAME"), FieldKind.TEXT, Text("名称", "name")),
        Field("area", ("MJ",), FieldKind.AREA, Text("面积", "register area")),
    ),
    area_field="area",
    zone_field="level",
    may_overlap=True,
    colour="#2850a0",
)
