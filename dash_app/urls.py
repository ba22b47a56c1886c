"""Addresses of the plain routes, for the table of routes and for the links to them."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

__all__ = [
    "BASEMAP",
    "BORDERS",
    "CASES",
    "CASE_OUTLINES",
    "CASE_PAPER",
    "CASE_PICTURE",
    "CASE_PLACES",
    "CASE_RETURN",
    "DATA",
    "DATA_UPLOADS",
    "HEALTH",
    "INDICATORS",
    "JOBS",
    "JOB_CANCEL",
    "JOB_LOG",
    "METHODS",
    "OVERVIEW",
    "PICTURE",
    "PLAIN",
    "PRINT",
    "REPORT",
    "REPORT_FILE",
    "REPORT_FOLDER",
    "REPORT_PARCELS",
    "REVIEWS",
    "REVIEW_FILE",
    "REVIEW_GROUND",
    "REVIEW_PLOTS",
    "REVIEW_ZONE",
    "SHAPES",
    "SITES",
    "SITE_FILE",
    "SITE_SHAPES",
    "TILE",
    "ZONES",
    "basemap_url",
    "borders_url",
    "case_outlines_url",
    "case_paper_url",
    "case_picture_url",
    "case_places_url",
    "case_return_url",
    "case_url",
    "layer_on_map_url",
    "picture_url",
    "print_url",
    "report_file_url",
    "report_folder_url",
    "report_parcels_url",
    "review_file_url",
    "review_ground_url",
    "review_plots_url",
    "review_zone_url",
    "shapes_url",
    "site_file_url",
    "site_shapes_url",
    "tile_url",
    "upload_url",
    "zones_url",
]

HEALTH = "/healthz"
OVERVIEW = "/"
INDICATORS = "/indicators/"
METHODS = "/methods"
PLAIN = "/plain/"
"""The map as one file, for a browser without WebGL."""
SHAPES = "/run/<run_id>/shapes/<partition>.geojson"
BORDERS = "/run/<run_id>/borders.geojson"
ZONES = "/run/<run_id>/zones/<layer>/<int:year>.geojson"
PICTURE = "/run/<run_id>/pictures/<layer>/<int:year>.png"
PRINT = "/run/<run_id>/print.<kind>"
DATA = "/data/"
DATA_UPLOADS = "/data/uploads"
JOBS = "/jobs/"
JOB_LOG = "/jobs/<int:number>/log"
JOB_CANCEL = "/jobs/<int:number>/cancel"
TILE = (
    "/run/<run_id>/tiles/<layer>/<int:year>/<version>/<int:z>/<int:x>/<int:y>.<any(png, mvt):kind>"
)
BASEMAP = "/basemaps/<basemap>/<version>/<int:z>/<int:x>/<int:y>"
SITES = "/siting/"
SITE_SHAPES = "/siting/shapes/<types>.geojson"
SITE_FILE = "/siting/files/<siting>/<name>"
REPORT = "/report/"
REPORT_PARCELS = "/report/parcels/<int:year>/<filed>/<unit>.geojson"
REPORT_FILE = "/report/files/<token>"
REPORT_FOLDER = "/report/filed/<name>.zip"
REVIEWS = "/review/"
REVIEW_GROUND = "/review/<review>/ground.geojson"
REVIEW_PLOTS = "/review/<review>/plots.geojson"
REVIEW_ZONE = "/review/<review>/zones/<zone>.geojson"
REVIEW_FILE = "/review/<review>/form.<name>"
CASES = "/cases/"
CASE_OUTLINES = "/cases/outlines/<int:length>.geojson"
CASE_PLACES = "/cases/places/<int:length>.geojson"
CASE_PICTURE = "/cases/pictures/<control>/<patch>_<any(t0, t1):side>.png"
CASE_PAPER = "/cases/papers/<number>/<int:event>"
CASE_RETURN = "/cases/return.xlsx"


def shapes_url(run_id: str, partition: str) -> str:
    """Where a partition's shapes are served."""
    return f"/run/{run_id}/shapes/{partition}.geojson"


def borders_url(run_id: str) -> str:
    """Where the borders of the city's parts are served as lines."""
    return f"/run/{run_id}/borders.geojson"


def zones_url(run_id: str, layer: str, year: int) -> str:
    """Where a layer's polygons of a year are served."""
    return f"/run/{run_id}/zones/{layer}/{year}.geojson"


def picture_url(run_id: str, layer: str, year: int) -> str:
    """Where a raster layer's picture of a year is served."""
    return f"/run/{run_id}/pictures/{layer}/{year}.png"


def print_url(run_id: str) -> str:
    """Where sheets of a run are made; the kind (``.pdf``, ``.png``) and a query string follow."""
    return f"/run/{run_id}/print"


def layer_on_map_url(run_id: str, layer: str, year: int) -> str:
    """The map of a run with a layer of a year on it."""
    return f"/?run={run_id}&year={year}&on={layer}"


def basemap_url(basemap: str, version: str) -> str:
    """Where the tiles of a basemap are served; ``{z}/{x}/{y}`` is for the map to fill in."""
    return f"/basemaps/{basemap}/{version}/{{z}}/{{x}}/{{y}}"


def tile_url(run_id: str, layer: str, year: int, version: str, kind: str) -> str:
    """Where the tiles of a set are served; ``{z}/{x}/{y}`` is for the map to fill in."""
    return f"/run/{run_id}/tiles/{layer}/{year}/{version}/{{z}}/{{x}}/{{y}}.{kind}"


def upload_url(number: str) -> str:
    """The page of data with a file sent in and its findings."""
    return f"{DATA}?upload={quote(number)}"


def case_outlines_url(length: int, query: str) -> str:
    """Where the outlines of a queue are served, as they were when the log had this length."""
    return f"/cases/outlines/{length}.geojson{query}"


def case_places_url(length: int, query: str) -> str:
    """Where the places of a queue are served, as they were when the log had this length."""
    return f"/cases/places/{length}.geojson{query}"


def case_picture_url(picture: str, side: str) -> str:
    """Where a patch is seen before (``t0``) or after (``t1``); ``picture``: CONTROL/PATCH."""
    return f"/cases/pictures/{quote(picture)}_{side}.png"


def case_paper_url(number: str, event: int) -> str:
    """Where a paper of a case is served."""
    return f"/cases/papers/{quote(number)}/{event}"


def case_url(number: str) -> str:
    """The page of cases with a case looked at."""
    return f"{CASES}?number={quote(number)}"


def case_return_url(batch: str) -> str:
    """Where the return of a batch is made."""
    return f"/cases/return.xlsx?batch={quote(batch)}"


def site_shapes_url(types: Sequence[str]) -> str:
    """Where the candidates of types are served; ids of types are letters."""
    return f"/siting/shapes/{'-'.join(types)}.geojson"


def site_file_url(siting: str, name: str) -> str:
    """Where a file of a kept siting's report is served."""
    return f"/siting/files/{siting}/{quote(name)}"


def report_parcels_url(year: int, filed: str, unit: str) -> str:
    """Where the changed parcels of a unit are served; ``filed`` may be empty."""
    return f"/report/parcels/{year}/{filed or '-'}/{quote(unit, safe='')}.geojson"


def report_file_url(token: str) -> str:
    """Where a file of a report is served."""
    return f"/report/files/{token}"


def report_folder_url(name: str) -> str:
    """Where the folder of an approved report is served as one file."""
    return f"/report/filed/{quote(name, safe='')}.zip"


def review_ground_url(review: str) -> str:
    """Where the ground of each row of a review is served."""
    return f"/review/{review}/ground.geojson"


def review_plots_url(review: str) -> str:
    """Where the plots of a review are served."""
    return f"/review/{review}/plots.geojson"


def review_zone_url(review: str, zone: str) -> str:
    """Where a zone around the plots of a review is served."""
    return f"/review/{review}/zones/{zone}.geojson"


def review_file_url(review: str, name: str) -> str:
    """Where the form of a review is served in one format."""
    return f"/review/{review}/form.{name}"
