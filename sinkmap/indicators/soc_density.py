"""土壤有机碳密度: soil organic carbon of a unit per hectare of ground that bears soil."""

from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount
from sinkmap.science.soil_stock import (
    CLASS_METHOD,
    CLASS_TALLY,
    RASTER_TALLY,
    SoilCarbon,
    carbon_of_classes,
    carbon_of_raster,
)
from sinkmap.text import Text


def soc_density(account: UnitAccount, profile: Profile) -> Measure:
    """tC/ha over 0-30 cm; open water is in neither part of the ratio."""
    if profile.id == "raster":
        method = Text(
            "土壤碳栅格在未封闭且有土壤的地面上按面积加权平均",
            "mean of the soil carbon raster over open soil-bearing ground, by area",
        )
        return _density(carbon_of_raster(account), method, IntervalReason.NO_UNCERTAINTY_GIVEN)
    return _density(carbon_of_classes(account), CLASS_METHOD, IntervalReason.PARAMETER_RANGE)


def _density(soil: SoilCarbon, method: Text, reason: IntervalReason) -> Measure:
    if soil.m2 <= 0.0:
        return Measure.absent(method, IntervalReason.EMPTY_DENOMINATOR, soil.coverage)
    interval = None
    if soil.low is not None and soil.high is not None:
        interval = (soil.low / soil.hectares, soil.high / soil.hectares)
    value = soil.carbon / soil.hectares
    return Measure(value, soil.carbon, soil.m2, soil.coverage, method, reason, interval)


INDICATOR = Indicator(
    id="soc_density",
    title=Text("土壤有机碳密度", "Soil organic carbon density"),
    uom="tC/ha",
    valid=(0.0, 1000.0),
    numerator=Text("土壤有机碳储量（吨碳）", "soil organic carbon, tC"),
    denominator=Text("有土壤碳库的土地面积（平方米）", "area of land with a soil pool, m²"),
    inputs=(RASTER_TALLY, CLASS_TALLY),
    profiles=(
        Profile(
            "raster",
            Text("土壤碳栅格", "soil carbon raster"),
            Text(
                "土壤碳密度栅格在未封闭土地上的面积加权平均；水面和硬化地面不计",
                "area-weighted mean of the soil carbon raster over open ground; no water, no "
                "sealed land",
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
    compute=soc_density,
    parameters=("carbon_pools", "soil"),
)
