"""What happened to the soil between two years: its management then and now."""

import numpy as np
from numpy.typing import NDArray

from sinkmap.layer import Block, Derived, Form, LegendEntry, Local, Raster, Sensitivity, Years
from sinkmap.science.soil_conversion import UNESTIMATED, conversion_pixels, management_pairs
from sinkmap.text import Text

_NAMES = {
    "paddy_rice": Text("水田", "paddy"),
    "long_term_cultivated": Text("旱作耕地", "dry cropland"),
    "perennial_tree_crop": Text("园地", "gardens"),
    "native": Text("林草湿地", "forest, grass and marsh"),
}
_STAYED = ("#dfe8f5", "#f5f1d8", "#f0e2cc", "#dcecd9")
"""Colours of land that kept its management, in the order of the names."""
_TURNED = {
    "paddy_rice": ("#4a74b8", "#6f93cc", "#9ab4de"),
    "long_term_cultivated": ("#b89a2e", "#cbb257", "#ddcb85"),
    "perennial_tree_crop": ("#b8742e", "#cc9257", "#deb285"),
    "native": ("#2e8b4a", "#57a56f", "#85c098"),
}
"""Colours of land by what it turned into, one for each of the others it came from."""


def soil_conversion(block: Block) -> NDArray[np.uint8]:
    """(y, x) pair of managements; 0 where the use of either year is not known."""
    core = block.core
    before, after = (block.rasters[key][core] for key in ("land_use@previous", "land_use"))
    return conversion_pixels(before, after)


def _legend() -> tuple[LegendEntry, ...]:
    order = list(_NAMES)
    shown = []
    for value, (before, after) in management_pairs().items():
        first, second = _NAMES[before.land_use], _NAMES[after.land_use]
        if before == after:
            label = Text(f"{first.zh}（未变）", f"{first.en}, as before")
            colour = _STAYED[order.index(after.land_use)]
        else:
            label = Text(f"{first.zh}转为{second.zh}", f"{first.en} to {second.en}")
            others = [name for name in order if name != after.land_use]
            colour = _TURNED[after.land_use][others.index(before.land_use)]
        shown.append(LegendEntry(value, label, colour))
    outside = Text("建设用地或水面，不估算", "settlement or water, not estimated")
    return (*shown, LegendEntry(UNESTIMATED, outside, "#c8c8c8"))


LAYER = Derived(
    id="soil_conversion",
    title=Text("土壤碳管理变化", "Change of soil management"),
    form=Form.CLASS_RASTER,
    sensitivity=Sensitivity.INTERNAL,
    reference="IPCC 2006 Vol 4 ch. 2 eq. 2.25; sinkmap/parameters/soc_management.csv",
    inputs=(Raster("land_use"),),
    way=Local(soil_conversion),
    years=Years.PAIR,
    nodata=0,
    legend=_legend(),
    colour="#57a56f",
)
