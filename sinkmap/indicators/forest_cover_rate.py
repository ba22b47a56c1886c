"""森林覆盖率: forest of a unit as a share of its area, by inventory and by regulation."""

from sinkmap.chapter import Chapter
from sinkmap.indicator import Indicator
from sinkmap.parameters import tree_profile
from sinkmap.science.tree_cover import TREE_TALLY, tree_measure, tree_profile_declaration
from sinkmap.text import Text

INDICATOR = Indicator(
    id="forest_cover_rate",
    title=Text("森林覆盖率", "Forest cover rate"),
    chapter=Chapter.COVER,
    leads=True,
    uom="%",
    valid=(0.0, 100.0),
    numerator=Text("森林面积（平方米）", "area of forest, m²"),
    denominator=Text("行政区面积（平方米）", "area of the unit, m²"),
    inputs=(TREE_TALLY,),
    profiles=tuple(
        tree_profile_declaration(tree_profile(name))
        for name in ("forest_inventory", "forest_law_2018")
    ),
    reference=Text(
        "GB/T 26424-2010；森林法实施条例（2018）第二十四条",
        "GB/T 26424-2010; Regulation on the Implementation of the Forest Law (2018) art. 24",
    ),
    compute=tree_measure,
    parameters=("stand", "tree_profiles"),
)
