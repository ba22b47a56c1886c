"""A small invented run in memory, and the page served over it."""

import struct
import threading
import urllib.error
import urllib.request
import zlib
from contextlib import contextmanager
from functools import partial

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from dash_app.server import PageServer
from dash_app.sources import Sources
from sinkmap.chapter import Chapter
from sinkmap.errors import Finding, Severity
from sinkmap.figure import COLUMNS, DataState, Figure, Status
from sinkmap.indicator import Indicator, Profile
from sinkmap.layer import LegendEntry
from sinkmap.run import (
    BALANCE_COLUMNS,
    RECONCILIATION_COLUMNS,
    REPAIR_COLUMNS,
    Explanation,
    InputRecord,
    MapContent,
    Picture,
    RunManifest,
    RunResults,
)
from sinkmap.statunit import Partition, StatUnit
from sinkmap.study import parse_study
from sinkmap.text import Text

YEARS = (2022, 2023, 2024)
CITY = "320400"
DISTRICTS = {
    "320402": ("天宁区", "Tianning"),
    "320404": ("钟楼区", "Zhonglou"),
    "320411": ("新北区", "Xinbei"),
    "320412": ("武进区", "Wujin"),
    "320413": ("金坛区", "Jintan"),
    "320481": ("溧阳市", "Liyang"),
}
BOXES = {
    "320402": (119.95, 31.72, 120.10, 31.88),
    "320404": (119.80, 31.72, 119.95, 31.88),
    "320411": (119.80, 31.88, 120.10, 32.05),
    "320412": (119.80, 31.45, 120.20, 31.72),
    "320413": (119.35, 31.55, 119.80, 32.00),
    "320481": (119.15, 31.15, 119.80, 31.55),
}
AREA = 4.0e8
LAND = (
    ("forest", "林地", "#3f7d4e"),
    ("water", "水域", "#6fa8cf"),
    ("built", "建设用地", "#c9a8a0"),
)


def profile(name, zh, en):
    return Profile(name, Text(zh, en), Text(f"{zh}的定义", f"what {en} means"), "GB/T 26424-2010")


CHAPTERS = {
    "tree_cover_rate": Chapter.COVER,
    "wetland_protection_rate": Chapter.WETLAND,
    "class_area": Chapter.LAND,
}


def indicator(name, zh, en, uom, profiles, **more):
    return Indicator(
        id=name,
        title=Text(zh, en),
        chapter=CHAPTERS[name],
        uom=uom,
        valid=(0.0, 1e12),
        numerator=Text("计入面积", "area counted"),
        denominator=Text("单元面积", "area of the unit"),
        inputs=(),
        profiles=profiles,
        reference="GB/T 26424-2010",
        compute=lambda account, profile: (),
        **more,
    )


INDICATORS = {
    i.id: i
    for i in (
        indicator(
            "tree_cover_rate",
            "林木覆盖率",
            "tree cover rate",
            "%",
            (
                profile("js_tree_cover", "江苏林木覆盖", "Jiangsu tree cover"),
                profile("gbt26424", "国标绿化率", "national greening rate"),
            ),
        ),
        indicator(
            "wetland_protection_rate",
            "湿地保护率",
            "wetland protection rate",
            "%",
            (profile("law", "湿地保护法", "Wetland Protection Law"),),
        ),
        indicator(
            "class_area",
            "地类面积",
            "class areas",
            "ha",
            (profile("survey", "变更调查", "land change survey"),),
            items={"forest": Text("林地", "forest"), "water": Text("水域", "water")},
        ),
    )
}


def figure(code, unit, year, name, value, **more):
    is_rate = not code.startswith("class_area")
    uom = "%" if is_rate else "ha"
    level = "city" if unit == CITY else ("district" if unit in DISTRICTS else "control_unit")
    stored = None if value is None else (value / 100.0 * AREA if is_rate else value * 1e4)
    fields = {
        "indicator": code,
        "statunit": unit,
        "level": level,
        "partition": {"city": "city", "district": "district"}.get(level, "control_unit"),
        "year": year,
        "profile": name,
        "value": value,
        "numerator": stored,
        "denominator": AREA if is_rate else None,
        "uom": uom,
        "status": Status.OK if value is not None else Status.CANNOT_TELL,
        "ci_low": None,
        "ci_high": None,
        "ci_reason": "no_reference_samples" if value is not None else "low_coverage",
        "coverage": 0.9987 if value is not None else 0.41,
        "method": Text("栅格统计", "raster"),
        "data_state": DataState.NATIONAL,
        "vintage": f"{year} 年度国土变更调查",
        "params_version": "2024.1",
        "sources": (f"parcels@{year}", f"tree_cover@{year}"),
    }
    return Figure(**{**fields, **more})


def all_figures(units):
    for place, unit in enumerate(units):
        for step, year in enumerate(YEARS):
            value = 18.375 + 2.417 * place + 0.333 * step
            yield figure("tree_cover_rate", unit, year, "js_tree_cover", value)
            interval = {"ci_low": value - 3.0, "ci_high": value, "ci_reason": "parameter_range"}
            yield figure("tree_cover_rate", unit, year, "gbt26424", value - 1.5, **interval)
            lost = unit == "320413" and year == 2024
            wetland = None if lost else 40.0 + place
            yield figure("wetland_protection_rate", unit, year, "law", wetland)
            yield figure("class_area.forest", unit, year, "survey", 1000.5 * (place + 1))
            yield figure("class_area.water", unit, year, "survey", 500.25 * (place + 1))


def study_document():
    words = {"zh": "常州市（模拟数据）", "en": "Changzhou (simulated data)"}
    about = {"indicator": "tree_cover_rate", "statunit": CITY}
    return {
        "study": {
            "id": "town",
            "title": words,
            "simulated": True,
            "years": list(YEARS),
            "city": {"code": CITY, "name": {"zh": "常州市", "en": "Changzhou"}},
        },
        "grid": {"crs": "EPSG:4549", "resolution": 10.0, "origin": [0, 0], "shape": [8, 8]},
        "partition": [
            {
                "id": "district",
                "level": "district",
                "title": {"zh": "行政区", "en": "Districts"},
                "file": "d.gpkg",
                "code": "c",
                "name": "n",
            }
        ],
        "input": [{"layer": "parcels", "files": ["d.gpkg"]}],
        "target": [
            {
                **about,
                "profile": "js_tree_cover",
                "year": 2030,
                "value": 26.94,
                "source": "常州市国土空间规划",
            },
            {
                **about,
                "profile": "gbt26424",
                "year": 2030,
                "value": 10.0,
                "baseline_year": 2020,
                "baseline_value": 9.5,
                "source": "plan",
            },
        ],
        "reported": [
            {
                **about,
                "profile": "js_tree_cover",
                "year": 2024,
                "kind": "reported",
                "value": 26.61,
                "source": "市林业局",
            }
        ],
    }


def records():
    row = {
        "layer": "parcels",
        "years": (2024,),
        "file": "layers/parcels_2024.gpkg",
        "sha256": "ab" * 32,
        "size": 1,
        "crs": "EPSG:4549",
        "encoding": "UTF-8",
        "code_system": "sd3",
        "data_state": DataState.NATIONAL,
        "vintage": "2024年度国土变更调查",
        "source": "模拟数据",
    }
    return (InputRecord(**row),)


def reconciliation(ok):
    row = ("closure", "district", CITY, 2024, "area", "parts", 4e8, "city", 4e8 + 3, 3.0, 1e-16)
    judged = (*row, 1e-9, ok)
    shown = ("measures", "district", CITY, 2024, "area", "pixels", 1.0, "geod", 1.0, 0.0, 0.0)
    return pd.DataFrame([judged, (*shown, None, None)], columns=list(RECONCILIATION_COLUMNS))


def make_results(ok=True, simulated=True):
    units = {CITY: StatUnit(CITY, CITY, Text("常州市", "Changzhou"), "city", "city")}
    for code, (zh, en) in DISTRICTS.items():
        units[code] = StatUnit(code, code, Text(zh, en), "district", "district")
    for number in range(8):
        name = Text(f"管控单元 A-{number}", f"Control unit A-{number}")
        units[f"ZH{number}"] = StatUnit(f"ZH{number}", "ZH", name, "control_unit", "control_unit")
    controls = tuple(u for u in units if u.startswith("ZH"))
    document = study_document()
    document["study"]["simulated"] = simulated
    study = parse_study(document)
    rows = [f.to_row() for f in all_figures(units)]
    return RunResults(
        manifest=RunManifest("run0123456789", "0.1.0", "c", "p", {}, (), (), (), YEARS),
        study=study,
        partitions=(
            Partition("city", "city", Text("全市", "City"), (CITY,)),
            Partition("district", "district", Text("行政区", "Districts"), tuple(DISTRICTS)),
            Partition("control_unit", "control_unit", Text("管控单元", "Control units"), controls),
        ),
        units=units,
        indicators=INDICATORS,
        figures=pd.DataFrame(rows, columns=list(COLUMNS)),
        reconciliation=reconciliation(ok),
        balance=pd.DataFrame(columns=list(BALANCE_COLUMNS)),
        repairs=pd.DataFrame(columns=list(REPAIR_COLUMNS)),
    )


def png(size=64):
    """A picture of three classes, written by hand."""

    def chunk(kind, body):
        crc = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + crc

    rows = b"".join(b"\0" + bytes((x // 9 + y // 7) % 3 for x in range(size)) for y in range(size))
    palette = b"".join(bytes.fromhex(colour[1:]) for _, _, colour in LAND)
    head = struct.pack(">IIBBBBB", size, size, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", palette), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def frame(results, boxes):
    names = [results.units[unit].name for unit in boxes]
    return gpd.GeoDataFrame(
        {
            "unit_id": list(boxes),
            "name_zh": [n.zh for n in names],
            "name_en": [n.en for n in names],
        },
        geometry=[shapely.box(*box) for box in boxes.values()],
        crs="EPSG:4490",
    )


def control_boxes():
    return {f"ZH{n}": (119.15 + 0.13 * n, 31.15, 119.15 + 0.13 * (n + 1), 32.05) for n in range(8)}


class TownRun:
    """A finished run that lives in memory; it counts how often it is asked."""

    def __init__(self, ok=True, simulated=True):
        self.results = make_results(ok, simulated)
        self.asked = []

    def map_content(self, year):
        self.asked.append(year)
        legend = tuple(LegendEntry(n, Text(zh, en), c) for n, (en, zh, c) in enumerate(LAND))
        bounds = (119.15, 31.15, 120.2, 32.05)
        title = Text("土地利用", "land use")
        line = gpd.GeoDataFrame(
            {"name": ["太湖"]}, geometry=[shapely.box(119.9, 31.5, 120.1, 31.6)], crs="EPSG:4490"
        )
        return MapContent(
            shapes={
                "city": frame(self.results, {CITY: bounds}),
                "district": frame(self.results, BOXES),
                "control_unit": frame(self.results, control_boxes()),
            },
            zones={"redline": line},
            pictures={
                ("land_use", y): Picture("land_use", y, title, png(), bounds, legend) for y in YEARS
            },
            titles={"redline": Text("生态保护红线", "ecological red lines"), "land_use": title},
        )

    def explain(self, figure_id):
        rows = self.results.figures.set_index("id", drop=False).loc[[figure_id]]
        row = rows.astype(object).where(rows.notna(), None).to_dict("records")[0]
        found = Figure.from_row(row)
        what = self.results.indicators[found.indicator.partition(".")[0]]
        chosen = what.profile(found.profile)
        note = Finding(
            "RASTER-SOUTH-UP",
            Severity.WARNING,
            Text("栅格行序由南向北", "raster rows run from south to north"),
            Text("已按坐标翻转", "turned round by its coordinates"),
        )
        return Explanation(
            figure=found,
            title=what.title,
            profile_title=chosen.title,
            profile_text=chosen.definition,
            reference=Text.of(chosen.reference),
            numerator=what.numerator,
            denominator=what.denominator,
            inputs=records(),
            derived=("land_use",),
            parameters=(),
            findings=(note,),
        )


@pytest.fixture(scope="session")
def hand_made_png():
    """A picture of three classes, as big as a tile."""
    return png(256)


@pytest.fixture(scope="session")
def town():
    return TownRun()


@pytest.fixture(scope="session")
def open_town():
    """Another town run: with rows out of tolerance, or not simulated."""
    return TownRun


@pytest.fixture(scope="session")
def base(town):
    """The address of the page, served on the loopback as in production."""
    with served(town) as address:
        yield address


@pytest.fixture(scope="session")
def serve_town(town):
    """Serves the town with what lies beside its map: ``with serve_town(cases=...) as address``."""
    return partial(served, town)


@pytest.fixture(scope="session")
def serve_run():
    """Serves another run: ``with serve_run(run, uploads=...) as address``."""
    return served


@contextmanager
def served(run, **beside):
    """The address of a server that stops in order at the end."""
    server = PageServer(Sources(run, **beside), "127.0.0.1", 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server.address.rstrip("/")
    server.stop()
    thread.join(timeout=10)
    assert not thread.is_alive()


@pytest.fixture(scope="session")
def asking():
    """Asks a server at an address; status and body."""

    def send(base, path, body=None, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(base + path, data=body, headers=named)
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    return send


ARGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
WEBGL = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")
SIZES = {"desk": (1440, 900), "phone": (390, 844)}

# Waiting by promise: polling is refused by the page's policy and slow besides.
IDLE = """([source, frame]) => new Promise(done => { (function wait() {
  const map = (document.querySelector('.' + frame) || {})._map;
  if (!map || !map.getSource(source)) return setTimeout(wait, 40);
  if (map.loaded() && map.areTilesLoaded()) return done(true);
  map.once('idle', () => done(true));
})(); })"""
VIOLATIONS = """window.violations = [];
document.addEventListener('securitypolicyviolation', event =>
  window.violations.push(event.violatedDirective + ' ' + event.blockedURI));"""


@pytest.fixture(scope="session")
def launch(chromium, driver):
    """Starts a Chromium with further arguments."""
    return lambda *args: driver.chromium.launch(executable_path=str(chromium), args=[*ARGS, *args])


@pytest.fixture(scope="session")
def browser(launch):
    started = launch(*WEBGL)
    yield started
    started.close()


@pytest.fixture(scope="session")
def idle():
    """Waits until the map has drawn everything, with a source of that name among it."""
    return lambda page, source="units", frame="map-canvas": page.evaluate(IDLE, [source, frame])


@pytest.fixture(scope="session")
def watched_page(browser):
    """A page whose requests, errors and policy violations must all be in order at the end.

    ``with watched_page(base, size="phone", language="en") as page``; ``by`` is another browser.
    """

    @contextmanager
    def watched(base, size="desk", language=None, by=browser):
        width, height = SIZES[size]
        context = by.new_context(viewport={"width": width, "height": height})
        if language:
            context.add_cookies([{"name": "sinkmap_language", "value": language, "url": base}])
        context.add_init_script(VIOLATIONS)
        page = context.new_page()
        faults, requests = [], []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
        page.on("request", lambda request: requests.append(request.url))
        page.on("response", lambda r: faults.append((r.status, r.url)) if r.status >= 400 else None)
        yield page
        assert faults == []
        assert page.evaluate("window.violations") == []
        assert [u for u in requests if not u.startswith((base + "/", "data:", "blob:"))] == []
        assert not [u for u in requests if "plotly" in u]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        context.close()

    return watched
