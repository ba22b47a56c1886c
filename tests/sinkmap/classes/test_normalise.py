"""Cleaning of codes: repaired only where one reading is possible, counted, never dropped."""

import numpy as np
import pandas as pd
import pytest

from sinkmap.classes import code_system
from sinkmap.errors import Severity


def test_d2_a_lost_zero_is_put_back_in_the_third_survey():
    clean = code_system("sd3").normalise(pd.Series(["301"]))
    assert clean.codes.tolist() == ["0301"]
    assert clean.repairs == {"zero_pad": 1}
    assert clean.ok


def test_d2_the_same_code_is_refused_in_the_second_survey():
    clean = code_system("sd2").normalise(pd.Series(["301", "031"]))
    assert clean.codes.tolist() == ["301", "031"]
    assert clean.unknown == {"301": 1}
    (finding,) = clean.findings(layer="parcels", year=2009)
    assert finding.code == "CLASS-CODE-UNKNOWN"
    assert finding.severity is Severity.ERROR
    assert "sd2 031" in finding.wanted


def test_no_padding_in_the_2023_guide():
    clean = code_system("ydyh2023").normalise(pd.Series(["301"]))
    assert clean.unknown == {"301": 1}
    assert clean.repairs == {}


def test_a_second_survey_code_under_the_third_survey_is_recognised():
    clean = code_system("sd3").normalise(pd.Series(["031", "031", "0101"]))
    assert clean.unknown == {"031": 2}
    assert "有林地" in clean.hints["031"]


def test_repairs_are_counted_by_row():
    raw = pd.Series(["１１０４ｋ", " 0101", "0101 ", "08h1", "0101", "0101"])
    clean = code_system("sd3").normalise(raw)
    assert clean.codes.tolist() == ["1104K", "0101", "0101", "08H1", "0101", "0101"]
    assert clean.repairs == {"nfkc": 1, "upper": 2, "strip": 2}
    assert clean.ok
    (note,) = clean.findings()
    assert note.code == "CLASS-CODE-REPAIRED"
    assert note.severity is Severity.NOTE


def test_floats_are_a_finding_and_stay_as_they_are():
    clean = code_system("sd3").normalise(pd.Series([301.0, 101.0, 101.0, np.nan]))
    assert clean.codes.tolist() == ["301.0", "101.0", "101.0", None]
    assert clean.float_like == {"101.0": 2, "301.0": 1}
    assert clean.nulls == 1
    assert [f.code for f in clean.findings()] == ["CLASS-CODE-FLOAT", "CLASS-CODE-NULL"]
    assert not clean.ok
    assert clean.unknown_rows().all()


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, "", "  ", "\x00"])
def test_missing_codes_are_listed_not_dropped(missing):
    raw = pd.Series(["0101", missing], index=[4, 9], dtype=object)
    clean = code_system("sd3").normalise(raw)
    assert clean.codes.index.tolist() == [4, 9]
    assert clean.codes.tolist() == ["0101", None]
    assert clean.nulls == 1


def test_all_missing_and_empty_series():
    nothing = code_system("sd3").normalise(pd.Series([None, None], dtype=object))
    assert nothing.nulls == 2
    empty = code_system("sd3").normalise(pd.Series([], dtype=object))
    assert empty.ok
    assert empty.codes.empty
    assert code_system("sd3").group_index(empty).shape == (0,)


def test_normalising_twice_changes_nothing():
    system = code_system("sd3")
    once = system.normalise(pd.Series(["301", "1104k", "x", None]))
    twice = system.normalise(once.codes)
    assert twice.codes.tolist() == once.codes.tolist()
    assert twice.repairs == {}


def test_integers_are_read_as_text():
    clean = code_system("sd3").normalise(pd.Series([101, 1101]))
    assert clean.codes.tolist() == ["0101", "1101"]


def test_group_index_of_unknown_and_missing_is_zero():
    found = code_system("sd3").group_index(pd.Series(["0101", "zz", None, "301.0"]))
    assert found.dtype == np.uint8
    assert found.tolist() == [1, 0, 0, 0]


def test_suffixed_codes():
    clean = code_system("sd3").normalise(
        pd.Series(["0201K", "0202K", "0203K", "0204K", "0301K", "0302K", "0307K", "0403K", "1104K",
                   "08H2A", "0810A", "1104A", "1107A", "05H1", "09"])
    )  # fmt: skip
    assert clean.ok
    assert clean.repairs == {}
