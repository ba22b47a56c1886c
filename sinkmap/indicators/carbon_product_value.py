"""固碳价值: money for the CO2 that land fixes in a year, at a stated price with its range."""

from sinkmap.chapter import Chapter
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount
from sinkmap.parameters import sink_rates, weakest
from sinkmap.science.carbon_ground import (
    PIXELS,
    areas_of,
    carbon_measure,
    coefficients_of,
    money_of,
)
from sinkmap.science.carbon_money import yearly_worth
from sinkmap.science.sink_flux import flux_terms
from sinkmap.text import Text


def carbon_product_value(account: UnitAccount, profile: Profile) -> Measure:
    """CNY/yr: CO2 fixed times the price of CO2."""
    price = money_of(account)["co2_price"]
    assert profile.id == "default"
    terms = flux_terms(areas_of(account, PIXELS), sink_rates(coefficients_of(account)))
    found = yearly_worth(terms, price, seed=account.carbon.seed, area_ranges=account.area_ranges)
    certainty = weakest((price.certainty, *(one.rate.certainty for one in terms)))
    return carbon_measure(
        found, certainty, account.coverage(PIXELS), Text("固碳量乘碳价", "CO2 fixed x price of CO2")
    )


INDICATOR = Indicator(
    id="carbon_product_value",
    title=Text("固碳价值", "Worth of the carbon fixed"),
    chapter=Chapter.WORTH,
    uom="CNY/yr",
    valid=(-1e12, 1e12),
    numerator=Text("固碳价值（元/年）", "worth, CNY/yr"),
    denominator=Text("无（总量指标）", "none: the figure is a total"),
    inputs=(PIXELS,),
    profiles=(
        Profile(
            "default",
            Text("年碳汇系数与碳价", "yearly sink coefficients and a price"),
            Text(
                "固碳量（二氧化碳）乘以碳价，碳价区间一并传播；释氧不重复计价",
                "CO2 fixed times the price of CO2, whose range is carried as well; oxygen is not "
                "priced again",
            ),
            "sinkmap/parameters/carbon_account.csv",
        ),
    ),
    reference="technical guideline of accounting ecosystem product on land (2020), carbon items",
    compute=carbon_product_value,
    parameters=("sink_coeff", "carbon_account"),
)
