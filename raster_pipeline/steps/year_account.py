"""The account of one year: rasters, parcels, zones and tables measured in a set of units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from raster_pipeline.engine import PixelReader
from raster_pipeline.steps.account import RasterTally, account, unit_shares
from raster_pipeline.steps.accuracy import sampled_points
from raster_pipeline.steps.compartments import unit_compartments
from raster_pipeline.steps.figures import YearAccounts, layers_of
from raster_pipeline.steps.log import RunLog
from raster_pipeline.steps.origin import Provenance
from raster_pipeline.steps.overlay import ZoneLayer
from raster_pipeline.steps.parcels import ParcelAccount, account_parcels
from raster_pipeline.steps.practices import compared_practices
from raster_pipeline.steps.provenance import given_behind, provenance
from raster_pipeline.steps.table_rows import tables_of
from raster_pipeline.steps.workspace import Workspace
from raster_pipeline.steps.zonal import BandSource
from raster_pipeline.steps.zone_account import ZoneAccounts
from sinkmap.area import AreaMeasure
from sinkmap.grid import Grid
from sinkmap.indicator import ParcelShares, Tally, Transition
from sinkmap.layer import Derived
from sinkmap.study import Study

__all__ = ["Computation", "Ground", "account_year"]


@dataclass(frozen=True, slots=True, eq=False)
class Computation:
    """What every step of one computation shares.

    ``city``: polygon of the whole; ``tallies``: everything the indicators ask for; ``pixels``:
    (layer, year) -> m² of a pixel of a given raster as it is in its file.
    """

    study: Study
    workspace: Workspace
    derived: Mapping[str, Derived]
    tallies: tuple[Tally, ...]
    measure: AreaMeasure
    city: Any
    pixels: Mapping[tuple[str, int], float]
    log: RunLog

    @property
    def zones(self) -> tuple[str, ...]:
        """Derived polygon layers parcels are cut by."""
        shares = (tally for tally in self.tallies if isinstance(tally, ParcelShares))
        return tuple(dict.fromkeys(zone for tally in shares for zone in tally.zones))


@dataclass(frozen=True, eq=False)
class Ground:
    """Units that are measured together.

    ``places``: ``unit_id`` and geometry on the grid's CRS; ``cuts``: the same units in zone layers
    that do not overlap in themselves; ``shares``: of pixels in the units; ``zoned``: accounts of
    zones; ``areas``: unit id -> additive m²; ``whole``: the units cover the city, so that every
    parcel is in one.
    """

    places: gpd.GeoDataFrame
    cuts: tuple[ZoneLayer, ...]
    shares: BandSource
    zoned: ZoneAccounts
    measure: AreaMeasure
    whole: bool = True
    name: str = ""

    @classmethod
    def of_sites(
        cls,
        places: gpd.GeoDataFrame,
        cuts: tuple[ZoneLayer, ...],
        zoned: ZoneAccounts,
        measure: AreaMeasure,
        grid: Grid,
    ) -> Ground | None:
        """Footprints of projects; None where there are none."""
        if places.empty:
            return None
        shares = unit_shares(grid, places)
        return cls(places, cuts, shares, zoned, measure, whole=False, name=" projects")

    @cached_property
    def areas(self) -> Mapping[str, float]:
        """Unit id -> additive m² of its polygon."""
        found = self.measure.polygons(self.places.geometry.to_numpy())
        return dict(zip(self.places["unit_id"], found.tolist(), strict=True))


def account_year(
    task: Computation, ground: Ground, year: int, before: Sequence[YearAccounts]
) -> YearAccounts:
    """Measure a year whose layers are derived; ``before`` are the accounts of earlier years."""
    workspace = task.workspace
    present = workspace.available(year)
    earlier = {
        layer: (one.year, one.provenance[layer]) for one in before for layer in one.provenance
    }
    taken = [
        tally
        for tally in task.tallies
        if set(layers_of(tally)) <= present
        and not (isinstance(tally, Transition) and tally.layer not in earlier)
    ]
    tallies = [tally for tally in taken if isinstance(tally, RasterTally)]
    readers = _readers(workspace, year, tallies, earlier)
    told = task.log.stage(f"zones{ground.name} {year}")
    # Zones are cut by one thread; pixels and parcels, which take many, are measured meanwhile.
    with ThreadPoolExecutor(1) as pool:
        zoned = pool.submit(ground.zoned.take, taken, workspace, year, told)
        rasters = account(
            task.study.grid,
            ground.places,
            readers,
            tallies,
            shares=ground.shares,
            workers=workspace.workers,
            progress=task.log.stage(f"account{ground.name} {year}"),
        )
        parcels = _parcels(task, ground, year) if "parcels" in present else None
        zones = zoned.result()
    return YearAccounts(
        year,
        ground.areas,
        rasters,
        parcels,
        frozenset(present & set(task.zones)),
        {
            name: provenance(name, year, task.study, task.derived, task.pixels)
            for name in sorted(present)
        },
        sampled_points(task.study, workspace, year, task.city),
        earlier,
        before[-1].year if before else None,
        compartments=unit_compartments(workspace, year, ground.cuts, task.measure),
        practices=compared_practices(
            before[-1:] if ground.whole else (), parcels, ground.cuts, task.study.carbon, year
        ),
        zoned=zones,
        tables=tables_of(taken, workspace, year),
    )


def _readers(
    workspace: Workspace,
    year: int,
    tallies: Sequence[RasterTally],
    earlier: Mapping[str, tuple[int, Provenance]],
) -> dict[str, PixelReader]:
    """Rasters that tallies are taken of, those of an earlier year by the transition's name."""
    readers: dict[str, PixelReader] = {}
    for tally in tallies:
        readers.update({name: workspace.raster(name, year) for name in layers_of(tally)})
        if isinstance(tally, Transition):
            readers[tally.earlier] = workspace.raster(tally.layer, earlier[tally.layer][0])
    return readers


def _parcels(task: Computation, ground: Ground, year: int) -> ParcelAccount:
    workspace = task.workspace
    behind = given_behind("parcels", year, task.study, task.derived)
    frame = workspace.frame("parcels", year)
    return account_parcels(
        frame if ground.whole else _touched(frame, ground),
        ground.cuts,
        [
            ZoneLayer.of(zone, workspace.frame(zone, year), task.derived[zone].zone_field)
            for zone in task.zones
            if workspace.has(zone, year)
        ],
        task.measure,
        policy=task.study.policies.parcel_area,
        system=behind[0][0].code_system,
        workers=workspace.workers,
        progress=task.log.stage(f"overlay{ground.name} {year}"),
    )


def _touched(frame: gpd.GeoDataFrame, ground: Ground) -> gpd.GeoDataFrame:
    """Parcels that may lie in one of the units."""
    tree = shapely.STRtree(frame.geometry.to_numpy())
    _, rows = tree.query(ground.places.geometry.to_numpy())
    return frame.iloc[np.unique(rows)].reset_index(drop=True)
