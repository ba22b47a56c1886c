"""Overlapping protection: W1, and parts that add up whatever the shapes."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box

from sinkmap.area import AreaMeasure
from sinkmap.classes import protection_forms
from sinkmap.errors import InputRefusedError
from sinkmap.science.protection import arrange, protection_zones, redline_zones

CRS = "EPSG:4549"
X, Y = 420_000.0, 3_500_000.0
MEASURE = AreaMeasure.of(CRS, (X - 1e4, Y - 1e4, X + 1e4, Y + 1e4))


def hectares(west, width, height=1.0):
    """A rectangle `width` hundred metres wide, `height` hundred metres high."""
    return box(X + 100 * west, Y, X + 100 * (west + width), Y + 100 * height)


def frame(rows, column):
    return gpd.GeoDataFrame(
        {column: [name for name, _ in rows]}, geometry=[g for _, g in rows], crs=CRS
    )


def area_by(zones, column):
    return (
        zones.assign(m2=MEASURE.polygons(zones.geometry.to_numpy()))
        .groupby(column)["m2"]
        .sum()
        .to_dict()
    )


def disjoint(zones):
    geometry = list(zones.geometry)
    overlap = sum(
        shapely.area(shapely.intersection(a, b))
        for i, a in enumerate(geometry)
        for b in geometry[i + 1 :]
    )
    return overlap == pytest.approx(0.0, abs=1e-3)


def test_W1_union_not_sum():
    """Park 30 ha, red line 40 ha, 20 ha of both: 50 ha are protected, not 70."""
    parks = frame([("npk_wetland", hectares(0, 30))], "form")
    line = gpd.GeoDataFrame({"name": ["L"]}, geometry=[hectares(10, 40)], crs=CRS)
    zones = protection_zones(parks, line)
    found = area_by(zones, "forms")
    unit = float(MEASURE.polygons([hectares(0, 100)])[0]) / 100
    shares = {forms: m2 / unit for forms, m2 in found.items()}
    assert shares == pytest.approx(
        {"npk_wetland": 10, "npk_wetland|eco_redline": 20, "eco_redline": 20}, rel=1e-4
    )
    assert sum(shares.values()) == pytest.approx(50, rel=1e-4)
    naive = sum(MEASURE.polygons([hectares(0, 30), hectares(10, 40)])) / unit
    assert naive == pytest.approx(70, rel=1e-4)
    assert disjoint(zones)
    assert zones.crs == CRS


def test_forms_are_named_in_the_order_of_credit():
    order = [form.form_id for form in protection_forms()]
    rows = [(form, hectares(0, 5)) for form in reversed(order)]
    areas = frame(rows, "form").assign(publication="No. 7", boundary="4")
    zones = protection_zones(areas, None)
    assert zones["forms"].tolist() == ["|".join(order)]


def test_red_line_given_twice_counts_once():
    parks = frame([("eco_redline", hectares(0, 3))], "form")
    line = gpd.GeoDataFrame(geometry=[hectares(2, 3)], crs=CRS)
    zones = protection_zones(parks, line)
    assert zones["forms"].unique().tolist() == ["eco_redline"]
    assert area_by(zones, "forms")["eco_redline"] == pytest.approx(
        float(MEASURE.polygons([hectares(0, 5)])[0]), rel=1e-12
    )


def test_unknown_form_is_refused_by_name():
    with pytest.raises(InputRefusedError) as refused:
        protection_zones(frame([("nature_park", hectares(0, 1))], "form"), None)
    assert refused.value.findings[0].code == "PROTECTION-FORM-UNKNOWN"
    assert refused.value.findings[0].seen == "nature_park"


def test_touching_shapes_leave_no_lines():
    ground = arrange({"a": hectares(0, 1), "b": hectares(1, 1)})
    assert sorted(ground) == [("a",), ("b",)]
    assert all(piece.geom_type == "MultiPolygon" for piece in ground.values())


def test_no_input_gives_an_empty_table():
    empty = gpd.GeoDataFrame({"form": []}, geometry=[], crs=CRS)
    zones = protection_zones(empty, None)
    assert list(zones.columns) == ["forms", "geometry"]
    assert len(zones) == 0


def test_red_line_is_disjoint_by_kind():
    rows = [
        ("2", hectares(0, 4)),
        ("1", hectares(3, 4)),
        (None, hectares(0, 8)),
        ("2", hectares(1, 2)),
    ]
    zones = redline_zones(frame(rows, "kind"))
    shares = {k: round(v / 1e4, 2) for k, v in area_by(zones, "kind").items()}
    assert shares == {"1": 4.0, "2": 3.0, "unclassified": 1.0}
    assert disjoint(zones)
    plain = redline_zones(gpd.GeoDataFrame(geometry=[hectares(0, 1)], crs=CRS))
    assert plain["kind"].tolist() == ["unclassified"]


@st.composite
def shapes(draw):
    """Circles, rings, star shapes and pairs of them, some alike to the last digit."""
    rng = np.random.default_rng(draw(st.integers(0, 99_999)))
    made = []
    for _ in range(draw(st.integers(1, 5))):
        x, y = X + rng.uniform(-3000, 3000), Y + rng.uniform(-3000, 3000)
        angles = np.sort(rng.uniform(0, 2 * np.pi, 40))
        radii = rng.uniform(500, 3000, 40)
        ring = np.column_stack((x + radii * np.cos(angles), y + radii * np.sin(angles)))
        star = shapely.make_valid(Polygon(ring))
        hole = Point(x, y).buffer(300)
        made.append(shapely.difference(star, hole) if rng.random() < 0.5 else star)
    if draw(st.booleans()):
        made.append(made[0])
    return [g for g in made if isinstance(g, Polygon | MultiPolygon)]


@settings(max_examples=40, deadline=None)
@given(shapes())
def test_parts_add_up_to_each_shape_and_to_the_union(made):
    named = {str(i): shape for i, shape in enumerate(made)}
    ground = arrange(named)
    size = {names: float(MEASURE.polygons([piece])[0]) for names, piece in ground.items()}
    whole = MEASURE.polygons(made)
    for name, shape_m2 in zip(named, whole, strict=True):
        parts = sum(m2 for names, m2 in size.items() if name in names)
        assert parts == pytest.approx(float(shape_m2), rel=1e-9)
    union = float(MEASURE.polygons([shapely.union_all(made)])[0]) if made else 0.0
    assert sum(size.values()) == pytest.approx(union, rel=1e-9)
    assert sum(size.values()) <= float(whole.sum()) * (1 + 1e-9)
    assert all(list(names) == sorted(names, key=int) for names in ground)


@settings(max_examples=15, deadline=None)
@given(shapes(), st.randoms(use_true_random=False))
def test_order_of_features_does_not_matter(made, random):
    forms = [form.form_id for form in protection_forms()][:3]
    rows = [(forms[i % 3], shape) for i, shape in enumerate(made)]
    shuffled = random.sample(rows, len(rows))
    first = area_by(protection_zones(frame(rows, "form"), None), "forms")
    second = area_by(protection_zones(frame(shuffled, "form"), None), "forms")
    tiny = 1e-9 * sum(first.values())
    for key in {*first, *second}:
        assert first.get(key, 0.0) == pytest.approx(second.get(key, 0.0), rel=1e-9, abs=tiny)


@pytest.mark.parametrize(
    ("form", "publication", "boundary", "counts"),
    [
        ("wetland_plot", "No. 7", "12", True),
        ("wetland_plot", "", "12", False),
        ("wetland_plot", "No. 7", "", False),
        ("wetland_plot", "No. 7", "2", False),
        ("small_wetland", "No. 7", None, False),
        ("npk_wetland", None, None, True),
    ],
)
def test_small_plots_count_only_when_published(form, publication, boundary, counts):
    areas = frame([(form, hectares(0, 5))], "form")
    areas = areas.assign(publication=publication, boundary=boundary)
    assert bool(len(protection_zones(areas, None))) is counts


def test_plots_of_a_layer_without_the_fields_are_not_published():
    assert protection_zones(frame([("wetland_plot", hectares(0, 5))], "form"), None).empty
