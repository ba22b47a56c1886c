"""土壤有机碳储量: soil organic carbon of a unit in tonnes of carbon."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount
from sinkmap.science.soil_stock import (
    CLASS_METHOD,
    CLASS_TALLY,
    MAP_TALLIES,
    PARCEL_TALLY,
    RASTER_TALLY,
    carbon_of_classes,
    carbon_of_map,
    carbon_of_raster,
)
from sinkmap.text import Text

_RASTERS = {
    "raster": (
        RASTER_TALLY,
        Text(
            "土壤碳栅格在未封闭且有土壤的地面上求和",
            "sum of the soil carbon raster over open soil-bearing ground",
        ),
    ),
    "parcel_table": (
        PARCEL_TALLY,
        Text(
            "图斑碳密度字段在未封闭且有土壤的地面上求和",
            "sum of the densities of parcels over open soil-bearing ground",
        ),
    ),
}
_MAP_METHOD = Text(
    "土壤碳模型图在未封闭且有土壤的地面上求和",
    "sum of the modelled soil carbon map over open soil-bearing ground",
)


def soc_stock(account: UnitAccount, profile: Profile) -> Measure:
    """tC over 0-30 cm on the ground that was seen; nothing is extrapolated."""
    if profile.id in _RASTERS:
        tally, method = _RASTERS[profile.id]
        soil = carbon_of_raster(account, tally)
        reason = IntervalReason.NO_UNCERTAINTY_GIVEN
        return Measure(soil.carbon, soil.carbon, None, soil.coverage, method, reason)
    modelled = profile.id == "modelled_map"
    soil = carbon_of_map(account) if modelled else carbon_of_classes(account)
    method = _MAP_METHOD if modelled else CLASS_METHOD
    reason = IntervalReason.MODEL_RANGE if modelled else IntervalReason.PARAMETER_RANGE
    interval = None if soil.low is None or soil.high is None else (soil.low, soil.high)
    return Measure(
        soil.carbon,
        soil.carbon,
        None,
        soil.coverage,
        method,
        reason,
        interval,
        shares=soil.shares,
        certainty=soil.certainty,
    )


INDICATOR = Indicator(
    id="soc_stock",
    title=Text("土壤有机碳储量", "Soil organic carbon stock"),
    chapter=Chapter.SOIL,
    leads=True,
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
            Text("图层 soil_carbon", "layer soil_carbon"),
            inputs=(RASTER_TALLY,),
            parameters=(),
        ),
        Profile(
            "modelled_map",
            Text("土壤剖面模型图", "map modelled from profiles"),
            Text(
                "由土壤剖面建模的 0-30 厘米有机碳密度图在未封闭土地上汇总；模型由空间交叉验证选定，"
                "区间为 90% 预测区间按误差完全相关汇总，全部来自模型误差，面积视为准确",
                "the map of 0-30 cm modelled from soil profiles, over open ground; the model is "
                "chosen by spatial cross-validation; the interval takes 90 % bounds as one error, "
                "that of the model, and areas as exact",
            ),
            Text(
                "图层 soil_samples、soc_map；sinkmap/science/soil_model.py",
                "layers soil_samples, soc_map; sinkmap/science/soil_model.py",
            ),
            inputs=MAP_TALLIES,
            parameters=("soil",),
        ),
        Profile(
            "parcel_table",
            Text("图斑碳密度字段", "densities of parcels"),
            Text(
                "图斑所带 0-30 厘米有机碳密度字段在未封闭土地上汇总",
                "the density of 0-30 cm that parcels carry as a field, over open ground",
            ),
            Text("图层 soil_parcels", "layer soil_parcels"),
            inputs=(PARCEL_TALLY,),
            parameters=(),
        ),
        Profile(
            "class_table",
            Text("地类碳密度表", "table of class densities"),
            Text(
                "图斑面积乘以地类土壤碳密度（0-30 厘米）；区间由各地类碳密度上下限传播，"
                "土壤碳库按其占比分担",
                "parcel areas times soil densities of the classes (0-30 cm); the interval is "
                "propagated from the range of each class, of which soil takes its part",
            ),
            "sinkmap/parameters/carbon_pools.csv",
            inputs=(CLASS_TALLY,),
            parameters=("carbon_pools",),
        ),
    ),
    reference=Text("IPCC 2006 第 4 卷第 2 章（0-30 厘米）", "IPCC 2006 Vol 4 ch. 2 (0-30 cm)"),
    compute=soc_stock,
    parameters=("carbon_pools", "soil"),
)
