"""分地类碳储量: carbon of all pools on each group of land classes, in tonnes."""

from collections.abc import Sequence
from functools import lru_cache

from sinkmap.chapter import Chapter
from sinkmap.classes import group_ids, groups
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount
from sinkmap.parameters import PoolTable
from sinkmap.science.carbon_ground import PARCELS, PIXELS, areas_of, carbon_measure
from sinkmap.science.pool_stock import PoolCarbon, pool_stock
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert


def carbon_stock_by_class(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """tC of every group that occurs; the range of a class is that of its row."""
    parcels = profile.id == "class_parcels"
    areas = areas_of(account, PARCELS if parcels else PIXELS)
    coverage = account.parcel_coverage if parcels else account.coverage(PIXELS)
    ranges = {} if parcels else account.area_ranges
    seed, method = (
        account.carbon.seed,
        Text("该地类面积乘四碳库碳密度之和", "area of the class x density of all pools"),
    )
    measures = []
    for group in (one for one in group_ids() if one in areas):
        if group in ranges:
            found = pool_stock(
                account.carbon.pools, {group: areas[group]}, seed=seed, area_ranges=ranges
            )
            factor = 1.0
        else:
            found = _per_hectare(account.carbon.pools, group, seed)
            factor = convert(areas[group], SQUARE_METRE, HECTARE)
        measures.append(
            carbon_measure(
                found.carbon, found.certainty, coverage, method, item=group, factor=factor
            )
        )
    return measures


@lru_cache(maxsize=256)
def _per_hectare(pools: PoolTable, group: str, seed: int) -> PoolCarbon:
    """One hectare; an exact area only scales it."""
    return pool_stock(pools, {group: convert(1.0, HECTARE, SQUARE_METRE)}, seed=seed)


INDICATOR = Indicator(
    id="carbon_stock_by_class",
    title=Text("分地类碳储量", "Carbon stock by land class"),
    chapter=Chapter.STOCK,
    uom="tC",
    valid=(0.0, 1e12),
    numerator=Text("该地类组四碳库碳储量（吨碳）", "carbon of all pools on the group, tC"),
    denominator=Text("无（总量指标）", "none: the figure is a total"),
    inputs=(PARCELS, PIXELS),
    profiles=(
        Profile(
            "class_parcels",
            Text("图斑面积与碳密度表", "parcel areas and class densities"),
            Text(
                "该地类图斑面积乘以四碳库碳密度之和",
                "parcel area of the class times the density of all four pools",
            ),
            "sinkmap/parameters/carbon_pools.csv",
            inputs=(PARCELS,),
        ),
        Profile(
            "class_raster",
            Text("土地利用栅格与碳密度表", "land-use pixels and class densities"),
            Text(
                "该地类像元面积乘以四碳库碳密度之和",
                "pixel area of the class times the density of all four pools",
            ),
            "sinkmap/parameters/carbon_pools.csv",
            inputs=(PIXELS,),
        ),
    ),
    reference="IPCC 2006 Vol 4 ch. 2; InVEST user's guide, carbon model",
    compute=carbon_stock_by_class,
    items={one.id: one.title for one in groups()},
    parameters=("carbon_pools",),
    larger_is_better=None,
)
