"""Map of soil classes, by which samples are grouped and predictions are made."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="soil_class",
    title=Text("土壤类型图", "Soil classes"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="GB/T 17296-2009 中国土壤分类与代码",
    fields=(
        Field(
            "soil_class",
            ("SOIL_CLASS", "TRLX", "TRLXMC", "TL", "土类"),
            FieldKind.TEXT,
            Text("土壤类型", "soil class"),
            required=True,
        ),
    ),
    colour="#b08a5a",
)
