"""碳预算: a year's uptake against the unit's credit line, and the gap."""

from collections.abc import Sequence

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount
from sinkmap.science.carbon_ground import (
    PIXELS,
    areas_of,
    carbon_measure,
    coefficients_of,
    credit_line_of,
)
from sinkmap.science.sink_flux import sink_flux
from sinkmap.text import Text


def carbon_budget(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """tCO2/yr of line, uptake and gap; nothing where the study gives the unit no line."""
    credit = credit_line_of(account)
    if credit is None:
        return ()
    assert profile.id == "default"
    areas = areas_of(account, PIXELS)
    seed, ranges = account.carbon.seed, account.area_ranges
    found = sink_flux(areas, coefficients_of(account), seed=seed, area_ranges=ranges)
    coverage, certainty = account.coverage(PIXELS), found.certainty
    uptake = carbon_measure(
        found.amount,
        certainty,
        coverage,
        Text("地类面积乘年碳汇系数", "areas by class x yearly sink coefficients"),
        item="uptake",
    )
    gap = credit - found.amount.value
    bounds = (credit - found.amount.high, credit - found.amount.low)
    return (
        Measure(
            credit,
            credit,
            None,
            1.0,
            Text("方案给定的授信额度", "credit line of the study"),
            IntervalReason.STATED_BY_STUDY,
            item="credit_line",
        ),
        uptake,
        Measure(
            gap,
            gap,
            None,
            coverage,
            Text("授信额度减年碳汇量", "credit line less uptake"),
            uptake.reason,
            bounds,
            "gap",
            shares=uptake.shares,
            certainty=certainty,
        ),
    )


INDICATOR = Indicator(
    id="carbon_budget",
    title=Text("碳预算", "Carbon budget"),
    chapter=Chapter.WORTH,
    leads=True,
    uom="tCO2/yr",
    valid=(-1e10, 1e10),
    numerator=Text("额度、吸收量或缺口（吨二氧化碳/年）", "line, uptake or gap, tCO2/yr"),
    denominator=Text("无（总量指标）", "none: the figure is a total"),
    inputs=(PIXELS,),
    profiles=(
        Profile(
            "default",
            Text("年碳汇系数", "yearly sink coefficients"),
            Text(
                "缺口 = 授信额度 − 年碳汇量。碳汇是额度，不抵扣受管控的排放；"
                "预警级别按缺口占额度的比例和公布的阈值判定",
                "gap = credit line less yearly uptake. The sink is a credit line and offsets no "
                "regulated emission; early warning follows from the gap as a share of the line by "
                "stated thresholds",
            ),
            "sinkmap/parameters/sink_coeff.csv; sinkmap/parameters/carbon_account.csv",
        ),
    ),
    reference="study.toml [carbon]",
    compute=carbon_budget,
    items={
        "credit_line": Text("授信额度", "credit line"),
        "uptake": Text("年碳汇量", "uptake"),
        "gap": Text("缺口", "gap"),
    },
    parameters=("sink_coeff", "carbon_account"),
    larger_is_better=None,
    whole=None,
)
