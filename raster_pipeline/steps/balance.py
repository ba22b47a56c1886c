"""面积平衡表: how each class got from one year's area to the next, in every unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline.steps.overlay import ZoneLayer, overlay
from raster_pipeline.steps.parcels import RIDGE_GROUP, ParcelAccount
from sinkmap.area import AreaMeasure
from sinkmap.run import BALANCE_COLUMNS

__all__ = ["balance"]

Rows = NDArray[np.int64]


def balance(
    years: tuple[int, int],
    frames: tuple[pd.DataFrame, pd.DataFrame],
    accounts: tuple[ParcelAccount, ParcelAccount],
    partitions: Sequence[ZoneLayer],
    measure: AreaMeasure,
) -> pd.DataFrame:
    """Opening - decrease + increase = closing for every unit and class group, in m².

    What stayed in its class is measured on the ground: parcels whose id and geometry are the same
    in both years stay whole, only the others are overlaid. Decrease is opening less what stayed,
    increase is closing less what stayed.

    Parameters
    ----------
    years
        Earlier and later year.
    frames
        Parcels of both years: ``bsm``, ``group``, ``ridge_m2``, ``register_m2`` and ``geometry``
        as WKB, since few parcels change and only theirs is decoded.
    accounts
        Their parcel accounts (``pieces`` of the later year give its units).

    Returns
    -------
    Columns :data:`sinkmap.run.BALANCE_COLUMNS`.
    """
    stayed = _stayed(frames, accounts[1], partitions, measure)
    units = [unit for layer in partitions for unit in layer.ids]
    rows = []
    for unit in dict.fromkeys(units):
        opening = _by_group(accounts[0].by_unit, unit)
        closing = _by_group(accounts[1].by_unit, unit)
        for group in sorted(set(opening) | set(closing)):
            before, after = opening.get(group, 0.0), closing.get(group, 0.0)
            kept = min(stayed.get((unit, group), 0.0), before, after)
            rows.append((*years, unit, group, before, before - kept, after - kept, after))
    return pd.DataFrame(rows, columns=list(BALANCE_COLUMNS))


def _by_group(by_unit: Mapping[str, pd.DataFrame], unit: str) -> dict[str, float]:
    if unit not in by_unit:
        return {}
    sums = by_unit[unit].groupby("group")["geometry_m2"].sum()
    return {str(group): float(area) for group, area in sums.items()}


def _stayed(
    frames: tuple[pd.DataFrame, pd.DataFrame],
    later: ParcelAccount,
    partitions: Sequence[ZoneLayer],
    measure: AreaMeasure,
) -> dict[tuple[str, str], float]:
    """(unit, group) -> m² that are in the group in both years."""
    before, after = frames
    old, new = _same_ground(before, after)
    pieces = later.pieces
    old_of_new = np.full(len(after), -1, dtype=np.int64)
    old_of_new[new] = old
    same = pieces[old_of_new[pieces["parcel"].to_numpy()] >= 0]
    rest_old = _others(len(before), old)
    rest_new = _others(len(after), new)
    ground = ZoneLayer("_later", tuple(map(str, rest_new)), _polygons(after, rest_new))
    changed = overlay(
        _polygons(before, rest_old),
        [ground, *partitions],
        measure,
        disjoint=False,  # parcels may overlap within the tolerance of the checks
    )
    changed = changed[changed["_later"] != ""]
    totals: dict[tuple[str, str], float] = {}
    new_rows = same["parcel"].to_numpy()
    _add(totals, same, partitions, _kept(before, after, old_of_new[new_rows], new_rows))
    met_new = changed["_later"].astype(str).to_numpy().astype(np.int64)
    met_old = rest_old[changed["parcel"].to_numpy()]
    _add(totals, changed, partitions, _kept(before, after, met_old, met_new))
    return totals


def _others(count: int, rows: Rows) -> Rows:
    """Rows below ``count`` that are not among those given, in order."""
    other = np.ones(count, dtype=bool)
    other[rows] = False
    return np.flatnonzero(other)


def _polygons(frame: pd.DataFrame, rows: Rows) -> NDArray[Any]:
    return np.asarray(shapely.from_wkb(frame["geometry"].to_numpy()[rows]), dtype=object)


def _same_ground(before: pd.DataFrame, after: pd.DataFrame) -> tuple[Rows, Rows]:
    """Rows of both years with the same id and the same geometry to the last coordinate."""
    place = pd.Series(np.arange(len(before)), index=before["bsm"].astype(str))
    place = place[~place.index.duplicated(keep=False)]
    found = place.reindex(after["bsm"].astype(str)).to_numpy()
    new = np.flatnonzero(~np.isnan(found))
    old = found[new].astype(np.int64)
    equal = before["geometry"].to_numpy()[old] == after["geometry"].to_numpy()[new]
    return old[equal], new[equal]


def _kept(before: pd.DataFrame, after: pd.DataFrame, old: Rows, new: Rows) -> pd.DataFrame:
    """Group of each piece in the later year and the shares of it that stayed in class and ridge."""
    ridge_old, ridge_new = _ridge_share(before)[old], _ridge_share(after)[new]
    known = {*before["group"].unique(), *after["group"].unique(), RIDGE_GROUP}
    groups = pd.CategoricalDtype(sorted(known))
    group_old = before["group"].astype(groups).cat.codes.to_numpy()[old]
    group_new = after["group"].astype(groups).cat.codes.to_numpy()[new]
    same_class = np.minimum(1.0 - ridge_old, 1.0 - ridge_new) * (group_old == group_new)
    return pd.DataFrame(
        {
            "group": pd.Categorical.from_codes(group_new, dtype=groups),
            "class": same_class,
            "ridge": np.minimum(ridge_old, ridge_new),
        }
    )


def _ridge_share(frame: pd.DataFrame) -> NDArray[np.float64]:
    register = frame["register_m2"].to_numpy(dtype=np.float64)
    ridge = frame["ridge_m2"].to_numpy(dtype=np.float64)
    share: NDArray[np.float64] = np.zeros_like(ridge)
    np.divide(ridge, register, out=share, where=register > 0.0)
    return share


def _add(
    totals: dict[tuple[str, str], float],
    pieces: pd.DataFrame,
    partitions: Sequence[ZoneLayer],
    kept: pd.DataFrame,
) -> None:
    area = pieces["geometry_m2"].to_numpy()
    class_m2 = area * kept["class"].to_numpy()
    ridge_m2 = area * kept["ridge"].to_numpy()
    done: set[str] = set()
    for layer in partitions:
        unit = pieces[layer.name].reset_index(drop=True)
        counts = ~unit.isin([*done, ""]).to_numpy()
        classes = pd.DataFrame({"unit": unit, "group": kept["group"], "m2": class_m2})[counts]
        ridges = pd.DataFrame({"unit": unit, "m2": ridge_m2})[counts]
        ridges["group"] = pd.Series(RIDGE_GROUP, index=ridges.index, dtype=kept["group"].dtype)
        both = pd.concat([classes, ridges], ignore_index=True)
        sums = both.groupby(["unit", "group"], observed=True)["m2"].sum().reset_index()
        for name, group, m2 in zip(sums["unit"], sums["group"], sums["m2"], strict=True):
            totals[(name, group)] = totals.get((name, group), 0.0) + float(m2)
        done.update(layer.ids)
