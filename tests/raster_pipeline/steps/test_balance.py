"""The area balance on ground whose change is known by hand."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from raster_pipeline.steps.balance import balance
from raster_pipeline.steps.overlay import ZoneLayer
from raster_pipeline.steps.parcels import ParcelAccount, account_parcels
from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid
from sinkmap.study import ParcelArea

GRID = Grid("EPSG:4549", 495000.0, 3512000.0, 10.0, (1000, 1000))
MEASURE = AreaMeasure.of_grid(GRID)
X, Y = 496000.0, 3505000.0
CITY = shapely.box(X, Y, X + 400, Y + 200)
CUTS = [
    ZoneLayer("city", ("c",), np.array([CITY])),
    ZoneLayer(
        "district",
        ("w", "e"),
        np.array([shapely.box(X, Y, X + 200, Y + 200), shapely.box(X + 200, Y, X + 400, Y + 200)]),
    ),
]


def survey(rows: list[tuple[str, str, str, shapely.Polygon, float]]) -> gpd.GeoDataFrame:
    """Parcels of (bsm, code, group, polygon, ridge share)."""
    polygons = np.array([row[3] for row in rows], dtype=object)
    m2 = MEASURE.polygons(polygons)
    ridge = np.array([row[4] for row in rows])
    return gpd.GeoDataFrame(
        {
            "bsm": [row[0] for row in rows],
            "code": [row[1] for row in rows],
            "group": [row[2] for row in rows],
            "register_m2": m2,
            "ridge_m2": m2 * ridge,
            "class_m2": m2 * (1.0 - ridge),
        },
        geometry=polygons,
        crs=GRID.crs,
    )


def accounted(frame: gpd.GeoDataFrame) -> ParcelAccount:
    return account_parcels(frame, CUTS, [], MEASURE, policy=ParcelArea.REGISTER, system="sd3")


def stored(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """A survey as it lies in a file, its polygons not decoded."""
    return pd.DataFrame(frame.to_wkb())


def box(x0: float, y0: float, x1: float, y1: float) -> shapely.Polygon:
    return shapely.box(X + x0, Y + y0, X + x1, Y + y1)


BEFORE = survey(
    [
        ("1", "0101", "cropland_paddy", box(0, 0, 100, 200), 0.0),
        ("2", "0103", "cropland_dry", box(100, 0, 300, 200), 0.05),
        ("3", "1102", "lake", box(300, 0, 400, 200), 0.0),
    ]
)
AFTER = survey(
    [
        ("1", "0101", "cropland_paddy", box(0, 0, 100, 200), 0.0),
        ("2a", "0103", "cropland_dry", box(100, 0, 250, 200), 0.05),
        ("2b", "0301", "forest_arbor", box(250, 0, 300, 200), 0.0),
        ("3", "1104A", "aqua_pond", box(300, 0, 400, 200), 0.0),
    ]
)


def test_ground_that_changed_is_booked_out_and_in() -> None:
    book = balance(
        (2023, 2024),
        (stored(BEFORE), stored(AFTER)),
        (accounted(BEFORE), accounted(AFTER)),
        CUTS,
        MEASURE,
    )
    rows = book.set_index(["statunit", "group"])
    moved = MEASURE.polygons([box(250, 0, 300, 200)])[0]
    dry = rows.loc[("c", "cropland_dry")]
    assert dry["decrease_m2"] == pytest.approx(moved * 0.95, rel=1e-9)
    assert dry["increase_m2"] == pytest.approx(0.0, abs=1e-6)
    forest = rows.loc[("e", "forest_arbor")]
    assert forest["opening_m2"] == 0.0
    assert forest["increase_m2"] == pytest.approx(moved, rel=1e-9)
    assert rows.loc[("c", "ridge")]["decrease_m2"] == pytest.approx(moved * 0.05, rel=1e-6)
    lake = MEASURE.polygons([box(300, 0, 400, 200)])[0]
    assert rows.loc[("c", "lake")]["decrease_m2"] == pytest.approx(lake, rel=1e-9)
    assert rows.loc[("c", "aqua_pond")]["increase_m2"] == pytest.approx(lake, rel=1e-9)
    untouched = rows.loc[("w", "cropland_paddy")]
    assert untouched["decrease_m2"] == pytest.approx(0.0, abs=1e-6)


def test_every_row_closes_and_districts_sum_to_the_city() -> None:
    book = balance(
        (2023, 2024),
        (stored(BEFORE), stored(AFTER)),
        (accounted(BEFORE), accounted(AFTER)),
        CUTS,
        MEASURE,
    )
    reached = book["opening_m2"] - book["decrease_m2"] + book["increase_m2"]
    assert np.allclose(reached, book["closing_m2"], rtol=1e-12, atol=1e-6)
    for column in ("opening_m2", "decrease_m2", "increase_m2", "closing_m2"):
        city = book[book["statunit"] == "c"].set_index("group")[column]
        parts = book[book["statunit"] != "c"].groupby("group")[column].sum()
        assert np.allclose(parts.reindex(city.index), city, atol=1e-5)
    whole = MEASURE.polygons([CITY])[0]
    assert book[book["statunit"] == "c"]["closing_m2"].sum() == pytest.approx(whole, rel=1e-12)


def test_register_area_of_a_cut_parcel_is_shared_by_geometry() -> None:
    account = accounted(BEFORE)
    west, east = account.by_unit["w"], account.by_unit["e"]
    dry = [t[t["code"] == "0103"]["register_m2"].sum() for t in (west, east)]
    assert dry[0] == pytest.approx(dry[1], rel=1e-6)
    assert sum(dry) == pytest.approx(BEFORE["class_m2"][1], rel=1e-12)
    ridges = account.by_unit["c"][account.by_unit["c"]["code"] == "1203"]
    assert ridges["register_m2"].sum() == pytest.approx(BEFORE["ridge_m2"].sum(), rel=1e-12)
