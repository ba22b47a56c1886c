"""Tree cover interpreted from imagery, by kind of stand."""

from sinkmap.layer import Form, Given, LegendEntry, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="tree_cover",
    title=Text("林木覆盖", "Tree cover"),
    form=Form.CLASS_RASTER,
    sensitivity=Sensitivity.PUBLIC,
    reference="GB/T 26424-2010; code system tree_mask of this project",
    legend=(
        LegendEntry(1, Text("乔木", "arbor"), "#1f6b2e"),
        LegendEntry(2, Text("竹", "bamboo"), "#6fae3a"),
        LegendEntry(3, Text("灌木", "shrub"), "#a8c66c"),
        LegendEntry(4, Text("未成林造林地", "young plantation"), "#d4e3a1"),
    ),
    code_systems=("tree_mask", "worldcover", "clcd", "igbp", "raba_lulc"),
    colour="#1f6b2e",
)
