"""Values that were reported (上报) and confirmed (核定), beside which the computed ones stand."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="issued_values",
    title=Text("上报值与核定值", "Reported and confirmed values"),
    form=Form.TABLE,
    sensitivity=Sensitivity.INTERNAL,
    reference="年度上报与核定文件 / yearly reports and their confirmation",
    fields=(
        Field("indicator", ("ZB", "ZBDM", "指标"), FieldKind.TEXT, Text("指标", "indicator"), True),
        Field("profile", ("KJ", "口径"), FieldKind.TEXT, Text("口径", "definition"), True),
        Field("statunit", ("DW", "单元", "行政区"), FieldKind.TEXT, Text("单元", "unit"), True),
        Field("year", ("ND", "年度"), FieldKind.NUMBER, Text("年度", "year"), True),
        Field(
            "kind",
            ("LX", "类型", "值类型"),
            FieldKind.TEXT,
            Text("上报或核定", "reported or confirmed"),
            True,
            choices={"reported": ("上报", "上报值"), "confirmed": ("核定", "核定值")},
        ),
        Field("value", ("SZ", "数值"), FieldKind.NUMBER, Text("数值", "value"), True),
        Field("uom", ("JLDW", "计量单位"), FieldKind.TEXT, Text("计量单位", "unit of measure")),
        Field("source", ("LY", "来源", "文号"), FieldKind.TEXT, Text("出处", "source"), True),
        Field("date", ("RQ", "日期"), FieldKind.DATE, Text("日期", "date of issue")),
    ),
)
