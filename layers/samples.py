"""Fields that layers of samples have in common."""

from sinkmap.layer import Field, FieldKind
from sinkmap.text import Text

__all__ = ["SAMPLE_FIELDS"]

SAMPLE_FIELDS = (
    Field("id", ("ID", "YBH", "BSM"), FieldKind.ID, Text("样本号", "id of the sample")),
    Field(
        "code",
        ("CODE", "CLASS", "DLBM", "LB", "REFERENCE"),
        FieldKind.CODE,
        Text("类别代码", "class code"),
        required=True,
    ),
    Field("stratum", ("STRATUM", "FC"), FieldKind.TEXT, Text("抽样层", "stratum drawn from")),
    Field(
        "stratum_m2",
        ("STRATUM_M2", "FCMJ"),
        FieldKind.NUMBER,
        Text("抽样层面积（平方米）", "area of the stratum, m²"),
    ),
)
