"""Wetland of the second wetland survey (第二次湿地资源调查): the old series."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.science.natural_wetland import WETLAND_KINDS
from sinkmap.text import Text

LAYER = Given(
    id="wetland_survey2",
    title=Text("第二次湿地资源调查", "Second wetland survey"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="第二次全国湿地资源调查（8 公顷及以上，宽 10 米、长 5 千米以上河流）",
    fields=(
        Field("name", ("MC", "SDMC"), FieldKind.TEXT, Text("湿地名称", "name")),
        Field(
            "kind",
            ("SDLX", "LX"),
            FieldKind.TEXT,
            Text("湿地类别（自然或人工）", "kind of wetland: natural or artificial"),
            required=True,
            choices=WETLAND_KINDS,
        ),
        Field("area", ("SDMJ", "MJ"), FieldKind.AREA, Text("湿地面积", "register area")),
    ),
    area_field="area",
    zone_field="kind",
    colour="#50a0c8",
)
