"""Vacated industrial land as candidates for greening."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
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
    way=Whole(greening_candidate),
    zone_field="zone",
    colour="#78a050",
)
