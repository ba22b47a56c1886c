"""Fields of photovoltaic panels (光伏板区), whatever they stand on."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="photovoltaics",
    title=Text("光伏板区", "Photovoltaics"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="自然资办发〔2023〕12号",
    fields=(
        Field(
            "code", ("GFBM", "XMBH", "BSM"), FieldKind.ID, Text("项目编号", "number of the project")
        ),
        Field("name", ("XMMC", "MC"), FieldKind.TEXT, Text("项目名称", "name of the project")),
        Field("approval", ("PZWH",), FieldKind.TEXT, Text("批准文号", "number of the approval")),
        Field("area", ("MJ",), FieldKind.AREA, Text("面积", "register area")),
    ),
    area_field="area",
    colour="#28288c",
)
