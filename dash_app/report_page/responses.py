"""Plain answers of the page of the report: parcels for the map, files by their tokens."""

from __future__ import annotations

import tempfile
import zipfile

from flask import Response, abort, send_file

from dash_app.report_page.parcels import parcels_of
from dash_app.report_page.source import ReportSource
from sinkmap.errors import SinkmapError

__all__ = ["ReportResponses"]

_IN_MEMORY = 8 << 20
"""Bytes of an archive kept in memory before it goes to the disk."""


class ReportResponses:
    """Flask views over the reports of a study; what does not exist answers 404."""

    def __init__(self, source: ReportSource, years: tuple[int, ...]) -> None:
        self._source, self._years = source, years

    def parcels(self, year: int, filed: str, unit: str) -> Response:
        """Changed parcels of a unit as GeoJSON; ``-`` stands for no run filed."""
        if year not in self._years:
            abort(404)
        book = self._source.book(year)
        if unit not in book.results.units or book.previous is None:
            abort(404)
        try:
            found = self._source.changed(year, "" if filed == "-" else filed)
        except SinkmapError:  # the page itself says what is the matter
            found = None
        if found is None:
            abort(404)
        shapes = parcels_of(found, unit, book.city.id).shapes()
        response = Response(shapes, mimetype="application/geo+json")
        response.headers["Cache-Control"] = "no-store"  # the next server may show another run
        return response

    def file(self, token: str) -> Response:
        """A file of a report."""
        path = self._source.file(token)
        if path is None:
            abort(404)
        response = send_file(path.resolve(), as_attachment=True, download_name=path.name)
        response.headers["Cache-Control"] = "no-store"
        return response

    def folder(self, name: str) -> Response:
        """The folder of an approved report as one archive, every file as it was signed."""
        folder = self._source.folder(name)
        if folder is None:
            abort(404)
        packed = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not path.is_symlink():
                    archive.write(path, f"{name}/{path.relative_to(folder).as_posix()}")
        packed.seek(0)
        response = send_file(packed, "application/zip", True, f"{name}.zip")
        response.headers["Cache-Control"] = "no-store"
        return response
