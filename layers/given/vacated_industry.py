"""Industrial land that was vacated (腾退工业用地)."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="vacated_industry",
    title=Text("腾退工业用地", "Vacated industrial land"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="低效用地再开发（自然资发〔2023〕171号）",
    fields=(
        Field("code", ("DKBM", "DKBH", "BSM"), FieldKind.ID, Text("地块编码", "code of the plot")),
        Field("name", ("QYMC", "MC"), FieldKind.TEXT, Text("原企业名称", "former firm")),
        Field(
            "vacated",
            ("TTNF",),
            FieldKind.NUMBER,
            Text("腾退年份", "year it was vacated"),
            valid=(1950, 2199),
        ),
        Field("area", ("MJ",), FieldKind.AREA, Text("面积", "register area")),
    ),
    area_field="area",
    colour="#a0785a",
)
