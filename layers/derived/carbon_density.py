"""Carbon of all four pools per hectare, from the group of each pixel's land use."""

import numpy as np
from numpy.typing import NDArray

from sinkmap.classes import groups
from sinkmap.layer import Block, Derived, Form, LegendEntry, Local, Raster, Sensitivity
from sinkmap.text import Text

_UNKNOWN = -1.0
_STEPS = (
    (0, "#deebf7"),
    (1, "#d9d9d9"),
    (20, "#fee8c8"),
    (35, "#f4e7a1"),
    (45, "#d9ef8b"),
    (55, "#a6d96a"),
    (65, "#66bd63"),
    (80, "#1a9850"),
    (100, "#006837"),
)
"""tC/ha at which a colour of the legend begins; the first is open water."""


def carbon_density(block: Block) -> NDArray[np.float64]:
    """(y, x) tC/ha; -1 where the land use is not known."""
    table = np.full(256, _UNKNOWN)
    for one in groups():
        table[one.index] = block.pools.of(one.id).total
    found: NDArray[np.float64] = table[block.rasters["land_use"][block.core]]
    return found


def _legend() -> tuple[LegendEntry, ...]:
    ends = [step for step, _ in _STEPS[1:]]
    labels = [f"{low}-{high}" for (low, _), high in zip(_STEPS, ends, strict=False)]
    labels.append(f"≥ {_STEPS[-1][0]}")
    return tuple(
        LegendEntry(low, Text(f"{label} 吨碳/公顷", f"{label} t C/ha"), colour)
        for (low, colour), label in zip(_STEPS, labels, strict=True)
    )


LAYER = Derived(
    id="carbon_density",
    title=Text("四碳库碳密度", "Carbon density of four pools"),
    form=Form.VALUE_RASTER,
    sensitivity=Sensitivity.INTERNAL,
    reference="densities by land class: sinkmap/parameters/carbon_pools.csv or the study's table",
    inputs=(Raster("land_use"),),
    way=Local(carbon_density),
    uom="tC/ha",
    # float32 would miss the table's sums by 1e-7.
    dtype="float64",
    nodata=_UNKNOWN,
    legend=_legend(),
    colour="#1a9850",
)
