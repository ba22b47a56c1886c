import pytest

from sinkmap.errors import (
    CannotFinishError,
    Finding,
    InputRefusedError,
    Severity,
    SinkmapError,
    UsageError,
)
from sinkmap.text import Text

MESSAGE, CURE = Text("缺少坐标系", "no CRS"), Text("补上 .prj", "add a .prj")


def finding(**more):
    return Finding("CRS-MISSING", Severity.ERROR, MESSAGE, CURE, **more)


@pytest.mark.parametrize("code", ["", "Crs-Missing", "CRS MISSING"])
def test_codes_are_upper_case(code):
    with pytest.raises(ValueError, match="upper case"):
        Finding(code, Severity.NOTE, MESSAGE, CURE)


def test_a_finding_says_where_what_and_how_to_cure():
    one = finding(
        file="a.shp", layer="parcels", year=2024, features=("1", "2"),
        seen="none", wanted="EPSG:4549", area_m2=12_345.6,
    )  # fmt: skip
    english = one.say("en")
    for part in ("[CRS-MISSING] no CRS", "a.shp · parcels · 2024", "features (2): 1, 2",
                 "seen: none", "wanted: EPSG:4549", "1.2346 ha", "cure: add a .prj"):  # fmt: skip
        assert part in english
    chinese = one.say("zh")
    for part in (
        "缺少坐标系",
        "位置：",
        "要素（2）",
        "实际：none",
        "应为：EPSG:4549",
        "处理：补上",
    ):
        assert part in chinese


def test_many_features_are_counted_not_listed():
    one = finding(features=tuple(map(str, range(50))))
    assert (one.count, len(one.features)) == (50, 20)
    assert "features (50)" in one.say("en")
    assert "…" in one.say("en")
    assert finding(features=("1",), count=900).count == 900


def test_json_and_back():
    one = finding(features=tuple(map(str, range(50))), year=2023, area_m2=1.0)
    assert Finding.from_json(one.to_json()) == one
    assert Finding.from_json(finding().to_json()) == finding()


@pytest.mark.parametrize(
    ("kind", "code"),
    [(UsageError, 2), (InputRefusedError, 3), (CannotFinishError, 4), (SinkmapError, 4)],
)
def test_each_error_fixes_its_exit_code(kind, code):
    error = kind([finding(file="a.shp"), finding(file="b.shp")])
    assert error.exit_code == code
    assert [one.file for one in error.findings] == ["a.shp", "b.shp"]
    assert "a.shp" in str(error)
    assert "b.shp" in str(error)
    assert kind(finding()).findings == (finding(),)


def test_an_error_needs_a_finding():
    with pytest.raises(ValueError):
        InputRefusedError([])
