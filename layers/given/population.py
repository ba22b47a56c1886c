"""Population by statistical unit, each base in a column of its own."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

_PERSONS = (0.0, 1e9)

LAYER = Given(
    id="population",
    title=Text("人口", "Population"),
    form=Form.TABLE,
    sensitivity=Sensitivity.PUBLIC,
    reference="城市建设统计年鉴 (城区人口, 城区暂住人口); 统计公报 (常住人口)",
    fields=(
        Field(
            "statunit",
            ("STATUNIT", "XZQDM", "单位", "行政区"),
            FieldKind.ID,
            Text("统计单元", "statistical unit"),
            required=True,
        ),
        Field("year", ("YEAR", "NF", "年份", "年度"), FieldKind.NUMBER, Text("年份", "year")),
        Field(
            "urban_population",
            ("CQRK", "城区人口"),
            FieldKind.NUMBER,
            Text("城区人口（人）", "registered population of the urban area, persons"),
            valid=_PERSONS,
        ),
        Field(
            "urban_temporary",
            ("CQZZRK", "城区暂住人口", "暂住人口"),
            FieldKind.NUMBER,
            Text("城区暂住人口（人）", "temporary population of the urban area, persons"),
            valid=_PERSONS,
        ),
        Field(
            "permanent_population",
            ("CZRK", "常住人口"),
            FieldKind.NUMBER,
            Text("常住人口（人）", "permanent population of the unit, persons"),
            valid=_PERSONS,
        ),
    ),
    colour="#6e6e96",
)
