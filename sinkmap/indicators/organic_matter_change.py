"""耕地土壤有机质变化: mean content of cropland topsoil against the vintage before."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, Rows, UnitAccount
from sinkmap.science.organic_matter import compared, vintages
from sinkmap.text import Text

_TALLY = Rows("organic_matter")


def organic_matter_change(account: UnitAccount, profile: Profile) -> Measure:
    """g/kg between the last two vintages up to the year; none where they cannot be compared."""
    found = vintages(account.table("organic_matter"), account.year)
    if len(found) < 2:
        lacking = Text("不足两期监测数据", "fewer than two vintages of samples")
        return Measure.absent(lacking, IntervalReason.NO_EARLIER_YEAR)
    before, now = found[-2:]
    if not now.is_comparable(before):
        differ = Text(
            f"{before.year} 年与 {now.year} 年的采样深度或方法不同，或未注明",
            f"{before.year} and {now.year} differ in depth or method, or do not state them",
        )
        return Measure.absent(differ, IntervalReason.NOT_COMPARABLE)
    change, interval = compared(before, now)
    method = Text(
        f"{now.year} 年与 {before.year} 年样点均值之差",
        f"difference of the sample means of {now.year} and {before.year}",
    )
    given = interval is not None
    reason = IntervalReason.SAMPLE_MEANS if given else IntervalReason.NO_UNCERTAINTY_GIVEN
    return Measure(change, None, None, 1.0, method, reason, interval)


INDICATOR = Indicator(
    id="organic_matter_change",
    title=Text("耕地土壤有机质变化", "Change of organic matter of cropland"),
    chapter=Chapter.FARMLAND,
    uom="g/kg",
    valid=(-1000.0, 1000.0),
    numerator=Text("无（两期均值之差）", "none: a difference of means"),
    denominator=Text("无（两期均值之差）", "none: a difference of means"),
    inputs=(_TALLY,),
    profiles=(
        Profile(
            "samples",
            Text("监测样点均值", "means of samples"),
            Text(
                "本年及以前最近两期监测均值之差；采样深度和测定方法相同才比较，"
                "区间为两独立样本均值差的 95% 区间（韦尔奇）",
                "difference of the last two vintages up to the year, if depth and method agree; "
                "95 % interval of two independent means (Welch)",
            ),
            Text("图层 organic_matter", "layer organic_matter"),
        ),
    ),
    reference="GB/T 33469-2016",
    compute=organic_matter_change,
)
