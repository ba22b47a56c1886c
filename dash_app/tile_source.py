"""What the page needs of map tiles; the pipeline's tile sets and displays give it."""

from __future__ import annotations

from typing import Protocol

__all__ = ["TileSet", "TileSource"]


class TileSet(Protocol):
    """Tiles of the XYZ scheme in Web Mercator. Any thread may ask."""

    @property
    def kind(self) -> str:
        """``png`` or ``mvt``."""
        ...

    @property
    def version(self) -> str:
        """Hexadecimal name of the content: another content has another name."""
        ...

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        ...

    @property
    def min_zoom(self) -> int:
        """Zoom of the coarsest tiles."""
        ...

    @property
    def max_zoom(self) -> int:
        """Zoom of the finest tiles."""
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
        """A tile; None where nothing is drawn."""
        ...


class TileSource(Protocol):
    """The tile sets of one run. It is asked anew at every request, for there may be newer ones."""

    def raster(self, layer: str, year: int) -> TileSet | None:
        """Pictures of a layer's year; None if there are none."""
        ...

    def vector(self, layer: str, year: int) -> TileSet | None:
        """Shapes of a layer's year; None if there are none."""
        ...
