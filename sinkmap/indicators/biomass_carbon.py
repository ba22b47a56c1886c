"""森林生物量碳储量: carbon of living biomass of forest land, above and below ground."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Compartments, Indicator, Measure, Profile, UnitAccount
from sinkmap.science.carbon_ground import PARCELS, areas_of, carbon_measure
from sinkmap.science.compartment_carbon import fang_biomass_carbon, stock_volume_carbon
from sinkmap.science.pool_stock import pool_stock
from sinkmap.text import Text

_STANDS = Compartments()
_FOREST = (
    "forest_arbor",
    "forest_bamboo",
    "shrub",
    "woodland_other",
    "swamp_forest",
    "swamp_shrub",
)
_METHODS = {
    "stock_volume": Text(
        "蓄积量 × 木材密度 × 扩展系数 ×（1 + 根茎比）× 含碳率；竹林、经济林、灌木林取平均",
        "stock volume x density x expansion x (1 + roots) x carbon fraction; means of bamboo, tree "
        "crops and shrubs",
    ),
    "fang": Text(
        "0.5 ×（a × 蓄积量 + b × 面积）；竹林、经济林、灌木林取平均",
        "0.5 x (a x stock volume + b x area); means of bamboo, tree crops and shrubs",
    ),
    "by_class": Text(
        "林地各类面积乘以地上、地下碳密度",
        "areas of forest classes x densities above and below ground",
    ),
}


def biomass_carbon(account: UnitAccount, profile: Profile) -> Measure:
    """tC of trees, bamboo and shrubs with their roots."""
    method, seed = _METHODS[profile.id], account.carbon.seed
    if profile.id == "by_class":
        areas = {g: m2 for g, m2 in areas_of(account, PARCELS).items() if g in _FOREST}
        stock = pool_stock(account.carbon.pools, areas, ("above", "below"), seed=seed)
        return carbon_measure(stock.carbon, stock.certainty, account.parcel_coverage, method)
    if account.compartments is None:
        return Measure.absent(
            Text("没有林地小班", "no forest survey"), IntervalReason.MISSING_INPUT
        )
    compute = stock_volume_carbon if profile.id == "stock_volume" else fang_biomass_carbon
    found = compute(account.compartments, seed=seed)
    return carbon_measure(found.carbon, found.certainty, found.coverage, method)


INDICATOR = Indicator(
    id="biomass_carbon",
    title=Text("森林生物量碳储量", "Carbon of forest biomass"),
    chapter=Chapter.STOCK,
    uom="tC",
    valid=(0.0, 1e12),
    numerator=Text("林地活生物量碳（吨碳）", "carbon of living biomass of forest land, tC"),
    denominator=Text("无（总量指标）", "none: the figure is a total"),
    inputs=(_STANDS, PARCELS),
    profiles=(
        Profile(
            "stock_volume",
            Text("蓄积量法", "stock volume"),
            Text(
                "小班蓄积乘以木材密度、扩展系数、根茎比和含碳率；竹林、经济林、灌木林按平均生物量。"
                "低蓄积时与连续函数法可差一半，两者并列",
                "growing stock of the sub-compartments times density, expansion, roots and carbon "
                "fraction; bamboo, tree crops and shrubs by their means. At low volumes it may "
                "differ by a half from the continuous function; both are shown",
            ),
            "national LULUCF inventory defaults; sinkmap/parameters/tree_volume.csv",
            inputs=(_STANDS,),
        ),
        Profile(
            "fang",
            Text("连续函数法（方精云）", "continuous function (Fang)"),
            Text(
                "生物量 = a × 蓄积 + b（含根），含碳率 0.5；竹林、经济林、灌木林按平均生物量",
                "biomass = a x volume + b with roots, carbon fraction 0.5; bamboo, tree crops and "
                "shrubs by their means",
            ),
            "Fang et al. 2001, 2007; sinkmap/parameters/fang_biomass.csv",
            inputs=(_STANDS,),
        ),
        Profile(
            "by_class",
            Text("地类碳密度表", "table of class densities"),
            Text(
                "林地图斑面积乘以地上、地下碳密度；不需要林地小班",
                "areas of forest parcels times densities above and below ground; needs no forest "
                "survey",
            ),
            "sinkmap/parameters/carbon_pools.csv",
            inputs=(PARCELS,),
        ),
    ),
    reference="IPCC 2006 Vol 4 ch. 4; Fang et al. 2001",
    compute=biomass_carbon,
    parameters=("tree_volume", "fang_biomass", "woody_classes", "carbon_pools"),
)
