"""固碳释氧分项: the carbon items of the ecosystem product, in tonnes; no GEP."""

from collections.abc import Sequence

from sinkmap.chapter import Chapter
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount
from sinkmap.parameters import parameter_table
from sinkmap.science.carbon_ground import PIXELS, areas_of, carbon_measure, coefficients_of
from sinkmap.science.sink_flux import sink_flux
from sinkmap.text import Text


def carbon_product(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """CO2 fixed and oxygen set free, t/yr."""
    assert profile.id == "default"
    areas = areas_of(account, PIXELS)
    seed, ranges = account.carbon.seed, account.area_ranges
    found = sink_flux(areas, coefficients_of(account), seed=seed, area_ranges=ranges)
    coverage = account.coverage(PIXELS)
    oxygen = parameter_table("carbon_account").value("oxygen_per_co2")
    items = (
        (
            "co2_fixed",
            1.0,
            Text("地类面积乘年碳汇系数", "areas by class x yearly sink coefficients"),
        ),
        ("oxygen", oxygen, Text("固碳量乘 32/44", "CO2 fixed x 32/44")),
    )
    return tuple(
        carbon_measure(found.amount, found.certainty, coverage, method, item=item, factor=factor)
        for item, factor, method in items
    )


INDICATOR = Indicator(
    id="carbon_product",
    title=Text("固碳释氧分项", "Carbon fixed and oxygen set free"),
    chapter=Chapter.WORTH,
    uom="t/yr",
    valid=(-1e10, 1e10),
    numerator=Text("固碳（二氧化碳）或释氧量（吨/年）", "CO2 fixed or oxygen set free, t/yr"),
    denominator=Text("无（总量指标）", "none: the figure is a total"),
    inputs=(PIXELS,),
    profiles=(
        Profile(
            "default",
            Text("年碳汇系数", "yearly sink coefficients"),
            Text(
                "固碳量取年碳汇量（二氧化碳），释氧量按 32/44 折算（湖库埋藏是否计入按方案）；"
                "只是固碳释氧两个分项",
                "CO2 fixed is the yearly sink, oxygen 32/44 of it, with burial in "
                "lakes if the study counts it; two items of the product alone",
            ),
            "sinkmap/parameters/sink_coeff.csv",
        ),
    ),
    reference="technical guideline of accounting ecosystem product on land (2020), carbon items",
    compute=carbon_product,
    items={
        "co2_fixed": Text("固碳（二氧化碳）", "CO2 fixed"),
        "oxygen": Text("释氧", "oxygen set free"),
    },
    parameters=("sink_coeff", "carbon_account"),
    whole=None,
)
