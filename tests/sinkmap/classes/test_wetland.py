"""Wetland membership by profile, as the domain tables state it."""

import pytest

from sinkmap.classes import (
    WETLAND_PROFILES,
    code_system,
    members,
    wetland_codes,
    wetland_profile_title,
)
from sinkmap.errors import UsageError

SD8 = {"0303", "0304", "0306", "0402", "0603", "1105", "1106", "1108"}
LAW = (SD8 - {"0603"}) | {"1101", "1102", "1103", "1104", "1107", "1107A"}
STAT = LAW | {"1104A", "1104K"}
GBT = STAT | {"0101", "0603"}


@pytest.mark.parametrize(
    ("profile", "codes"), [("sd8", SD8), ("law", LAW), ("stat_js", STAT), ("gbt21010", GBT)]
)
def test_third_survey(profile, codes):
    assert wetland_codes("sd3", profile) == codes


def test_2023_guide():
    five = {f"050{n}" for n in range(1, 8)}
    water = {f"170{n}" for n in range(1, 6)}
    assert wetland_codes("ydyh2023", "sd8") == five | {"1003"}
    assert wetland_codes("ydyh2023", "law") == five | water
    assert wetland_codes("ydyh2023", "stat_js") == five | water
    assert wetland_codes("ydyh2023", "gbt21010") == five | water | {"0101", "1003"}


def test_the_law_profile_and_the_set_wet_are_one():
    for system in ("sd3", "ydyh2023"):
        table = code_system(system).table
        law = wetland_codes(system, "law")
        assert {table.at[code, "group"] for code in law} <= members("WET")
        outside = {table.at[code, "group"] for code in table.index if code not in law}
        assert not outside & members("WET"), system
    assert {code_system("sd3").table.at[c, "group"] for c in LAW} == members("WET")


def test_profiles_have_titles():
    for profile, title in WETLAND_PROFILES.items():
        assert wetland_profile_title(profile) is title
    with pytest.raises(UsageError):
        wetland_profile_title("old")


@pytest.mark.parametrize(
    ("system", "profile", "code"),
    [
        ("sd3", "ramsar", "WETLAND-PROFILE-UNKNOWN"),
        ("worldcover", "law", "WETLAND-PROFILE-UNAVAILABLE"),
        ("nope", "law", "CODE-SYSTEM-UNKNOWN"),
    ],
)
def test_refusals(system, profile, code):
    with pytest.raises(UsageError) as caught:
        wetland_codes(system, profile)
    assert caught.value.findings[0].code == code
