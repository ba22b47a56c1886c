"""Protection ground of pipelines, power lines and railways (管线与铁路保护范围)."""

from sinkmap.layer import Field, FieldKind, Form, Given, LegendEntry, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="utility_corridor",
    title=Text("管线与铁路保护范围", "Corridors of pipelines, power lines and railways"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.RESTRICTED,
    reference="石油天然气管道保护法30; 电力设施保护条例10; 铁路安全管理条例27",
    fields=(
        Field("code", ("BSM", "GXBM"), FieldKind.ID, Text("编码", "code")),
        Field("name", ("MC", "GXMC"), FieldKind.TEXT, Text("名称", "name")),
        Field(
            "kind",
            ("LX", "GXLX", "KIND", "类型"),
            FieldKind.CODE,
            Text("设施类型", "kind of facility"),
            required=True,
            choices={
                "pipeline": ("石油天然气管道", "管道", "油气管道"),
                "powerline": ("高压走廊", "电力线路", "高压线"),
                "railway": ("铁路", "铁路安全保护区"),
            },
        ),
        Field("area", ("MJ",), FieldKind.AREA, Text("面积", "register area")),
    ),
    area_field="area",
    zone_field="kind",
    legend=(
        LegendEntry("pipeline", Text("石油天然气管道", "oil or gas pipeline"), "#b47832"),
        LegendEntry("powerline", Text("高压走廊", "power line"), "#c8a03c"),
        LegendEntry("railway", Text("铁路安全保护区", "railway safety zone"), "#646464"),
    ),
    may_overlap=True,
    colour="#b47832",
)
