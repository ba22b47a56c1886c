"""碳汇与甲烷对照: the yearly sink in CO2 alone and with methane, side by side."""

from collections.abc import Sequence

from sinkmap.chapter import Chapter
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount
from sinkmap.parameters import methane_rates, weakest
from sinkmap.science.carbon_ground import PIXELS, areas_of, carbon_measure
from sinkmap.science.sink_flux import methane_emission, net_flux, sink_flux
from sinkmap.text import Text


def flux_with_ch4(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """tCO2e/yr, positive for uptake: CO2 alone, methane as a loss, and both."""
    areas, coverage, seed = areas_of(account, PIXELS), account.coverage(PIXELS), account.carbon.seed
    lines = {rate.item for rate in methane_rates().values()}
    ranges = account.area_ranges
    alone = sink_flux(areas, profile.id, seed=seed, area_ranges=ranges)
    methane = methane_emission(areas, lines, seed=seed, area_ranges=ranges)
    both = net_flux(areas, profile.id, seed=seed, area_ranges=ranges)
    return (
        carbon_measure(
            alone.amount,
            alone.certainty,
            coverage,
            Text("地类面积乘年碳汇系数", "areas by class x yearly sink coefficients"),
            item="co2_only",
        ),
        carbon_measure(
            methane.amount,
            methane.certainty,
            coverage,
            Text(
                "地类面积乘甲烷排放因子乘增温潜势 28，计为负值",
                "areas by class x emission factors x GWP100 of 28, as a loss",
            ),
            item="ch4",
            factor=-1.0,
        ),
        carbon_measure(
            both.amount,
            weakest((alone.certainty, methane.certainty)),
            coverage,
            Text("二氧化碳吸收量减甲烷当量", "uptake of CO2 less methane in CO2 equivalents"),
            item="co2e_with_ch4",
        ),
    )


INDICATOR = Indicator(
    id="flux_with_ch4",
    title=Text("年碳汇量与甲烷对照", "Yearly sink without and with methane"),
    chapter=Chapter.FLUX,
    uom="tCO2e/yr",
    valid=(-1e10, 1e10),
    numerator=Text("年吸收量（吨二氧化碳当量/年）", "uptake, tCO2e/yr"),
    denominator=Text("无（总量指标）", "none: the figure is a total"),
    inputs=(PIXELS,),
    profiles=(
        Profile(
            "default",
            Text("年碳汇系数", "yearly sink coefficients"),
            Text(
                "只计二氧化碳与计入甲烷（百年增温潜势 28）两列并列；甲烷以负值列出",
                "CO2 alone and with methane (GWP100 of 28) side by side; methane as a loss",
            ),
            "sinkmap/parameters/sink_coeff.csv; sinkmap/parameters/methane.csv",
        ),
        Profile(
            "lake_burial",
            Text("年碳汇系数（计湖库埋藏）", "yearly sink coefficients, with lake burial"),
            Text(
                "同上，另计湖泊、水库沉积物的碳埋藏",
                "the same with burial in the sediment of lakes and reservoirs",
            ),
            "Duan et al. 2008; sinkmap/parameters/sink_coeff.csv; sinkmap/parameters/methane.csv",
        ),
    ),
    reference="IPCC 2013 Wetlands Supplement; IPCC 2019 Refinement Vol 4 ch. 7",
    compute=flux_with_ch4,
    items={
        "co2_only": Text("只计二氧化碳", "CO2 only"),
        "ch4": Text("甲烷（以负值计）", "methane, as a loss"),
        "co2e_with_ch4": Text("计入甲烷", "with methane"),
    },
    parameters=("sink_coeff", "methane"),
    whole="co2e_with_ch4",
)
