"""Soil classes and safe use: disjoint plots, sums by class, words that are known."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from sinkmap.area import plane_area
from sinkmap.errors import InputRefusedError, UsageError
from sinkmap.figure import IntervalReason
from sinkmap.science.disclosure import least_plots, refuse_release, withheld_because
from sinkmap.science.soil_safety import safe_use_of, soil_safety_zones

CRS = "EPSG:4549"


def plots(*rows):
    kinds, states, shapes = zip(*rows, strict=True)
    return gpd.GeoDataFrame(
        {"kind": list(kinds), "state": list(states)}, geometry=[box(*s) for s in shapes], crs=CRS
    )


def test_overlapping_ground_belongs_to_the_stricter_class():
    zones = soil_safety_zones(
        plots(("安全利用类", "是", (0, 0, 10, 10)), ("严格管控", "否", (5, 0, 15, 10)))
    )
    areas = dict(zip(zones["safety"], plane_area(zones.geometry), strict=True))
    assert areas == {"strict|no|1": 100.0, "safe|yes|0": 50.0}


def test_words_nobody_knows_are_refused():
    with pytest.raises(InputRefusedError) as caught:
        soil_safety_zones(plots(("重污染", "是", (0, 0, 1, 1))))
    assert caught.value.findings[0].code == "FARMLAND-CLASS-UNKNOWN"


def test_a_missing_state_stays_unknown():
    rows = pd.DataFrame({"safety": ["safe|yes|0", "safe||1", "priority||2"], "area_m2": [3, 1, 9]})
    use = safe_use_of(rows)["safe"]
    assert (use.whole_m2, use.safe_m2, use.unknown_m2, use.plots) == (4.0, 3.0, 1.0, 2)
    assert use.bounds == (75.0, 100.0)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["priority", "safe", "strict"]),
            st.integers(0, 12),
            st.integers(0, 12),
            st.integers(1, 6),
            st.integers(1, 6),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_plots_are_disjoint_and_cover_what_was_drawn(rows):
    frame = plots(*((kind, "yes", (x, y, x + w, y + h)) for kind, x, y, w, h in rows))
    zones = soil_safety_zones(frame)
    whole = shapely.union_all(frame.geometry.to_numpy())
    assert float(plane_area(zones.geometry).sum()) == pytest.approx(plane_area([whole])[0])
    painted = np.zeros((20, 20), dtype=int)
    for rank, kind in enumerate(("priority", "safe", "strict"), start=1):
        for other, x, y, w, h in rows:
            if other == kind:
                painted[y : y + h, x : x + w] = rank
    strict = zones[zones["safety"].str.startswith("strict")]
    assert float(plane_area(strict.geometry).sum()) == pytest.approx((painted == 3).sum())


@pytest.mark.parametrize(
    ("level", "plots_", "reason"),
    [
        ("village", 100, IntervalReason.WITHHELD_LEVEL),
        ("control_unit", 100, IntervalReason.WITHHELD_LEVEL),
        ("district", 4, IntervalReason.WITHHELD_FEW),
        ("district", None, IntervalReason.WITHHELD_FEW),
        ("district", 5, None),
        ("city", 0, None),
    ],
)
def test_only_sums_of_enough_plots_and_of_districts_are_told(level, plots_, reason):
    assert least_plots() == 5
    assert withheld_because(level, plots_) is reason


def test_a_release_is_refused_by_name():
    with pytest.raises(UsageError) as caught:
        refuse_release("withheld_few", "safe_use_rate.strict/320402/2024/overlay")
    assert caught.value.findings[0].code == "RELEASE-FEW"
    refuse_release("register_area", "anything")
