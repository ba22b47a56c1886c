"""Exclusive credit by precedence: the vector W1, and sums that close."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from raster_pipeline.steps.credit import CREDIT_COLUMNS, exclusive_credit
from raster_pipeline.steps.overlay import ZoneLayer, overlay
from sinkmap.area import AreaMeasure
from sinkmap.errors import InputRefusedError
from sinkmap.grid import Grid

GRID = Grid("EPSG:4549", 495000.0, 3512000.0, 10.0, (1000, 1000))
MEASURE = AreaMeasure.of_grid(GRID)
X, Y = 497000.0, 3505000.0
HA = 10_000.0


def strip(name: str, start: float, end: float) -> ZoneLayer:
    """One zone from ``start`` to ``end`` hectares along a wetland 100 m deep."""
    return ZoneLayer(
        name, (name,), np.array([shapely.box(X + start * 100, Y, X + end * 100, Y + 100)])
    )


def test_w1_ground_under_two_layers_counts_once() -> None:
    wetland = np.array([strip("w", 0, 100).geometries[0]])
    park, red = strip("park", 0, 30), strip("red", 10, 50)
    pieces = overlay(wetland, [red, park], MEASURE)
    credit = exclusive_credit(pieces, ["park", "red"], np.array([100 * HA]))
    rows = credit.set_index("layer")
    assert credit["layer"].tolist() == ["park", "red", ""]
    assert rows["register_m2"].tolist() == pytest.approx([30 * HA, 40 * HA, 50 * HA], rel=1e-6)
    assert rows["exclusive_register_m2"].tolist() == pytest.approx(
        [30 * HA, 20 * HA, 50 * HA], rel=1e-6
    )
    turned = exclusive_credit(pieces, ["red", "park"]).set_index("layer")
    assert turned["exclusive_m2"].tolist() == pytest.approx([40 * HA, 10 * HA, 50 * HA], rel=1e-3)


def blobs(rng: np.random.Generator, name: str) -> ZoneLayer:
    at = shapely.points(rng.uniform((495500, 3502500), (504500, 3511500), (12, 2)))
    parts = shapely.get_parts(shapely.union_all(shapely.buffer(at, rng.uniform(200, 1500, 12))))
    return ZoneLayer(name, tuple(f"{name}{k}" for k in range(len(parts))), parts)


def squares(step: float = 450.0) -> np.ndarray:
    x, y = np.meshgrid(np.arange(495100, 504500, step), np.arange(3502100, 3511500, step))
    return shapely.box(x.ravel(), y.ravel(), x.ravel() + step, y.ravel() + step)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6), turn=st.permutations(range(4)))
def test_credits_and_remainder_sum_to_the_parcel(seed: int, turn: list[int]) -> None:
    rng = np.random.default_rng(seed)
    base, layers = squares(), [blobs(rng, name) for name in "abcd"]
    register = rng.uniform(1e4, 1e6, len(base))
    order = [layers[k].name for k in turn]
    credit = exclusive_credit(overlay(base, layers, MEASURE), order, register)
    assert tuple(credit.columns) == CREDIT_COLUMNS
    sums = credit.groupby("parcel")[["exclusive_m2", "exclusive_register_m2"]].sum()
    assert np.allclose(sums["exclusive_m2"], MEASURE.polygons(base), rtol=1e-12, atol=0.0)
    assert np.allclose(sums["exclusive_register_m2"], register, rtol=1e-12, atol=0.0)
    assert (credit["exclusive_m2"] <= credit["geometry_m2"]).all()
    assert (credit["exclusive_register_m2"] <= credit["register_m2"]).all()
    first = credit[credit["layer"] == order[0]]
    assert (first["exclusive_m2"] == first["geometry_m2"]).all()


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_credit_is_the_ground_less_the_layers_before(seed: int) -> None:
    """Against the ground of the zones themselves: each less the union of those before it."""
    rng = np.random.default_rng(seed)
    layers = [blobs(rng, name) for name in "abc"]
    base = np.array([shapely.box(496000, 3503000, 503000, 3511000)])
    credit = exclusive_credit(overlay(base, layers, MEASURE), ["a", "b", "c"])
    before = shapely.Polygon()
    for layer in layers:
        for zone, shape in zip(layer.ids, layer.geometries, strict=True):
            own = shapely.intersection(shapely.difference(shape, before), base[0])
            met = MEASURE.polygons([own])[0]
            got = credit.loc[credit["zone"] == zone, "exclusive_m2"].sum()
            assert got == pytest.approx(met, rel=1e-9, abs=1e-5)
        before = shapely.union_all([before, *layer.geometries])


def test_zones_that_overlap_are_refused_by_name() -> None:
    base = np.array([shapely.box(X, Y, X + 100, Y + 100)])
    twice = ZoneLayer(
        "red",
        ("r1", "r2"),
        np.array([strip("", -1, 0.6).geometries[0], strip("", 0.4, 2).geometries[0]]),
    )
    fine = strip("park", -1, 3)
    with pytest.raises(InputRefusedError, match="ZONE-OVERLAP") as refused:
        overlay(base, [fine, twice], MEASURE)
    finding = refused.value.findings[0]
    assert (finding.layer, finding.features) == ("red", ("r1", "r2"))
    shared = overlay(base, [fine, twice], MEASURE, disjoint=False)
    assert shared["share"].sum() == pytest.approx(1.0)
    assert shared["geometry_m2"].sum() == pytest.approx(1.2 * MEASURE.polygons(base)[0], rel=1e-6)


def test_one_zone_inside_another_is_refused() -> None:
    base = np.array([shapely.box(X, Y, X + 100, Y + 100)])
    inside = ZoneLayer(
        "z", ("big", "small"), np.array([shapely.box(X - 9e3, Y - 9e3, X + 9e3, Y + 9e3)] * 2)
    )
    with pytest.raises(InputRefusedError, match="ZONE-OVERLAP"):
        overlay(base, [inside], MEASURE)


def test_shares_above_the_whole_are_refused() -> None:
    pieces = pd.DataFrame(
        {
            "parcel": [0, 0],
            "z": pd.Categorical(["a", "b"], ["", "a", "b"]),
            "geometry_m2": [70.0, 40.0],
            "share": [0.7, 0.4],
        }
    )
    with pytest.raises(InputRefusedError, match="ZONE-OVERLAP") as refused:
        exclusive_credit(pieces, ["z"])
    assert refused.value.findings[0].layer == "z"


def test_a_layer_named_twice_and_no_layer_at_all() -> None:
    pieces = overlay(squares(), [strip("park", 0, 30)], MEASURE)
    with pytest.raises(ValueError, match="twice"):
        exclusive_credit(pieces, ["park", "park"])
    rest = exclusive_credit(pieces, [])
    assert set(rest["layer"]) == {""}
    assert rest["exclusive_m2"].sum() == pytest.approx(MEASURE.polygons(squares()).sum(), rel=1e-12)
