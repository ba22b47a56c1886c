"""Parcel accounts: the pieces of an overlay summed up by unit, class and zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from raster_pipeline.engine import Progress, silent
from raster_pipeline.steps.overlay import ZoneLayer, overlay
from sinkmap.area import AreaMeasure
from sinkmap.classes import code_system
from sinkmap.parameters import PRACTICED_GROUP
from sinkmap.study import ParcelArea

__all__ = ["RIDGE_GROUP", "ParcelAccount", "account_parcels"]

RIDGE_GROUP = "ridge"
"""Group that a parcel's field-ridge deduction (田坎) is credited to."""

_AREAS = ["area_m2", "register_m2", "geometry_m2"]


@dataclass(frozen=True, slots=True, eq=False)
class ParcelAccount:
    """One year's parcels, measured.

    ``pieces``: as :func:`raster_pipeline.steps.overlay.overlay` gives them, one column for each
    partition and zone layer. ``by_unit``: unit id -> rows of ``code``, ``group``, zone columns
    and areas. ``code_system``: of the codes. ``practiced``: rows of dry cropland, one column for
    each partition, ``practice`` (empty where the parcels say nothing) and ``area_m2``.
    """

    pieces: pd.DataFrame
    by_unit: Mapping[str, pd.DataFrame]
    code_system: str
    practiced: pd.DataFrame

    def summed(self) -> ParcelAccount:
        """The same without its pieces, of which only the next area balance needs any."""
        return replace(self, pieces=self.pieces.iloc[:0].copy())


def account_parcels(
    frame: gpd.GeoDataFrame,
    partitions: Sequence[ZoneLayer],
    zones: Sequence[ZoneLayer],
    measure: AreaMeasure,
    *,
    policy: ParcelArea,
    system: str,
    workers: int = 2,
    progress: Progress = silent,
) -> ParcelAccount:
    """Cut parcels by partitions and zone layers and sum their areas.

    The register area of a parcel is shared out by the geometry share of its pieces; its ridge
    deduction becomes rows of the ridge class of the code system. Under the policy ``geometry``
    the additive area of the pieces takes the place of the register's.

    Parameters
    ----------
    frame
        Parcels on the CRS of ``measure`` with ``code``, ``group``, ``class_m2``, ``ridge_m2``,
        ``register_m2`` and geometry.
    partitions, zones
        Zone layers of the partitions (ids are unit ids) and of derived polygon layers.
    """
    layers = [*partitions, *zones]
    pieces = overlay(
        frame.geometry.to_numpy(),
        layers,
        measure,
        workers=workers,
        progress=progress,
        disjoint=False,  # partitions may overlap within the tolerance of the checks
    )
    rows = _credited(frame, pieces, [layer.name for layer in layers], policy, system)
    by_unit: dict[str, pd.DataFrame] = {}
    names = [layer.name for layer in zones]
    for layer in partitions:
        keys = [layer.name, "code", "group", *names]
        table = rows.groupby(keys, observed=True, sort=True)[_AREAS].sum().reset_index()
        for unit, part in table.groupby(layer.name, observed=True, sort=False):
            if unit and unit not in by_unit:
                by_unit[str(unit)] = _plain(
                    part.drop(columns=layer.name), ["code", "group", *names]
                )
    units = [layer.name for layer in partitions]
    dry = rows[rows["group"] == PRACTICED_GROUP]
    practiced = (
        dry.groupby([*units, "practice"], observed=True, sort=True)["area_m2"].sum().reset_index()
    )
    return ParcelAccount(pieces, by_unit, system, practiced)


def _credited(
    frame: gpd.GeoDataFrame,
    pieces: pd.DataFrame,
    names: Sequence[str],
    policy: ParcelArea,
    system: str,
) -> pd.DataFrame:
    """Rows of class and ridge parts of every piece with their areas."""
    parcel = pieces["parcel"].to_numpy()
    share = pieces["share"].to_numpy()
    register = frame["register_m2"].to_numpy(dtype=np.float64)[parcel]
    ridge = frame["ridge_m2"].to_numpy(dtype=np.float64)[parcel]
    part = np.divide(ridge, register, out=np.zeros_like(ridge), where=register > 0.0)
    geometry = pieces["geometry_m2"].to_numpy()
    keys = pieces[list(names)]
    ridge_code = _ridge_code(system)
    code, group = _categories(frame["code"], ridge_code), _categories(frame["group"], RIDGE_GROUP)
    practice = _categories(frame.get("practice", pd.Series("", index=frame.index)), "")
    classes = keys.assign(
        practice=practice.take(parcel),
        code=code.take(parcel),
        group=group.take(parcel),
        register_m2=frame["class_m2"].to_numpy(dtype=np.float64)[parcel] * share,
        geometry_m2=geometry * (1.0 - part),
    )
    deducted = np.flatnonzero(ridge > 0.0)
    rows = classes
    if len(deducted):
        ridges = keys.iloc[deducted]
        ridges = ridges.assign(
            practice=practice.take(parcel[deducted]),
            code=pd.Series(ridge_code, index=ridges.index, dtype=code.dtype),
            group=pd.Series(RIDGE_GROUP, index=ridges.index, dtype=group.dtype),
            register_m2=(ridge * share)[deducted],
            geometry_m2=(geometry * part)[deducted],
        )
        rows = pd.concat([classes, ridges], ignore_index=True)
    source = "register_m2" if policy is ParcelArea.REGISTER else "geometry_m2"
    return rows.assign(area_m2=rows[source])


def _categories(texts: pd.Series, also: str) -> pd.Categorical[Any]:
    """A column of texts as categories in their order, with one that rows of ridges will need."""
    known = pd.CategoricalDtype(sorted({*texts.astype(str).unique(), also}))
    return pd.Categorical(texts.astype(str), dtype=known)


def _plain(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Categories as plain text, ready for comparison in an indicator.

    Plain objects: on a few hundred rows they are several times quicker than Arrow's texts.
    """
    texts = {column: rows[column].astype(object) for column in columns}
    return rows.assign(**texts).reset_index(drop=True)


def _ridge_code(system: str) -> str:
    """Code of the field-ridge class in a code system."""
    table = code_system(system).table
    found = table.index[table["group"] == RIDGE_GROUP]
    return str(found[0]) if len(found) else RIDGE_GROUP
