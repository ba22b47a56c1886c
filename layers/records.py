"""What the layers of records that allow a change of land have in common."""

from sinkmap.layer import Field, FieldKind
from sinkmap.text import Text

__all__ = ["RECORD_FIELDS"]

RECORD_FIELDS = (
    Field(
        "number",
        ("PZWH", "BABH", "WH", "NUMBER"),
        FieldKind.TEXT,
        Text("批准文号或备案号", "number of the approval"),
        required=True,
    ),
    Field(
        "activity",
        ("HDLX", "ACTIVITY"),
        FieldKind.TEXT,
        Text("有限人为活动类型（1-10）", "kind of limited activity, 1 to 10"),
    ),
    Field("body", ("PZJG", "BODY"), FieldKind.TEXT, Text("批准机关", "issuing body")),
    Field("name", ("XMMC", "MC", "NAME"), FieldKind.TEXT, Text("项目名称", "name of the project")),
    Field("since", ("PZRQ", "PZSJ", "QSRQ", "SINCE"), FieldKind.TEXT, Text("批准日期", "date")),
    Field("until", ("YXQZ", "DQRQ", "UNTIL"), FieldKind.TEXT, Text("有效期至", "valid until")),
    Field("area", ("PZMJ", "MJ"), FieldKind.AREA, Text("面积", "register area")),
)
"""Number, activity, body, name, dates and area of a record."""
