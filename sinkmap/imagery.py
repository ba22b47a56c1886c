"""What a plan says of its imagery: scenes, seasons, and how composites are made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sinkmap.plan import Reader
from sinkmap.season import Season

__all__ = ["Imagery", "Method", "SceneEntry", "parse_imagery", "parse_scene"]

_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BANDS = ("blue", "green", "red", "nir", "swir_1", "swir_2")
_BAND_NUMBERS = (1, 1000)
_CODES = (0, 65_535)


class Method(StrEnum):
    """How a composite chooses among the clear looks at a pixel."""

    MEDIAN = "median"
    MEDOID = "medoid"


@dataclass(frozen=True, slots=True)
class SceneEntry:
    """One product of a satellite and the year it serves; paths are relative to the study folder.

    A Sentinel-2 or Landsat product or a STAC item says itself what it holds. For a GeoTIFF the
    plan says it: ``date``, ``bands`` (common name -> number from 1), ``scale`` and ``offset`` of
    reflectance, ``nodata``, and a ``mask`` file with the values that mean ``clear``.
    """

    year: int
    file: str
    date: date | None = None
    bands: Mapping[str, int] = field(default_factory=dict)
    scale: float = 1.0
    offset: float = 0.0
    nodata: float | None = None
    mask: str = ""
    clear: tuple[int, ...] = ()
    mask_nodata: int | None = None
    sensor: str = "geotiff"
    tile: str = ""

    @property
    def files(self) -> tuple[str, ...]:
        """Every file the entry names."""
        return (self.file, self.mask) if self.mask else (self.file,)


@dataclass(frozen=True, slots=True)
class Imagery:
    """How scenes become composites and land cover.

    ``seasons``: leaf-on and winter; ``bands``: common names every scene must have; ``dilation``:
    pixels that clouds and their shadows grow by; ``looks_min``: clear looks a pixel needs in each
    season, fewer leave it unseen; ``allow_remote``: whether assets on a network may be read;
    ``flicker``: whether a class that stands for one year between two equal ones is set back;
    ``seed``: of the classifier.
    """

    seasons: tuple[Season, ...] = (
        Season("leaf_on", (5, 1), (9, 30)),
        Season("winter", (12, 1), (2, 28)),
    )
    method: Method = Method.MEDIAN
    bands: tuple[str, ...] = _BANDS
    dilation: int = 1
    looks_min: int = 1
    resampling: str = "bilinear"
    allow_remote: bool = False
    flicker: bool = True
    seed: int = 1


def parse_imagery(row: Reader) -> Imagery:
    """The settings of a plan's ``[imagery]``; faults go to the reader."""
    default, dilation = Imagery(), row.integer("dilation", bounds=(0, 100))
    return Imagery(
        tuple(_season(row, season) for season in default.seasons),
        row.choice("method", Method, default.method),
        row.texts("bands") or default.bands,
        default.dilation if dilation is None else dilation,
        row.integer("looks_min", bounds=(1, 1000)) or default.looks_min,
        row.text("resampling", pattern=re.compile("bilinear|nearest")) or default.resampling,
        row.flag("allow_remote", default=False),
        row.flag("flicker", default=True),
        row.integer("seed", bounds=(0, 2**31 - 1)) or default.seed,
    )


def _season(row: Reader, default: Season) -> Season:
    stated = row.texts(default.name)
    if not stated:
        return default
    found = [_MONTH_DAY.fullmatch(text) for text in stated]
    try:
        first, last = ((int(one[1]), int(one[2])) for one in found if one is not None)
        return Season(default.name, first, last)
    except ValueError:
        row.fault("STUDY-VALUE", default.name, repr(list(stated)), '["MM-DD", "MM-DD"]')
        return default


def parse_scene(row: Reader, years: tuple[int, int]) -> SceneEntry:
    """One ``[[scene]]`` of a plan; faults go to the reader."""
    bands = row.table("bands")
    stated = row.text("date", pattern=_DAY)
    day = None
    try:
        day = date.fromisoformat(stated) if stated else None
    except ValueError:
        row.fault("STUDY-VALUE", "date", stated, "a day such as 2024-05-31")
    return SceneEntry(
        year=row.integer("year", bounds=years, required=True) or 0,
        file=row.text("file", required=True),
        date=day,
        bands={
            name: bands.integer(name, bounds=_BAND_NUMBERS, required=True) or 0
            for name in bands.names()
        },
        scale=row.number("scale", 1.0),
        offset=row.number("offset", 0.0),
        nodata=row.optional_number("nodata"),
        mask=row.text("mask"),
        clear=row.integers("clear", bounds=_CODES, optional=True),
        mask_nodata=row.integer("mask_nodata", bounds=_CODES),
        sensor=row.text("sensor") or "geotiff",
        tile=row.text("tile"),
    )
