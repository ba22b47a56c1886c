"""Issued areas by class (汇总表、面积平衡表下发数), to hold our own balance against."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text


def _hectares(name: str, words: tuple[str, ...], meaning: Text, *, required: bool = False) -> Field:
    return Field(
        name,
        (name.upper(), *words),
        FieldKind.NUMBER,
        meaning,
        required=required,
        valid=(0.0, 1e7),
    )


LAYER = Given(
    id="issued_areas",
    title=Text("下发地类面积", "Issued areas by class"),
    form=Form.TABLE,
    sensitivity=Sensitivity.INTERNAL,
    reference="国土变更调查汇总表; TD/T 1055-2019",
    fields=(
        Field(
            "statunit",
            ("STATUNIT", "XZQDM", "ZLDWDM", "行政区代码", "单元"),
            FieldKind.ID,
            Text("统计单元", "statistical unit"),
            required=True,
        ),
        Field(
            "year", ("YEAR", "NF", "年度"), FieldKind.NUMBER, Text("年度", "year"), required=True
        ),
        Field(
            "code",
            ("CODE", "DLBM", "YDYHFLDM", "地类编码", "地类代码"),
            FieldKind.CODE,
            Text("地类编码，一级类或更细", "class code, first level or finer"),
            required=True,
        ),
        _hectares(
            "closing_ha",
            ("AREA_HA", "年末面积", "期末面积"),
            Text("年末面积（公顷）", "area at the end of the year, ha"),
            required=True,
        ),
        _hectares(
            "opening_ha",
            ("年初面积", "期初面积"),
            Text("年初面积（公顷）", "area at its beginning, ha"),
        ),
        _hectares("decrease_ha", ("年内减少",), Text("年内减少面积（公顷）", "decrease, ha")),
        _hectares("increase_ha", ("年内增加",), Text("年内增加面积（公顷）", "increase, ha")),
    ),
    code_systems=("sd3", "ydyh2023", "sd2"),
    code_field="code",
    colour="#7f7f7f",
)
