"""A finished run, opened for reading: the pipeline's public face for report, page and CLI."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property, partial
from pathlib import Path

import geopandas as gpd

from layers import derived_layers, given_layers
from raster_pipeline.io.progress_tables import read_progress
from raster_pipeline.io.run_folder import (
    current_run,
    lost_files,
    read_manifest,
    rotten,
    rotten_files,
)
from raster_pipeline.io.run_tables import (
    plain_row,
    read_agreements,
    read_figures,
    read_shares,
    read_soil,
)
from raster_pipeline.io.shape_batches import rows_held
from raster_pipeline.io.study_file import plan_of
from raster_pipeline.io.tables import read_frame, read_table
from raster_pipeline.steps.figures import layers_of, tallies_taken
from raster_pipeline.steps.interpretation_tables import read_interpretation
from raster_pipeline.steps.map_shapes import FramesOnDemand, on_map
from raster_pipeline.steps.provenance import given_behind
from sinkmap.errors import CannotFinishError, Finding, Severity, UsageError
from sinkmap.figure import Figure, FigureId
from sinkmap.indicator import Indicator, Transition
from sinkmap.indicators import indicators as all_indicators
from sinkmap.layer import Derived
from sinkmap.progress import PlanProgress
from sinkmap.run import Explanation, InputRecord, MapContent, Picture, RunManifest, RunResults
from sinkmap.statunit import Partition, StatUnit
from sinkmap.study import Study, parse_study
from sinkmap.text import Text

__all__ = ["OpenedRun", "open_run", "verify_run"]

RUNS = "runs"


def open_run(path: Path, run_id: str | None = None) -> OpenedRun:
    """Open a study's current run, or the one named.

    Parameters
    ----------
    path
        Study folder or its ``study.toml``.

    Raises
    ------
    UsageError
        ``RUN-MISSING`` if the study has no such run.
    InputRefusedError
        ``STUDY-FILE-MISSING`` if there is no study at all.
    CannotFinishError
        ``RUN-ROTTEN`` if files of the run are missing or cut off; :func:`verify_run` reads all.
    """
    root = plan_of(path).parent
    opened = OpenedRun(current_run(root / RUNS, run_id))
    lost = lost_files(opened.path, opened.manifest)
    if lost:
        raise CannotFinishError(rotten(opened.path, lost))
    return opened


def verify_run(path: Path, run_id: str | None = None) -> RunManifest:
    """Hash every file of a run again.

    Raises
    ------
    CannotFinishError
        ``RUN-ROTTEN`` naming every file that is missing, changed or strange.
    """
    opened = open_run(path, run_id)
    wrong = rotten_files(opened.path, opened.manifest)
    if wrong:
        raise CannotFinishError(rotten(opened.path, wrong))
    return opened.manifest


class OpenedRun:
    """One published run; everything is read at most once and nothing is changed.

    ``path`` is the run's folder, ``manifest`` its ``run.json``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest = read_manifest(path)

    @cached_property
    def study(self) -> Study:
        """The plan the run was computed by."""
        return parse_study(self.manifest.study)

    @cached_property
    def results(self) -> RunResults:
        """Figures and tables of the run."""
        partitions, units = self._partitions
        return RunResults(
            manifest=self.manifest,
            study=self.study,
            partitions=partitions,
            units=units,
            indicators=self._indicators,
            figures=read_figures(self.path / "figures.parquet"),
            reconciliation=read_table(self.path / "reconciliation.parquet"),
            balance=read_table(self.path / "balance.parquet"),
            repairs=read_table(self.path / "repairs.parquet"),
            shares=read_shares(self.path / "uncertainty.parquet"),
            agreements=read_agreements(self.path / "agreements.parquet"),
            interpretation=read_interpretation(self.path, self.study),
            progress=self._progress,
            soil=read_soil(self.path),
        )

    @cached_property
    def _progress(self) -> PlanProgress:
        """Targets, tasks and projects; a table that the run lacks is empty."""
        return read_progress(self.path, self.study.reported)

    @cached_property
    def _indicators(self) -> Mapping[str, Indicator]:
        return all_indicators()

    @cached_property
    def _derived(self) -> Mapping[str, Derived]:
        return derived_layers()

    @cached_property
    def _partitions(self) -> tuple[tuple[Partition, ...], Mapping[str, StatUnit]]:
        rows = json.loads((self.path / "partitions.json").read_text(encoding="utf-8"))
        partitions = tuple(
            Partition(row["id"], row["level"], Text(**row["title"]), tuple(row["members"]))
            for row in rows
        )
        units = {
            unit["id"]: StatUnit(**{**unit, "name": Text(**unit["name"])})
            for row in rows
            for unit in row["units"]
        }
        return partitions, units

    def taken_in(self, layer: str, year: int) -> Path | None:
        """A given layer as it was taken in, on the grid's CRS; None if the run has none.

        A layer of several years lies under the first of them.
        """
        own = [year, *(min(r.years) for r in self.manifest.inputs
                       if r.layer == layer and year in r.years)]  # fmt: skip
        paths = (self.path / "vectors" / f"{layer}_{first}.parquet" for first in own)
        return next((path for path in paths if path.is_file()), None)

    def figure(self, figure_id: str) -> Figure:
        """One figure by its id.

        Raises
        ------
        UsageError
            ``FIGURE-MISSING`` if the run has no such figure.
        """
        figures = self.results.figures
        found = figures[figures["id"] == figure_id]
        if found.empty and figure_id in self._progress.footprints:
            return self._progress.footprints[figure_id]
        if found.empty:
            raise UsageError(_no_figure(figure_id))
        return Figure.from_row(plain_row(found.iloc[0].to_dict()))

    def map_content(self, year: int) -> MapContent:
        """What a map of one year shows, in longitude and latitude."""
        derived = self._derived
        paths = {
            layer.id: self.path / "layers" / f"{layer.id}_{year}.parquet"
            for layer in derived.values()
            if layer.on_map
        }
        held = {layer: path for layer, path in paths.items() if path.is_file()}
        zones = FramesOnDemand({n: partial(_zones, p, derived[n]) for n, p in held.items()})
        counts = {layer: rows_held(path) for layer, path in held.items()}
        titles = {layer.id: layer.title for layer in given_layers().values()}
        titles.update({layer.id: layer.title for layer in derived.values()})
        titles.update({layer: one.title for (layer, _), one in self._pictures.items()})
        colours = {layer.id: layer.colour for layer in derived.values()}
        return MapContent(self._shapes, zones, self._pictures, titles, colours, counts)

    @cached_property
    def _shapes(self) -> Mapping[str, gpd.GeoDataFrame]:
        places = read_frame(self.path / "units.parquet")
        partitions, units = self._partitions
        names = [units[unit].name for unit in places["unit_id"]]
        places["name_zh"] = [name.zh for name in names]
        places["name_en"] = [name.en for name in names]
        by_id = places.set_index("unit_id", drop=False)
        return {
            part.id: on_map(gpd.GeoDataFrame(by_id.loc[list(part.members)]).reset_index(drop=True))
            for part in partitions
        }

    @cached_property
    def _pictures(self) -> Mapping[tuple[str, int], Picture]:
        folder = self.path / "pictures"
        index = json.loads((folder / "pictures.json").read_text(encoding="utf-8"))
        pictures = {}
        for row in index:
            name, year = row["layer"], row["year"]
            layer = self._derived.get(name)  # a composite is no layer that is derived
            title = layer.title if layer else Text(**row["title"])
            shown = layer.legend if layer else ()
            bounds = tuple(row["bounds"])
            png = (folder / row["file"]).read_bytes()
            legend = tuple(entry for entry in shown if entry.value in row["classes"])
            pictures[(name, year)] = Picture(name, year, title, png, bounds, legend)
        return pictures

    def explain(self, figure_id: str) -> Explanation:
        """Walk a figure back to the files, layers and definitions it rests on.

        Raises
        ------
        UsageError
            ``FIGURE-MISSING`` if the run has no such figure.
        """
        figure = self.figure(figure_id)
        indicator = self._indicators[figure.indicator.partition(".")[0]]
        profile = indicator.profile(figure.profile)
        tallies = tallies_taken(indicator, profile)
        layers = [name for tally in tallies for name in layers_of(tally)]
        compared = [tally.layer for tally in tallies if isinstance(tally, Transition)]
        parameters = indicator.parameters_of(profile)
        stated = self.study.carbon.files_of(parameters)
        inputs = self._inputs(layers, compared, figure.year)
        inputs += tuple(record for record in self.manifest.inputs if record.file in stated)
        files = {record.file for record in inputs}
        return Explanation(
            figure=figure,
            title=_title(indicator, figure),
            profile_title=profile.title,
            profile_text=profile.definition,
            reference=Text.of(profile.reference),
            numerator=indicator.numerator,
            denominator=indicator.denominator,
            inputs=inputs,
            derived=self._derived_behind(layers),
            parameters=parameters,
            findings=tuple(f for f in self.manifest.findings if f.file in files),
            shares=self.results.shares.get(figure_id, ()),
            remarks=indicator.remarks_on(figure),
        )

    def _inputs(self, layers: list[str], compared: list[str], year: int) -> tuple[InputRecord, ...]:
        """Files behind layers of a year, and behind those compared with the last year before."""
        years = [y for y in self.study.years if y < year]
        found = [given_behind(layer, year, self.study, self._derived) for layer in layers]
        for layer in compared:
            known = (given_behind(layer, y, self.study, self._derived) for y in reversed(years))
            found.append(next(filter(None, known), ()))
        behind = {(entry.layer, at) for entries in found for entry, at in entries}
        return tuple(
            record
            for record in self.manifest.inputs
            if any((record.layer, at) in behind for at in record.years)
        )

    def _derived_behind(self, layers: list[str]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        waiting = list(layers)
        while waiting:
            name = waiting.pop(0)
            if name in self._derived and name not in found:
                found[name] = None
                waiting.extend(need.layer for need in self._derived[name].inputs)
        return tuple(found)


def _zones(path: Path, layer: Derived) -> gpd.GeoDataFrame:
    frame = read_frame(path)
    shown = on_map(frame[[layer.zone_field, "geometry"]])
    return shown.rename(columns={layer.zone_field: "name"})


def _title(indicator: Indicator, figure: Figure) -> Text:
    item = figure.indicator.partition(".")[2]
    if not item:
        return indicator.title
    part = indicator.items[item]
    return Text(f"{indicator.title.zh}：{part.zh}", f"{indicator.title.en}: {part.en}")


def _no_figure(figure_id: str) -> Finding:
    try:
        FigureId.parse(figure_id)
        cure = Text(
            "用 sinkmap figures 查看现有指标值", "list what there is with `sinkmap figures`"
        )
    except ValueError:
        cure = Text("编号格式：指标/单元/年份/口径", "write it as indicator/unit/year/profile")
    return Finding(
        "FIGURE-MISSING",
        Severity.ERROR,
        Text("运行结果中没有这个指标值", "the run holds no such figure"),
        cure,
        seen=figure_id,
    )
