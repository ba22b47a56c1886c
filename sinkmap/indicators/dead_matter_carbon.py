"""枯死木与枯落物碳: carbon of dead wood and litter of forest land."""

from sinkmap.chapter import Chapter
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Compartments, Indicator, Measure, Profile, UnitAccount
from sinkmap.science.carbon_ground import carbon_measure
from sinkmap.science.compartment_carbon import dead_matter_carbon as dead_matter_of
from sinkmap.text import Text

_STANDS = Compartments()


def dead_matter_carbon(account: UnitAccount, profile: Profile) -> Measure:
    """tC of dead wood and litter, where no plot has measured them."""
    if account.compartments is None:
        return Measure.absent(
            Text("没有林地小班", "no forest survey"), IntervalReason.MISSING_INPUT
        )
    found = dead_matter_of(account.compartments, seed=account.carbon.seed)
    method = Text(
        "地上生物量的比例乘以含碳率", "shares of the biomass above ground x carbon fractions"
    )
    return carbon_measure(found.carbon, found.certainty, found.coverage, method)


INDICATOR = Indicator(
    id="dead_matter_carbon",
    title=Text("枯死木与枯落物碳", "Carbon of dead wood and litter"),
    chapter=Chapter.STOCK,
    uom="tC",
    valid=(0.0, 1e12),
    numerator=Text("枯死木与枯落物碳（吨碳）", "carbon of dead wood and litter, tC"),
    denominator=Text("无（总量指标）", "none: the figure is a total"),
    inputs=(_STANDS,),
    profiles=(
        Profile(
            "ar_tool12",
            Text("地上生物量比例", "share of biomass"),
            Text(
                "枯死木为地上生物量的 8%，枯落物 4%，含碳率 0.50 和 0.37；地上生物量按蓄积量法",
                "dead wood 8 % and litter 4 % of the biomass above ground, carbon fractions 0.50 "
                "and 0.37; biomass by stock volume",
            ),
            "CDM AR-TOOL-12",
        ),
    ),
    reference="CDM AR-TOOL-12",
    compute=dead_matter_carbon,
    parameters=("forest_biomass", "tree_volume", "woody_classes"),
)
