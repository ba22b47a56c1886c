"""土壤有机碳密度: soil organic carbon of a unit per hectare of ground that bears soil."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount
from sinkmap.science.soil_definitions import soil_definitions
from sinkmap.science.soil_stock import (
    CLASS_METHOD,
    CLASS_TALLY,
    MAP_TALLIES,
    PARCEL_TALLY,
    RASTER_TALLY,
    SoilCarbon,
    carbon_of_classes,
    carbon_of_map,
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
    if profile.id == "parcel_table":
        method = Text(
            "图斑碳密度字段在未封闭且有土壤的地面上按面积加权平均",
            "mean of the densities of parcels over open soil-bearing ground, by area",
        )
        soil = carbon_of_raster(account, PARCEL_TALLY)
        return _density(soil, method, IntervalReason.NO_UNCERTAINTY_GIVEN)
    if profile.id == "modelled_map":
        method = Text(
            "土壤碳模型图在未封闭且有土壤的地面上按面积加权平均",
            "mean of the modelled soil carbon map over open soil-bearing ground, by area",
        )
        return _density(carbon_of_map(account), method, IntervalReason.MODEL_RANGE)
    return _density(carbon_of_classes(account), CLASS_METHOD, IntervalReason.PARAMETER_RANGE)


def _density(soil: SoilCarbon, method: Text, reason: IntervalReason) -> Measure:
    if soil.m2 <= 0.0:
        return Measure.absent(method, IntervalReason.EMPTY_DENOMINATOR, soil.coverage)
    interval = None
    if soil.low is not None and soil.high is not None:
        interval = (soil.low / soil.hectares, soil.high / soil.hectares)
    value = soil.carbon / soil.hectares
    return Measure(
        value,
        soil.carbon,
        soil.m2,
        soil.coverage,
        method,
        reason,
        interval,
        shares=soil.shares,
        certainty=soil.certainty,
    )


INDICATOR = Indicator(
    id="soc_density",
    title=Text("土壤有机碳密度", "Soil organic carbon density"),
    chapter=Chapter.SOIL,
    leads=True,
    uom="tC/ha",
    valid=(0.0, 1000.0),
    numerator=Text("土壤有机碳储量（吨碳）", "soil organic carbon, tC"),
    denominator=Text("有土壤碳库的土地面积（平方米）", "area of land with a soil pool, m²"),
    inputs=(RASTER_TALLY, *MAP_TALLIES, PARCEL_TALLY, CLASS_TALLY),
    profiles=soil_definitions(
        Text(
            "土壤碳密度栅格在未封闭土地上的面积加权平均；水面和硬化地面不计",
            "area-weighted mean of the soil carbon raster over open ground; no water, no "
            "sealed land",
        )
    ),
    reference=Text("IPCC 2006 第 4 卷第 2 章（0-30 厘米）", "IPCC 2006 Vol 4 ch. 2 (0-30 cm)"),
    compute=soc_density,
    parameters=("carbon_pools", "soil"),
)
