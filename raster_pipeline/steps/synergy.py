"""Synergy of pollution and carbon control: a run's control units with all that is known of them."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from raster_pipeline.steps.overlay import ZoneLayer, overlay
from raster_pipeline.steps.table_rows import rows_in
from sinkmap.area import AreaMeasure
from sinkmap.control import (
    SynergyUnit,
    figure_quantities,
    patch_quantities,
    pollutant_quantities,
    rows_elsewhere,
    synergy_table,
)
from sinkmap.errors import Finding, Severity
from sinkmap.run import RunResults
from sinkmap.statunit import Partition
from sinkmap.text import Text

__all__ = ["Synergy", "patches_by_unit", "unit_synergy"]

_LEVEL = "control_unit"
_INDICATORS = ("carbon_flux", "carbon_stock", "class_area")

_NO_UNITS = Finding(
    "SYNERGY-UNITS-MISSING",
    Severity.WARNING,
    Text(
        "方案没有 level 为 control_unit 的分区，无法按环境管控单元列表",
        "no partition of the study has the level control_unit: there is nothing to list by",
    ),
    Text("在方案中加入环境管控单元分区", "add a partition of the control units to the study"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Synergy:
    """``table``: :data:`sinkmap.control.SYNERGY_COLUMNS`; empty without control units."""

    table: pd.DataFrame
    findings: tuple[Finding, ...]


def unit_synergy(
    results: RunResults,
    places: gpd.GeoDataFrame,
    year: int,
    patches: gpd.GeoDataFrame | None,
    pollutants: pd.DataFrame | None,
    *,
    workers: int = 2,
) -> Synergy:
    """Everything of one year by control unit.

    Parameters
    ----------
    places
        ``unit_id`` and geometry of every unit of the run, on the grid's CRS.
    patches
        Patches of the child run that ends in the year, None if there is none.
    pollutants
        The given table as it was taken in, None if the study has none of the year.
    """
    partition = _control_units(results)
    if partition is None:
        return Synergy(synergy_table((), year, ()), (_NO_UNITS,))
    measure = AreaMeasure.of_grid(results.study.grid)
    ids = list(partition.members)
    shapes = places.set_index("unit_id").loc[ids].geometry
    areas = measure.polygons(shapes.to_numpy()).tolist()
    units = [SynergyUnit(results.units[one], m2) for one, m2 in zip(ids, areas, strict=True)]
    cut = None if patches is None else patches_by_unit(patches, shapes, measure, workers=workers)
    rows = None if pollutants is None else rows_in(pollutants, year)
    profiles = {name: [p.id for p in results.indicators[name].profiles] for name in _INDICATORS}
    quantities = (
        *figure_quantities(results.figures, profiles, units, year),
        *patch_quantities(cut, units),
        *pollutant_quantities(rows, units),
    )
    return Synergy(synergy_table(units, year, quantities), rows_elsewhere(rows, units, year))


def patches_by_unit(
    patches: gpd.GeoDataFrame, units: gpd.GeoSeries, measure: AreaMeasure, *, workers: int = 2
) -> pd.DataFrame:
    """Patches cut by units; the pieces of a patch sum to it.

    Parameters
    ----------
    patches
        With ``severity``, ``evidence`` and ``area_m2``, on the measure's CRS.
    units
        Polygons by unit id.

    Returns
    -------
    Rows of ``statunit`` (empty outside of all units), ``severity``, ``issued`` and ``area_m2``.
    """
    labels = tuple(str(one) for one in units.index)
    layer = ZoneLayer("statunit", labels, np.asarray(units.to_numpy(), dtype=object))
    shapes = np.asarray(patches.geometry.to_numpy(), dtype=object)
    # Units may overlap within the tolerance; such ground is shared out.
    pieces = overlay(shapes, [layer], measure, workers=workers, disjoint=False)
    owner = pieces["parcel"].to_numpy()
    return pd.DataFrame(
        {
            "statunit": pieces["statunit"].astype("str"),
            "severity": patches["severity"].to_numpy()[owner],
            "issued": (patches["evidence"] == "issued").to_numpy()[owner],
            "area_m2": patches["area_m2"].to_numpy()[owner] * pieces["share"].to_numpy(),
        }
    )


def _control_units(results: RunResults) -> Partition | None:
    return next((one for one in results.partitions if one.level == _LEVEL), None)
