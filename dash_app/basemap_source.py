"""What the pages need of basemaps; the pipeline's own give it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sinkmap.basemap import BasemapEntry

__all__ = ["BasemapSource", "BasemapTiles"]


class BasemapTiles(Protocol):
    """Picture tiles of the XYZ scheme in Web Mercator. Any thread may ask."""

    @property
    def version(self) -> str:
        """Hexadecimal name of the content: another content has another name."""
        ...

    @property
    def steady(self) -> bool:
        """Whether the version stands for every tile; else one may change under it."""
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
    def tile_size(self) -> int:
        """Pixels along a tile."""
        ...

    def tile(self, z: int, x: int, y: int) -> tuple[str, bytes] | None:
        """Media type and content of a tile; None if there is none.

        ``OSError`` if it cannot be read or is no picture.
        """
        ...


class BasemapSource(Protocol):
    """The basemaps of a study. It is asked anew each time, for files may be replaced."""

    @property
    def shown(self) -> Sequence[BasemapEntry]:
        """Those that can be shown."""
        ...

    def tiles(self, name: str) -> BasemapTiles | None:
        """The tiles of a basemap; None if there are none."""
        ...
