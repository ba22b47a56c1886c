"""Space found fit for afforestation (适宜造林绿化空间)."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="greening_space",
    title=Text("适宜造林绿化空间", "Space fit for afforestation"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="国办发〔2021〕19号; 适宜造林绿化空间调查评估",
    fields=(
        Field("code", ("BSM", "TBBH"), FieldKind.ID, Text("图斑编号", "code")),
        Field("name", ("MC",), FieldKind.TEXT, Text("名称", "name")),
        Field("area", ("MJ", "TBMJ"), FieldKind.AREA, Text("面积", "register area")),
    ),
    area_field="area",
    colour="#78b45a",
)
