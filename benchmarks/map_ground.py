"""The ground the map is timed on: parcels with holes and about 30 vertices, put into a run.

``python -m benchmarks.map_ground STUDY DIR`` takes a study with a finished run (the demo city) and
writes one beside it whose parcels are replaced, year by year; everything else is the run's own, its
10 m rasters too. The parcels are simulated, whatever the study was: a jittered net whose edges bend
and are shared, and islands, each filling the hole of the parcel around it. Figures are those of the
parcels that were there before, so only what is drawn means anything. ``sinkmap display DIR`` makes
its tiles, ``sinkmap serve DIR`` shows it.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from raster_pipeline import OpenedRun, open_run
from raster_pipeline.io.run_folder import publish, record_outputs, scratch_folder
from raster_pipeline.io.study_file import PLAN, plan_of
from raster_pipeline.io.tables import read_frame, write_frame
from sinkmap.run import content_id

__all__ = ["Net", "net_of", "simulated_parcels", "write_map_study"]

PARCELS = 600_000
_SEGMENTS = 8
"""Of each side of a parcel: 33 vertices around it."""
_ISLAND_EVERY = 5
"""Every such parcel has an island in it."""
_ISLAND_VERTICES = 8
_BEND, _JITTER = 0.03, 0.2
"""Of a side: by how much its vertices leave the straight line, corners their place."""
_ISLAND_REACH = (0.08, 0.2)
_CHANGED = 0.005
"""Share of parcels whose class changes from a year to the next."""
_PATCH = 12
"""Parcels of one class lie together in squares of so many."""


@dataclass(frozen=True)
class Net:
    """``outer``: (cells, 33, 2) closed rings. ``islands``: (islands, 9, 2) closed rings; island i
    lies in cell ``around[i]``."""

    outer: NDArray[np.float64]
    islands: NDArray[np.float64]
    around: NDArray[np.int64]

    def shapes(self) -> NDArray[np.object_]:
        """The cells, holes cut where islands lie, then the islands."""
        cells = shapely.polygons(self.outer)
        islands = shapely.polygons(self.islands)
        holes = shapely.linearrings(self.islands)
        cells[self.around] = shapely.polygons(
            shapely.linearrings(self.outer[self.around]), holes[:, None]
        )
        return np.concatenate([cells, islands])


def net_of(count: int, frame: tuple[float, float, float, float], seed: int = 10) -> Net:
    """About ``count`` parcels that fill a frame (west, south, east, north; metres)."""
    rng = np.random.default_rng(seed)
    west, south, east, north = frame
    cells = count * _ISLAND_EVERY / (_ISLAND_EVERY + 1)
    wide = max(1, round((cells * (east - west) / (north - south)) ** 0.5))
    tall = max(1, round(cells / wide))
    step = np.array([(east - west) / wide, (north - south) / tall])
    corners = np.stack(np.meshgrid(np.arange(wide + 1.0), np.arange(tall + 1.0)), axis=-1)
    corners += rng.uniform(-_JITTER, _JITTER, corners.shape)
    flat = _edges(corners[:, :-1], corners[:, 1:], rng)
    steep = _edges(corners[:-1], corners[1:], rng)
    rings = np.concatenate(
        [
            flat[:-1, :, :-1],
            steep[:, 1:, :-1],
            flat[1:, :, :0:-1],
            steep[:, :-1, :0:-1],
            flat[:-1, :, :1],
        ],
        axis=2,
    ).reshape(wide * tall, 4 * _SEGMENTS + 1, 2)
    around = np.arange(0, wide * tall, _ISLAND_EVERY)
    middle = rings[around, :-1:_SEGMENTS].mean(axis=1)
    angle = np.linspace(0.0, 2.0 * np.pi, _ISLAND_VERTICES, endpoint=False)
    reach = rng.uniform(*_ISLAND_REACH, (len(around), _ISLAND_VERTICES))
    spokes = reach[..., None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    islands = middle[:, None] + spokes
    islands = np.concatenate([islands, islands[:, :1]], axis=1)
    corner = np.array([west, south])
    return Net(rings * step + corner, islands * step + corner, around)


def _edges(
    first: NDArray[np.float64], last: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.float64]:
    """(…, 9, 2) vertices from corner to corner, bent in between."""
    share = np.linspace(0.0, 1.0, _SEGMENTS + 1)[:, None]
    edges = first[..., None, :] * (1.0 - share) + last[..., None, :] * share
    edges[..., 1:-1, :] += rng.uniform(-_BEND, _BEND, edges[..., 1:-1, :].shape)
    return edges


def simulated_parcels(
    shapes: NDArray[np.object_], like: gpd.GeoDataFrame, years: tuple[int, ...], seed: int = 10
) -> Iterator[tuple[int, gpd.GeoDataFrame]]:
    """Parcels of each year with the columns of ``like``, classes as often as there."""
    rng = np.random.default_rng(seed)
    kinds = like.groupby(["code", "group", "group_index"], as_index=False).size()
    odds = (kinds["size"] / kinds["size"].sum()).to_numpy()
    side = int(len(shapes) ** 0.5) + 1
    place = np.arange(len(shapes))
    patch = (place // side // _PATCH) * side + place % side // _PATCH
    kind = rng.choice(len(kinds), int(patch.max()) + 1, p=odds)[patch]
    sizes = shapely.area(shapes)
    for year in years:
        said = kinds.iloc[kind].reset_index(drop=True)
        frame = pd.DataFrame(index=range(len(shapes)))
        for name in like.columns.drop("geometry"):
            blank = 0.0 if pd.api.types.is_numeric_dtype(like[name]) else ""
            frame[name] = said.get(name, blank)
        frame["bsm"] = [f"320400211{number:09d}" for number in range(1, len(shapes) + 1)]
        for name in ("class_m2", "register_m2", "geometry_m2"):
            frame[name] = sizes
        frame["zldwmc"] = "模拟"
        frame = frame.astype(like.dtypes.drop("geometry").to_dict())
        yield year, gpd.GeoDataFrame(frame, geometry=shapes, crs=like.crs)
        changed = rng.random(len(shapes)) < _CHANGED
        kind = np.where(changed, rng.choice(len(kinds), len(shapes), p=odds), kind)


def write_map_study(study: Path, target: Path, count: int = PARCELS) -> OpenedRun:
    """Write a study at ``target`` whose run has simulated parcels; the run it came from stays."""
    opened = open_run(study)
    target.mkdir(parents=True)
    shutil.copyfile(plan_of(study), target / PLAN)
    runs = target / "runs"
    runs.mkdir()
    years = tuple(opened.manifest.years)
    run_id = content_id({"map_ground": count, "of": opened.manifest.run_id})
    with scratch_folder(runs, run_id) as folder:
        for source in sorted(opened.path.iterdir()):
            if source.is_dir():
                shutil.copytree(source, folder / source.name)
            elif source.name not in ("run.json", "run.log.json", "run.sha256"):
                shutil.copyfile(source, folder / source.name)
        first = opened.taken_in("parcels", years[0])
        if first is None:
            raise SystemExit("the run has no parcels")
        like = read_frame(first)
        shapes = net_of(count, tuple(like.total_bounds)).shapes()
        for year, parcels in simulated_parcels(shapes, like, years):
            write_frame(parcels, folder / "vectors" / f"parcels_{year}.parquet")
        plan = dict(opened.manifest.study)
        plan["study"] = {**plan["study"], "simulated": True}
        manifest = replace(
            opened.manifest, run_id=run_id, study=plan, outputs=record_outputs(folder)
        )
        publish(folder, manifest, {"made by": "benchmarks.map_ground", "simulated": True})
    return open_run(target)


def main() -> None:
    reader = argparse.ArgumentParser(prog="benchmarks.map_ground", description=__doc__)
    reader.add_argument("study", type=Path, help="a study with a finished run")
    reader.add_argument("target", type=Path, help="a folder that is not there yet")
    reader.add_argument("--parcels", type=int, default=PARCELS)
    asked = reader.parse_args()
    made = write_map_study(asked.study, asked.target, asked.parcels)
    print(made.path, file=sys.stdout)


if __name__ == "__main__":
    main()
