"""Protected areas of every form that counts for wetland protection, overlapping as they do."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="protected_area",
    title=Text("自然保护地与其他保护形式", "Protected areas"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="湿地保护法（2022）; protection forms of sinkmap/classes/protection_forms.csv",
    fields=(
        Field(
            "form",
            ("FORM", "BHXS"),
            FieldKind.CODE,
            Text("保护形式", "form of protection"),
            required=True,
        ),
        Field("name", ("MC", "NAME"), FieldKind.TEXT, Text("名称", "name")),
        Field(
            "grade",
            ("JB", "BHJB", "GNFQ", "GRADE"),
            FieldKind.TEXT,
            Text(
                "功能区或级别（核心保护区、一般控制区；一级、二级）",
                "part or grade: core or general control zone; first or second class",
            ),
        ),
        Field(
            "publication",
            ("GBWH", "GGWH", "PUBLICATION"),
            FieldKind.TEXT,
            Text(
                "公布文号（湿地保护小区和小微湿地有文号和界址点才计入）",
                "publication number; plots and small wetlands count only with it and a boundary",
            ),
        ),
        Field(
            "boundary",
            ("JZDS", "BOUNDARY"),
            FieldKind.TEXT,
            Text("界址点数", "number of boundary points"),
        ),
        Field("area", ("MJ",), FieldKind.AREA, Text("面积", "register area")),
    ),
    area_field="area",
    may_overlap=True,
    colour="#328c96",
)
