"""Patches issued by a superior for checking (下发图斑), told from imagery."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="issued_patches",
    title=Text("下发图斑", "Patches issued by a superior"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="卫片执法、森林督查、绿盾、生态保护红线监管下发成果",
    fields=(
        Field(
            "number",
            ("TBBH", "JCBH", "XFBH", "BH"),
            FieldKind.ID,
            Text("下发图斑编号", "number of the patch"),
            required=True,
        ),
        Field("batch", ("PC", "XFPC", "BATCH"), FieldKind.TEXT, Text("批次", "batch")),
        Field("deadline", ("JZRQ", "BSQX", "DEADLINE"), FieldKind.TEXT, Text("报送期限", "due")),
        Field(
            "before",
            ("QDLBM", "DLBM_Q", "BEFORE"),
            FieldKind.TEXT,
            Text(
                "变化前地类编码（按较早年度图斑的分类）",
                "class code before, as the earlier survey's",
            ),
        ),
        Field(
            "after",
            ("HDLBM", "DLBM_H", "AFTER"),
            FieldKind.TEXT,
            Text(
                "变化后地类编码（按较晚年度图斑的分类）", "class code after, as the later survey's"
            ),
        ),
        Field("area", ("JCMJ", "MJ"), FieldKind.AREA, Text("面积", "register area")),
    ),
    area_field="area",
    may_overlap=True,
    colour="#d25a1e",
)
