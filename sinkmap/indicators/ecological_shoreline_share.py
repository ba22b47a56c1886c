"""长江生态岸线占比: ecological shoreline as a share of all shoreline of the Yangtze, by length."""

import math
from collections.abc import Mapping

from sinkmap.chapter import Chapter
from sinkmap.classes import ECOLOGY, shoreline_uses
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Lengths, Measure, Profile, UnitAccount
from sinkmap.parameters import parameter_table
from sinkmap.text import Text

_OFFICIAL = Lengths("shoreline_use")
_ESTIMATE = Lengths("shoreline_estimate")
_USES = frozenset(use.id for use in shoreline_uses())

_METHOD = Text(
    "官方岸线按利用类型汇总椭球面长度（CGCS2000）",
    "geodesic length (CGCS2000) of the official line by use",
)
_PIECE_M, _DEPTH_M = (parameter_table("shoreline").value(n) for n in ("piece_m", "landward_m"))
_GUESS = Text(
    f"估算：河流水面图斑边界每约{_PIECE_M:g}米一段，按向陆{_DEPTH_M:g}米内主导地类判定，"
    "参数未核实（D级）",
    f"estimate: edge of the river parcels in pieces of about {_PIECE_M:g} m, each by the dominant "
    f"land use within {_DEPTH_M:g} m landward; parameters unverified (certainty D)",
)
_REFERENCE = Text(
    "长江岸线保护和开发利用总体规划（2016）；利用类型为生产、生活、生态（B级，未复核）",
    "national plan of the Yangtze shoreline (2016); uses: production, town life, ecology (B)",
)


def ecological_shoreline_share(account: UnitAccount, profile: Profile) -> Measure:
    """Metres of ecological shoreline ÷ metres of all shoreline, in percent.

    Stretches whose use is unknown are part of the shoreline, and lower the coverage.
    """
    official = profile.inputs == (_OFFICIAL,)
    lines = account.lengths("shoreline_use" if official else "shoreline_estimate")
    by_use = _by_use(lines, profile.switches["shores"])
    total = math.fsum(by_use.values())
    known = math.fsum(metres for use, metres in by_use.items() if use in _USES)
    return Measure.percentage(
        by_use.get(ECOLOGY, 0.0),
        total,
        known / total if total > 0.0 else 1.0,
        _METHOD if official else _GUESS,
        IntervalReason.SURVEYED_LINE if official else IntervalReason.DEFAULTS_UNVERIFIED,
    )


def _by_use(lines: Mapping[str, float], shores: tuple[str, ...]) -> dict[str, float]:
    """Use -> metres of the shores that count."""
    found: dict[str, float] = {}
    for zone, metres in sorted(lines.items()):
        use, _, shore = zone.partition("|")
        if shore in shores:
            found[use] = found.get(use, 0.0) + metres
    return found


_MAINLAND = ("mainland",)
_ALL = ("mainland", "island")

INDICATOR = Indicator(
    id="ecological_shoreline_share",
    title=Text("长江生态岸线占比", "Ecological share of the Yangtze shoreline"),
    chapter=Chapter.SHORE,
    leads=True,
    uom="%",
    valid=(0.0, 100.0),
    numerator=Text("生态岸线长度（米）", "length of ecological shoreline, m"),
    denominator=Text("长江岸线长度（米）", "length of the Yangtze shoreline, m"),
    inputs=(_OFFICIAL, _ESTIMATE),
    profiles=(
        Profile(
            "mainland",
            Text("大陆岸线", "mainland shore"),
            Text(
                "官方岸线中的大陆岸线，不含洲岛岸线",
                "the official line of the mainland, without islands",
            ),
            _REFERENCE,
            {"shores": _MAINLAND},
            inputs=(_OFFICIAL,),
        ),
        Profile(
            "with_islands",
            Text("大陆与洲岛岸线", "mainland and islands"),
            Text("官方岸线的大陆与洲岛岸线合计", "the official line with that of islands"),
            _REFERENCE,
            {"shores": _ALL},
            inputs=(_OFFICIAL,),
        ),
        Profile(
            "estimate",
            Text("图斑估算（大陆岸线）", "estimate from parcels (mainland)"),
            Text(
                "估算，供无官方岸线时参考：工矿仓储和交通为生产，住宅、公共、商业和公园为生活，其余为生态",
                "an estimate for want of an official line: industry, storage and transport are "
                "production; housing, public, commercial land and parks are town life; all else "
                "is ecology",
            ),
            Text("本项目的估算方法（D级，未核实）", "estimate of this project (D, unverified)"),
            {"shores": _MAINLAND},
            inputs=(_ESTIMATE,),
        ),
        Profile(
            "estimate_with_islands",
            Text("图斑估算（含洲岛）", "estimate from parcels (with islands)"),
            Text("同图斑估算，另计洲岛岸线", "as the estimate, with the shore of islands"),
            Text("本项目的估算方法（D级，未核实）", "estimate of this project (D, unverified)"),
            {"shores": _ALL},
            inputs=(_ESTIMATE,),
        ),
    ),
    reference=_REFERENCE,
    compute=ecological_shoreline_share,
    parameters=("shoreline",),
)
