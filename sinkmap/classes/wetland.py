"""Wetland by definition profile: which class codes the wetland figures count."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from sinkmap.classes.systems import code_system
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.text import Text

__all__ = ["WETLAND_PROFILES", "wetland_codes", "wetland_profile_title"]

# Profile -> column of the class tables.
_COLUMNS: Mapping[str, str] = MappingProxyType(
    {"sd8": "wet_sd8", "law": "wet_law", "stat_js": "wet_stat", "gbt21010": "wet_gbt21010"}
)

WETLAND_PROFILES: Mapping[str, Text] = MappingProxyType(
    {
        "sd8": Text("三调一级类“湿地”", "first class wetland of the third survey"),
        "law": Text("湿地保护法口径", "Wetland Protection Law"),
        "stat_js": Text("法定口径加养殖坑塘", "law profile with aquaculture ponds"),
        "gbt21010": Text(
            "GB/T 21010-2017 附录湿地", "wetland annex of GB/T 21010-2017, with paddy and salt pans"
        ),
    }
)


def wetland_profile_title(profile: str) -> Text:
    """Name of a wetland profile; raises ``UsageError`` like :func:`wetland_codes`."""
    if profile not in WETLAND_PROFILES:
        raise _unknown_profile(profile)
    return WETLAND_PROFILES[profile]


@cache
def wetland_codes(system: str, profile: str) -> frozenset[str]:
    """Codes that are wetland in a profile of :data:`WETLAND_PROFILES`.

    Parameters
    ----------
    system
        A code system with wetland columns: ``sd3`` or ``ydyh2023``.
    profile
        ``sd8``, ``law``, ``stat_js`` or ``gbt21010``. The 2023 guide does not split aquaculture
        ponds, so its ``law`` set holds them (see :meth:`CodeSystem.notes`).

    Raises
    ------
    UsageError
        ``WETLAND-PROFILE-UNKNOWN`` or ``WETLAND-PROFILE-UNAVAILABLE``.
    """
    table = code_system(system).table
    column = _COLUMNS.get(profile)
    if column is None:
        raise _unknown_profile(profile)
    if column not in table.columns:
        raise UsageError(
            Finding(
                code="WETLAND-PROFILE-UNAVAILABLE",
                severity=Severity.ERROR,
                message=Text(
                    f"分类体系 {system} 没有湿地口径", f"{system} tells no wetland profiles apart"
                ),
                cure=Text(
                    "湿地指标需要三调或用地用海分类的图斑",
                    "wetland figures need parcels with survey codes",
                ),
                seen=system,
                wanted="sd3, ydyh2023",
            )
        )
    return frozenset(str(code) for code in table.index[table[column] == "1"])


def _unknown_profile(profile: str) -> UsageError:
    return UsageError(
        Finding(
            code="WETLAND-PROFILE-UNKNOWN",
            severity=Severity.ERROR,
            message=Text(f"没有湿地口径 {profile}", f"there is no wetland profile {profile}"),
            cure=Text("请使用列出的口径", "use one of the profiles listed"),
            seen=profile,
            wanted=", ".join(WETLAND_PROFILES),
        )
    )
