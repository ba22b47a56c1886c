"""Residential land, where it is given on its own and not taken of the parcels."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="residential",
    title=Text("居住用地", "Residential land"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="TD/T 1055-2019 (0701, 0702); 自然资发〔2023〕234号 (07)",
    fields=(
        Field("name", ("MC", "NAME", "名称"), FieldKind.TEXT, Text("名称", "name")),
        Field(
            "kind",
            ("LX", "DLBM", "YDYHFLDM", "类型"),
            FieldKind.CODE,
            Text("城镇或农村", "urban or rural"),
            choices={
                "urban": ("07", "0701", "070101", "070102", "070103", "城镇", "城镇住宅用地"),
                "rural": ("0703", "农村", "农村宅基地"),
            },
        ),
        Field("area", ("MJ", "AREA", "面积"), FieldKind.AREA, Text("面积", "register area")),
    ),
    area_field="area",
    zone_field="kind",
    colour="#dc7864",
)
