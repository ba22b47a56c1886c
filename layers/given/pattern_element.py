"""Elements of the space pattern 一江三湖五山五廊, as the plan's map names them."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="pattern_element",
    title=Text("生态空间格局要素", "Elements of the space pattern"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="plan map of the space pattern 一江三湖五山五廊, as the bureau gives it",
    fields=(
        Field(
            "kind",
            ("KIND", "LX", "LB", "类型"),
            FieldKind.CODE,
            Text("要素类型", "kind of element"),
            required=True,
            choices={
                "river": ("江", "河", "江河"),
                "lake": ("湖", "湖泊"),
                "mountain": ("山", "山体"),
                "corridor": ("廊", "廊道", "生态廊道"),
            },
        ),
        Field("name", ("MC", "NAME", "名称"), FieldKind.TEXT, Text("名称", "name"), required=True),
    ),
    zone_field="name",
    may_overlap=True,
    colour="#3c8c78",
)
