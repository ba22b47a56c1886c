"""Protection forms, control-unit codes and districts."""

import pytest

from sinkmap.classes import (
    CONTROL_UNIT_CLASSES,
    control_unit_class,
    current_code,
    districts,
    economic_zone_towns,
    protection_forms,
    table_sources,
)
from sinkmap.errors import InputRefusedError


def test_protection_forms_in_order():
    forms = protection_forms()
    assert [form.order for form in forms] == list(range(1, 13))
    assert [form.form_id for form in forms] == [
        "np",
        "nr",
        "npk_wetland",
        "npk_other",
        "imp_wetland",
        "wetland_plot",
        "fish_reserve",
        "water_source",
        "eco_redline",
        "eco_space",
        "urban_wetland_park",
        "small_wetland",
    ]
    assert {form.form_id for form in forms if not form.default_on} == {"eco_space", "small_wetland"}
    assert all(form.certainty in "ABCD" for form in forms)


@pytest.mark.parametrize(
    ("code", "class_"),
    [("ZH32041110001", 1), ("ZH32041120093", 2), ("zh32048130007 ", 3), ("ＺＨ32041120093", 2)],
)
def test_control_unit_class(code, class_):
    assert control_unit_class(code) == class_
    assert CONTROL_UNIT_CLASSES[class_].zh.endswith("单元")


@pytest.mark.parametrize(
    ("code", "finding"),
    [
        ("YS3204112210001", "CONTROL-UNIT-ELEMENT-CODE"),
        ("ZH32041140093", "CONTROL-UNIT-CODE-BAD"),
        ("ZH3204112009", "CONTROL-UNIT-CODE-BAD"),
        ("", "CONTROL-UNIT-CODE-BAD"),
    ],
)
def test_control_unit_refusals(code, finding):
    with pytest.raises(InputRefusedError) as caught:
        control_unit_class(code)
    assert caught.value.findings[0].code == finding
    assert caught.value.findings[0].seen == code


def test_districts():
    assert [unit.code for unit in districts()] == (
        ["320402", "320404", "320411", "320412", "320413", "320481"]
    )
    assert len(districts(with_abolished=True)) == 8
    assert current_code("320482") == "320413"
    assert current_code("320405") == "320412"
    assert current_code("320402") == "320402"


def test_towns_of_the_economic_zone():
    assert {unit.name.zh for unit in economic_zone_towns()} == {
        "横林镇", "遥观镇", "横山桥镇", "丁堰街道", "戚墅堰街道", "潞城街道",
    }  # fmt: skip


def test_every_table_names_its_source():
    for name, source in table_sources().items():
        assert source.source, name
        assert source.certainty in "ABCD", name
