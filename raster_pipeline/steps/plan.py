"""The plan against the declarations: layers, indicators and profiles it names must exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from layers import given_layers
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.indicator import Indicator
from sinkmap.study import Study
from sinkmap.text import Text

__all__ = ["check_plan", "plan_findings"]


def check_plan(study: Study, indicators: Mapping[str, Indicator]) -> None:
    """Refuse a plan that names a layer, indicator, item or profile nobody declared.

    Raises
    ------
    InputRefusedError
        With every such name at once.
    """
    findings = plan_findings(study, indicators)
    if findings:
        raise InputRefusedError(findings)


def plan_findings(study: Study, indicators: Mapping[str, Indicator]) -> list[Finding]:
    """Findings for every name of the plan that nothing answers to."""
    found = _unknown("input.layer", (e.layer for e in study.inputs), given_layers())
    for name, profiles in study.profiles.items():
        found.extend(_profiles("profiles", name, profiles, indicators))
    for target in study.targets:
        found.extend(_profiles("target", target.indicator, (target.profile,), indicators))
    for value in study.reported:
        found.extend(_profiles("reported", value.indicator, (value.profile,), indicators))
    return found


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
