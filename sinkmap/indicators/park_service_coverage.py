"""公园绿化活动场地服务半径覆盖率: residential land that parks serve."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount, ZoneAreas
from sinkmap.science.homes import SEPARATOR
from sinkmap.text import Text

_STRAIGHT, _STREETS = ZoneAreas("homes_served"), ZoneAreas("homes_walked")
_REFERENCE = {
    "ylcs2022": Text(
        "国家园林城市评选标准（建城〔2022〕2号）",
        "Standard of National Garden Cities 2022, no. 2",
    ),
    "cstj": Text(
        "城市体检指标体系；国家园林城市标准（2016）", "city health examination; 2016 standard"
    ),
}


def park_service_coverage(account: UnitAccount, profile: Profile) -> Measure:
    """Residential land inside the service radius of a park ÷ all in the built-up area, percent."""
    homes = "homes_walked" if profile.switches["streets"] else "homes_served"
    served = whole = 0.0
    for zone, m2 in account.zone_areas(homes).items():
        kind, *by = zone.split(SEPARATOR)
        if kind == "urban" or profile.switches["homesteads"]:
            whole += m2
            served += m2 * (profile.switches["rule"] in by)
    method = Text(
        "建成区居住用地与公园服务范围叠置", "homes of the built-up area cut by the ground served"
    )
    return Measure.percentage(served, whole, 1.0, method, IntervalReason.NO_UNCERTAINTY_GIVEN)


_SIZES = {
    "ylcs2022": Text(
        "公园面积5000平方米及以上服务500米，400平方米及以上服务300米",
        "parks of 5,000 m² and more serve 500 m, of 400 m² and more 300 m",
    ),
    "cstj": Text(
        "公园面积5000平方米及以上服务500米，2000平方米及以上服务300米",
        "parks of 5,000 m² and more serve 500 m, of 2,000 m² and more 300 m",
    ),
}
_TITLES = {
    "ylcs2022": Text("国家园林城市（2022）", "National Garden City 2022"),
    "cstj": Text("城市体检", "City health examination"),
}
_STRAIGHT_WAY = Text(
    "；自公园边界直线量取，相距不足10米的部分先合并；圆弧按内接1024边形绘制，每整圈少计不超过4.93平方米",
    "; straight from the park's edge, parts closer than 10 m joined first; circles are polygons of "
    "1,024 corners inside the true ones and lack at most 4.93 m² a full turn",
)
_STREET_WAY = Text(
    "；沿街道量取，街道距公园和住宅不超过50米，且在直线范围以内（对照）",
    "; along streets that come within 50 m of park and home, inside the straight radius as well "
    "(for comparison)",
)
_HOMESTEADS = Text("；建成区内农村宅基地也计入", "; with homesteads inside the built-up area")


_VARIANTS = {
    "": Text("直线", "straight"),
    "_homesteads": Text("直线，含宅基地", "straight, with homesteads"),
    "_streets": Text("路网", "along streets"),
}


def _profile(rule: str, variant: str = "") -> Profile:
    streets, homesteads = variant == "_streets", variant == "_homesteads"
    title, named = _TITLES[rule], _VARIANTS[variant]
    said = [_SIZES[rule], _STREET_WAY if streets else _STRAIGHT_WAY]
    said += [_HOMESTEADS] if homesteads else []
    return Profile(
        f"{rule}{variant}",
        Text(f"{title.zh}（{named.zh}）", f"{title.en} ({named.en})"),
        Text("".join(one.zh for one in said), "".join(one.en for one in said)),
        _REFERENCE[rule],
        {"rule": rule, "streets": streets, "homesteads": homesteads},
        inputs=(_STREETS if streets else _STRAIGHT,),
    )


INDICATOR = Indicator(
    id="park_service_coverage",
    title=Text("公园绿化活动场地服务半径覆盖率", "Park service coverage"),
    chapter=Chapter.PARKS,
    leads=True,
    uom="%",
    valid=(0.0, 100.0),
    numerator=Text("服务半径内居住用地面积（平方米）", "residential land that parks serve, m²"),
    denominator=Text("建成区居住用地面积（平方米）", "residential land of the built-up area, m²"),
    inputs=(_STRAIGHT, _STREETS),
    profiles=(
        _profile("ylcs2022"),
        _profile("cstj"),
        _profile("ylcs2022", "_homesteads"),
        _profile("ylcs2022", "_streets"),
        _profile("cstj", "_streets"),
    ),
    reference=Text(
        "国家园林城市评选标准（建城〔2022〕2号）",
        "Standard of National Garden Cities 2022, no. 2",
    ),
    compute=park_service_coverage,
    parameters=("park",),
)
