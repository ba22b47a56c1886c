"""What the layers of the land-use change survey have in common."""

from sinkmap.layer import Field, FieldKind
from sinkmap.text import Text

__all__ = ["CODE_SYSTEMS", "PARCEL_FIELDS"]

CODE_SYSTEMS = ("sd3", "ydyh2023", "sd2", "raba")
"""Code systems parcels may be declared under."""

PARCEL_FIELDS = (
    Field(
        "bsm",
        ("BSM",),
        FieldKind.ID,
        Text("标识码", "parcel id"),
        required=True,
    ),
    Field(
        "dlbm",
        ("DLBM",),
        FieldKind.CODE,
        Text("地类编码", "class code"),
        required=True,
        by_system={"ydyh2023": ("YDYHFLDM", "YDYHDM", "DLBM")},
    ),
    Field(
        "dlmc",
        ("DLMC",),
        FieldKind.TEXT,
        Text("地类名称", "class name"),
        by_system={"ydyh2023": ("YDYHFLMC", "YDYHMC", "DLMC")},
    ),
    Field("tbmj", ("TBMJ",), FieldKind.AREA, Text("图斑面积", "area of the parcel")),
    Field(
        "kcxs",
        ("KCXS", "TKXS", "KCDLXS"),
        FieldKind.NUMBER,
        Text("扣除地类系数", "share of field ridges"),
    ),
    Field(
        "kcmj",
        ("KCMJ", "TKMJ", "KCDLMJ"),
        FieldKind.AREA,
        Text("扣除地类面积", "area of field ridges"),
    ),
    Field(
        "tbdlmj",
        ("TBDLMJ",),
        FieldKind.AREA,
        Text("图斑地类面积", "area of the class, ridges taken off"),
    ),
    Field("zldwdm", ("ZLDWDM",), FieldKind.ID, Text("坐落单位代码", "code of the place")),
    Field("zldwmc", ("ZLDWMC",), FieldKind.TEXT, Text("坐落单位名称", "name of the place")),
    Field(
        "ownership",
        ("QSXZ",),
        FieldKind.TEXT,
        Text("权属性质（代码或文字）", "ownership, by code or in words"),
    ),
    Field(
        "practice",
        ("GLCS", "GLFS"),
        FieldKind.TEXT,
        Text("耕地管理措施（见 soc_practice）", "practice on cropland, by name"),
    ),
    Field("sjnf", ("SJNF",), FieldKind.NUMBER, Text("数据年份", "year of the data")),
)
"""Fields of a parcel as TD/T 1057-2020 (DLTB, DLTBGX) names them, with names seen elsewhere."""
