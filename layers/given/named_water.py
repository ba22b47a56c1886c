"""Waters by name: the Yangtze, the Grand Canal, the lakes, main rivers into Lake Tai."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="named_water",
    title=Text("河湖水域（带名称）", "Waters by name"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="太湖流域管理条例第四十七条; river and lake management ranges",
    fields=(
        Field("code", ("HLBM", "SXBM", "BSM"), FieldKind.ID, Text("河湖编码", "code")),
        Field(
            "name",
            ("HLMC", "SYMC", "MC", "NAME", "名称"),
            FieldKind.TEXT,
            Text("河湖名称", "name of the water"),
            required=True,
        ),
        Field(
            "reach",
            ("HDMC", "HD", "REACH", "河段"),
            FieldKind.TEXT,
            Text("河段或岸段名称", "reach the polygon is of"),
        ),
        Field(
            "inflow",
            ("SFRH", "RHHD", "入湖"),
            FieldKind.CODE,
            Text("是否主要入太湖河道", "whether it is a main river into Lake Tai"),
            choices={"yes": ("是", "1", "Y"), "no": ("否", "0", "N")},
        ),
        Field(
            "belt_m",
            ("LDKD", "FHLKD", "林带宽度"),
            FieldKind.NUMBER,
            Text("防护林带宽度（米），优先于参数表", "width of its belt in m, before the tables"),
            valid=(1.0, 5_000.0),
        ),
        Field("area", ("SYMJ", "MJ"), FieldKind.AREA, Text("水域面积", "register area")),
    ),
    area_field="area",
    colour="#4a90c2",
)
