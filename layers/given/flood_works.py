"""Ground of flood control: dykes, flood channels, bank land and waterways (防洪工程与行洪范围)."""

from sinkmap.layer import Field, FieldKind, Form, Given, LegendEntry, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="flood_works",
    title=Text("堤防与行洪范围", "Dykes and flood channels"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="防洪法21、22; 河道管理条例20、24",
    fields=(
        Field("code", ("BSM", "GCBM"), FieldKind.ID, Text("编码", "code")),
        Field("name", ("MC", "GCMC"), FieldKind.TEXT, Text("名称", "name")),
        Field(
            "kind",
            ("LX", "FWLX", "KIND", "类型"),
            FieldKind.CODE,
            Text("范围类型", "kind of ground"),
            required=True,
            choices={
                "dyke": ("堤防", "堤身", "迎水坡堤身"),
                "channel": ("行洪通道", "行洪断面", "行洪区"),
                "bank": ("护堤地", "河道管理范围"),
                "waterway": ("航道",),
            },
        ),
        Field("area", ("MJ",), FieldKind.AREA, Text("面积", "register area")),
    ),
    area_field="area",
    zone_field="kind",
    legend=(
        LegendEntry("dyke", Text("堤防", "dyke"), "#8c7850"),
        LegendEntry("channel", Text("行洪通道", "flood channel"), "#5078c8"),
        LegendEntry("bank", Text("护堤地与河道管理范围", "bank land"), "#a0b4d2"),
        LegendEntry("waterway", Text("航道", "waterway"), "#3c8cb4"),
    ),
    may_overlap=True,
    colour="#5078c8",
)
