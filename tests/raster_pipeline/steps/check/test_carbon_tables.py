"""Tables the plan's [carbon] names: read, checked, every fault at once."""

import pytest

from raster_pipeline.steps.intake import check_study
from sinkmap.carbon import PracticeShare

HEAD = "statunit,year,practice,share\n"
AGREEMENTS = (
    "number,payer,receiver,basis,signed,begins,ends,amount_10k_cny,state\n"
    "A-1,东区,西区,湿地,2022-01-01,2022-02-01,2024-01-31,1500,in_force\n"
)


@pytest.fixture
def examined(square):
    """Examination of the square with a table of practice and one of agreements."""

    def examine(practice, agreements=AGREEMENTS, more=""):
        root = square.plan()
        (root / "p.csv").write_text(practice, encoding="utf-8")
        (root / "a.csv").write_text(agreements, encoding="utf-8")
        plan = root / "study.toml"
        files = '[carbon]\npractice = "p.csv"\nagreements = "a.csv"\n'
        plan.write_text(plan.read_text("utf-8") + files + more, encoding="utf-8")
        return check_study(root)[1]

    return examine


def test_rows_are_read_and_files_recorded(examined):
    found = examined(HEAD + "320402,2022,straw_returned,0.6\n320402,2022,straw_removed,0.4\n")
    assert not found.refused
    assert found.carbon.practices == (
        PracticeShare("320402", 2022, "straw_returned", 0.6),
        PracticeShare("320402", 2022, "straw_removed", 0.4),
    )
    assert [one.number for one in found.carbon.agreements] == ["A-1"]
    assert {r.file for r in found.inputs if r.layer == "carbon"} == {"p.csv", "a.csv"}


def test_chinese_headings(examined):
    found = examined("统计单元,年度,管理措施,占比\n320402,2022,straw_returned,0.6\n")
    assert found.carbon.practices == (PracticeShare("320402", 2022, "straw_returned", 0.6),)


def test_every_fault_at_once(examined):
    rows = (
        "999999,2022,straw_returned,0.6",
        "320402,22,straw_returned,0.7",
        "320404,2022,Straw,nan",
        "320404,2023,straw_returned,0.7",
        "320404,2023,straw_returned,0.7",
    )
    budget = (
        '[[carbon.budget]]\nstatunit = "1"\nyear = 2022\ncredit_line_tco2 = 1.0\nsource = "s"\n'
    )
    bad = AGREEMENTS.replace("2022-02-01", "yesterday")
    found = examined(HEAD + "\n".join(rows) + "\n", bad, budget)
    codes = [(f.code, f.seen) for f in found.findings if f.file in ("p.csv", "a.csv")]
    assert codes == [
        ("AGREEMENT-DATE", "begins=yesterday"),
        ("CARBON-UNIT", "999999"),
        ("CARBON-VALUE", "22"),
        ("CARBON-VALUE", "Straw"),
        ("CARBON-VALUE", "nan"),
        ("CARBON-DOUBLE", "320404 2023 straw_returned"),
        ("CARBON-SHARES", "1.4"),
    ]
    assert ("CARBON-UNIT", "1") in [(f.code, f.seen) for f in found.findings]
    assert found.refused


def test_a_missing_column(examined):
    found = examined("statunit,year,practice\n320402,2022,straw_returned\n")
    (one,) = [f for f in found.findings if f.code == "CARBON-COLUMN"]
    assert one.wanted == "share"


def test_a_missing_file(square, found):
    root = square.plan()
    plan = root / "study.toml"
    plan.write_text(plan.read_text("utf-8") + '[carbon]\npractice = "none.csv"\n', "utf-8")
    assert "FILE-MISSING" in found(check_study(root)[1])
