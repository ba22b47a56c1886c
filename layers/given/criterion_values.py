"""A bureau's own values of the criteria of restoration siting, 0 to 1."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="criterion_values",
    title=Text("选址准则评价值", "Values of siting criteria"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="docs/siting.md",
    fields=(
        Field(
            "criterion",
            ("ZZDM", "ZZBH", "CRITERION", "准则"),
            FieldKind.TEXT,
            Text("准则编号", "id of the criterion, as in the siting book"),
            required=True,
        ),
        Field(
            "value",
            ("PJZ", "VALUE", "评价值"),
            FieldKind.NUMBER,
            Text("标准化评价值（0 至 1）", "value, standardised to 0 to 1"),
            required=True,
        ),
    ),
    zone_field="criterion",
    may_overlap=True,
    colour="#5a8cb4",
)
