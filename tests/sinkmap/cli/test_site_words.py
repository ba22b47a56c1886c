import math

import pytest

from sinkmap.cli.site_words import SiteWords, names_of, square_metres
from sinkmap.errors import UsageError
from sinkmap.text import Text

DISTRICTS = {"320481": Text("溧阳市", "Liyang")}


def codes(words):
    return [finding.code for finding in words.faults]


@pytest.mark.parametrize(
    ("said", "yuan"),
    [
        ("5000万", 5e7),
        ("5000 万元", 5e7),
        ("1.2亿", 1.2e8),
        ("50000000", 5e7),
        ("50,000,000元", 5e7),
        ("5e7", 5e7),
        ("0", 0.0),
        ("-5万", -5e4),
    ],
)
def test_money_as_it_is_said(said, yuan):
    words = SiteWords()
    assert words.money(said) == pytest.approx(yuan)
    assert words.faults == []


@pytest.mark.parametrize("said", ["五千万", "5000亩", "12万5", "nan", "1.2.3", "inf", "$5"])
def test_money_that_is_none(said):
    words = SiteWords()
    assert words.money(said) is None
    assert codes(words) == ["SITING-MONEY"]
    assert words.faults[0].seen == said


def test_no_money_is_no_limit():
    words = SiteWords()
    assert words.money("") is None
    assert words.faults == []


@pytest.mark.parametrize(
    ("said", "bounds"),
    [
        ("320481=10:50", (1e5, 5e5)),
        ("溧阳市=10:", (1e5, None)),
        ("Liyang=:50", (None, 5e5)),
        ("320481=2.5：7", (2.5e4, 7e4)),
    ],
)
def test_quota_of_a_district_by_id_or_name(said, bounds):
    words = SiteWords(DISTRICTS)
    (quota,) = words.quotas([said])
    assert quota.district == "320481"
    assert (quota.min_m2, quota.max_m2) == pytest.approx(bounds)
    assert words.faults == []


def test_a_district_nobody_knows_is_left_to_the_question():
    (quota,) = SiteWords(DISTRICTS).quotas(["990000=1:2"])
    assert quota.district == "990000"


@pytest.mark.parametrize(
    "said",
    ["320481", "320481=", "320481=:", "=1:2", "320481=a:b", "x=5", "320481=nan:5", "320481=1:inf"],
)
def test_quota_that_is_none(said):
    words = SiteWords(DISTRICTS)
    assert words.quotas([said]) == ()
    assert codes(words) == ["SITING-QUOTA"]


def test_weights():
    words = SiteWords()
    assert words.weights("S=0.4, D=0.6") == {"S": 0.4, "D": 0.6}
    assert words.weights("S=0.33,D=0.33，N=0.34") == {"S": 0.33, "D": 0.33, "N": 0.34}
    assert words.weights("") is None
    assert words.faults == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("S=0.4,D=0.5", "SITING-WEIGHT-SUM"),
        ("S=0.4,D=0.9", "SITING-WEIGHT-SUM"),
        ("S=a", "SITING-WEIGHTS"),
        ("S", "SITING-WEIGHTS"),
        ("S=0.5,S=0.5", "SITING-WEIGHTS"),
        ("S=nan", "SITING-WEIGHTS"),
    ],
)
def test_weights_that_are_none(said, code):
    words = SiteWords()
    words.weights(said)
    assert codes(words) == [code]


def test_matrix_of_a_file(tmp_path):
    path = tmp_path / "判断.csv"
    path.write_bytes("准则,S,D\nS,1,2\nD,1/2,1\n".encode("gb18030"))
    words = SiteWords()
    assert words.matrix(path, "").startswith("准则,S,D")
    assert words.matrix(None, "") == ""
    assert words.faults == []


def test_matrix_that_cannot_be_had(tmp_path):
    broken = tmp_path / "a.csv"
    broken.write_bytes(b"\xff\xff\x80\x00")
    words = SiteWords()
    assert words.matrix(tmp_path / "none.csv", "") == ""
    assert words.matrix(broken, "") == ""
    assert words.matrix(broken, "S=1") == ""
    assert codes(words) == ["SITING-FILE", "SITING-FILE", "SITING-WEIGHT-TWICE"]


@pytest.mark.parametrize("text", ["", " \r\n", "\ufeff"])
def test_a_matrix_without_words_is_not_taken_for_the_matrix_of_the_book(tmp_path, text):
    path = tmp_path / "empty.csv"
    path.write_text(text, encoding="utf-8")
    words = SiteWords()
    assert words.matrix(path, "") == ""
    assert codes(words) == ["SITING-FILE"]


def test_everything_wrong_is_told_at_once():
    words = SiteWords(DISTRICTS)
    words.money("viel")
    words.quotas(["x"])
    words.weights("S=2")
    with pytest.raises(UsageError) as refused:
        words.refuse()
    assert [f.code for f in refused.value.findings] == [
        "SITING-MONEY",
        "SITING-QUOTA",
        "SITING-WEIGHT-SUM",
    ]


def test_names_and_hectares():
    assert names_of(" AFF，WET、AFF,") == ("AFF", "WET")
    assert square_metres(None) is None
    assert math.isclose(square_metres(1.5), 15_000.0)
