"""Forest sub-compartments (林地小班) of the forest resource survey, with species and volume."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="sub_compartments",
    title=Text("林地小班", "Forest sub-compartments"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="GB/T 26424-2010; LY/T 1955 (林地保护利用规划林地落界)",
    fields=(
        Field("id", ("BSM", "XBBH", "XB_ID"), FieldKind.ID, Text("小班编号", "id")),
        Field(
            "species",
            ("YOU_SHI_SZ", "YSSZ", "SHU_ZHONG"),
            FieldKind.TEXT,
            Text("优势树种", "dominant species"),
            required=True,
        ),
        Field(
            "volume",
            ("HUO_LMGQXJ", "HLMGQXJ", "MGQXJ", "GQXJ"),
            FieldKind.NUMBER,
            Text("每公顷活立木蓄积（立方米）", "growing stock, m³/ha"),
        ),
        Field(
            "canopy",
            ("YU_BI_DU", "YBD"),
            FieldKind.NUMBER,
            Text("郁闭度（0-1）", "canopy closure, 0 to 1"),
        ),
        Field(
            "age",
            ("PINGJUN_NL", "PJNL", "NL"),
            FieldKind.NUMBER,
            Text("平均年龄（年）", "mean age, years"),
        ),
        Field(
            "harvest",
            ("NCFXJ", "CFXJ"),
            FieldKind.NUMBER,
            Text("每公顷年采伐蓄积（立方米）", "wood taken, m³/ha and year"),
        ),
        Field("origin", ("QI_YUAN", "QY"), FieldKind.TEXT, Text("起源", "origin")),
        Field("category", ("LIN_ZHONG", "LZ"), FieldKind.TEXT, Text("林种", "forest category")),
        Field(
            "land_class", ("DI_LEI", "DL"), FieldKind.TEXT, Text("林地地类", "forest land class")
        ),
        Field(
            "protection", ("BH_DJ", "BHDJ"), FieldKind.TEXT, Text("保护等级", "grade of protection")
        ),
        Field("quality", ("ZL_DJ", "ZLDJ"), FieldKind.TEXT, Text("林地质量等级", "land quality")),
        Field("area", ("MIAN_JI", "XBMJ", "MJ"), FieldKind.AREA, Text("面积", "register area")),
    ),
    area_field="area",
    colour="#2f7d4a",
)
