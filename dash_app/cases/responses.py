"""Plain answers of the page of cases: shapes for the map, pictures, papers, the return."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Response, abort, request, send_file

from dash_app.cases.choice import CaseChoice
from dash_app.cases.papers import paper_file, picture_kind
from dash_app.cases.queue import queued
from dash_app.cases.shapes import outlines_geojson, places_geojson
from dash_app.cases.source import CaseSource, GroundSource
from sinkmap.errors import UsageError
from sinkmap.report.case_return import write_return

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["CaseResponses"]

_FOR_LONG = "private, max-age=31536000, immutable"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_NAME = 60


class CaseResponses:
    """Flask views over a case register; what is not there answers 404."""

    def __init__(self, cases: CaseSource, ground: GroundSource | None = None) -> None:
        self._cases, self._ground = cases, ground

    def outlines(self, length: int) -> Response:
        """Outlines of the cases of the queue the query tells, as GeoJSON."""
        return self._drawn(outlines_geojson)

    def places(self, length: int) -> Response:
        """Places of the cases of the queue the query tells, as GeoJSON."""
        return self._drawn(places_geojson)

    def picture(self, control: str, patch: str, side: str) -> Response:
        """A patch before or after; the control run never changes, so neither does the picture."""
        path = self._ground.picture(control, patch, side) if self._ground is not None else None
        if path is None:
            abort(404)
        response = send_file(path.resolve(), mimetype="image/png", etag=f"{control}-{patch}-{side}")
        response.headers["Cache-Control"] = _FOR_LONG
        return response

    def paper(self, number: str, event: int) -> Response:
        """A paper of a case: a JPEG or PNG to be looked at, all else as a file to be saved."""
        try:
            papers = self._cases.case(number).documents
        except UsageError:
            abort(404)
        paper = next((one for one in papers if one["event"] == event), None)
        path = paper_file(self._cases, paper) if paper is not None else None
        if paper is None or path is None:
            abort(404)
        kind = picture_kind(path)
        # What others sent in is never run: a file that is no picture is handed over as bytes.
        response = send_file(
            path.resolve(),
            mimetype=kind or "application/octet-stream",
            as_attachment=kind is None,
            download_name=Path(paper["name"]).name,
            etag=paper["sha256"],
        )
        response.headers["Cache-Control"] = "private, no-cache"
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response

    def returned(self) -> Response:
        """The return of the batch the query names, as a workbook."""
        batch = CaseChoice.read(request.query_string.decode("ascii", "replace")).batch
        try:
            back = self._cases.returned(batch)
        except UsageError:
            abort(404)
        with tempfile.TemporaryDirectory(prefix="return-") as folder:
            path = Path(folder) / "return.xlsx"
            write_return(back.table, path)
            content = path.read_bytes()
        plain = "".join(one if one.isalnum() or one in "-_" else "_" for one in batch)
        name = f"{plain[:_MOST_NAME]}_反馈表.xlsx"
        response = send_file(
            BytesIO(content), mimetype=_XLSX, as_attachment=True, download_name=name
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    def _drawn(self, draw: Callable[[gpd.GeoDataFrame], bytes]) -> Response:
        choice = CaseChoice.read(request.query_string.decode("ascii", "replace"))
        frame = self._cases.frame(choice.filter)
        rows = frame.drop(columns="geometry").to_dict("records")
        numbers = {row["number"] for row in queued(rows, choice, datetime.now(UTC).date())}
        response = Response(
            draw(frame[frame["number"].isin(numbers)]), mimetype="application/geo+json"
        )
        response.headers["Cache-Control"] = "no-store"  # a case is nobody else's business
        return response
