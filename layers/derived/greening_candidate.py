"""Vacated industrial land as candidates for greening."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, LegendEntry, Sensitivity, Whole
from sinkmap.science.kept_ground import greening_candidates
from sinkmap.text import Text


def greening_candidate(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Disjoint polygons with ``zone``: what stands in the way."""
    return greening_candidates(
        frames["vacated_industry"], frames["planned_use"], frames["contaminated_plots"]
    )


LAYER = Derived(
    id="greening_candidate",
    title=Text("腾退工业用地复绿潜力", "Vacated industrial land that could be green"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="土壤污染防治法（2019）; 低效用地再开发（自然资发〔2023〕171号）",
    inputs=(Frame("vacated_industry"), Frame("planned_use"), Frame("contaminated_plots")),
    legend=(
        LegendEntry("green", Text("规划为绿色用途", "planned green"), "#4b9650"),
        LegendEntry("undecided", Text("规划未定", "undecided"), "#d2c864"),
        LegendEntry("building", Text("规划为建设用途", "planned for building"), "#c8785a"),
        LegendEntry(
            "unclean", Text("污染地块，须先治理", "contaminated, to be cleaned first"), "#8c3c8c"
        ),
    ),
    way=Whole(greening_candidate),
    zone_field="zone",
    colour="#78a050",
)
