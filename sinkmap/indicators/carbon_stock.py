"""碳储量: carbon of a unit in four pools, in tonnes."""

from collections.abc import Sequence
from dataclasses import replace

from sinkmap.chapter import Chapter
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount
from sinkmap.parameters import POOLS
from sinkmap.science.carbon_ground import DENSITY, PARCELS, PIXELS, areas_of, carbon_measure
from sinkmap.science.pool_stock import pool_stock, stock_with_soil
from sinkmap.science.soil_stock import RASTER_TALLY, SEALED, carbon_of_raster
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

_TOTAL = "total"
_ITEMS = {**{pool: (pool,) for pool in POOLS}, _TOTAL: POOLS}


def carbon_stock(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """tC of each pool and of all; soil to 30 cm, none under open water."""
    if profile.id == "density_raster":
        return (_of_pixels(account),)
    if profile.id == "soil_raster":
        return _with_soil_raster(account)
    parcels = profile.id == "class_parcels"
    areas = areas_of(account, PARCELS if parcels else PIXELS)
    coverage = account.parcel_coverage if parcels else account.coverage(PIXELS)
    ranges = {} if parcels else account.area_ranges
    seed, method = (
        account.carbon.seed,
        Text("地类面积乘四碳库碳密度", "areas by class x densities of the four pools"),
    )
    measures = []
    for item, pools in _ITEMS.items():
        found = pool_stock(account.carbon.pools, areas, pools, seed=seed, area_ranges=ranges)
        measures.append(carbon_measure(found.carbon, found.certainty, coverage, method, item=item))
    return measures


def _of_pixels(account: UnitAccount) -> Measure:
    """The map of density summed up: what it shows is what the table says."""
    sums = account.raster(DENSITY)
    carbon = convert(sum(sums.total.values()), SQUARE_METRE, HECTARE)
    areas = areas_of(account, PIXELS)
    ranges = account.area_ranges
    found = pool_stock(account.carbon.pools, areas, seed=account.carbon.seed, area_ranges=ranges)
    summed = replace(
        found.carbon,
        value=carbon,
        # Rounding may leave the pixels' sum a hair outside a range of nothing.
        low=min(found.carbon.low, carbon),
        high=max(found.carbon.high, carbon),
    )
    method = Text("碳密度栅格逐像元求和", "sum over the pixels of the density map")
    return carbon_measure(summed, found.certainty, account.coverage(DENSITY), method, item=_TOTAL)


def _with_soil_raster(account: UnitAccount) -> Sequence[Measure]:
    """Biomass by class; soil of the raster on open ground, by class where it has none."""
    areas, soil = areas_of(account, PIXELS), carbon_of_raster(account)
    coverage = min(account.coverage(PIXELS), soil.coverage)
    method = Text(
        "生物量按地类，土壤取土壤碳栅格并视为无误差，硬化地面土壤按地类",
        "biomass by class, soil of the soil carbon raster taken as exact; sealed soil by class",
    )
    measures = []
    for item, pools in _ITEMS.items():
        found = stock_with_soil(
            account.carbon.pools, areas, pools, (soil.carbon, SEALED), seed=account.carbon.seed
        )
        measures.append(carbon_measure(found.carbon, found.certainty, coverage, method, item=item))
    return measures


INDICATOR = Indicator(
    id="carbon_stock",
    title=Text("碳储量", "Carbon stock"),
    chapter=Chapter.STOCK,
    leads=True,
    uom="tC",
    valid=(0.0, 1e12),
    numerator=Text("碳储量（吨碳）", "carbon, tC"),
    denominator=Text("无（总量指标）", "none: the figure is a total"),
    inputs=(PARCELS, PIXELS, DENSITY, RASTER_TALLY),
    profiles=(
        Profile(
            "class_parcels",
            Text("图斑面积与碳密度表", "parcel areas and class densities"),
            Text(
                "图斑地类面积乘以四碳库碳密度（土壤 0-30 厘米）；开阔水面不计土壤碳库",
                "class areas of the parcels times densities of four pools (soil 0-30 cm); open "
                "water has no soil pool in the accounts",
            ),
            "sinkmap/parameters/carbon_pools.csv",
            inputs=(PARCELS,),
        ),
        Profile(
            "class_raster",
            Text("土地利用栅格与碳密度表", "land-use pixels and class densities"),
            Text(
                "土地利用栅格各类面积乘以四碳库碳密度；面积有样本区间的一并传播",
                "pixel areas of land use by class times densities of four pools; intervals of "
                "areas by samples are carried as well where there are any",
            ),
            "sinkmap/parameters/carbon_pools.csv",
            inputs=(PIXELS,),
        ),
        Profile(
            "density_raster",
            Text("碳密度栅格求和", "sum of the density map"),
            Text(
                "碳密度栅格逐像元求和，与地类面积乘碳密度一致到十亿分之一",
                "carbon density summed pixel by pixel; equal to class areas times densities "
                "within a billionth",
            ),
            "layer carbon_density",
            inputs=(DENSITY, PIXELS),
        ),
        Profile(
            "soil_raster",
            Text("土壤碳栅格与地类生物量", "soil carbon raster and class biomass"),
            Text(
                "生物量按地类碳密度，未封闭土地的土壤碳取自土壤碳栅格，硬化地面按地类碳密度",
                "biomass by class; soil of open ground from the soil carbon raster, of sealed "
                "ground by class",
            ),
            "layer soil_carbon; sinkmap/parameters/carbon_pools.csv",
            inputs=(PIXELS, RASTER_TALLY),
        ),
    ),
    reference="IPCC 2006 Vol 4 ch. 2; InVEST user's guide, carbon model",
    compute=carbon_stock,
    items={
        "above": Text("地上生物量", "above-ground biomass"),
        "below": Text("地下生物量", "below-ground biomass"),
        "dead": Text("死有机质", "dead organic matter"),
        "soil": Text("土壤有机碳（0-30 厘米）", "soil organic carbon, 0-30 cm"),
        _TOTAL: Text("四碳库合计", "all four pools"),
    },
    parameters=("carbon_pools",),
    whole=_TOTAL,
)
