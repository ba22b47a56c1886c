"""Centre lines of rivers, drawn downstream: they tell the left bank from the right."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="water_axis",
    title=Text("河道中心线（顺水流方向）", "Centre lines of rivers, downstream"),
    form=Form.LINES,
    sensitivity=Sensitivity.PUBLIC,
    reference="reading of this project: left and right as one looks downstream",
    fields=(
        Field(
            "name",
            ("HLMC", "MC", "NAME", "名称"),
            FieldKind.TEXT,
            Text("河流名称", "name of the river"),
            required=True,
        ),
        Field(
            "inflow",
            ("SFRH", "RHHD", "入湖"),
            FieldKind.CODE,
            Text("是否主要入太湖河道", "whether it is a main river into Lake Tai"),
            choices={"yes": ("是", "1", "Y"), "no": ("否", "0", "N")},
        ),
    ),
    zone_field="name",
    colour="#2a5f8f",
)
