"""The plan against the declarations: indicators and profiles it names must exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from sinkmap.errors import Finding, Severity
from sinkmap.indicator import Indicator
from sinkmap.study import Study
from sinkmap.text import Text

__all__ = ["plan_findings"]


def plan_findings(study: Study, indicators: Mapping[str, Indicator]) -> list[Finding]:
    """Findings for every indicator and profile that nothing answers to; layers are intake's."""
    found: list[Finding] = []
    for name, profiles in study.profiles.items():
        found.extend(_profiles("profiles", name, profiles, indicators))
    for target in study.targets:
        found.extend(_profiles("target", target.indicator, (target.profile,), indicators))
        stated = (target.value, target.baseline_value)
        found.extend(_range("target", target.indicator, stated, indicators))
    for value in study.reported:
        found.extend(_profiles("reported", value.indicator, (value.profile,), indicators))
        found.extend(_range("reported", value.indicator, (value.value,), indicators))
    for total in study.published:
        found.extend(_profiles("published", total.indicator, (), indicators))
    return found


def _range(
    where: str,
    name: str,
    values: Iterable[float | None],
    indicators: Mapping[str, Indicator],
) -> list[Finding]:
    """Values that the indicator can never have: a share given in per mille, a slip of the point."""
    indicator = indicators.get(name) or indicators.get(name.partition(".")[0])
    if indicator is None:
        return []
    low, high = indicator.valid
    return [
        Finding(
            "STUDY-RANGE",
            Severity.ERROR,
            Text("方案中的数值超出指标的取值范围", "a value of the plan is beyond its indicator"),
            Text("核对数值与单位", "check the value and its unit"),
            file="study.toml",
            layer=f"{where}.{name}",
            seen=f"{value:g}",
            wanted=f"{low:g} … {high:g} {indicator.uom}",
        )
        for value in values
        if value is not None and not low <= value <= high
    ]


def _profiles(
    where: str, name: str, profiles: Iterable[str], indicators: Mapping[str, Indicator]
) -> list[Finding]:
    indicator = indicators.get(name) or indicators.get(name.partition(".")[0])
    if indicator is None:
        return _unknown(f"{where}.indicator", (name,), indicators)
    known = [profile.id for profile in indicator.profiles]
    return _unknown(f"{where}.{name}", profiles, known)


def _unknown(where: str, names: Iterable[str], known: Iterable[str]) -> list[Finding]:
    listed = sorted(known)
    return [
        Finding(
            "STUDY-UNKNOWN-NAME",
            Severity.ERROR,
            Text("方案中的名称没有对应的声明", "the plan names something nobody declared"),
            Text("请改用列出的名称之一", "use one of the names listed"),
            file="study.toml",
            layer=where,
            seen=name,
            wanted=", ".join(difflib.get_close_matches(name, listed, n=1) or listed),
        )
        for name in dict.fromkeys(names)
        if name not in listed
    ]
