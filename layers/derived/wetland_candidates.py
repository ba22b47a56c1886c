"""Unprotected wetland of 1 ha and more, and of 8 ha and more: candidates for protection plots."""

from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, LegendEntry, Sensitivity, Whole
from sinkmap.science.wetland_patches import SIZE_FIELD, SIZES, open_patches
from sinkmap.text import Text


def wetland_candidates(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Single polygons with ``size``, ``group`` and ``patch_m2``."""
    return open_patches(frames["wetland_patches"], frames.get("protection"))


LAYER = Derived(
    id="wetland_candidates",
    title=Text("未受保护湿地（保护小区候选）", "Unprotected wetland, candidates for protection"),
    form=Form.POLYGONS,
    sensitivity=Sensitivity.INTERNAL,
    reference="湿地保护法（2022年施行）; parameters candidate_plot_large, candidate_plot_small",
    inputs=(Frame("wetland_patches"), Frame("protection", optional=True)),
    way=Whole(wetland_candidates),
    legend=(
        LegendEntry("ge8", SIZES["ge8"], "#00648c"),
        LegendEntry("ge1", SIZES["ge1"], "#50b4d2"),
    ),
    zone_field=SIZE_FIELD,
    colour="#00648c",
)
