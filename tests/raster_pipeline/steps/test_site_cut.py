"""Laws of masks on hand-made parcels: what is barred is in no site, every m² is told of once."""

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from raster_pipeline.steps.overlay import ZoneLayer
from raster_pipeline.steps.site_cut import CutGround, cut_ground
from raster_pipeline.steps.site_masks import MaskGround
from sinkmap.area import AreaMeasure
from sinkmap.siting.candidates import GrownSites, SiteSizes, grow_sites
from sinkmap.siting.siting_book import SitingBook

CRS = "EPSG:4549"
WEST, SOUTH, SIDE = 500_000.0, 3_500_000.0, 400.0
MEASURE = AreaMeasure.of(CRS, (WEST - 500, SOUTH - 500, WEST + 1_000, SOUTH + 1_000))
BOOK = SitingBook.default()
KIND = BOOK.types["AFF"]
DISTRICTS = ZoneLayer(
    "unit",
    ("west", "east"),
    np.array(
        [
            shapely.box(WEST, SOUTH, WEST + 210, SOUTH + SIDE),
            shapely.box(WEST + 210, SOUTH, WEST + SIDE, SOUTH + SIDE),
        ],
        dtype=object,
    ),
)


def box(west: float, south: float, east: float, north: float) -> Any:
    return shapely.box(WEST + west, SOUTH + south, WEST + east, SOUTH + north)


def parcels(classes: list[str], order: list[int]) -> gpd.GeoDataFrame:
    """Cells of 50 m, eight in a row; ``group/code`` of each."""
    shapes = [box(k % 8 * 50, k // 8 * 50, k % 8 * 50 + 50, k // 8 * 50 + 50) for k in range(64)]
    pairs = [one.split("/") for one in classes]
    frame = gpd.GeoDataFrame(
        {
            "bsm": [str(k) for k in range(64)],
            "group": [group for group, _ in pairs],
            "code": [code for _, code in pairs],
        },
        geometry=shapes,
        crs=CRS,
    )
    own = frame[frame["group"].isin(KIND.from_groups)]
    kept = [k for k in order if k in own.index]
    return gpd.GeoDataFrame(own.loc[kept]).reset_index(drop=True)


def mask(name: str, shapes: list[Any]) -> MaskGround:
    ground = shapely.get_parts(shapely.union_all(np.array(shapes, dtype=object)))
    return MaskGround(BOOK.exclusion(name), np.asarray(ground))


def sites_of(frame: gpd.GeoDataFrame, masks: list[MaskGround]) -> tuple[CutGround, GrownSites]:
    cut = cut_ground(frame, KIND, masks, DISTRICTS, MEASURE, workers=1)
    sizes = SiteSizes(KIND.min_m2, KIND.max_m2, 0.0, BOOK.value("near_distance"))
    return cut, grow_sites("AFF", cut.shapes, list(cut.units), sizes, MEASURE)


CLASSES = st.lists(
    st.sampled_from(["grass/0404", "vacant/1201", "grass/0404K", "cropland_paddy/0101"]),
    min_size=64,
    max_size=64,
)
AREAS = st.lists(
    st.tuples(*[st.integers(-20, 380)] * 2, *[st.integers(5, 150)] * 2).map(
        lambda r: box(r[0], r[1], r[0] + r[2], r[1] + r[3])
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(CLASSES, AREAS, AREAS, AREAS, st.randoms(use_true_random=False))
def test_what_a_mask_bars_is_in_no_site_in_whatever_order(
    classes: list[str], farmland: list[Any], core: list[Any], space: list[Any], random: Any
) -> None:
    named = {"farmland": farmland, "core": core, "greening_space": space}
    masks = [mask(name, shapes) for name, shapes in named.items()]
    masks.insert(1, MaskGround(BOOK.exclusion("adjustable"), None))
    order = list(range(64))
    cut, one = sites_of(parcels(classes, order), masks)
    barred = shapely.union_all(np.array([*farmland, *core], dtype=object))
    allowed = shapely.union_all(np.array(space, dtype=object))
    reserved = [
        box(k % 8 * 50, k // 8 * 50, k % 8 * 50 + 50, k // 8 * 50 + 50)
        for k, code in enumerate(classes)
        if code.endswith("K") or code.startswith("cropland")
    ]
    for shape in one.shapes:
        assert shapely.area(shapely.intersection(shape, barred)) < 1e-6
        assert shapely.area(shapely.difference(shape, allowed)) < 1e-6
        assert shapely.area(shapely.intersection(shape, shapely.union_all(reserved))) < 1e-6
    taken = sum(m2 for _, m2, _ in cut.removed)
    left = one.area_m2.sum() + sum(one.removed.values())
    assert taken + left == pytest.approx(cut.ground_m2, rel=1e-9)
    random.shuffle(order)
    for name in named:
        random.shuffle(named[name])
    shuffled = [mask(name, shapes) for name, shapes in named.items()]
    shuffled.insert(1, masks[1])
    for ground in shuffled:
        if ground.shapes is not None:
            random.shuffle(ground.shapes)
    again, other = sites_of(parcels(classes, order), shuffled)
    assert one.ids == other.ids
    assert [row[0] for row in cut.removed] == [row[0] for row in again.removed]
    for (_, m2, alone), (_, same, by_itself) in zip(cut.removed, again.removed, strict=True):
        assert m2 == pytest.approx(same, rel=1e-9, abs=1e-6)
        assert alone == pytest.approx(by_itself, rel=1e-9, abs=1e-6)


def test_what_each_mask_takes_alone_and_in_order_is_what_geometry_says() -> None:
    frame = parcels(["grass/0404"] * 64, list(range(64)))
    masks = [mask("farmland", [box(0, 0, 100, 400)]), mask("core", [box(50, 0, 200, 400)])]
    cut, grown = sites_of(frame, masks)
    area = {name: (m2, alone) for name, m2, alone in cut.removed}
    # Near the central meridian the plane is the ground to 1e-4.
    assert area["farmland"] == pytest.approx((40_000.0, 40_000.0), rel=1e-3)
    assert area["core"] == pytest.approx((40_000.0, 60_000.0), rel=1e-3)
    assert sorted(grown.units) == ["east", "west"]
    assert grown.area_m2.sum() == pytest.approx(80_000.0, rel=1e-3)


def test_ground_a_type_starts_from_is_spared_where_the_book_says_so() -> None:
    frame = parcels(["vacant/1201"] * 64, list(range(64)))
    cut, grown = sites_of(frame, [MaskGround(BOOK.exclusion("built"), None)])
    assert cut.removed == (("built", 0.0, 0.0),)
    assert grown.area_m2.sum() == pytest.approx(cut.ground_m2, rel=1e-9)
