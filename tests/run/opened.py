"""The screens as people work on them: what a click, a link or a file opens, every fold open."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from raster_pipeline import open_run
from raster_pipeline.io.plot_writer import write_boundary_text
from tests.run.screens import Screen

LON, LAT = 119.9, 31.7
"""The middle of the town, degrees."""
SPAN = 0.004
"""Degrees between the corners of what is drawn: some hundred metres."""


class Opened(NamedTuple):
    """One state of a page: how it is come to; files to send lie in a folder."""

    name: str
    come: Callable[[Screen, Path], None]


def place(shown: Screen, files: Path) -> None:
    """A place, a drawn shape and two years side by side, by one link."""
    east, north = LON + SPAN, LAT + SPAN
    corners = f"{LON},{LAT};{east},{LAT};{east},{north};{LON},{north}"
    shown.open(
        f"/?lon={LON}&lat={LAT}&z=14&year=2024&on=land_use,parcels,eco_redline,permanent_farmland:0.6"
        f"&with=2023&at=0.5&place={LON},{LAT}&shape=polygon:{corners}"
    )
    shown.see("#browse-card h2", "#browse-shape .value", "#browse-difference table")


def clicked(shown: Screen, files: Path) -> None:
    """A click on the map, a line by its coordinates, and what is found by a name."""
    shown.open(f"/?lon={LON}&lat={LAT}&z=14")
    box = shown.page.locator("#browse-map .map-canvas").bounding_box()
    shown.page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.4 * box["height"])
    shown.see("#browse-card h2")
    shown.unfold()
    shown.page.fill(".corners textarea", f"{LON}, {LAT}\n{LON + SPAN}, {LAT + SPAN}")
    shown.page.locator(".corners button").click()
    shown.see("#browse-shape .value")
    shown.page.fill("#browse-search input", "3")
    shown.see("#browse-search .hits button")


def figure(shown: Screen, files: Path) -> None:
    """A figure of one unit, walked back to its files."""
    shown.open("/indicators/")
    shown.page.locator("#units tbody button").nth(1).click()
    shown.settle()
    shown.page.locator(".figure .walk-back").click()


def conflict(shown: Screen, files: Path) -> None:
    """A plot that is reviewed, and one of the lines it touches."""
    shown.open("/review/")
    shown.page.locator("#review-file").set_input_files(files / "plot.txt")
    shown.see(".file-drop.held")
    shown.page.fill("#review-number", "2026-17")
    shown.page.fill("#review-name", "滨湖路西侧仓储项目")
    shown.page.locator("#review-go").click()
    shown.see("#review-rows tbody button")
    shown.page.locator("#review-rows tbody button").first.click()
    shown.see("#review-card h3, #review-card dl")


def case(shown: Screen, files: Path) -> None:
    """A case with its two pictures side by side."""
    shown.open("/cases/")
    shown.page.locator("#case-list tbody button").first.click()
    shown.see("#case-card h2")
    shown.page.locator("#case-look label").last.click()


def site(shown: Screen, files: Path) -> None:
    """A chosen site, and the comparison of choices."""
    shown.open("/siting/")
    shown.page.locator("#site-list tbody button").first.click()
    shown.see("#site-card h2")
    shown.unfold()
    shown.page.locator("#site-compare").click()
    shown.see("#site-comparison img.frontier")


def cell(shown: Screen, files: Path) -> None:
    """A number of the table, its changed parcels and one of them, and the jobs with a log."""
    shown.open("/report/")
    shown.page.locator(".cells .total .cell").first.click()
    shown.see("#report-card h2")
    shown.settle()
    if shown.page.locator("#report-find").is_visible():
        shown.page.locator("#report-find").click()
    shown.see("#report-parcels tbody button")
    shown.page.locator("#report-parcels tbody button").first.click()
    shown.settle()
    shown.unfold()
    shown.page.locator(".job-buttons button").last.click()
    shown.see(".job-list pre")


def findings(shown: Screen, files: Path) -> None:
    """Findings of one layer."""
    shown.open("/data/?layer=eco_redline&severity=warning")
    shown.see(".finding-list li")


def upload(shown: Screen, files: Path) -> None:
    """Findings about a file that was sent, before anything is used."""
    shown.open("/data/")
    shown.page.locator(".upload-form input[type=file]").set_input_files(files / "lines.zip")
    shown.page.select_option(".upload-form select[name=layer]", "eco_redline")
    shown.page.locator(".upload-form .boxes input").last.check()
    shown.page.locator(".upload-form button").click()
    shown.see(".data-card .finding-list li")


OPENED = tuple(
    Opened(one.__name__, one)
    for one in (place, clicked, figure, conflict, case, site, cell, findings, upload)
)


def write_files(study: Path, folder: Path) -> None:
    """The files that are sent: a plot half in the red line, and a layer as a bureau packs it."""
    taken = open_run(study).taken_in("eco_redline", 2024)
    assert taken is not None
    red = gpd.read_parquet(taken)
    parts = shapely.get_parts(red.geometry.to_numpy())
    x, y = shapely.get_coordinates(parts[int(np.argmax(shapely.area(parts)))].exterior)[0]
    told = {
        "number": ["K1"],
        "name": ["一号地块"],
        "use": "",
        "land_class": "",
        "stated_m2": np.nan,
    }
    square = [shapely.box(x - 60, y - 60, x + 60, y + 60)]
    write_boundary_text(gpd.GeoDataFrame(told, geometry=square, crs=red.crs), folder / "plot.txt")
    with zipfile.ZipFile(folder / "lines.zip", "w") as packed:
        for part in (study / "shapefiles").glob("STBHHX_2024.*"):
            packed.write(part, part.name)
