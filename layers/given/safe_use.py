"""Sums of contaminated cropland and its safe use, as the ledger of a district states them."""

from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.science.soil_safety import CONTAMINATED, SOIL_CLASSES
from sinkmap.text import Text

LAYER = Given(
    id="safe_use",
    title=Text("受污染耕地安全利用台账", "Ledger of safe use of contaminated cropland"),
    form=Form.TABLE,
    sensitivity=Sensitivity.AGGREGATE,
    reference="GB 15618-2018; 受污染耕地安全利用台账",
    fields=(
        Field(
            "statunit",
            ("STATUNIT", "XZQDM", "XZQMC", "统计单元"),
            FieldKind.TEXT,
            Text("统计单元", "statistical unit"),
            required=True,
        ),
        Field("year", ("YEAR", "NF", "年份"), FieldKind.NUMBER, Text("年份", "year")),
        Field(
            "kind",
            ("KIND", "TRLB", "类别"),
            FieldKind.TEXT,
            Text("土壤环境质量类别", "soil class"),
            required=True,
            choices={kind: SOIL_CLASSES[kind] for kind in CONTAMINATED},
        ),
        Field(
            "whole_ha",
            ("WHOLE_HA", "ZMJ", "面积公顷"),
            FieldKind.NUMBER,
            Text("该类耕地面积（公顷）", "cropland of the class, ha"),
            required=True,
            valid=(0.0, 1e6),
        ),
        Field(
            "safe_ha",
            ("SAFE_HA", "AQMJ", "安全利用面积公顷"),
            FieldKind.NUMBER,
            Text("其中实现安全利用的面积（公顷）", "of it in safe use, ha"),
            required=True,
            valid=(0.0, 1e6),
        ),
        Field(
            "plots",
            ("PLOTS", "DKS", "地块数"),
            FieldKind.NUMBER,
            Text("地块数", "number of plots"),
            valid=(0.0, 1e7),
        ),
    ),
    colour="#b48c50",
)
