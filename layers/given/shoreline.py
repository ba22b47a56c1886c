"""Official shoreline (岸线) with the use of each stretch."""

from sinkmap.classes import shoreline_uses
from sinkmap.layer import Field, FieldKind, Form, Given, LegendEntry, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="shoreline",
    title=Text("岸线（水利、资规部门）", "Official shoreline"),
    form=Form.LINES,
    sensitivity=Sensitivity.INTERNAL,
    reference="长江保护法（2021年施行）第二十六条; 长江岸线保护和开发利用总体规划（2016）",
    fields=(
        Field("code", ("AXBM", "AXDM", "BSM"), FieldKind.ID, Text("岸线编码", "code")),
        Field("name", ("AXMC", "MC", "NAME", "名称"), FieldKind.TEXT, Text("名称", "name")),
        Field(
            "river",
            ("HLMC", "SSHL", "HDMC", "河流"),
            FieldKind.TEXT,
            Text("所属河湖；空为长江", "water it is the shore of; the Yangtze where empty"),
        ),
        Field(
            "use",
            ("LYLX", "AXLX", "LYFL", "SYLX", "岸线类型"),
            FieldKind.CODE,
            Text("利用类型：生产、生活、生态", "use: production, town life or ecology"),
            required=True,
            choices={use.id: use.aliases for use in shoreline_uses()},
        ),
        Field(
            "shore",
            ("AXFW", "SFDY", "DAFL", "范围"),
            FieldKind.CODE,
            Text("大陆岸线或岛屿岸线；空为大陆", "mainland or island; mainland where empty"),
            choices={
                "mainland": ("大陆", "大陆岸线", "陆域", "否", "0"),
                "island": ("岛屿", "岛屿岸线", "洲岛", "江心洲", "是", "1"),
            },
        ),
        Field(
            "zone2016",
            ("GNQ", "AXGNQ", "GNQLX", "功能区"),
            FieldKind.TEXT,
            Text(
                "2016年规划功能区（保护区、保留区、控制利用区、开发利用区），只保留，不换算",
                "functional zone of the 2016 plan; kept as it is, never turned into a use",
            ),
        ),
    ),
    zone_field="use",
    legend=tuple(LegendEntry(use.id, use.title, use.colour) for use in shoreline_uses()),
    colour="#2f8f5b",
)
