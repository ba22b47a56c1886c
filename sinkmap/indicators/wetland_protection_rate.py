"""湿地保护率: wetland under any counted form of protection as a share of all wetland."""

from sinkmap.classes import wetland_profile_title
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount
from sinkmap.science.wetland import (
    PROTECTION_TALLY,
    has_unsplit_classes,
    has_wetland_profile,
    protected_m2,
    rate_bounds,
    wetland_parcels,
    without_wetland_profile,
)
from sinkmap.text import Text

_METHOD = Text(
    "湿地图斑与计入的各保护形式的并集叠置",
    "wetland parcels cut by the union of counted forms of protection",
)


def wetland_protection_rate(account: UnitAccount, profile: Profile) -> Measure:
    """Protected wetland ÷ wetland in percent; each m² counts once, whatever covers it."""
    if not has_wetland_profile(account.code_system, profile.id):
        lacking = without_wetland_profile(account.code_system, profile.id)
        return Measure.absent(lacking, IntervalReason.MISSING_INPUT)
    wetland = wetland_parcels(account, profile.id)
    rate = Measure.percentage(
        protected_m2(wetland),
        float(wetland["area_m2"].sum()),
        account.parcel_coverage,
        _METHOD,
        IntervalReason.REGISTER_AREA,
    )
    if not has_unsplit_classes(account, profile.id):
        return rate
    return rate.untold(IntervalReason.CLASS_NOT_SPLIT, rate_bounds(account, profile.id))


def _profile(name: str, reference: Text | str, definition: Text) -> Profile:
    return Profile(name, wetland_profile_title(name), definition, reference)


INDICATOR = Indicator(
    id="wetland_protection_rate",
    title=Text("湿地保护率", "Wetland protection rate"),
    uom="%",
    valid=(0.0, 100.0),
    numerator=Text("受保护湿地面积（平方米）", "area of protected wetland, m²"),
    denominator=Text("湿地面积（平方米）", "area of wetland, m²"),
    inputs=(PROTECTION_TALLY,),
    profiles=(
        _profile(
            "law",
            Text("湿地保护法（2022年施行）第二条", "Wetland Protection Law (2022) art. 2"),
            Text(
                "常年或季节性积水地带和水域，不含水田、养殖坑塘和盐田",
                "land and water wet for a season or longer, without paddy, aquaculture ponds "
                "and salt pans",
            ),
        ),
        _profile(
            "sd8",
            "TD/T 1055-2019",
            Text(
                "三调一级类“湿地”的八个二级类，不含河湖库塘水面",
                "the eight classes of the third survey's first class wetland; no open water",
            ),
        ),
        _profile(
            "stat_js",
            Text(
                "2024年公布的湿地基数（本项目的解读）",
                "published wetland base of 2024 (reading of this project)",
            ),
            Text("法定口径加养殖坑塘", "as the law profile, with aquaculture ponds"),
        ),
        _profile(
            "gbt21010",
            Text("GB/T 21010-2017 附录", "GB/T 21010-2017, annex"),
            Text(
                "再加水田和盐田，即国标附录的全部湿地类",
                "with paddy and salt pans as well: all wetland classes of the annex",
            ),
        ),
    ),
    reference=Text("湿地保护法（2022年施行）", "Wetland Protection Law (2022)"),
    compute=wetland_protection_rate,
    parameters=("wetland",),
)
