"""林木绿化率: forest and shrubland of a unit as a share of its area.

The standard adds side trees counted by stems; no layer gives counts, so they are left out and the
method of each figure says so.
"""

from sinkmap.chapter import Chapter
from sinkmap.indicator import Indicator
from sinkmap.parameters import tree_profile
from sinkmap.science.tree_cover import TREE_TALLY, tree_measure, tree_profile_declaration
from sinkmap.text import Text

INDICATOR = Indicator(
    id="tree_greening_rate",
    title=Text("林木绿化率", "Tree greening rate"),
    chapter=Chapter.COVER,
    uom="%",
    valid=(0.0, 100.0),
    numerator=Text(
        "森林与灌木林面积，未含四旁树株数折算（平方米）",
        "area of forest and shrubland, without side trees counted by stems, m²",
    ),
    denominator=Text("行政区面积（平方米）", "area of the unit, m²"),
    inputs=(TREE_TALLY,),
    profiles=(tree_profile_declaration(tree_profile("gbt26424")),),
    reference="GB/T 26424-2010",
    compute=tree_measure,
    parameters=("stand", "tree_profiles"),
)
