"""Farmland by soil class (农用地土壤环境质量类别) and state of safe use; only sums leave a run."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.science.soil_safety import SAFE_STATES, SOIL_CLASSES
from sinkmap.text import Text

LAYER = Given(
    id="farmland_soil",
    title=Text("耕地土壤环境质量类别", "Farmland by soil class"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.AGGREGATE,
    reference="GB 15618-2018",
    fields=(
        Field("code", ("DKBM", "BSM"), FieldKind.ID, Text("地块编码", "id of the plot")),
        Field(
            "kind",
            ("TRLB", "ZLLB", "LB"),
            FieldKind.TEXT,
            Text("土壤环境质量类别", "soil class: priority protection, safe use, strict control"),
            required=True,
            choices=SOIL_CLASSES,
        ),
        Field(
            "state",
            ("SFAQLY", "AQLY"),
            FieldKind.TEXT,
            Text("是否实现安全利用", "whether safe use was reached; empty where nobody said"),
            choices=SAFE_STATES,
        ),
        Field("area", ("DKMJ", "MJ"), FieldKind.AREA, Text("地块面积", "register area")),
    ),
    area_field="area",
    colour="#b48c50",
)
