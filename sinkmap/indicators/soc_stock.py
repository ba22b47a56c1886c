"""土壤有机碳储量: soil organic carbon of a unit in tonnes of carbon."""

from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount
from sinkmap.science.soil_stock import (
    CLASS_METHOD,
    CLASS_TALLY,
    RASTER_TALLY,
    carbon_of_classes,
    carbon_of_raster,
)
from sinkmap.text import Text


def soc_stock(account: UnitAccount, profile: Profile) -> Measure:
    """tC over 0-30 cm on the ground that was seen; nothing is extrapolated."""
    if profile.id == "raster":
        soil = carbon_of_raster(account)
        method = Text(
            "土壤碳栅格在未封闭且有土壤的地面上求和",
            "sum of the soil carbon raster over open soil-bearing ground",
        )
        reason = IntervalReason.NO_UNCERTAINTY_GIVEN
        return Measure(soil.carbon, soil.carbon, None, soil.coverage, method, reason)
    soil = carbon_of_classes(account)
    interval = None if soil.low is None or soil.high is None else (soil.low, soil.high)
    reason = IntervalReason.PARAMETER_RANGE
    return Measure(soil.carbon, soil.carbon, None, soil.coverage, CLASS_METHOD, reason, interval)


INDICATOR = Indicator(
    id="soc_stock",
    title=Text("土壤有机碳储量", "Soil organic carbon stock"),
    uom="tC",
    valid=(0.0, 1e12),
    numerator=Text("土壤有机碳储量（吨碳）", "soil organic carbon, tC"),
    denominator=Text("无（总量指标）", "none: the figure is a total"),
    inputs=(RASTER_TALLY, CLASS_TALLY),
    profiles=(
        Profile(
            "raster",
            Text("土壤碳栅格", "soil carbon raster"),
            Text(
                "土壤碳密度栅格在未封闭土地上求和；水面和硬化地面不计，未覆盖处不外推",
                "sum of the soil carbon raster over open ground; no water, no sealed land, and "
                "nothing is added for ground without data",
            ),
            Text("图层 soil_carbon", "layer soil_carbon"),
            inputs=(RASTER_TALLY,),
        ),
        Profile(
            "class_table",
            Text("地类碳密度表", "table of class densities"),
            Text(
                "图斑面积乘以地类土壤碳密度（0-30 厘米）；区间按碳密度总量上下限等比例传播",
                "parcel areas times soil densities of the classes (0-30 cm); the interval takes "
                "the table's range for all pools in proportion",
            ),
            "sinkmap/parameters/carbon_pools.csv",
            inputs=(CLASS_TALLY,),
        ),
    ),
    reference=Text("IPCC 2006 第 4 卷第 2 章（0-30 厘米）", "IPCC 2006 Vol 4 ch. 2 (0-30 cm)"),
    compute=soc_stock,
    parameters=("carbon_pools", "soil"),
)
