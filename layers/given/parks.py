"""Parks of the urban-management bureau's register (绿地台账)."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="parks",
    title=Text("公园绿地台账", "Register of parks"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.PUBLIC,
    reference="CJJ/T 85-2017; register of the urban-management bureau",
    fields=(
        Field("name", ("MC", "GYMC", "NAME", "名称"), FieldKind.TEXT, Text("名称", "name")),
        Field(
            "kind",
            ("LX", "LDLX", "KIND", "类型"),
            FieldKind.CODE,
            Text("绿地类型", "kind of green space"),
            choices={
                "park": (
                    "G1", "G11", "G12", "G13", "G131", "G132", "G133", "G134", "G135", "G139",
                    "G14", "1401", "公园绿地", "公园", "综合公园", "社区公园", "专类公园", "游园",
                ),
                "square": ("G3", "1403", "广场用地", "广场"),
                "protective": ("G2", "1402", "防护绿地"),
            },
        ),
        Field("area", ("MJ", "LDMJ", "面积"), FieldKind.AREA, Text("面积", "register area")),
    ),
    area_field="area",
    zone_field="kind",
    colour="#46b464",
)  # fmt: skip
