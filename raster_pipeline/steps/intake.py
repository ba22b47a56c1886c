"""Intake: every input read and checked once, then kept on the grid's CRS for the run."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import geopandas as gpd

from layers import given_layers
from raster_pipeline.engine import Progress, silent
from raster_pipeline.io.fingerprints import Fingerprints
from raster_pipeline.io.raster_source import RasterSpec
from raster_pipeline.io.rule_files import rule_table_findings
from raster_pipeline.io.study_file import locate, open_study
from raster_pipeline.io.tables import write_frame
from raster_pipeline.steps.check.carbon_tables import read_carbon
from raster_pipeline.steps.check.coverage import (
    features_outside,
    parcel_cover_findings,
    place_findings,
)
from raster_pipeline.steps.check.geometry import Repair
from raster_pipeline.steps.check.grid import city_beyond_grid, grid_findings
from raster_pipeline.steps.check.national_lines import LineBook
from raster_pipeline.steps.check.place import Place
from raster_pipeline.steps.check.plan_rows import row_findings
from raster_pipeline.steps.check.raster_series import series_findings
from raster_pipeline.steps.check.rasters import check_raster, join_rasters
from raster_pipeline.steps.check.survey import plan_findings, repeated_findings, unit_findings
from raster_pipeline.steps.check.training import training_findings
from raster_pipeline.steps.input_record import input_records
from raster_pipeline.steps.parcel_layer import parcel_overlaps, updated_parcels
from raster_pipeline.steps.partition_layer import PartitionMap, read_partitions, units_of
from raster_pipeline.steps.read_ahead import read_ahead
from raster_pipeline.steps.sample_layer import read_samples
from raster_pipeline.steps.scene_layer import SeasonScenes, read_scenes
from raster_pipeline.steps.soil_layer import read_profiles
from raster_pipeline.steps.table_layer import read_rows
from raster_pipeline.steps.vector_layer import FileFacts, LayerRead, feature_ids, refused
from sinkmap.area import AreaMeasure
from sinkmap.carbon import Carbon
from sinkmap.errors import Finding
from sinkmap.layer import Form, Given
from sinkmap.run import InputRecord
from sinkmap.statunit import StatUnit
from sinkmap.study import InputEntry, Study

__all__ = ["Examination", "PartitionMap", "check_study", "examine"]

LayerYear = tuple[str, int]
_PARCELS, _UPDATE = "parcels", "parcels_update"


@dataclass(frozen=True, slots=True, eq=False)
class Examination:
    """What intake found and kept.

    Parameters
    ----------
    findings
        Everything found, in the order of the plan.
    repairs
        Rows of :data:`sinkmap.run.REPAIR_COLUMNS`.
    inputs
        Every file read, parts of shapefiles and geodatabases one by one. A partition's files
        have the layer ``partition:<id>``.
    vectors
        (layer, year) -> GeoParquet on the grid's CRS, plain Parquet of a table; empty if nothing
        was kept. The years of a static layer share a file; a year made by an update package is
        ``parcels`` too.
    rasters
        (layer, year) -> how to read it.
    partitions
        The city's own first.
    seasons
        Scenes that may be used, for each season of each year that has any.
    carbon
        What the plan says of carbon, with the tables it names.
    """

    findings: tuple[Finding, ...]
    repairs: tuple[Mapping[str, Any], ...]
    inputs: tuple[InputRecord, ...]
    vectors: Mapping[LayerYear, Path]
    rasters: Mapping[LayerYear, RasterSpec]
    partitions: tuple[PartitionMap, ...]
    seasons: tuple[SeasonScenes, ...] = ()
    carbon: Carbon = field(default_factory=Carbon)

    @property
    def refused(self) -> bool:
        """Whether an error is among the findings."""
        return refused(self.findings)


def check_study(path: Path, *, progress: Progress = silent) -> tuple[Study, Examination]:
    """Read and check every input of a study, and its own rule tables; nothing is written.

    Raises
    ------
    InputRefusedError
        Only if the plan itself cannot be read; faults of inputs are in the findings.
    """
    study, root = open_study(path)
    found = examine(study, root, keep=None, progress=progress)
    wrong = rule_table_findings(root, study.control_rules)
    return study, replace(found, findings=(*found.findings, *wrong))


def examine(
    study: Study,
    root: Path,
    *,
    keep: Path | None,
    progress: Progress = silent,
    prints: Fingerprints | None = None,
) -> Examination:
    """Read and check every input of a study, and keep the vector layers for the run.

    Parameters
    ----------
    study, root
        The study and the folder its paths are relative to.
    keep
        Folder for the normalised layers; None checks only. Removed again if a finding is an error.
    progress, prints
        Told the layer being read and the share of all inputs done; digests of files, kept before.
    """
    return _Intake(study, root, keep, progress, prints or Fingerprints()).examine()


@dataclass(eq=False)
class _Intake:
    """One examination under way."""

    study: Study
    root: Path
    keep: Path | None
    progress: Progress
    prints: Fingerprints
    findings: list[Finding] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    records: list[InputRecord] = field(default_factory=list)
    vectors: dict[LayerYear, Path] = field(default_factory=dict)
    rasters: dict[LayerYear, RasterSpec] = field(default_factory=dict)
    partitions: tuple[PartitionMap, ...] = ()
    paths: dict[str, Path] = field(default_factory=dict)
    before: gpd.GeoDataFrame | None = None
    seasons: list[SeasonScenes] = field(default_factory=list)
    carbon: Carbon = field(default_factory=Carbon)

    def examine(self) -> Examination:
        """Read the plan's inputs in order and gather what was found."""
        given = given_layers()
        self.findings += plan_findings(self.study, given)
        self.findings += training_findings(self.study)
        names = [p.file for p in self.study.partitions]
        names += [file for entry in self.study.inputs for file in entry.files]
        names += self.study.carbon.files
        self.paths, missing = locate(self.study, self.root, names)
        self.findings += missing
        wrong = grid_findings(self.study.grid)
        self.findings += wrong
        if wrong:
            return self._finished()
        measure = AreaMeasure.of_grid(self.study.grid)
        lines = LineBook(self.study.years)
        self._partitions(measure)
        entries = [entry for entry in self._in_order() if entry.layer in given]
        with closing(read_ahead(entries, given, self.paths, self.study, measure)) as layers:
            for done, (entry, layer) in enumerate(layers, start=1):
                if layer is None:
                    self._other(entry, given[entry.layer])
                else:
                    self._vectors(entry, given[entry.layer], layer, measure)
                    lines.add(entry.layer, entry.years, layer.frame)
                del layer
                self.progress(entry.layer, done / len(entries))
        self.findings += lines.findings(measure, self.study.policies.overlap_tolerance_m2)
        self.findings += series_findings(self.study, self.rasters)
        self.findings += repeated_findings(self.records)
        known = [p.partition for p in self.partitions]
        self.findings += unit_findings(self.study, known)
        self.carbon, found = read_carbon(self.study, self.paths, known)
        self.findings += found
        self._record(InputEntry("carbon", self.study.carbon.files, self.study.years), {})
        return self._finished()

    def _in_order(self) -> list[InputEntry]:
        """Parcels year by year, so that an update finds the year before; the rest as planned."""
        survey = [e for e in self.study.inputs if e.layer in (_PARCELS, _UPDATE)]
        rest = [e for e in self.study.inputs if e.layer not in (_PARCELS, _UPDATE)]
        return sorted(survey, key=lambda e: (e.years[0], e.layer)) + rest

    def _partitions(self, measure: AreaMeasure) -> None:
        read = read_partitions(self.study, self.paths, measure)
        self.partitions = read.maps
        self.findings += read.findings
        if self.partitions:
            city = self.partitions[0].frame
            west, south, east, north = city.total_bounds.tolist()
            self.findings += city_beyond_grid((west, south, east, north), self.study.grid)
        self.repairs += read.repairs
        for partition in self.study.partitions:
            blank = InputEntry(f"partition:{partition.id}", (partition.file,), self.study.years)
            self._record(blank, read.files)

    def _vectors(
        self, entry: InputEntry, given: Given, made: LayerRead, measure: AreaMeasure
    ) -> None:
        self._record(entry, made.files)
        self.findings += [*made.findings, *row_findings(entry, made.frame, self.study)]
        self.repairs += made.repairs
        if entry.layer == _UPDATE:
            self._updates(entry, made, measure)
            return
        place = Place(entry.files[0] if len(entry.files) == 1 else "", entry.layer, entry.years[0])
        if entry.layer == _PARCELS:
            self._parcels(entry, made.frame, place, measure)
            # A package cannot be held against a base of which a part could not be read.
            self.before = None if made.lost or made.frame.empty else self.before
        self._check_place(made.frame, given, place)
        self._keep(entry.layer, entry.years, made.frame)

    def _parcels(
        self, entry: InputEntry, frame: gpd.GeoDataFrame, place: Place, measure: AreaMeasure
    ) -> None:
        self.findings += parcel_overlaps(frame, self.study.policies, measure, place)
        if self.partitions and len(frame):
            (city_m2,) = self.partitions[0].areas_m2.values()
            self.findings += parcel_cover_findings(
                float(frame["geometry_m2"].sum()), city_m2, self.study.policies.coverage_min, place
            )
        waits = any(
            e.layer == _UPDATE and min(e.years) > entry.years[-1] for e in self.study.inputs
        )
        self.before = frame if waits else None

    def _updates(self, entry: InputEntry, made: LayerRead, measure: AreaMeasure) -> None:
        """The year's parcels: the year before, changed by the package."""
        if self.before is None or made.frame.empty:
            return
        place = Place(entry.files[0] if len(entry.files) == 1 else "", _UPDATE, entry.years[0])
        after, found = updated_parcels(self.before, made.frame, self.study.policies, place)
        self.findings += found
        played = replace(entry, layer=_PARCELS)
        self._parcels(played, after, Place("", _PARCELS, entry.years[0]), measure)
        self._keep(_PARCELS, entry.years, after)

    def _check_place(self, frame: gpd.GeoDataFrame, given: Given, place: Place) -> None:
        if not self.partitions or frame.empty:
            return
        city = self.partitions[0].frame.geometry.iloc[0]
        found = place_findings(frame.geometry.to_numpy(), city, self.study.grid, place)
        if not found:
            found = features_outside(frame, feature_ids(frame, given), city, place)
        self.findings += found

    def _keep(self, layer: str, years: tuple[int, ...], frame: gpd.GeoDataFrame) -> None:
        if self.keep is None or refused(self.findings) or frame.empty:
            return
        path = self.keep / f"{layer}_{years[0]}.parquet"
        write_frame(frame, path)
        self.vectors.update({(layer, year): path for year in years})

    def _raster(self, entry: InputEntry, given: Given) -> None:
        units = self.partitions[1].frame.geometry.to_list() if len(self.partitions) > 1 else []
        specs = []
        for name in entry.files:
            if name not in self.paths:
                continue
            spec, found = check_raster(entry, self.paths[name], given, self.study, units)
            self.findings += found
            specs += [spec] if spec is not None else []
        self._record(entry, {})
        if len(specs) < len(entry.files):
            return
        joined, found = join_rasters(specs, entry)
        self.findings += found
        if joined is not None:
            self.rasters.update({(entry.layer, y): replace(joined, year=y) for y in entry.years})

    def _other(self, entry: InputEntry, given: Given) -> None:
        """Rasters, samples, soil profiles, tables and scenes."""
        if given.form.is_raster:
            self._raster(entry, given)
        elif given.form in (Form.SAMPLES, Form.PROFILES, Form.TABLE):
            if given.form is Form.TABLE:
                made = read_rows(entry, given, self.paths, self._units())
            else:
                read = read_samples if given.form is Form.SAMPLES else read_profiles
                made = read(entry, given, self.paths, self.study)
            self._record(entry, made.files)
            self.findings += [*made.findings, *row_findings(entry, made.frame, self.study)]
            self._keep(entry.layer, entry.years, made.frame)
        else:
            self._record(entry, {})
            for year in entry.years:
                seasons, found = read_scenes(year, self.study, self.paths)
                self.seasons += seasons
                self.findings += found

    def _units(self) -> tuple[StatUnit, ...]:
        """Every unit; none while a partition of the plan could not be read."""
        whole = len(self.partitions) > len(self.study.partitions)
        return units_of(self.partitions) if whole else ()

    def _record(self, entry: InputEntry, facts: Mapping[str, FileFacts]) -> None:
        """Hash every part of every file of an entry."""
        self.records += input_records(entry, self.paths, facts, self.prints)

    def _finished(self) -> Examination:
        if refused(self.findings) and self.keep is not None and self.keep.exists():
            shutil.rmtree(self.keep)
            self.vectors.clear()
        return Examination(
            tuple(self.findings),
            tuple(asdict(repair) for repair in self.repairs),
            tuple(self.records),
            dict(self.vectors),
            dict(self.rasters),
            self.partitions,
            tuple(self.seasons),
            self.carbon,
        )
