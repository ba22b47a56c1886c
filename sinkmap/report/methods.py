"""The methods page: every indicator and profile in words, written from the declarations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sinkmap.indicator import (
    ClassAreas,
    Compartments,
    Cross,
    Lengths,
    ParcelShares,
    Rows,
    Sums,
    Tally,
    Transition,
    Within,
    ZoneAreas,
)
from sinkmap.indicators import indicators
from sinkmap.parameters import CERTAINTIES, unverified_tables
from sinkmap.text import Language, Text
from sinkmap.uom import uom

if TYPE_CHECKING:
    from sinkmap.indicator import Indicator, Profile

__all__ = ["methods_markdown"]

_TITLE = Text("方法与口径", "Methods and definitions")
_INTRODUCTION = Text(
    "本页由各指标的声明生成，请勿手工修改。每个数值都注明口径；同一指标的不同口径并列计算，"
    "不可混入同一序列。",
    "This page is written from the declarations of the indicators; do not edit it by hand. Every "
    "figure names its profile. Profiles of one indicator are computed side by side and never "
    "joined in one series.",
)
_VALUE = Text("数值单位", "unit")
_RANGE = Text("取值范围", "valid range")
_NUMERATOR = Text("分子", "numerator")
_DENOMINATOR = Text("分母", "denominator")
_REFERENCE = Text("依据", "reference")
_INPUTS = Text("输入", "inputs")
_AFTER = Text("先算指标", "computed after")
_PARAMETERS = Text("参数表", "parameter tables")
_ITEMS = Text("分项", "items")
_PROFILE = Text("口径", "profile")
_NAME = Text("名称", "name")
_DEFINITION = Text("定义", "definition")
_SWITCHES = Text("开关", "switches")
_TALLIES: Mapping[type, Text] = {
    ClassAreas: Text("`{layer}` 各类面积", "areas of classes of `{layer}`"),
    Compartments: Text("林地小班（`{layer}`）", "forest sub-compartments (`{layer}`)"),
    Cross: Text("`{layer}` 与 `{by}` 交叉面积", "areas of `{layer}` by `{by}`"),
    Sums: Text("`{layer}` 按 `{by}` 求和", "sums of `{layer}` by `{by}`"),
    Transition: Text(
        "`{layer}` 两年间各类转移面积", "change of classes of `{layer}` between years"
    ),
    Within: Text("`{by}` 各区内 `{layer}` 各类面积", "areas of classes of `{layer}` within `{by}`"),
    ZoneAreas: Text("`{layer}` 各区面积", "areas of the zones of `{layer}`"),
    Lengths: Text("`{layer}` 各类长度", "lengths of the lines of `{layer}`"),
    Rows: Text("`{layer}` 表格", "rows of the table `{layer}`"),
}
"""Words for a tally; ``layer`` and ``by`` are its layers in order."""
_YES, _NO = Text("是", "yes"), Text("否", "no")


def methods_markdown(language: Language | str) -> str:
    """All indicators and their profiles as one Markdown page in one language."""
    lines = [f"# {_TITLE.say(language)}", "", _INTRODUCTION.say(language), ""]
    for one in indicators().values():
        lines += [*_indicator(one, language), ""]
    return "\n".join(lines).rstrip() + "\n"


def _indicator(one: Indicator, language: Language | str) -> Iterator[str]:
    colon = "：" if Language(language) is Language.ZH else ": "
    yield f"## {one.title.say(language)} (`{one.id}`)"
    yield ""
    low, high = one.valid
    facts: list[tuple[Text, str]] = [
        (_VALUE, uom(one.uom).name.say(language)),
        (_NUMERATOR, one.numerator.say(language)),
        (_DENOMINATOR, one.denominator.say(language)),
        (_RANGE, f"{low:g} – {high:g}"),
        (_REFERENCE, Text.of(one.reference).say(language)),
        (_INPUTS, _listed(_tally(tally, language) for tally in one.inputs)),
        (_AFTER, _listed(f"`{name}`" for name in one.after)),
        (_PARAMETERS, _listed(_table(name, language) for name in one.parameters)),
        (_ITEMS, _listed(title.say(language) for title in one.items.values())),
    ]
    yield from (f"- {name.say(language)}{colon}{said}" for name, said in facts if said)
    yield ""
    yield from _profiles(one, language)


def _profiles(one: Indicator, language: Language | str) -> Iterator[str]:
    switched = any(profile.switches for profile in one.profiles)
    heads = [_PROFILE, _NAME, _DEFINITION, _REFERENCE, _INPUTS]
    if switched:
        heads.append(_SWITCHES)
    yield _row(head.say(language) for head in heads)
    yield _row("---" for _ in heads)
    for profile in one.profiles:
        cells = [
            f"`{profile.id}`",
            profile.title.say(language),
            profile.definition.say(language),
            Text.of(profile.reference).say(language),
            _listed(_tally(tally, language) for tally in one.inputs_of(profile)),
        ]
        if switched:
            cells.append(_switches(profile, language))
        yield _row(cells)


def _switches(profile: Profile, language: Language | str) -> str:
    return _listed(f"`{name}` {_said(value, language)}" for name, value in profile.switches.items())


def _said(value: object, language: Language | str) -> str:
    if isinstance(value, bool):
        return (_YES if value else _NO).say(language)
    if isinstance(value, tuple):
        return " + ".join(str(part) for part in value)
    return str(value)


def _tally(tally: Tally, language: Language | str) -> str:
    if isinstance(tally, ParcelShares):
        return _parcels(tally, language)
    layers = dict(zip(("layer", "by"), tally.layers, strict=False))
    return _TALLIES[type(tally)].format(**layers).say(language)


def _parcels(tally: ParcelShares, language: Language | str) -> str:
    if not tally.zones:
        return Text("`parcels` 图斑面积", "areas of `parcels`").say(language)
    zones = _listed(f"`{zone}`" for zone in tally.zones)
    words = Text("`parcels` 图斑被 {zones} 切分后的面积", "areas of `parcels` cut by {zones}")
    return words.format(zones=zones).say(language)


def _table(name: str, language: Language | str) -> str:
    """A parameter table, with a word where it holds defaults that nobody verified."""
    doubt = f" ({CERTAINTIES['D'].say(language)})" if name in unverified_tables() else ""
    return f"`{name}`{doubt}"


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(parts)


def _row(cells: Iterable[str]) -> str:
    # A bar inside a cell would start the next one.
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _main() -> None:
    """Write ``docs/methods.md`` and ``docs/methods.zh.md`` below the working directory."""
    for language, name in ((Language.EN, "methods.md"), (Language.ZH, "methods.zh.md")):
        Path("docs", name).write_text(methods_markdown(language), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    _main()
