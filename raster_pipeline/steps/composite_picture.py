"""Pictures of the composites: what the eye would see, or nearly."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from raster_pipeline.io.band_reader import BandReader
from raster_pipeline.io.picture import picture_of_bands
from sinkmap.grid import Grid
from sinkmap.season import Season
from sinkmap.text import Text

__all__ = ["composite_pictures"]

_VIEWS = (
    (("red", "green", "blue"), Text("真彩色", "true colour")),
    (("nir", "red", "green"), Text("标准假彩色", "false colour")),
    (("swir_1", "nir", "red"), Text("短波红外假彩色", "short-wave false colour")),
)
"""Bands drawn as red, green and blue, the first that a composite has."""


def composite_pictures(
    layers: Path, pictures: Path, grid: Grid, seasons: Sequence[Season]
) -> list[dict[str, Any]]:
    """Draw ``layers/composite_SEASON_YEAR.tif``, gaps clear.

    A composite without the bands of any view is left out.

    Returns
    -------
    Rows of ``pictures.json``, by season and year.
    """
    rows = []
    for season in seasons:
        for path in sorted(layers.glob(f"composite_{season.name}_[0-9]*.tif")):
            with BandReader(path, grid) as reader:
                row = _drawn(reader, path, pictures, grid, season)
            rows += [row] if row else []
    return rows


def _drawn(
    reader: BandReader, path: Path, pictures: Path, grid: Grid, season: Season
) -> dict[str, Any] | None:
    view = next((view for view in _VIEWS if set(view[0]) <= set(reader.bands)), None)
    if view is None:
        return None
    bands, kind = view
    places = [reader.bands.index(band) for band in bands]
    png, bounds = picture_of_bands(lambda window: reader.read(window)[places], grid)
    name, _, year = path.stem.rpartition("_")
    (pictures / f"{path.stem}.png").write_bytes(png)
    title = Text(
        f"{season.title.zh}合成影像（{kind.zh}）",
        f"{season.title.en.capitalize()} composite, {kind.en}",
    )
    return {
        "layer": name,
        "year": int(year),
        "file": f"{path.stem}.png",
        "bounds": [float(b) for b in bounds],
        "classes": [],
        "title": title.to_json(),
    }
