"""The register of compensation agreements: taken as signed, or refused by name."""

import pytest

from sinkmap.agreement import AGREEMENT_COLUMNS, AgreementState, parse_agreements
from sinkmap.errors import InputRefusedError

ROW = {
    "number": "常生补〔2024〕3号",
    "payer": "武进区人民政府",
    "receiver": "溧阳市人民政府",
    "basis": "天目湖水源涵养",
    "signed": "2024-03-01",
    "begins": "2024-01-01",
    "ends": "2026-12-31",
    "amount_10k_cny": "1500",
    "state": "履行中",
}


def read(*rows):
    return parse_agreements(AGREEMENT_COLUMNS, rows, "agreements.csv")


def codes(*rows):
    with pytest.raises(InputRefusedError) as caught:
        read(*rows)
    return [finding.code for finding in caught.value.findings]


def test_a_signed_agreement_is_kept_as_it_is():
    (one,) = read(ROW)
    assert (one.amount_10k_cny, one.state) == (1500.0, AgreementState.IN_FORCE)
    assert one.to_row() == {**ROW, "amount_10k_cny": 1500.0, "state": "in_force"}
    assert read() == ()


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"payer": ""}, "AGREEMENT-EMPTY"),
        ({"payer": ROW["receiver"]}, "AGREEMENT-PARTIES"),
        ({"signed": "2024年3月1日"}, "AGREEMENT-DATE"),
        ({"ends": "2023-12-31"}, "AGREEMENT-PERIOD"),
        ({"amount_10k_cny": "-5"}, "AGREEMENT-AMOUNT"),
        ({"amount_10k_cny": "nan"}, "AGREEMENT-AMOUNT"),
        ({"amount_10k_cny": "一千"}, "AGREEMENT-AMOUNT"),
        ({"state": "谈判中"}, "AGREEMENT-STATE"),
    ],
)
def test_each_fault_is_named(cells, code):
    assert codes({**ROW, **cells}) == [code]


def test_a_number_stands_once_and_all_faults_come_together():
    assert codes(ROW, ROW) == ["AGREEMENT-DOUBLE"]
    wrong = {**ROW, "number": "", "state": "x", "amount_10k_cny": "0"}
    assert codes(wrong) == ["AGREEMENT-EMPTY", "AGREEMENT-AMOUNT", "AGREEMENT-STATE"]


def test_a_column_less_is_named():
    with pytest.raises(InputRefusedError) as caught:
        parse_agreements([name for name in AGREEMENT_COLUMNS if name != "basis"], [], "a.csv")
    (finding,) = caught.value.findings
    assert (finding.code, finding.wanted) == ("AGREEMENT-COLUMN-MISSING", "basis")
