"""Vector tiles encoded on the fly, of layers that are held in memory."""

from __future__ import annotations

from dataclasses import dataclass

from raster_pipeline.display.outlines import Outlines
from raster_pipeline.display.pieces import BUFFER, cut_one
from raster_pipeline.display.tile_layer import Attributes, Commands, encode_layer

__all__ = ["HeldLayer", "encode_tile"]


@dataclass(frozen=True, slots=True)
class HeldLayer:
    """A layer to be encoded: its ``name`` inside the tile, its shapes and what is said of them."""

    name: str
    outlines: Outlines
    attributes: Attributes
    buffer: float = BUFFER

    def encode(self, z: int, x: int, y: int) -> bytes:
        """The layer within one tile; empty if it has nothing there."""
        pieces = cut_one(self.outlines, z, x, y, self.buffer)
        if len(pieces.shape) == 0:
            return b""
        commands = Commands(self.outlines.kind, pieces.buffer, pieces.spans)
        return encode_layer(self.name, pieces.shape, commands, self.attributes)


def encode_tile(layers: tuple[HeldLayer, ...], z: int, x: int, y: int) -> bytes | None:
    """A vector tile (MVT 2.1) of some layers; None if there is nothing in it."""
    return b"".join(layer.encode(z, x, y) for layer in layers) or None
