"""生态保护红线面积: surveyed land inside the dissolved red line."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, ParcelShares, Profile, UnitAccount
from sinkmap.text import Text

_TALLY = ParcelShares(("redline",))


def redline_area(account: UnitAccount, profile: Profile) -> Measure:
    """Hectares of parcels inside the red line, each m² once."""
    if account.parcels is None:
        return Measure.absent(Text("无图斑", "no parcels"), IntervalReason.MISSING_INPUT)
    inside = account.parcels[account.parcels["redline"] != ""]
    return Measure.extent(
        float(inside[profile.switches["area"]].sum()),
        account.parcel_coverage,
        Text("图斑与合并后的红线叠置", "parcels cut by the dissolved red line"),
        IntervalReason.REGISTER_AREA,
    )


INDICATOR = Indicator(
    id="redline_area",
    title=Text("生态保护红线面积", "Area of the ecological red line"),
    chapter=Chapter.LINES,
    leads=True,
    uom="ha",
    valid=(0.0, 1e9),
    numerator=Text("红线内图斑面积（平方米）", "area of parcels inside the red line, m²"),
    denominator=Text("无（面积指标）", "none: the figure is an area"),
    inputs=(_TALLY,),
    profiles=(
        Profile(
            "parcel",
            Text("图斑面积口径", "parcel areas"),
            Text(
                "按方案规定的图斑面积（默认登记面积）随图形比例分摊",
                "parcel areas by the study's policy (register by default), shared out by geometry",
            ),
            "TD/T 1055-2019",
            {"area": "area_m2"},
        ),
        Profile(
            "geometry",
            Text("图形面积口径", "geometric areas"),
            Text("红线内图斑的图形面积", "geometric area of the parcels inside the red line"),
            Text("格网的可加面积量", "additive measure of the grid"),
            {"area": "geometry_m2"},
        ),
    ),
    reference="自然资发〔2022〕142号",
    compute=redline_area,
)
