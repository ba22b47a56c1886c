"""Our tile route behind waitress, over one raster and its archive, until the process is ended.

python -m benchmarks.tile_server RASTER ARCHIVE    prints a JSON line: port, address of each set
"""

from __future__ import annotations

import argparse
import json
import logging
from pathlib import Path

from flask import Flask
from flask_compress import Compress
from waitress.server import create_server

from benchmarks.tile_ground import drawn_tiles
from dash_app import urls
from dash_app.headers import content_policy, send_headers
from dash_app.kept_alive import keep_alive
from dash_app.tile_responses import tile_entries
from dash_app.tile_source import TileSet
from raster_pipeline.io.thread_files import ThreadFiles
from raster_pipeline.tiles.archive import Archive

_RUN, _YEAR = "bench", 2024
_THREADS = 8
"""As the page is served."""


class _Sets:
    """A set drawn on demand and one drawn ahead, as layers of one year."""

    def __init__(self, sets: dict[str, TileSet]) -> None:
        self._sets = sets

    def raster(self, layer: str, year: int) -> TileSet | None:
        return self._sets.get(layer) if year == _YEAR else None

    def vector(self, layer: str, year: int) -> TileSet | None:
        return None


def main() -> None:
    reader = argparse.ArgumentParser(prog="benchmarks.tile_server")
    reader.add_argument("raster", type=Path)
    reader.add_argument("archive", type=Path)
    given = reader.parse_args()
    # As the page is served: that requests queue for a moment is no warning.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    with ThreadFiles() as files, Archive(given.archive, "a0") as archive:
        sets: dict[str, TileSet] = {"drawn": drawn_tiles(given.raster, files), "ahead": archive}
        app = Flask("tiles")
        Compress(app)
        send_headers(app, content_policy([]))
        for entry in tile_entries(_RUN, _Sets(sets)):
            app.add_url_rule(entry.path, entry.name, entry.answer)
        server = create_server(app, host="127.0.0.1", port=0, threads=_THREADS, ident="")
        keep_alive(server)
        addresses = {
            name: urls.tile_url(_RUN, name, _YEAR, one.version, "png") for name, one in sets.items()
        }
        print(json.dumps({"port": server.effective_port, "addresses": addresses}), flush=True)
        server.run()


if __name__ == "__main__":
    main()
