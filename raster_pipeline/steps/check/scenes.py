"""Scenes judged before a composite is made of them: which are used, and what is wrong with any."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from raster_pipeline.io.raster_facts import lie_on, read_as
from raster_pipeline.io.scene import USABLE, OpenFiles, Resampling, Scene, SceneReader
from raster_pipeline.io.scene.placement import coordinates
from raster_pipeline.steps.check.scene_findings import SCENE_FINDINGS
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.grid import Grid, Window, parse_crs

__all__ = ["CheckedScenes", "check_scenes"]

_SAMPLES = 16
"""Tiles of the grid that are looked at in every scene."""
_FEWEST = 100
"""Clear pixels below which a scene's values are not judged."""
_BRIGHTEST = 1.5
"""Median reflectance no ground has; numbers that were not scaled are in the hundreds."""
_DARKEST = 0.01
"""99th percentile over all bands that even open water passes."""
_NEGATIVE = 0.9
"""Share of pixels below 0 in a visible band that noise over dark water does not reach."""
_ZEROS = 1e-4
"""Share of pixels that are 0 in every band from which 0 is taken for missing."""
_FINE = 0.5
"""Size of a scene's pixel against the grid's below which sampling leaves pixels out."""
_VISIBLE = ("blue", "green", "red")


@dataclass(frozen=True, slots=True, eq=False)
class CheckedScenes:
    """The scenes that may be used, by date, and the findings about all of them."""

    kept: tuple[Scene, ...]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether an error was found."""
        return any(f.severity is Severity.ERROR for f in self.findings)


def check_scenes(
    scenes: Iterable[Scene],
    grid: Grid,
    files: OpenFiles,
    *,
    bands: Sequence[str],
    days: tuple[date, date],
    resampling: Resampling = "bilinear",
    layer: str = "",
) -> CheckedScenes:
    """Check scenes and choose those of a period.

    Left out with a finding: scenes of other days, away from the grid, without a clear pixel, and
    all but the newest processing of one sensor, date and tile. Errors: an id twice, a band that
    is missing, a geodetic frame that cannot be transformed, a file that cannot be read,
    reflectance that cannot be right. Up to 16 tiles of every scene are read, and the last block
    of every file.

    Parameters
    ----------
    scenes
        Opened scenes in any order.
    grid
        The study's grid.
    files
        Opens the files.
    bands
        Common names of the bands that are needed.
    days
        First and last day of the period.
    resampling
        As the composite will use it.
    layer
        Given layer the findings name.
    """
    subject = _Subject(grid, files, tuple(bands), SceneReader(grid, files, resampling=resampling))
    subject.layer, subject.year = layer, days[1].year
    given = sorted(scenes, key=lambda scene: scene.order)
    for id_, count in sorted(Counter(scene.id for scene in given).items()):
        if count > 1:
            subject.say("SCENE-DUPLICATE", id_, f"{count} x", "1 x")
    timely = [scene for scene in given if subject.is_timely(scene, days)]
    placed = [scene for scene in timely if subject.has_bands(scene) and subject.is_placed(scene)]
    kept = [subject.seen_right(scene) for scene in subject.newest(placed)]
    return CheckedScenes(tuple(scene for scene in kept if scene), tuple(subject.found))


@dataclass(slots=True)
class _Subject:
    """What scenes are checked against; findings gather in ``found``."""

    grid: Grid
    files: OpenFiles
    bands: tuple[str, ...]
    reader: SceneReader
    layer: str = ""
    year: int | None = None
    found: list[Finding] = field(default_factory=list)

    def say(
        self,
        code: str,
        file: str,
        seen: str = "",
        wanted: str = "",
        features: tuple[str, ...] = (),
    ) -> None:
        """Keep a finding about a scene."""
        words = SCENE_FINDINGS[code]
        self.found.append(
            Finding(
                code,
                words.severity,
                words.message,
                words.cure,
                file,
                self.layer,
                self.year,
                features,
                seen=seen,
                wanted=wanted,
            )
        )

    def is_timely(self, scene: Scene, days: tuple[date, date]) -> bool:
        """Whether a scene is of the period."""
        timely = days[0] <= scene.date <= days[1]
        if not timely:
            self.say("SCENE-DATE", scene.file, scene.date.isoformat(), f"{days[0]} … {days[1]}")
        return timely

    def has_bands(self, scene: Scene) -> bool:
        """Whether a scene has every band that is needed."""
        missing = [name for name in self.bands if name not in scene.bands]
        if missing:
            self.say("SCENE-BAND-MISSING", scene.file, ", ".join(scene.bands), ", ".join(missing))
        return not missing

    def is_placed(self, scene: Scene) -> bool:
        """Whether a scene can be brought onto the grid and touches it."""
        if not scene.crs or read_as(scene.crs, self.grid.crs) is None:
            self.say("SCENE-CRS-FRAME", scene.file, scene.crs[:60], self.grid.crs)
            return False
        if scene.stated_crs and parse_crs(scene.stated_crs) != parse_crs(scene.crs):
            self.say("SCENE-CRS-STATED", scene.file, scene.stated_crs, scene.crs[:60])
        try:
            return self._touches(scene)
        except InputRefusedError as error:
            self.found.extend(error.findings)
            return False

    def _touches(self, scene: Scene) -> bool:
        facts = [self.files.facts(scene.bands[name].file) for name in self.bands]
        off_grid = [f for f in facts if not lie_on(f, scene.crs, self.grid).aligned]
        if not any(True for _ in self._tiles(scene)):
            self.say("SCENE-ELSEWHERE", scene.file, str(facts[0].bounds), str(self.grid.bounds))
            return False
        if off_grid:
            self.say("SCENE-REPROJECTED", scene.file, scene.crs[:60], self.grid.crs)
            metres = min(f.pixel[0] for f in off_grid)
            same_unit = parse_crs(scene.crs).is_geographic == self.grid.is_geographic
            if same_unit and metres < _FINE * self.grid.resolution:
                self.say("SCENE-FINE", scene.file, f"{metres:g}", f"{self.grid.resolution:g}")
        return True

    def newest(self, scenes: Sequence[Scene]) -> list[Scene]:
        """Of every sensor, date and tile the newest processing; scenes without a tile all stay."""

        def same(scene: Scene) -> tuple[object, ...]:
            return (scene.date, scene.sensor, scene.tile, "" if scene.tile else scene.id)

        kept = []
        for _, group in groupby(sorted(scenes, key=lambda s: (*map(str, same(s)), s.id)), key=same):
            best, *older = sorted(group, key=_age, reverse=True)
            kept.append(best)
            ids = tuple(scene.id for scene in older if scene.id != best.id)
            if ids:
                self.say("SCENE-REPROCESSED", best.file, best.baseline, features=ids)
        return sorted(kept, key=lambda scene: scene.order)

    def seen_right(self, scene: Scene) -> Scene | None:
        """The scene to be used, its missing pixels declared; None if it is not to be used."""
        try:
            self._read_ends(scene)
            sample = self._sample(scene)
        except InputRefusedError as error:
            self.found.extend(error.findings)
            return None
        blank = self._zeros(scene, sample)
        if blank.any():
            self.say("SCENE-ZERO-EDGE", scene.file, f"{blank.sum():,} px", "nodata = 0")
            scene = _with_zero_missing(scene)
            sample = sample[:, ~blank]
        if not sample.shape[1]:
            share = "" if scene.cloud_share is None else f"{scene.cloud_share:.0%}"
            self.say("SCENE-CLOUD", scene.file, share)
            return None
        return None if self._is_badly_scaled(scene, sample) else scene

    def _read_ends(self, scene: Scene) -> None:
        """The last block of every file: what a broken transfer lacks."""
        bands = [(scene.bands[name].file, scene.bands[name].index) for name in self.bands]
        for file, index in [*bands, *((mask.file, mask.index) for mask in scene.masks)]:
            facts = self.files.facts(file)
            (rows, cols), (high, wide) = facts.shape, facts.block
            ends = (max(0, rows - high), rows), (max(0, cols - wide), cols)
            self.files.read(file, (index,), *ends)

    def _sample(self, scene: Scene) -> NDArray[np.float32]:
        """Clear reflectance of some tiles: (band, pixel)."""
        tiles = list(self._tiles(scene))
        step = -(-len(tiles) // _SAMPLES)
        clear = [np.empty((len(self.bands), 0), dtype=np.float32)]
        for tile in tiles[::step]:
            block = self.reader.read(scene, tile, self.bands)
            clear.append(block.reflectance[:, np.isin(block.state, list(USABLE))])
        return np.concatenate(clear, axis=1)

    def _tiles(self, scene: Scene) -> Iterable[Window]:
        """Tiles of the grid that the scene's outline reaches."""
        facts = self.files.facts(scene.bands[self.bands[0]].file)
        west, south, east, north = facts.bounds
        crs = read_as(scene.crs, self.grid.crs) or ""
        for tile in self.grid.tiles():
            x, y = coordinates(self.grid, tile, crs)
            if ((x >= west) & (x <= east) & (y >= south) & (y <= north)).any():
                yield tile

    def _zeros(self, scene: Scene, sample: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Which sampled pixels are a stored 0 in every band that is no declared gap: (pixel,)."""
        sources = [scene.bands[name] for name in self.bands]
        zero = np.array([np.float32(s.offset) for s in sources])[:, np.newaxis]
        blank = np.asarray((sample == zero).all(axis=0), dtype=np.bool_)
        declared = any(0.0 in source.invalid for source in sources)
        if declared or blank.sum() <= _ZEROS * blank.size:
            return np.zeros_like(blank)
        return blank

    def _is_badly_scaled(self, scene: Scene, sample: NDArray[np.float32]) -> bool:
        if sample.shape[1] < _FEWEST:
            return False
        median = float(np.nanmedian(sample))
        high = float(np.nanpercentile(sample, 99))
        visible = [sample[k] for k, name in enumerate(self.bands) if name in _VISIBLE]
        negative = max((float((values < 0).mean()) for values in visible), default=0.0)
        bad = median > _BRIGHTEST or high < _DARKEST or negative > _NEGATIVE
        if bad:
            seen = f"median {median:.4g}, 99 % {high:.4g}, {negative:.0%} < 0"
            self.say("SCENE-SCALE", scene.file, seen, "0 … 1")
        return bad


def _age(scene: Scene) -> tuple[tuple[int, ...], str, str]:
    """Newer processings are greater: baseline as numbers, time of processing, id."""
    version = tuple(int(part) for part in re.findall(r"\d+", scene.baseline))
    return (version, scene.produced, scene.id)


def _with_zero_missing(scene: Scene) -> Scene:
    bands = {
        name: replace(source, invalid=(*source.invalid, 0.0))
        for name, source in scene.bands.items()
    }
    return replace(scene, bands=bands)
