"""甲烷排放（旁列账户）: methane of rice and wet ground, in CO2 equivalents."""

from collections.abc import Sequence

from sinkmap.chapter import Chapter
from sinkmap.indicator import Indicator, Measure, Profile, UnitAccount
from sinkmap.science.carbon_ground import PIXELS, areas_of, carbon_measure
from sinkmap.science.sink_flux import methane_emission
from sinkmap.text import Text

_LINES = ("rice", "pond", "marsh", "reservoir", "ditch")
_ITEMS = {**{line: (line,) for line in _LINES}, "total": _LINES}


def ch4_emission(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """tCO2e/yr to the air, line by line; never taken off the sink without saying so."""
    assert profile.id == "gwp100_ar5"
    areas, coverage = areas_of(account, PIXELS), account.coverage(PIXELS)
    method = Text(
        "地类面积乘甲烷排放因子乘增温潜势 28", "areas by class x emission factors x GWP100 of 28"
    )
    measures = []
    for item, lines in _ITEMS.items():
        found = methane_emission(
            areas, lines, seed=account.carbon.seed, area_ranges=account.area_ranges
        )
        measures.append(carbon_measure(found.amount, found.certainty, coverage, method, item=item))
    return measures


INDICATOR = Indicator(
    id="ch4_emission",
    title=Text("甲烷排放（旁列）", "Methane, a side account"),
    chapter=Chapter.FLUX,
    uom="tCO2e/yr",
    valid=(0.0, 1e10),
    numerator=Text("甲烷排放（吨二氧化碳当量/年）", "emission, tCO2e/yr"),
    denominator=Text("无（总量指标）", "none: the figure is a total"),
    inputs=(PIXELS,),
    profiles=(
        Profile(
            "gwp100_ar5",
            Text("百年增温潜势 28（AR5）", "GWP100 of 28 (AR5)"),
            Text(
                "稻田、坑塘、沼泽、水库、沟渠面积乘以甲烷排放因子和增温潜势 28；"
                "旁列，不与碳汇量抵扣",
                "areas of rice, ponds, marsh, reservoirs and ditches times emission factors and a "
                "GWP100 of 28; stands beside the sink and is not taken off it",
            ),
            "sinkmap/parameters/methane.csv",
        ),
    ),
    reference="IPCC 2013 Wetlands Supplement; IPCC 2019 Refinement Vol 4 ch. 7",
    compute=ch4_emission,
    items={
        "rice": Text("稻田", "rice"),
        "pond": Text("坑塘", "ponds"),
        "marsh": Text("沼泽与滩涂", "marsh and mudflat"),
        "reservoir": Text("水库", "reservoirs"),
        "ditch": Text("沟渠", "ditches and canals"),
        "total": Text("甲烷合计", "all methane"),
    },
    parameters=("methane",),
    larger_is_better=False,
    whole="total",
)
