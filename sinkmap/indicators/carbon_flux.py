"""碳汇通量: CO2 that standing land takes up in a year."""

from sinkmap.chapter import Chapter
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount
from sinkmap.science.carbon_ground import PIXELS, areas_of, carbon_measure
from sinkmap.science.sink_flux import sink_flux
from sinkmap.text import Text

_COEFFICIENTS = {"default": "default", "lake_burial": "lake_burial",
                 "cn_planning_coeff": "cn_planning"}  # fmt: skip


def carbon_flux(account: UnitAccount, profile: Profile) -> Measure:
    """tCO2/yr, positive where carbon is taken up; methane is a side account of its own."""
    coefficients = _COEFFICIENTS[profile.id]
    seed, ranges = account.carbon.seed, account.area_ranges
    found = sink_flux(areas_of(account, PIXELS), coefficients, seed=seed, area_ranges=ranges)
    method = Text("地类面积乘年碳汇系数", "areas by class x yearly sink coefficients")
    ranged = coefficients != "cn_planning"
    coverage = account.coverage(PIXELS)
    return carbon_measure(found.amount, found.certainty, coverage, method, ranged=ranged)


INDICATOR = Indicator(
    id="carbon_flux",
    title=Text("年碳汇量", "Yearly carbon sink"),
    chapter=Chapter.FLUX,
    leads=True,
    uom="tCO2/yr",
    valid=(-1e10, 1e10),
    numerator=Text("年碳汇量（吨二氧化碳/年）", "uptake, tCO2/yr"),
    denominator=Text("无（总量指标）", "none: the figure is a total"),
    inputs=(PIXELS,),
    profiles=(
        Profile(
            "default",
            Text("年碳汇系数", "yearly sink coefficients"),
            Text(
                "各地类面积乘以年碳汇系数（正值为吸收），含湿地土壤碳累积；湖库沉积埋藏不计。"
                "与碳储量变化是同一事物的两种估计，不得相加",
                "class areas times yearly coefficients, positive for uptake, with accumulation in "
                "wetland soils; burial in lakes is not counted. Another estimate of what the "
                "change of stock tells; the two are never added",
            ),
            "sinkmap/parameters/sink_coeff.csv",
        ),
        Profile(
            "lake_burial",
            Text("年碳汇系数（计湖库埋藏）", "yearly sink coefficients, with lake burial"),
            Text(
                "同上，另计湖泊、水库沉积物的碳埋藏",
                "the same with burial in the sediment of lakes and reservoirs",
            ),
            "Duan et al. 2008; sinkmap/parameters/sink_coeff.csv",
        ),
        Profile(
            "cn_planning_coeff",
            Text("规划常用碳吸收系数", "coefficients of older planning reports"),
            Text(
                "规划报告中常用的碳吸收系数（林地、草地、水域、未利用地、耕地）；未见区间",
                "absorption coefficients often used in planning reports; no range is published",
            ),
            "sinkmap/parameters/sink_coeff.csv",
        ),
    ),
    reference="IPCC 2006 Vol 4; sinkmap/parameters/sink_coeff.csv",
    compute=carbon_flux,
    parameters=("sink_coeff",),
)
