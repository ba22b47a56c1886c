"""受保护湿地面积: statutory wetland by form of protection, each m² once or under every form."""

from collections.abc import Sequence

from sinkmap.chapter import Chapter
from sinkmap.classes import protection_forms
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount
from sinkmap.science.wetland import (
    PROTECTION_TALLY,
    exclusive_by_form,
    has_unsplit_classes,
    has_wetland_profile,
    non_exclusive_by_form,
    wetland_parcels,
    without_wetland_profile,
)
from sinkmap.text import Text

_WETLAND = "law"
_FIRST = Text(
    "湿地图斑与保护范围叠置，计入次序最先的形式",
    "wetland parcels cut by protection, credited to the first form",
)
_EACH = Text(
    "湿地图斑与保护范围叠置，各形式分别统计，相互重叠",
    "wetland parcels cut by protection, under each form; forms overlap",
)


def wetland_protected_area(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """Hectares of statutory wetland under each form."""
    if not has_wetland_profile(account.code_system, _WETLAND):
        lacking = without_wetland_profile(account.code_system, _WETLAND)
        return (Measure.absent(lacking, IntervalReason.MISSING_INPUT),)
    wetland = wetland_parcels(account, _WETLAND)
    exclusive = profile.switches["exclusive"]
    by_form = exclusive_by_form(wetland) if exclusive else non_exclusive_by_form(wetland)
    coverage = account.parcel_coverage
    areas = tuple(
        Measure.extent(
            m2,
            coverage,
            _FIRST if exclusive else _EACH,
            IntervalReason.REGISTER_AREA,
            item=form,
        )
        for form, m2 in by_form.items()
    )
    if not has_unsplit_classes(account, _WETLAND):
        return areas
    return tuple(area.untold(IntervalReason.CLASS_NOT_SPLIT) for area in areas)


INDICATOR = Indicator(
    id="wetland_protected_area",
    title=Text("受保护湿地面积", "Protected wetland area"),
    chapter=Chapter.WETLAND,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("该形式保护的湿地面积（平方米）", "area of wetland under the form, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(PROTECTION_TALLY,),
    profiles=(
        Profile(
            "exclusive",
            Text("按形式次序归并", "each m² once, by order of forms"),
            Text(
                "法定湿地；每平方米只计入覆盖它的次序最先的形式，各形式之和为受保护总面积",
                "statutory wetland; each m² goes to the first form that covers it, so the forms "
                "add up to the protected area",
            ),
            "sinkmap/classes/protection_forms.csv",
            {"exclusive": True},
        ),
        Profile(
            "non_exclusive",
            Text("各形式分别统计", "under each form"),
            Text(
                "法定湿地；各形式分别统计，相互重叠，不可相加",
                "statutory wetland under each form; forms overlap and must not be added up",
            ),
            "sinkmap/classes/protection_forms.csv",
            {"exclusive": False},
        ),
    ),
    reference=Text("湿地保护法（2022年施行）", "Wetland Protection Law (2022)"),
    compute=wetland_protected_area,
    items={form.form_id: form.name for form in protection_forms() if form.default_on},
    parameters=("wetland",),
)
