"""What a set of map tiles offers, wherever its tiles come from."""

from __future__ import annotations

from typing import Literal, Protocol

__all__ = ["Degrees", "TileKind", "TileSet"]

TileKind = Literal["png", "jpeg", "webp", "mvt"]
"""Pictures in one of three formats, or Mapbox vector tiles. Tiles of a run are PNG of 256 x 256
pixels or vector tiles; a bureau's own may be any."""

Degrees = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


class TileSet(Protocol):
    """Tiles of the XYZ scheme in Web Mercator (EPSG:3857), row 0 in the north.

    Any thread may ask; nothing changes while a set is open.
    """

    @property
    def kind(self) -> TileKind:
        """What the tiles are."""
        ...

    @property
    def version(self) -> str:
        """Hexadecimal name of the content: another content has another name."""
        ...

    @property
    def bounds(self) -> Degrees:
        """West, south, east, north of what is drawn, in degrees."""
        ...

    @property
    def min_zoom(self) -> int:
        """Zoom of the coarsest tiles."""
        ...

    @property
    def max_zoom(self) -> int:
        """Zoom of the finest tiles; a map enlarges them beyond it."""
        ...

    @property
    def layer(self) -> str:
        """Name of the layer inside a vector tile; empty for pictures."""
        ...

    @property
    def gzipped(self) -> bool:
        """Whether :meth:`tile` gives gzip streams."""
        ...

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """A tile; None where nothing is drawn, which includes every tile outside."""
        ...
