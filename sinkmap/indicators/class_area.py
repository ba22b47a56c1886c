"""地类面积: area of each group of land classes, from the register and from the map."""

from collections.abc import Sequence

from sinkmap.chapter import Chapter
from sinkmap.classes import code_system, group_at, groups
from sinkmap.figure import IntervalReason
from sinkmap.indicator import (
    ClassAreas,
    Indicator,
    Measure,
    ParcelShares,
    Profile,
    UnitAccount,
)
from sinkmap.science.group_areas import area_by
from sinkmap.text import Text

_REGISTER = ParcelShares(())
_MAP = ClassAreas("land_group")


def class_area(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """Hectares of each group."""
    return _of_register(account) if profile.id == "register" else _of_map(account)


def _of_register(account: UnitAccount) -> Sequence[Measure]:
    """Every group the code system knows; a group that does not occur has an area of zero."""
    if account.parcels is None:
        return (Measure.absent(Text("无图斑", "no parcels"), IntervalReason.MISSING_INPUT),)
    by_group = area_by(account.parcels)
    known, coverage = set(by_group), account.parcel_coverage
    if account.code_system:
        known |= set(code_system(account.code_system).table["group"])
    return tuple(
        Measure.extent(
            by_group.get(one.id, 0.0),
            coverage,
            Text("图斑面积按地类汇总", "parcel areas by class"),
            IntervalReason.REGISTER_AREA,
            item=one.id,
        )
        for one in groups()
        if one.id in known
    )


def _of_map(account: UnitAccount) -> Sequence[Measure]:
    """Groups that occur; of others nobody knows whether the map could show them."""
    areas = account.raster(_MAP).classes
    coverage = account.coverage(_MAP)
    method = Text("像元面积按地类汇总", "pixel areas by class")
    reason = IntervalReason.NO_REFERENCE_SAMPLES
    found = ((group_at(index), m2) for index, m2 in sorted(areas.items()))
    return tuple(
        Measure.extent(m2, coverage, method, reason, item=one.id)
        for one, m2 in found
        if one is not None
    )


INDICATOR = Indicator(
    id="class_area",
    title=Text("地类面积", "Area by land class"),
    chapter=Chapter.LAND,
    leads=True,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("该地类组面积（平方米）", "area of the group of classes, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(_REGISTER, _MAP),
    profiles=(
        Profile(
            "register",
            Text("图斑登记面积", "parcel register"),
            Text(
                "图斑地类面积按地类组汇总，田坎单列",
                "class areas of the parcels by group, with field ridges on their own",
            ),
            "TD/T 1055-2019",
            inputs=(_REGISTER,),
        ),
        Profile(
            "map",
            Text("土地覆盖图", "land cover map"),
            Text(
                "土地覆盖栅格按地类组汇总的像元面积，未经样本校正",
                "pixel areas of the land cover map by group, not adjusted by samples",
            ),
            Text("图层 land_cover", "layer land_cover"),
            inputs=(_MAP,),
        ),
    ),
    reference=Text(
        "TD/T 1055-2019；sinkmap/classes 的地类对照表",
        "TD/T 1055-2019; crosswalks of sinkmap/classes",
    ),
    compute=class_area,
    items={one.id: one.title for one in groups()},
    larger_is_better=None,
)
