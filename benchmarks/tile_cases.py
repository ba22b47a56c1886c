"""Raster tiles beside titiler's: seconds a tile, equal pixels, answers a second.

A tile is drawn of the same native raster by both, in turn, each in its own process; no tile is
asked for twice, so that what is kept is code and headers, not pixels. Under load titiler is given a
copy in Web Mercator instead, which it serves best, and two workers; ours draws from the native one.

GDAL places pixels to an eighth of one, which on overviews of fine-grained classes shows: so equal
pixels are counted against titiler told to place them to a hundredth, and both shares are printed.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.process import MEBI, child
from benchmarks.tile_colours import class_colours
from benchmarks.tile_ground import Address, addresses, drawn_tiles, simulated
from raster_pipeline.io.thread_files import ThreadFiles
from raster_pipeline.tiles.prerender import prerender
from raster_pipeline.tiles.raster_tiles import RasterTiles

__all__ = ["TileBench", "archive_words", "equal_pixels", "load_words", "zoom_words"]

TIMES_PEER, TIMES_LOAD, AHEAD_A_SECOND = 20.0, 2.0, 1000.0
EQUAL_COARSE, EQUAL_NATIVE = 0.99, 0.999
"""Wanted: medians against titiler on the native raster, answers a second against titiler on its
copy, answers a second out of an archive, equal pixels at overviews and at full resolution."""
_COARSEST = 9
_LOAD_ZOOMS = range(10, 15)
"""Those an archive holds."""
_LOAD_TILES = 400
"""At each zoom, if there are as many."""
_ROUNDS = 2
_WARM = 2
_CONNECTIONS = 6


class TileBench:
    """The files of the case, made where they are not there yet, and what is measured on them.

    ``raster``: a class raster of a run instead of a simulated one.
    """

    def __init__(self, folder: Path, megapixels: float, raster: Path | None = None) -> None:
        self._raster = raster or simulated(folder, megapixels)
        name = f"{self._raster.stem}_{self._raster.stat().st_size}"
        self._copy = folder / f"{name}_web.tif"
        self._archive = folder / f"{name}.pmtiles"

    def prepared(self) -> dict[str, Any]:
        """Make the copy and the archive; seconds, tiles and bytes of the archive if it was made."""
        if not self._copy.is_file():
            _peer("copy", self._raster, self._copy)
        if self._archive.is_file():
            return {"bytes": self._archive.stat().st_size}
        with ThreadFiles() as files:
            begun = time.perf_counter()
            count = prerender(drawn_tiles(self._raster, files), self._archive)
            seconds = time.perf_counter() - begun
        return {"tiles": count, "seconds": seconds, "bytes": self._archive.stat().st_size}

    def zooms(self, count: int) -> list[dict[str, Any]]:
        """Medians of both sides and the share of equal pixels, zoom by zoom."""
        with ThreadFiles() as files, _tile_peer(self._raster) as peer:
            raster = drawn_tiles(self._raster, files)
            zooms = range(_COARSEST, raster.max_zoom + 1)
            return [_zoom(raster, peer, zoom, count) for zoom in zooms]

    def load(self, seconds: float) -> dict[str, dict[str, Any]]:
        """Answers of each server, loaded in turn; of two rounds the better one of each."""
        with ThreadFiles() as files, tempfile.TemporaryDirectory() as place:
            raster = drawn_tiles(self._raster, files)
            wanted = [at for z in _LOAD_ZOOMS for at in addresses(raster, z, _LOAD_TILES, z)]
            with _our_server(self._raster, self._archive) as ours, _peer_server(self._copy) as peer:
                sides = {
                    "drawn": (ours["port"], ours["addresses"]["drawn"]),
                    "ahead": (ours["port"], ours["addresses"]["ahead"]),
                    "titiler": (
                        peer,
                        "/tiles/WebMercatorQuad/{z}/{x}/{y}.png?colormap_name=classes",
                    ),
                }
                return _loaded(Path(place), sides, wanted, seconds)


def zoom_words(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """What was asked for and found at each zoom."""
    for row in rows:
        fast, alike = row["times"] >= TIMES_PEER, row["equal"] >= row["equal_wanted"]
        yield (
            f"tiles: zoom {row['zoom']}: {row['ours_ms']:.2f} ms, titiler {row['peer_ms']:.1f} ms: "
            f"{row['times']:.3g} x, {_met(fast)} {TIMES_PEER:g} x; equal pixels "
            f"{row['equal']:.3%}, {_met(alike)} {row['equal_wanted']:.1%} "
            f"(with the eighth of a pixel GDAL may be off {row['equal_usual']:.3%})"
        )


def load_words(load: dict[str, dict[str, Any]]) -> Iterator[str]:
    """What was asked for and found under load."""
    for name, row in load.items():
        yield (
            f"tiles: {name}: {row['a_second']:.0f} answers a second, median "
            f"{row['median_ms']:.1f} ms, p95 {row['p95_ms']:.1f} ms, statuses {row['statuses']}"
        )
    times = load["drawn"]["a_second"] / load["titiler"]["a_second"]
    ahead = load["ahead"]["a_second"]
    yield (
        f"tiles: drawn from the native raster {times:.3g} x titiler on its copy in Web Mercator, "
        f"{_met(times >= TIMES_LOAD)} {TIMES_LOAD:g} x"
    )
    yield (
        f"tiles: drawn ahead {ahead:.0f} answers a second, "
        f"{_met(ahead >= AHEAD_A_SECOND)} {AHEAD_A_SECOND:g}"
    )


def archive_words(made: dict[str, Any]) -> Iterator[str]:
    """How long the archive took, if it was made now."""
    if "seconds" in made:
        yield (
            f"tiles: {made['tiles']} drawn ahead in {made['seconds']:.1f} s, "
            f"{made['bytes'] / MEBI:.1f} MiB"
        )


def equal_pixels(ours: NDArray[np.uint8], peer: NDArray[np.uint8]) -> tuple[int, int]:
    """Pixels that are the same on both sides, and all, of those visible on either.

    Both (4, y, x) red, green, blue and alpha.
    """
    visible = (ours[3] > 0) | (peer[3] > 0)
    same = (ours == peer).all(axis=0)
    return int(same[visible].sum()), int(visible.sum())


def _met(met: bool) -> str:
    return "met, wanted" if met else "MISSED, wanted"


def _zoom(raster: RasterTiles, peer: _Peer, zoom: int, count: int) -> dict[str, Any]:
    wanted = addresses(raster, zoom, _WARM + _ROUNDS * count, zoom)
    warm, rest = wanted[:_WARM], wanted[_WARM:] or wanted
    ours: list[float] = []
    theirs: list[float] = []
    counted: dict[str, list[tuple[int, int]]] = {"usual": [], "precise": []}
    for at in warm:
        raster.tile(*at)
    peer.ask(warm, pictures=False)
    for number in range(_ROUNDS):
        part = rest[number::_ROUNDS]
        ours += [_timed(raster, at) for at in part]
        answer = peer.ask(part, pictures=number == 0)
        theirs += answer["seconds"]
        for kind, pairs in counted.items():
            pictures = (np.frombuffer(base64.b64decode(one), np.uint8) for one in answer[kind])
            pairs += [
                equal_pixels(_rgba(raster, at), picture.reshape(4, 256, 256))
                for at, picture in zip(part, pictures, strict=False)
            ]
    mine, other = statistics.median(ours) * 1e3, statistics.median(theirs) * 1e3
    return {
        "zoom": zoom,
        "tiles": len(rest),
        "ours_ms": mine,
        "peer_ms": other,
        "times": other / mine,
        "equal": _share(counted["precise"]),
        "equal_usual": _share(counted["usual"]),
        "equal_wanted": EQUAL_NATIVE if zoom >= raster.native_zoom else EQUAL_COARSE,
    }


def _share(pairs: Sequence[tuple[int, int]]) -> float:
    return sum(same for same, _ in pairs) / sum(seen for _, seen in pairs)


def _timed(raster: RasterTiles, at: Address) -> float:
    begun = time.perf_counter()
    raster.tile(*at)
    return time.perf_counter() - begun


def _rgba(raster: RasterTiles, at: Address) -> NDArray[np.uint8]:
    """(4, 256, 256) of a tile as it is shown."""
    entries = raster.entries(*at)
    assert entries is not None, "addresses() gives tiles that show something"
    rgb = [bytes.fromhex(colour[1:]) for colour in class_colours(255).values()]
    palette = np.array([[0, 0, 0, 0], *([*one, 255] for one in rgb)], dtype=np.uint8)
    return np.moveaxis(palette[entries], -1, 0)


class _Peer:
    """titiler in a process of its own, asked for one list of tiles after the other."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, tiles: Sequence[Address], *, pictures: bool) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"tiles": tiles, "pictures": pictures}) + "\n")
        self._process.stdin.flush()
        return dict(json.loads(self._process.stdout.readline()))


def _command(module: str, *arguments: object) -> list[str]:
    return [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]


@contextlib.contextmanager
def _running(*arguments: object, **given: Any) -> Iterator[subprocess.Popen[str]]:
    """A process that is ended with the block."""
    process = subprocess.Popen(
        _command(*map(str, arguments)), text=True, env=_without_our_gdal(), **given
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


def _peer(*arguments: object) -> None:
    subprocess.run(_command("tile_peer", *arguments), check=True, env=_without_our_gdal())


def _without_our_gdal() -> dict[str, str]:
    """The environment without the settings that our own GDAL has put there."""
    ours = ("GDAL_", "CPL_", "DXF_", "SHAPE_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


@contextlib.contextmanager
def _tile_peer(raster: Path) -> Iterator[_Peer]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with _running("tile_peer", "tiles", raster, **pipes) as process:
        yield _Peer(process)


@contextlib.contextmanager
def _our_server(raster: Path, archive: Path) -> Iterator[dict[str, Any]]:
    with _running("tile_server", raster, archive, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())


@contextlib.contextmanager
def _peer_server(raster: Path) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    with _running("tile_peer", "serve", raster, port):
        _wait_for(port)
        yield port


def _wait_for(port: int, seconds: float = 300.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.2)
    raise TimeoutError(f"nothing answers on port {port}")


def _loaded(
    place: Path, sides: dict[str, tuple[int, str]], wanted: Sequence[Address], seconds: float
) -> dict[str, dict[str, Any]]:
    """Warm every server up, then load them in turn; of each the round with more answers."""
    lists = {}
    for name, (_, template) in sides.items():
        lists[name] = place / f"{name}.json"
        paths = [template.format(z=z, x=x, y=y) for z, x, y in wanted]
        lists[name].write_text(json.dumps(paths), encoding="utf-8")

    def asked(name: str, long: float) -> dict[str, Any]:
        arguments = [sides[name][0], long, _CONNECTIONS, lists[name]]
        return child("tile_load", [str(one) for one in arguments])

    rounds: dict[str, list[dict[str, Any]]] = {name: [] for name in sides}
    for name in sides:
        asked(name, 1.0)
    for _ in range(_ROUNDS):
        for name in sides:
            rounds[name].append(asked(name, seconds))
    return {name: max(rows, key=lambda row: row["a_second"]) for name, rows in rounds.items()}
