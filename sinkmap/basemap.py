"""What a study says of its basemaps: the bureau's own pictures under the layers. Display only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from sinkmap.plan import Reader
from sinkmap.text import Text

__all__ = ["BasemapEntry", "Datum", "Matrix", "Rows", "parse_basemaps"]

_ID = re.compile(r"[a-z][a-z0-9_]*")


class Matrix(StrEnum):
    """The grid tiles are cut by: Web Mercator (``w`` of Tianditu) or degrees (its ``c``)."""

    W = "w"
    C = "c"


class Datum(StrEnum):
    """The frame tiles were made in; the last two are the shifted ones of public map services."""

    CGCS2000 = "cgcs2000"
    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


class Rows(StrEnum):
    """From where the rows of tiles are counted; ``usual`` is what the form of the archive says."""

    USUAL = "usual"
    XYZ = "xyz"
    TMS = "tms"


@dataclass(frozen=True, slots=True)
class BasemapEntry:
    """One ``[[basemap]]`` of a plan.

    ``path``: archive, folder of tiles or picture, relative to the study folder; ``attribution``:
    whose it is; ``approval``: its map approval number (审图号); ``opacity``: 0 to 1, at first.
    """

    id: str
    title: Text
    path: str
    attribution: Text | None = None
    approval: str = ""
    opacity: float = 1.0
    matrix: Matrix = Matrix.W
    datum: Datum = Datum.CGCS2000
    rows: Rows = Rows.USUAL

    @property
    def credit(self) -> Text | None:
        """What stands on a map that shows it; None if the plan says nothing."""
        said = [] if self.attribution is None else [self.attribution]
        if self.approval:
            said.append(Text(f"审图号：{self.approval}", f"map approval no. {self.approval}"))
        if not said:
            return None
        return Text("；".join(one.zh for one in said), "; ".join(one.en for one in said))


def parse_basemaps(top: Reader) -> tuple[BasemapEntry, ...]:
    """The ``[[basemap]]`` tables of a plan; faults go to the readers."""
    taken: set[str] = set()
    return tuple(_basemap(row, taken) for row in top.rows("basemap"))


def _basemap(row: Reader, taken: set[str]) -> BasemapEntry:
    name = row.text("id", pattern=_ID, required=True)
    if name in taken:
        row.fault("STUDY-DOUBLE", "id", name, "one of each")
    taken.add(name)
    opacity = row.optional_number("opacity")
    if opacity is not None and not 0.0 <= opacity <= 1.0:
        row.fault("STUDY-VALUE", "opacity", str(opacity), "0..1")
    return BasemapEntry(
        id=name,
        title=row.words("title"),
        path=row.text("path", required=True),
        attribution=row.words("attribution") if row.has("attribution") else None,
        approval=row.text("approval"),
        opacity=1.0 if opacity is None else opacity,
        matrix=row.choice("matrix", Matrix, Matrix.W),
        datum=row.choice("datum", Datum, Datum.CGCS2000),
        rows=row.choice("rows", Rows, Rows.USUAL),
    )
