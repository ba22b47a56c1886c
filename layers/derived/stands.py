"""Stands of trees from a tree cover raster: forest by area, canopy and closed gaps."""

from sinkmap.layer import Derived, Fitted, Form, LegendEntry, Raster, Sensitivity
from sinkmap.science.stand_merge import merge_stands
from sinkmap.science.stands import HALO, StandCategory, apply_stands, summarise_stands
from sinkmap.text import Text

LAYER = Derived(
    id="stands",
    title=Text("成片林与零星林木", "Forest stands and scattered trees"),
    form=Form.CLASS_RASTER,
    sensitivity=Sensitivity.INTERNAL,
    reference="GB/T 26424-2010; 森林法（2019）第八十三条",
    inputs=(Raster("tree_cover"),),
    way=Fitted(summarise_stands, merge_stands, apply_stands, halo=HALO),
    nodata=StandCategory.UNSEEN,
    legend=(
        LegendEntry(StandCategory.NONE, Text("无林木", "no trees"), "#f2f2ec"),
        LegendEntry(StandCategory.ARBOR, Text("成片乔木林", "arbor stand"), "#288c00"),
        LegendEntry(StandCategory.BAMBOO, Text("成片竹林", "bamboo stand"), "#3caa5a"),
        LegendEntry(StandCategory.GAP, Text("林中空隙", "gap within a stand"), "#a8cf96"),
        LegendEntry(StandCategory.SHRUB, Text("灌木", "shrub"), "#6ebe50"),
        LegendEntry(StandCategory.YOUNG, Text("未成林幼树", "young plantation"), "#b9e08c"),
        LegendEntry(StandCategory.SCATTERED, Text("零星林木", "scattered trees"), "#c88c1e"),
    ),
    colour="#288c00",
)
