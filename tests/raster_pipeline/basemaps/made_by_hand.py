"""Tiles and archives written here, by no code of the project."""

import base64
import gzip
import math
import sqlite3
import struct
import zlib
from itertools import pairwise

import numpy as np

# A red tile of 256 x 256 pixels as GDAL's drivers write it.
JPEG = base64.b85decode(
    "|JeWF01!$>Nk#wx0RR9200961|JwjV04N+DBOVzjBOxO#D=08LWI;SPH#~b-T}fn-fSHz$fQ*WuwC2O0s@koJjL84X"
    "+V1uL|Noo8|NsB`|K|Pw`2X7gLjfo)Ej%?mc0oaQ_@#`c`1ttv`1ttv`1ttv`1ttv`1ttv`1ttv`1ttv`1ttv`1ttv"
    "`1ttv`1ttv`1ttv`1t?801*fQ009640U`hb5di}c0sq7R6#xMN00000000000000000004|HJ?k5CH%H0000000000"
    "000000095Q02ToO0RaF20000000000000001O@-Z02C1c00000000000000000000|Jncy0|5X65d#qbKLD5n%@6<p"
    + "0" * 475
    + "fB)G"
)
WEBP = base64.b85decode(
    "Qb|Te+5i9mS4BclR!}$~&Hw-aa1j8V0V)6i00BR7xY=d2uPdh@C<2f!32AQOcCisafB>GrJ@(1Sd+n2u_uD5S@3u}u-)x+R"
    "zasY`@3u~H5pr@K`(*<!7bhX_wqq?lvT`2#b1&1|Cn4{^5D$H_avuTuU9T4>A@nb$+VOI7A_tR@_uD5U{&_hMeX?_ii<6M|"
    "+b9`$xj7Ggvl(galaTd*0RH~Nhy7L4eb7(;#ShJI*g9a6-0o}4_8f*6h)VzpZ#^B2-jsv_*Uv{|ccmc!we!)~-RVd`000"
)
WEBP_LOSSLESS = base64.b85decode("Qb|TeBme*aS4BclR!}%h7ytkOFaN+l00&T%B1iuN0E+bgKSlIE^}qiB")


def png(red, green, blue, size=256):
    """A PNG of one colour."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(
            ">I", zlib.crc32(kind + body)
        )  # fmt: skip

    rows = (b"\0" + bytes((red, green, blue)) * size) * size
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def at(z, lon, lat):
    """Column and row, from the north, of the tile a place lies in (the textbook's formula)."""
    across = 2**z
    down = (
        1 - math.log(math.tan(math.radians(lat)) + 1 / math.cos(math.radians(lat))) / math.pi
    ) / 2
    return int((lon + 180) / 360 * across), int(down * across)


def covering(bounds, zooms):
    """Addresses of the tiles over bounds."""
    west, south, east, north = bounds
    for z in zooms:
        (left, top), (right, bottom) = at(z, west, north), at(z, east, south)
        for x in range(left, right + 1):
            for y in range(top, bottom + 1):
                yield z, x, y


def coloured(z, x, y):
    """A tile that tells by its colour which one it is."""
    return png(z * 8, x % 256, y % 256)


def write_mbtiles(path, tiles, *, index=True, described=None, from_south=True):
    """Tiles as (z, x, y from the north, content)."""
    file = sqlite3.connect(path)
    file.execute("CREATE TABLE metadata (name text, value text)")
    file.execute(
        "CREATE TABLE tiles (zoom_level int, tile_column int, tile_row int, tile_data blob)"
    )
    if index:
        file.execute("CREATE UNIQUE INDEX i ON tiles (zoom_level, tile_column, tile_row)")
    file.executemany("INSERT INTO metadata VALUES (?, ?)", (described or {}).items())
    for z, x, y, content in tiles:
        row = 2**z - 1 - y if from_south else y
        file.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", (z, x, row, content))
    file.commit()
    file.close()


def write_folder(folder, tiles, ending=".png"):
    for z, x, y, content in tiles:
        path = folder / str(z) / str(x) / f"{y}{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def number(z, x, y):
    """Place of a tile along the Hilbert curve, walked quadrant by quadrant."""
    places = sum(4**k for k in range(z))
    side = 2**z // 2
    while side:
        right, low = int(x & side > 0), int(y & side > 0)
        places += side * side * ((3 * right) ^ low)
        if not low:
            if right:
                x, y = side - 1 - (x & side - 1), side - 1 - (y & side - 1)
            x, y = y, x
        x, y, side = x & side - 1, y & side - 1, side // 2
    return places


def varint(value):
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def write_pmtiles(path, tiles, kind=2, packing=1):
    """A PMTiles file byte by byte: header, one directory, metadata, tiles, each stored apart."""
    tiles = sorted((number(z, x, y), content) for z, x, y, content in tiles)
    ids = [0, *(n for n, _ in tiles)]
    offsets = np.concatenate(([0], np.cumsum([len(content) for _, content in tiles])))
    directory = varint(len(tiles))
    directory += b"".join(varint(after - before) for before, after in pairwise(ids))
    directory += varint(1) * len(tiles)
    directory += b"".join(varint(len(content)) for _, content in tiles)
    # Every second place is told, the others follow the one before.
    directory += b"".join(
        varint(int(offsets[k]) + 1 if k % 2 == 0 else 0) for k in range(len(tiles))
    )
    root, about = gzip.compress(directory), gzip.compress(b"{}")
    data = b"".join(content for _, content in tiles)
    places = [127, len(root), 127 + len(root), len(about), 127 + len(root) + len(about), 0]
    places += [127 + len(root) + len(about), len(data), len(tiles), len(tiles), len(tiles)]
    head = b"PMTiles\x03" + struct.pack("<11Q", *places)
    head += bytes([1, 2, packing, kind, 0, 24])
    head += struct.pack("<4i", 0, 0, 1, 1) + bytes(1) + struct.pack("<2i", 0, 0)
    assert len(head) == 127
    path.write_bytes(head + root + about + data)
