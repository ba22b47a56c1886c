"""Airports, by their runways and fields (机场)."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="airport",
    title=Text("机场", "Airports"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.PUBLIC,
    reference="民用机场管理条例49",
    fields=(
        Field("code", ("BSM",), FieldKind.ID, Text("编码", "code")),
        Field("name", ("MC", "JCMC"), FieldKind.TEXT, Text("名称", "name")),
        Field("area", ("MJ",), FieldKind.AREA, Text("面积", "register area")),
    ),
    area_field="area",
    colour="#78788c",
)
