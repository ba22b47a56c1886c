"""土地利用、土地利用变化和林业碳通量: one figure of standing and of converted land."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import ClassAreas, Cross, Indicator, Measure, Profile, UnitAccount
from sinkmap.parameters import IPCC_2006, IPCC_2019
from sinkmap.science.carbon_ground import CHANGED, carbon_measure, transitions_of
from sinkmap.science.lulucf import land_terms
from sinkmap.science.propagation import propagate
from sinkmap.science.soil_conversion import conversions_by_soil, soil_terms
from sinkmap.text import Text

_PAIRS = ClassAreas("soil_conversion")
_BY_SOIL = Cross("soil_conversion", "soil_type")
_VINTAGES = {one.id: one for one in (IPCC_2006, IPCC_2019)}


def lulucf(account: UnitAccount, profile: Profile) -> Measure:
    """tCO2/yr: land remaining by its yearly rate, converted land by 20-year terms."""
    if account.carbon.climate_zone is None:
        return Measure.absent(
            Text("方案未声明气候区", "no climate zone stated"), IntervalReason.MISSING_INPUT
        )
    vintage = _VINTAGES[profile.id]
    years = float(account.year - (account.previous_year or account.year - 1))
    conversions = conversions_by_soil(
        account.raster(_PAIRS).classes,
        account.raster(_BY_SOIL).classes if _BY_SOIL in account.rasters else {},
        account.carbon.soil_class,
    )
    terms = land_terms(
        transitions_of(account),
        soil_terms(vintage, conversions, years=years),
        account.carbon.pools,
        years=years,
        transition_years=max(vintage.transition_years, years),
    )
    found = propagate(terms.formula, terms.inputs, seed=account.carbon.seed)
    method = Text(
        "未变土地的年系数加上两年间转变土地的转变项",
        "yearly rates of land remaining + terms of land converted between the two years",
    )
    coverage = min(account.coverage(CHANGED), account.coverage(_PAIRS))
    return carbon_measure(found, terms.certainty, coverage, method)


def _profile(name: str, title: Text, reference: str) -> Profile:
    return Profile(
        name,
        title,
        Text(
            f"地类未变的土地按年碳汇系数；两年间转变的土地，土壤按{title.zh}二十年线性过渡，"
            "生物量减少当年计、增加分二十年计。不含更早的转变，甲烷另计；不得与储量变化相加",
            "land that kept its class by yearly rates; of land converted between the two years the "
            f"soil by the {title.en} over 20 years, biomass lost at once or grown within 20 "
            "years. Earlier conversions and methane are not in it; never add it to a change of "
            "stock",
        ),
        reference,
        optional=(_BY_SOIL,),
        parameters=("sink_coeff", "carbon_pools", f"ipcc_soc_{name[-4:]}", "soc_management"),
    )


INDICATOR = Indicator(
    id="lulucf",
    title=Text("土地利用变化与林业碳通量", "Carbon flux of land use and its change"),
    chapter=Chapter.FLUX,
    uom="tCO2/yr",
    valid=(-1e9, 1e9),
    numerator=Text("年净吸收量（吨二氧化碳/年）", "net uptake, tCO2/yr"),
    denominator=Text("无（总量指标）", "none: the figure is a total"),
    inputs=(CHANGED, _PAIRS),
    profiles=(
        _profile("ipcc2019", IPCC_2019.title, "IPCC 2019 Refinement Vol 4 ch. 2"),
        _profile("ipcc2006", IPCC_2006.title, "IPCC 2006 Vol 4 ch. 2"),
    ),
    reference="IPCC 2006 Vol 4 ch. 2 eq. 2.15, 2.16, 2.25",
    compute=lulucf,
    parameters=("sink_coeff", "carbon_pools", "ipcc_soc_2019", "ipcc_soc_2006", "soc_management"),
)
