"""森林生物量年增量: gain less loss of living biomass of arbor stands."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Compartments, Indicator, Measure, Profile, UnitAccount
from sinkmap.science.carbon_ground import carbon_measure
from sinkmap.science.compartment_carbon import yearly_gain
from sinkmap.text import Text

_STANDS = Compartments()


def biomass_gain(account: UnitAccount, profile: Profile) -> Measure:
    """tC/yr that arbor stands gain by growth less what is taken out of them."""
    if account.compartments is None:
        return Measure.absent(
            Text("没有林地小班", "no forest survey"), IntervalReason.MISSING_INPUT
        )
    found = yearly_gain(account.compartments, seed=account.carbon.seed)
    method = Text(
        "面积 × 年生长量 ×（1 + 根茎比）× 含碳率，减去采伐",
        "area x growth x (1 + roots) x carbon fraction, less the wood taken",
    )
    return carbon_measure(found.carbon, found.certainty, 1.0, method)


INDICATOR = Indicator(
    id="biomass_gain",
    title=Text("森林生物量年增量", "Yearly gain of forest biomass"),
    chapter=Chapter.STOCK,
    uom="tC/yr",
    valid=(-1e9, 1e9),
    numerator=Text("生物量碳年净增量（吨碳/年）", "net gain of biomass carbon, tC/yr"),
    denominator=Text("无（总量指标）", "none: the figure is a total"),
    inputs=(_STANDS,),
    profiles=(
        Profile(
            "gain_loss",
            Text("增减法", "gain and loss"),
            Text(
                "乔木林小班面积乘以年生长量（二十年及以下、以上两档）、根茎比和含碳率，"
                "减去小班登记的采伐；未登记采伐的小班按无采伐计，竹林、灌木林不计",
                "area of arbor sub-compartments times yearly growth (up to 20 years of age, and "
                "over), roots and carbon fraction, less the wood they are said to lose; none "
                "where nothing is said. Bamboo and shrubs are taken as steady",
            ),
            "IPCC 2006 Vol 4 eq. 2.7-2.12",
        ),
    ),
    reference="IPCC 2006 Vol 4 ch. 2, ch. 4",
    compute=biomass_gain,
    parameters=("forest_biomass", "tree_volume"),
)
