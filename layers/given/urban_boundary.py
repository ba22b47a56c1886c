"""Urban development boundary (城镇开发边界, layer CZKFBJ)."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="urban_boundary",
    title=Text("城镇开发边界", "Urban development boundary"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="三区三线划定成果 (CZKFBJ)",
    fields=(
        Field("code", ("GHFQDM", "BSM"), FieldKind.ID, Text("规划分区代码", "code of the zone")),
        Field(
            "kind",
            ("GHFQMC", "FQMC"),
            FieldKind.TEXT,
            Text(
                "规划分区名称（集中建设区、弹性发展区、特别用途区）",
                "name of the zone: concentrated building, flexible, special use",
            ),
        ),
        Field("area", ("MJ",), FieldKind.AREA, Text("面积", "register area")),
    ),
    area_field="area",
    colour="#a05ac8",
)
