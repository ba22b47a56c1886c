"""Scenes of a plan: opened, checked for each season, and handed on as what a composite needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from raster_pipeline.io.scene import GeoTiffScene, OpenFiles, Scene, open_scene
from raster_pipeline.steps.check.place import Kind, Place
from raster_pipeline.steps.check.scenes import check_scenes
from raster_pipeline.steps.vector_layer import at_place
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.imagery import SceneEntry
from sinkmap.season import Season
from sinkmap.study import Study
from sinkmap.text import Text

__all__ = ["SeasonScenes", "read_scenes"]

_DATE = Kind(
    "SCENE-DATE-MISSING",
    Severity.ERROR,
    Text("GeoTIFF 影像未写明成像日期或波段", "a GeoTIFF scene without its date or bands"),
    Text("在 [[scene]] 中填写 date 与 bands", "state date and bands in its [[scene]]"),
)
_UNUSED = Kind(
    "SCENE-NO-SEASON",
    Severity.WARNING,
    Text("影像不在任何季节窗口内，未使用", "scenes of no season are not used"),
    Text("核对 [imagery] 的季节窗口", "check the seasons under [imagery]"),
)
_SEASON = Kind(
    "SCENE-SEASON-EMPTY",
    Severity.WARNING,
    Text("该年度某季节没有可用影像", "a season of a year has no scene that can be used"),
    Text("补充影像；该年度不作解译", "add scenes; the year is not interpreted"),
)


@dataclass(frozen=True, slots=True)
class SeasonScenes:
    """Scenes of one season of one year that may be used, by date."""

    year: int
    season: Season
    scenes: tuple[Scene, ...]


def read_scenes(
    year: int, study: Study, paths: Mapping[str, Path]
) -> tuple[tuple[SeasonScenes, ...], list[Finding]]:
    """Open and check the scenes that serve a year.

    Parameters
    ----------
    year
        The year.
    study
        Its scenes and settings.
    paths
        File as the plan names it -> where it is; a scene without its file is left out, the
        missing file was told already.
    """
    plan = study.imagery
    entries = [one for one in study.scenes if one.year == year and set(one.files) <= set(paths)]
    found: list[Finding] = []
    with OpenFiles(allow_remote=plan.allow_remote) as files:
        opened = list(_opened(entries, paths, files, found))
        seasons = []
        for season in plan.seasons:
            mine = [scene for scene in opened if season.holds(scene.date, year)]
            checked = check_scenes(
                mine,
                study.grid,
                files,
                bands=plan.bands,
                days=season.days(year),
                resampling="nearest" if plan.resampling == "nearest" else "bilinear",
                layer="scenes",
            )
            found += checked.findings
            if not checked.kept:
                found.append(Place("", "scenes", year).found(_SEASON, features=(season.name,)))
            seasons.append(SeasonScenes(year, season, checked.kept))
    unused = [s.file for s in opened if not any(one.holds(s.date, year) for one in plan.seasons)]
    if unused:
        found.append(Place("", "scenes", year).found(_UNUSED, features=unused))
    return tuple(seasons), found


def _opened(
    entries: Iterable[SceneEntry],
    paths: Mapping[str, Path],
    files: OpenFiles,
    found: list[Finding],
) -> Iterable[Scene]:
    for entry in entries:
        place = Place(entry.file, "scenes", entry.year)
        path = paths[entry.file]
        try:
            if path.suffix.lower() not in {".tif", ".tiff"}:
                yield open_scene(path, files)
            elif entry.date is None or not entry.bands:
                found.append(place.found(_DATE))
            else:
                yield open_scene(_geotiff(entry, paths), files)
        except InputRefusedError as error:
            found += [at_place(finding, place) for finding in error.findings]


def _geotiff(entry: SceneEntry, paths: Mapping[str, Path]) -> GeoTiffScene:
    assert entry.date is not None
    return GeoTiffScene(
        paths[entry.file],
        entry.date,
        entry.bands,
        scale=entry.scale,
        offset=entry.offset,
        nodata=entry.nodata,
        mask=paths[entry.mask] if entry.mask else None,
        clear=entry.clear,
        mask_nodata=entry.mask_nodata,
        sensor=entry.sensor,
        tile=entry.tile,
    )
