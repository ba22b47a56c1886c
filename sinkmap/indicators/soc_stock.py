"""土壤有机碳储量: soil organic carbon of a unit in tonnes of carbon."""

from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount
from sinkmap.science.soil_stock import (
    CLASS_TALLY,
    MAP_TALLIES,
    PARCEL_TALLY,
    RASTER_TALLY,
    carbon_of_classes,
    carbon_of_map,
    carbon_of_raster,
)
from sinkmap.text import Text


def soc_stock(account: UnitAccount, profile: Profile) -> Measure:
    """tC over 0-30 cm on the ground that was seen; nothing is extrapolated."""
    if profile.id in ("raster", "parcel_table"):
        raster = profile.id == "raster"
        soil = carbon_of_raster(account, RASTER_TALLY if raster else PARCEL_TALLY)
        what = "soil carbon raster" if raster else "densities of parcels"
        method = f"sum of the {what} over open soil-bearing ground"
        reason = IntervalReason.NO_UNCERTAINTY_GIVEN
        return Measure(soil.carbon, soil.carbon, None, soil.coverage, method, reason)
    if profile.id == "modelled_map":
        soil = carbon_of_map(account)
        method = "sum of the modelled soil carbon map over open soil-bearing ground"
        reason = IntervalReason.MODEL_RANGE
    else:
        soil = carbon_of_classes(account)
        method = "class densities by parcel area; range of the table in proportion"
        reason = IntervalReason.PARAMETER_RANGE
    interval = None if soil.low is None or soil.high is None else (soil.low, soil.high)
    return Measure(soil.carbon, soil.carbon, None, soil.coverage, method, reason, interval)


INDICATOR = Indicator(
    id="soc_stock",
    title=Text("土壤有机碳储量", "Soil organic carbon stock"),
    uom="tC",
    valid=(0.0, 1e12),
    numerator=Text("土壤有机碳储量（吨碳）", "soil organic carbon, tC"),
    denominator=Text("无（总量指标）", "none: the figure is a total"),
    inputs=(RASTER_TALLY, *MAP_TALLIES, PARCEL_TALLY, CLASS_TALLY),
    profiles=(
        Profile(
            "raster",
            Text("土壤碳栅格", "soil carbon raster"),
            Text(
                "土壤碳密度栅格在未封闭土地上求和；水面和硬化地面不计，未覆盖处不外推",
                "sum of the soil carbon raster over open ground; no water, no sealed land, and "
                "nothing is added for ground without data",
            ),
            "layer soil_carbon",
            inputs=(RASTER_TALLY,),
        ),
        Profile(
            "modelled_map",
            Text("土壤剖面模型图", "map modelled from profiles"),
            Text(
                "由土壤剖面建模的 0-30 厘米有机碳密度图在未封闭土地上汇总；模型由空间交叉验证选定，"
                "区间为 90% 预测区间按误差完全相关汇总",
                "the map of 0-30 cm modelled from soil profiles, over open ground; the model is "
                "chosen by spatial cross-validation, the interval takes 90 % bounds as one error",
            ),
            "layers soil_samples, soc_map; sinkmap/science/soil_model.py",
            inputs=MAP_TALLIES,
        ),
        Profile(
            "parcel_table",
            Text("图斑碳密度字段", "densities of parcels"),
            Text(
                "图斑所带 0-30 厘米有机碳密度字段在未封闭土地上汇总",
                "the density of 0-30 cm that parcels carry as a field, over open ground",
            ),
            "layer soil_parcels",
            inputs=(PARCEL_TALLY,),
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
    reference="IPCC 2006 Vol 4 ch. 2 (0-30 cm)",
    compute=soc_stock,
    parameters=("carbon_pools", "soil"),
)
