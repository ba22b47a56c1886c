"""Profiles of wetland as the wetland indicators declare them."""

from __future__ import annotations

from collections.abc import Mapping

from sinkmap.classes import WETLAND_PROFILES, wetland_profile_title
from sinkmap.indicator import Profile, Tally
from sinkmap.text import Text

__all__ = ["wetland_profiles"]

_DEFINITIONS: Mapping[str, tuple[Text | str, Text]] = {
    "law": (
        Text("湿地保护法（2022年施行）第二条", "Wetland Protection Law (2022) art. 2"),
        Text(
            "常年或季节性积水地带和水域，不含水田、养殖坑塘和盐田",
            "land and water wet for a season or longer, without paddy, aquaculture ponds "
            "and salt pans",
        ),
    ),
    "sd8": (
        "TD/T 1055-2019",
        Text(
            "三调一级类“湿地”的八个二级类，不含河湖库塘水面",
            "the eight classes of the third survey's first class wetland; no open water",
        ),
    ),
    "stat_js": (
        Text(
            "2024年公布的湿地基数（本项目的解读）",
            "published wetland base of 2024 (reading of this project)",
        ),
        Text("法定口径加养殖坑塘", "as the law profile, with aquaculture ponds"),
    ),
    "gbt21010": (
        Text("GB/T 21010-2017 附录", "GB/T 21010-2017, annex"),
        Text(
            "再加水田和盐田，即国标附录的全部湿地类",
            "with paddy and salt pans as well: all wetland classes of the annex",
        ),
    ),
}


def wetland_profiles(*names: str, inputs: tuple[Tally, ...] = ()) -> tuple[Profile, ...]:
    """Declarations of profiles by name; all of them, statutory first, if none is named."""
    chosen = names or tuple(_DEFINITIONS)
    assert set(chosen) <= set(WETLAND_PROFILES), chosen
    return tuple(
        Profile(
            name,
            wetland_profile_title(name),
            _DEFINITIONS[name][1],
            _DEFINITIONS[name][0],
            inputs=inputs,
        )
        for name in chosen
    )
