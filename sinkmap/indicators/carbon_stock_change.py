"""碳储量变化: carbon gained by ground whose land class changed since the earlier year."""

from collections.abc import Sequence

from sinkmap.chapter import Chapter
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount
from sinkmap.parameters import BIOMASS, POOLS
from sinkmap.science.carbon_ground import CHANGED, carbon_measure, transitions_of
from sinkmap.science.pool_stock import pool_change
from sinkmap.text import Text

_ITEMS = {"biomass": BIOMASS, "soil": ("soil",), "total": POOLS}


def carbon_stock_change(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """tC since the earlier year; biomass alone where either class has no soil pool."""
    assert profile.id == "four_pools"
    moved, coverage = transitions_of(account), account.coverage(CHANGED)
    method = Text("各类转移面积乘碳密度之差", "areas of each transition x difference of densities")
    measures = []
    for item, pools in _ITEMS.items():
        found = pool_change(account.carbon.pools, moved, pools, seed=account.carbon.seed)
        measures.append(carbon_measure(found.carbon, found.certainty, coverage, method, item=item))
    return measures


INDICATOR = Indicator(
    id="carbon_stock_change",
    title=Text("碳储量变化", "Change of carbon stock"),
    chapter=Chapter.STOCK,
    uom="tC",
    valid=(-1e12, 1e12),
    numerator=Text("碳储量增减（吨碳）", "carbon gained or lost, tC"),
    denominator=Text("无（总量指标）", "none: the figure is a total"),
    inputs=(CHANGED,),
    profiles=(
        Profile(
            "four_pools",
            Text("地类转移与四碳库", "transitions of land class and four pools"),
            Text(
                "两年间地类转移面积乘以碳密度之差；任一地类无土壤碳库（开阔水面）时只计生物量。"
                "地类未变的土地不计，其年增长见碳汇通量，两者是同一事物的两种估计，不得相加",
                "areas of each transition between the years times the difference of densities; "
                "biomass alone where either class has no soil pool (open water). Ground that kept "
                "its class counts nothing: its growth is the flux, another estimate of the same "
                "thing, and the two are never added",
            ),
            "IPCC 2006 Vol 4 ch. 2, stock difference; sinkmap/parameters/carbon_pools.csv",
        ),
    ),
    reference="IPCC 2006 Vol 4 ch. 2; InVEST user's guide, carbon model",
    compute=carbon_stock_change,
    items={
        "biomass": Text("生物量与死有机质", "biomass and dead organic matter"),
        "soil": Text("土壤有机碳（0-30 厘米）", "soil organic carbon, 0-30 cm"),
        "total": Text("四碳库合计", "all four pools"),
    },
    parameters=("carbon_pools",),
    whole="total",
)
