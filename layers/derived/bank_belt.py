"""Banks by the width of the trees behind them: wide belt, narrow belt, open, unseen."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Counted, Derived, Form, Frame, Sensitivity, Whole
from sinkmap.science.shelterbelt import belt_states
from sinkmap.text import Text


def bank_belt(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Lines with ``zone`` (water|side|state)."""
    return belt_states(
        frames["bank"], frames["bank_ground"], frames["stands"], frames.get("land_use")
    )


LAYER = Derived(
    id="bank_belt",
    title=Text("岸段防护林带", "Tree belts along the banks"),
    form=Form.LINES,
    sensitivity=Sensitivity.INTERNAL,
    reference="国家森林资源连续清查技术规定（林带）; sinkmap/parameters/shelterbelt.csv",
    inputs=(
        Frame("bank"),
        Frame("bank_ground"),
        Counted("stands", "bank_ground"),
        Counted("land_use", "bank_ground", optional=True),
    ),
    way=Whole(bank_belt),
    zone_field="zone",
    colour="#2e7d32",
)
