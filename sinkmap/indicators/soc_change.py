"""土壤有机碳年变化: change of soil carbon by the stock change method of the IPCC."""

from sinkmap.chapter import Chapter
from sinkmap.figure import Figure, IntervalReason
from sinkmap.indicator import (
    ClassAreas,
    Cross,
    Indicator,
    Measure,
    Profile,
    Sums,
    UnitAccount,
)
from sinkmap.parameters import IPCC_2006, IPCC_2019
from sinkmap.science.carbon_ground import CHANGED, carbon_measure
from sinkmap.science.propagation import propagate
from sinkmap.science.soil_change import PADDY_LOSES
from sinkmap.science.soil_conversion import (
    UNESTIMATED,
    conversions_by_soil,
    measured_soil_terms,
    soil_terms,
)
from sinkmap.science.table_inputs import certainty_of
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

_PAIRS = ClassAreas("soil_conversion")
_BY_SOIL = Cross("soil_conversion", "soil_type")
_MEASURED = Sums("soil_carbon", by="soil_conversion")
_VINTAGES = {one.id: one for one in (IPCC_2006, IPCC_2019)}


def soc_change(account: UnitAccount, profile: Profile) -> Measure:
    """tC/yr over 0-30 cm; positive where soils gain. Settlements and water are not estimated."""
    years = float(account.year - (account.previous_year or account.year - 1))
    if account.carbon.climate_zone is None:
        return Measure.absent(
            Text("方案未声明气候区", "no climate zone stated"), IntervalReason.MISSING_INPUT
        )
    if profile.id == "tier2":
        return _of_measured(account, years)
    soil = account.carbon.soil_class
    conversions = conversions_by_soil(
        account.raster(_PAIRS).classes,
        account.raster(_BY_SOIL).classes if _BY_SOIL in account.rasters else {},
        soil,
    )
    terms = soil_terms(
        _VINTAGES[profile.id],
        conversions,
        years=years,
        soil=soil,
        practice=account.practice,
        practice_before=account.practice_before,
    )
    found = propagate(terms.formula, terms.inputs, seed=account.carbon.seed)
    seen = account.raster(_PAIRS).seen
    share = max(0.0, 1.0 - terms.unknown_m2 / seen) if seen > 0.0 else 1.0
    method = Text(
        "库差法：面积 × 参考碳储量 × 因子之差 ÷ 20 年",
        "stock change: area x reference stock x difference of factors / 20 years",
    )
    coverage = account.coverage(_PAIRS) * share
    return carbon_measure(found, certainty_of(terms.inputs), coverage, method)


def _of_measured(account: UnitAccount, years: float) -> Measure:
    """Measured stock of converted ground times the change of its factors."""
    found = account.raster(_MEASURED)
    stocks = {
        value: convert(sum_m2, SQUARE_METRE, HECTARE) for value, sum_m2 in found.total.items()
    }
    terms = measured_soil_terms(IPCC_2019, stocks, years=years)
    change = propagate(terms.formula, terms.inputs, seed=account.carbon.seed)
    seen = sum(m2 for value, m2 in found.classes.items() if value not in (0, UNESTIMATED))
    blind = sum(m2 for value, m2 in found.unseen_by.items() if value not in (0, UNESTIMATED))
    share = seen / (seen + blind) if seen + blind > 0.0 else 1.0
    method = Text(
        "实测储量 ×（转变后因子 ÷ 转变前因子 − 1）÷ 20 年",
        "measured stock x (factors after / factors before - 1) / 20 years",
    )
    coverage = account.coverage(_PAIRS) * share
    return carbon_measure(change, certainty_of(terms.inputs), coverage, method)


def loss_explained(figure: Figure) -> tuple[Text, ...]:
    """Why a figure is negative, where it is."""
    return (PADDY_LOSES,) if figure.value is not None and figure.value < 0.0 else ()


def _tier_one(name: str, title: Text, reference: str) -> Profile:
    return Profile(
        name,
        title,
        Text(
            f"{title.zh}参考碳储量与因子，两年间转变的土地二十年线性过渡；"
            "旱作耕地按方案声明的秸秆、有机肥和耕作占比；不含更早的转变；建设用地和水面不估算",
            f"reference stocks and factors of the {title.en}; land that changed between the two "
            "years moves to its new stock within 20 years; straw, manure and tillage of dry "
            "cropland by the shares the plan states. Earlier changes are not in it; "
            "settlements and water are not estimated",
        ),
        reference,
        inputs=(CHANGED, _PAIRS),
        optional=(_BY_SOIL,),
        parameters=(f"ipcc_soc_{name[-4:]}", "soc_management", "soc_practice"),
    )


INDICATOR = Indicator(
    id="soc_change",
    title=Text("土壤有机碳年变化", "Yearly change of soil organic carbon"),
    chapter=Chapter.SOIL,
    uom="tC/yr",
    valid=(-1e9, 1e9),
    numerator=Text("土壤有机碳年变化量（吨碳/年）", "change of soil organic carbon, tC/yr"),
    denominator=Text("无（总量指标）", "none: the figure is a total"),
    inputs=(CHANGED, _PAIRS, _MEASURED),
    profiles=(
        _tier_one("ipcc2019", IPCC_2019.title, "IPCC 2019 Refinement Vol 4 ch. 2, ch. 5"),
        _tier_one("ipcc2006", IPCC_2006.title, "IPCC 2006 Vol 4 ch. 2, ch. 5"),
        Profile(
            "tier2",
            Text("实测储量", "measured stock"),
            Text(
                "实测土壤碳密度乘以转变前后因子之比（2019 年因子），二十年线性过渡；"
                "绝对量取自实测，方法只给相对变化",
                "measured density times the ratio of factors after and before (those of 2019), "
                "over 20 years: the amount is measured, the method gives the relative change only",
            ),
            "IPCC 2006 Vol 4 ch. 2, Tier 2; layer soil_carbon",
            inputs=(CHANGED, _PAIRS, _MEASURED),
            parameters=("ipcc_soc_2019", "soc_management"),
        ),
    ),
    reference="IPCC 2006 Vol 4 eq. 2.25",
    compute=soc_change,
    parameters=("ipcc_soc_2019", "ipcc_soc_2006", "soc_management", "soc_practice"),
    remarks=loss_explained,
)
