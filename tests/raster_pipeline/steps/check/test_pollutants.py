"""A table of pollutants is taken in, or every fault of it named."""

import pandas as pd
import pytest

from layers import given_layers
from raster_pipeline.steps.check.place import Place
from raster_pipeline.steps.check.plan_rows import row_findings
from raster_pipeline.steps.check.pollutants import pollutant_findings
from raster_pipeline.steps.table_layer import read_rows
from sinkmap.statunit import StatUnit
from sinkmap.study import InputEntry
from sinkmap.text import Text
from sinkmap.uom import uom

HEAD = "管控单元,年度,污染物,排放量,计量单位,来源\n"
A, B = "ZH32040410001", "ZH32040430001"
UNITS = [
    StatUnit(code, code, Text(name, name), "control_unit", "control_unit")
    for code, name in ((A, "西单元"), (B, "东单元"))
]
GIVEN = given_layers()["pollutants"]
ENTRY = InputEntry("pollutants", ("p.csv",), (2024,))


@pytest.fixture
def read(tmp_path):
    def made(*rows, encoding="gb18030"):
        path = tmp_path / "p.csv"
        path.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding)
        layer = read_rows(ENTRY, GIVEN, {"p.csv": path}, UNITS)
        found = [*layer.findings, *row_findings(ENTRY, layer.frame, None)]
        return layer.frame, found

    return made


def test_a_sound_table_is_read_whatever_it_calls_units_and_measures(read):
    rows, found = read(
        f"{A},2024,化学需氧量,1250,千克,环统",
        "东单元,2024,化学需氧量,2,t/a,环统",
        f"{A},2024,废水,3,万立方米,环统",
    )
    assert found == []
    assert list(rows["statunit"]) == [A, B, A]
    assert list(rows["uom"]) == ["kg/yr", "t/yr", "10k_m3/yr"]
    assert list(rows["amount"]) == [1250.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("row", "code", "seen"),
    [
        ("ZH32040410009,2024,COD,1,t,x", "ROW-UNIT", "ZH32040410009"),
        (f"{B},2024,COD,-1,t,x", "FIELD-RANGE", "-1"),
        (f"{B},2024,COD,1,桶,x", "FIELD-CHOICE", "桶"),
        (f"{B},2024,COD,some,t,x", "NUMBER-UNREADABLE", "some"),
        (f"{B},2024,,1,t,x", "ROW-BLANK", "pollutant"),
        (f"{B},2024,COD,1,t,", "ROW-BLANK", "source"),
        (f"{A},2024,COD,7,kg,x", "POLLUTANT-DOUBLE", f"{A} 2024 COD"),
        (f"{B},2024,COD,1,m3,x", "POLLUTANT-UOM-MIXED", "m3/yr, t/yr"),
        (f"{B},2023,COD,1,t,x", "ROW-YEAR-UNUSED", "2023"),
    ],
)
def test_each_fault_is_named(read, row, code, seen):
    _, found = read(f"{A},2024,COD,5,t,x", row)
    (finding,) = found
    assert finding.code == code
    assert seen in finding.seen


def test_all_double_rows_are_listed_and_other_years_are_no_doubles():
    rows = pd.DataFrame(
        {"statunit": [A, A, A, B], "year": [2024, 2024, 2023, 2024], "pollutant": "COD"}
    ).assign(uom="t/yr")
    (finding,) = pollutant_findings(rows, Place("p.csv", "pollutants"))
    assert (finding.features, finding.count) == (("#1", "#2"), 2)


def test_every_unit_of_measure_a_table_may_use_is_known():
    for symbol in GIVEN.field("uom").choices:
        assert uom(symbol).symbol == symbol
