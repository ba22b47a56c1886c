"""土壤有机碳储量: soil organic carbon of a unit in tonnes of carbon."""

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
    profiles=soil_definitions(
        Text(
            "土壤碳密度栅格在未封闭土地上求和；水面和硬化地面不计，未覆盖处不外推",
            "sum of the soil carbon raster over open ground; no water, no sealed land, and "
            "nothing is added for ground without data",
        )
    ),
    reference=Text("IPCC 2006 第 4 卷第 2 章（0-30 厘米）", "IPCC 2006 Vol 4 ch. 2 (0-30 cm)"),
    compute=soc_stock,
    parameters=("carbon_pools", "soil"),
)
