"""Shelterbelts (防护林带): ground along named waters, and where trees line the bank.

A belt is the ground within a stated width of a bank. It is measured twice: how much of it trees
cover, and over what length of the bank trees stand behind the water at all. Widths and limits are
those of the table ``shelterbelt``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from sinkmap.classes import WATER_SOURCE, YANGTZE, group
from sinkmap.length import geodesic_length
from sinkmap.parameters import parameter_table
from sinkmap.science.bank import in_metres, landward, water_shapes
from sinkmap.science.stands import StandCategory

__all__ = [
    "STATES",
    "TREES",
    "bank_ground",
    "belt_cover",
    "belt_gaps",
    "belt_states",
    "shelterbelts",
]

TREES = (
    StandCategory.ARBOR,
    StandCategory.BAMBOO,
    StandCategory.SHRUB,
    StandCategory.YOUNG,
    StandCategory.SCATTERED,
)
"""Categories of the layer ``stands`` that are trees."""

STATES = ("wide", "narrow", "open", "unseen")
"""What stands behind a piece of bank: a wide belt, a narrow one, none, or nobody knows."""

_WET = ("river", "lake", "reservoir")


def shelterbelts(
    bank: gpd.GeoDataFrame, protected_area: gpd.GeoDataFrame | None = None
) -> gpd.GeoDataFrame:
    """Belts by water, side and reach, at their own width and at one width for all.

    Parameters
    ----------
    bank
        Pieces as :func:`sinkmap.science.bank.bank_pieces` gives them.
    protected_area
        Polygons with ``form`` and ``name``; around those of the form ``water_source`` lies a belt
        too (Taihu Basin regulation art. 47).

    Returns
    -------
    GeoDataFrame
        ``basis`` (``own`` or ``uniform``), ``water, side, reach, belt_m``, ``belt`` as
        basis|water|side|reach, and polygons. Belts of one water and basis do not overlap; those of
        two waters may.
    """
    crs = bank.crs
    pieces = in_metres(bank)
    uniform = parameter_table("shelterbelt").value("uniform_belt_m")
    rows: list[tuple[Any, ...]] = []
    for basis in ("own", "uniform"):
        width = pieces["belt_m"] if basis == "own" else pieces["belt_m"] * 0.0 + uniform
        ground = pieces.assign(geometry=landward(pieces, width.to_numpy(np.float64)), width=width)
        keys = ["water", "side", "reach", "width"]
        for key, part in ground.groupby(keys, sort=False):
            rows.append((basis, *key, shapely.union_all(part.geometry.to_numpy())))
    if protected_area is not None:
        rows += _around_sources(protected_area.to_crs(pieces.crs), pieces)
    names = ["basis", "water", "side", "reach", "belt_m", "geometry"]
    table = pd.DataFrame(rows, columns=names)
    table["reach"] = table["reach"].astype(str).str.replace("|", "/", regex=False)
    words = (table[name].astype(str) for name in ("basis", "water", "side", "reach"))
    table["belt"] = ["|".join(parts) for parts in zip(*words, strict=True)]
    kept = table[~shapely.is_empty(table["geometry"].to_numpy(dtype=object))]
    return gpd.GeoDataFrame(kept, geometry="geometry", crs=pieces.crs).to_crs(crs)


def _around_sources(areas: gpd.GeoDataFrame, pieces: gpd.GeoDataFrame) -> Iterator[tuple[Any, ...]]:
    width = parameter_table("shelterbelt").value("water_source_belt_m")
    waters = shapely.union_all(list(water_shapes(pieces).values())) if len(pieces) else None
    for row in areas[areas["form"] == WATER_SOURCE].itertuples():
        ring = shapely.difference(shapely.buffer(row.geometry, width), row.geometry)
        around = ring if waters is None else shapely.difference(ring, waters)
        yield "own", WATER_SOURCE, "bank", str(getattr(row, "name", "")), width, around


def bank_ground(bank: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Ground behind each piece that is searched for trees, and for land use along the Yangtze.

    Returns
    -------
    GeoDataFrame
        ``piece``, ``purpose`` (``belt`` or ``use``) and polygons on the CRS of the bank.
    """
    pieces = in_metres(bank)
    depths = {
        "belt": np.full(len(pieces), parameter_table("shelterbelt").value("search_m")),
        "use": np.where(
            pieces["water"] == YANGTZE, parameter_table("shoreline").value("landward_m"), np.nan
        ),
    }
    tables = []
    for purpose, depth in depths.items():
        shapes = landward(pieces, depth)
        table = {"piece": pieces["piece"].to_numpy(), "purpose": purpose}
        frame = gpd.GeoDataFrame(table, geometry=shapes, crs=pieces.crs)
        tables.append(frame[~shapely.is_empty(shapes)])
    joined = gpd.GeoDataFrame(pd.concat(tables, ignore_index=True), crs=pieces.crs)
    return joined.to_crs(bank.crs)


def belt_states(
    bank: gpd.GeoDataFrame,
    ground: gpd.GeoDataFrame,
    stands: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """How wide the trees are behind each piece of bank.

    The mean width is the share of trees in the ground behind the piece times the depth of that
    ground. Ground that is mostly water or unknown land makes no bank and is left out.

    Parameters
    ----------
    bank
        Pieces as :func:`sinkmap.science.bank.bank_pieces` gives them.
    ground
        As :func:`bank_ground` gives it.
    stands, land
        Areas of tree categories and of groups of land in each row of ``ground``: ``m2_<value>``
        and ``unseen_m2``. Without ``land`` every piece is a bank.

    Returns
    -------
    GeoDataFrame
        Columns of the bank, ``trees_m`` (mean width, NaN unseen), ``state`` (:data:`STATES`),
        ``zone`` as water|side|state and ``length_m`` (geodesic).
    """
    table = parameter_table("shelterbelt")
    wanted = (ground["purpose"] == "belt").to_numpy()
    if land is not None:
        wanted = wanted & _is_bank(land)
    seen = _sum(stands, [int(value) for value in StandCategory if value != StandCategory.UNSEEN])
    whole = seen + stands["unseen_m2"].to_numpy(dtype=np.float64)
    known = seen > 0.5 * whole
    share = np.divide(_sum(stands, TREES), seen, out=np.full(len(seen), np.nan), where=known)
    width = share[wanted] * table.value("search_m")
    pieces = bank.set_index("piece").loc[ground["piece"].to_numpy()[wanted]].reset_index()
    state = np.select(
        [
            np.isnan(width),
            width >= table.value("wide_belt_m"),
            width >= table.value("narrow_belt_m"),
        ],
        ["unseen", "wide", "narrow"],
        "open",
    )
    pieces["trees_m"], pieces["state"] = width, state
    pieces["zone"] = pieces["water"] + "|" + pieces["side"] + "|" + pieces["state"]
    pieces["length_m"] = geodesic_length(pieces.geometry, bank.crs.to_string())
    return gpd.GeoDataFrame(pieces, geometry="geometry", crs=bank.crs)


def _is_bank(land: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Rows whose ground is no more than the table's share of water and unknown land."""
    wet = _sum(land, [group(name).index for name in _WET])
    seen = _sum(land, [int(name[3:]) for name in land.columns if name.startswith("m2_")])
    blind = land["unseen_m2"].to_numpy(dtype=np.float64)
    limit = parameter_table("shoreline").value("water_share")
    return np.asarray(wet + blind <= limit * (seen + blind))


def _sum(areas: gpd.GeoDataFrame, values: Any) -> NDArray[np.float64]:
    names = [name for name in (f"m2_{int(value)}" for value in values) if name in areas]
    return np.asarray(areas[names].to_numpy(dtype=np.float64).sum(axis=1))


def belt_gaps(states: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Runs of neighbouring pieces of bank without a belt, as lines.

    Parameters
    ----------
    states
        As :func:`belt_states` gives them; a piece that is unseen or no bank ends a gap.

    Returns
    -------
    GeoDataFrame
        ``gap`` (water and number, from the longest), ``water, side, reach`` of its first piece,
        and ``length_m`` (geodesic).
    """
    rows: list[tuple[Any, ...]] = []
    for (water, _, _), ring in states.groupby(["water", "part", "ring"], sort=False):
        for run in _runs(ring.sort_values("place")):
            line = shapely.line_merge(shapely.multilinestrings(run.geometry.to_numpy()))
            rows.append((water, run["side"].iloc[0], run["reach"].iloc[0], line))
    table = pd.DataFrame(rows, columns=["water", "side", "reach", "geometry"])
    found = gpd.GeoDataFrame(table, geometry="geometry", crs=states.crs)
    found["length_m"] = geodesic_length(found.geometry, states.crs.to_string())
    found = found.sort_values(["water", "length_m"], ascending=[True, False], kind="stable")
    number = found.groupby("water").cumcount() + 1
    found["gap"] = found["water"] + "-" + number.astype(str).str.zfill(4)
    return found.reset_index(drop=True)


def _runs(ring: gpd.GeoDataFrame) -> Iterator[gpd.GeoDataFrame]:
    """Runs of open pieces of a ring; one across its start is one run."""
    places = ring["place"].to_numpy()
    open_ = (ring["state"] == "open").to_numpy()
    joins = np.r_[False, open_[1:] & open_[:-1] & (np.diff(places) == 1)]
    run = np.cumsum(~joins)
    first, last = ring.iloc[0], ring.iloc[-1]
    closed = shapely.equals(
        shapely.get_point(first.geometry, 0), shapely.get_point(last.geometry, -1)
    )
    if closed and open_[0] and open_[-1] and not open_.all():
        run[run == run[0]] = run[-1]
    for number in pd.unique(run[open_]):
        yield ring[run == number]


def belt_cover(belts: gpd.GeoDataFrame, stands: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Belts with the trees found in each: ``trees_m2``, ``seen_m2`` and ``share`` in percent.

    Parameters
    ----------
    belts, stands
        As :func:`shelterbelts` gives them, and areas of tree categories in each row.
    """
    seen = _sum(stands, [int(value) for value in StandCategory if value != StandCategory.UNSEEN])
    trees = _sum(stands, TREES)
    share = np.divide(100.0 * trees, seen, out=np.full(len(seen), np.nan), where=seen > 0.0)
    return belts.assign(trees_m2=trees, seen_m2=seen, share=share)
