"""碳储量变化现值: net present value of the change of carbon stock, as InVEST has it."""

from sinkmap.chapter import Chapter
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount
from sinkmap.parameters import weakest
from sinkmap.science.carbon_ground import CHANGED, carbon_measure, money_of, transitions_of
from sinkmap.science.carbon_money import present_value
from sinkmap.science.pool_stock import change_weights, pool_change
from sinkmap.text import Text


def carbon_value(account: UnitAccount, profile: Profile) -> Measure:
    """CNY of the change since the earlier year; negative where carbon was lost."""
    assert profile.id == "invest_npv"
    assert account.previous_year is not None, "a change has an earlier year"
    moved, money = transitions_of(account), money_of(account)
    years = (account.previous_year, account.year)
    weights = change_weights(account.carbon.pools, moved)
    found = present_value(account.carbon.pools, weights, money, years, seed=account.carbon.seed)
    carbon = pool_change(account.carbon.pools, moved, seed=account.carbon.seed)
    certainty = weakest((carbon.certainty, *(one.certainty for one in money.values())))
    method = Text(
        "碳储量变化乘碳价，按年折现",
        "change of stock x price of carbon, discounted over the years between",
    )
    return carbon_measure(found, certainty, account.coverage(CHANGED), method)


INDICATOR = Indicator(
    id="carbon_value",
    title=Text("碳储量变化现值", "Net present value of the change of carbon stock"),
    chapter=Chapter.WORTH,
    uom="CNY",
    valid=(-1e13, 1e13),
    numerator=Text("现值（元）", "present value, CNY"),
    denominator=Text("无（总量指标）", "none: the figure is a total"),
    inputs=(CHANGED,),
    profiles=(
        Profile(
            "invest_npv",
            Text("InVEST 净现值", "net present value of InVEST"),
            Text(
                "碳储量变化平均分到两年之间各年，乘以碳价（二氧化碳价格乘 44/12）并按折现率折现",
                "the change of stock spread evenly over the years between, times the price of "
                "carbon (that of CO2 times 44/12), discounted",
            ),
            "InVEST user's guide, carbon model; sinkmap/parameters/carbon_account.csv",
        ),
    ),
    reference="InVEST user's guide, carbon model",
    compute=carbon_value,
    parameters=("carbon_pools", "carbon_account"),
)
