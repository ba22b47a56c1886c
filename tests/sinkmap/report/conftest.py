"""A small invented run: a city of three districts, a second partition, three years."""

from __future__ import annotations

import struct
import zlib

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from sinkmap.chapter import Chapter
from sinkmap.errors import Finding, Severity
from sinkmap.figure import COLUMNS, DataState, Figure, IntervalReason, Status, Target
from sinkmap.grid import Grid
from sinkmap.indicator import Indicator, Profile
from sinkmap.layer import LegendEntry
from sinkmap.run import (
    BALANCE_COLUMNS,
    RECONCILIATION_COLUMNS,
    REPAIR_COLUMNS,
    InputRecord,
    MapContent,
    OutputRecord,
    Picture,
    RunManifest,
    RunResults,
)
from sinkmap.statunit import Partition, StatUnit
from sinkmap.study import CityEntry, Policies, ReportedValue, Study
from sinkmap.text import Language, Text

YEARS = (2022, 2023, 2024)
CITY = "320400"
DISTRICTS = {
    "320481": (Text("溧阳市", "Liyang"), 1535.0, 31.2),
    "320412": (Text("武进区", "Wujin"), 1066.0, 22.4),
    "320402": (Text("天宁区", "Tianning"), 155.0, 18.9),
}
HALVES = {
    "320412@zones": (Text("武进区（不含经开区）", "Wujin without the zone"), 885.0, 22.9),
    "320499": (Text("常州经开区", "Economic zone"), 1871.0, 27.0),
}
HOSTILE = '=HYPERLINK("http://bad.invalid","x")</script><img src=x onerror=alert(1)>'


CHAPTERS = {
    "tree": Chapter.COVER,
    "wetland": Chapter.WETLAND,
    "soc": Chapter.SOIL,
    "redline": Chapter.LINES,
    "class": Chapter.LAND,
    "carbon": Chapter.STOCK,
}


def _nothing(account, profile):
    raise NotImplementedError


def _profile(name, zh, en):
    return Profile(name, Text(zh, en), Text(f"{zh}的定义。", f"What {en} means."), "GB/T 00000")


def _indicator(name, zh, en, uom, profiles, **more):
    return Indicator(
        id=name,
        title=Text(zh, en),
        chapter=CHAPTERS[name.partition("_")[0]],
        leads=not name.endswith("stock"),
        uom=uom,
        valid=(0.0, 1e12),
        numerator=Text(f"{zh}分子", f"{en}, numerator"),
        denominator=Text("行政区面积", "area of the unit"),
        inputs=(),
        profiles=profiles,
        reference="GB/T 00000",
        compute=_nothing,
        **more,
    )


def _indicators():
    tree = (
        _profile("js_tree_cover", "江苏统计口径", "Jiangsu statistic"),
        _profile("tree_with_orchard", "含果园口径", "with orchards"),
    )
    wetland = (
        _profile("law", "湿地保护法口径", "Wetland Law"),
        _profile("stat_js", "统计口径", "statistic"),
    )
    one = (_profile("register", "登记面积", "register area"),)
    made = (
        _indicator("tree_cover_rate", "林木覆盖率", "Tree cover rate", "%", tree),
        _indicator(
            "wetland_protection_rate", "湿地保护率", "Wetland protection rate", "%", wetland
        ),
        _indicator("soc_density", "土壤有机碳密度", "Soil carbon density", "tC/ha", one),
        _indicator("soc_stock", "土壤有机碳储量", "Soil carbon stock", "tC", one),
        _indicator("redline_area", "生态保护红线面积", "Red line area", "km2", one),
        _indicator(
            "class_area",
            "地类面积",
            "Area by land class",
            "ha",
            one,
            items={
                "forest_arbor": Text("乔木林", "arbor forest"),
                "lake": Text("湖泊水面", "lake"),
                "ice": Text("冰川", "ice"),
            },
        ),
    )
    return {indicator.id: indicator for indicator in made}


def figure(indicator, unit, year, profile, value, **more):
    """A figure with everything filled in but what is given."""
    given = {
        "level": "city" if unit == CITY else "district",
        "partition": "city" if unit == CITY else "district",
        "numerator": None,
        "denominator": None,
        "uom": "%",
        "status": Status.OK,
        "ci_low": None,
        "ci_high": None,
        "ci_reason": IntervalReason.NO_REFERENCE_SAMPLES,
        "coverage": 1.0,
        "method": Text("栅格", "raster/1"),
        "data_state": DataState.PROVISIONAL,
        "vintage": f"{year}",
        "params_version": "p1",
        "sources": (f"tree_cover@{year}", f"parcels@{year}"),
    }
    return Figure(indicator, unit, year=year, profile=profile, value=value, **(given | more))


def _figures():
    city_area = sum(row[1] for row in DISTRICTS.values())
    city_rate = sum(row[1] * row[2] for row in DISTRICTS.values()) / city_area
    places = {CITY: (Text("常州市", "Changzhou"), city_area, city_rate), **DISTRICTS, **HALVES}
    for step, year in enumerate(YEARS):
        for unit, (_, km2, rate) in places.items():
            yield from _unit_figures(unit, year, km2 * 1e6, rate + 0.0612345 * step, step)


def _unit_figures(unit, year, area, rate, step):
    state = DataState.NATIONAL if year < 2024 else DataState.PROVISIONAL
    for profile, extra in (("js_tree_cover", 0.0), ("tree_with_orchard", 1.3)):
        top = area * (rate + extra) / 100
        yield figure(
            "tree_cover_rate",
            unit,
            year,
            profile,
            rate + extra,
            numerator=top,
            denominator=area,
            data_state=state,
        )
    protected = 36.5 + step
    for profile, extra in (("law", 0.0), ("stat_js", -4.0)):
        wet = area * 0.17
        yield figure(
            "wetland_protection_rate",
            unit,
            year,
            profile,
            protected + extra,
            numerator=wet * (protected + extra) / 100,
            denominator=wet,
            data_state=state,
            ci_low=protected + extra - 0.5,
            ci_high=protected + extra + 0.5,
            ci_reason=IntervalReason.PARAMETER_RANGE,
        )
    told = unit != "320402"
    yield figure(
        "soc_density",
        unit,
        year,
        "register",
        48.25 + step if told else None,
        numerator=area / 1e4 * 48.25,
        denominator=area,
        uom="tC/ha",
        data_state=state,
        status=Status.OK if told else Status.CANNOT_TELL,
        coverage=1.0 if told else 0.71,
        ci_reason=IntervalReason.NO_UNCERTAINTY_GIVEN if told else IntervalReason.LOW_COVERAGE,
    )
    yield figure(
        "soc_stock",
        unit,
        year,
        "register",
        None if year == 2024 and not told else area * 0.0048,
        uom="tC",
        data_state=DataState.UNDECLARED,
        status=Status.NOT_ESTIMATED if year == 2024 and not told else Status.OK,
        ci_reason=IntervalReason.MISSING_INPUT,
    )
    line = 0.0 if unit == "320402" else area * 0.08
    yield figure(
        "redline_area",
        unit,
        year,
        "register",
        line / 1e6,
        numerator=line,
        uom="km2",
        data_state=state,
        ci_reason=IntervalReason.REGISTER_AREA,
    )
    for item, share in (("forest_arbor", 0.13), ("lake", 0.05), ("ice", 0.0)):
        yield figure(
            f"class_area.{item}",
            unit,
            year,
            "register",
            area * share / 1e4,
            numerator=area * share,
            uom="ha",
            data_state=state,
            ci_reason=IntervalReason.REGISTER_AREA,
        )


def _study():
    targets = (
        Target(
            "tree_cover_rate", "js_tree_cover", CITY, 2030, 28.94, "常政发〔2025〕43号", 2022, 27.1
        ),
        Target("wetland_protection_rate", "law", CITY, 2030, 41.0, "常政发〔2025〕43号"),
        Target("wetland_protection_rate", "law", "320481", 2030, 38.2, HOSTILE),
    )
    reported = (
        ReportedValue("tree_cover_rate", "js_tree_cover", CITY, 2023, "reported", 27.01, "年报"),
        ReportedValue("tree_cover_rate", "js_tree_cover", CITY, 2023, "confirmed", 26.98, "省厅"),
    )
    return Study(
        id="test-city",
        title=Text("常州市（模拟数据）", "Changzhou (simulated data)"),
        simulated=True,
        years=YEARS,
        city=CityEntry(CITY, Text("常州市", "Changzhou")),
        language=Language.ZH,
        roots=(),
        grid=Grid("EPSG:4549", 417280.0, 3549600.0, 10.0, (64, 64)),
        partitions=(),
        inputs=(),
        policies=Policies(),
        profiles={},
        targets=targets,
        reported=reported,
    )


def _manifest():
    inputs = tuple(
        InputRecord(
            layer,
            (2024,),
            f"layers/{layer}.gpkg",
            "ab" * 32,
            123456,
            "EPSG:4549",
            "UTF-8",
            "sd3",
            DataState.PROVISIONAL,
            "2024年度国土变更调查",
            HOSTILE,
        )
        for layer in ("parcels", "tree_cover", "eco_redline")
    )
    findings = (
        Finding(
            "GEOM-INVALID",
            Severity.WARNING,
            Text("面自相交", "polygon crosses itself"),
            Text("修正图形", "mend the geometry"),
            file="layers/parcels.gpkg",
            layer="parcels",
            year=2024,
            features=("7", "9"),
            seen=HOSTILE,
            wanted="valid",
            area_m2=12345.6,
        ),
        Finding("NOTE", Severity.NOTE, Text("说明", "a note"), Text("无需处理", "nothing to do")),
    )
    outputs = (OutputRecord("figures.parquet", "cd" * 32, 4321),)
    return RunManifest(
        "r0123456789abcdef",
        "0.1.0",
        "c0de",
        "p1",
        {"id": "test-city"},
        inputs,
        outputs,
        findings,
        YEARS,
    )


def _tables():
    reconciliation = [
        (
            "closure",
            "district",
            CITY,
            2024,
            "class_area.lake",
            "districts",
            1.378e8,
            "city",
            1.378e8,
            0.0,
            0.0,
            1e-9,
            True,
        ),
        (
            "register",
            "district",
            "320481",
            2024,
            "parcels",
            "register",
            1.5351e9,
            "geometry",
            1.5350e9,
            1e5,
            6.5e-5,
            None,
            True,
        ),
        (
            "classes",
            "district",
            "320402",
            2024,
            "class_area",
            "classes",
            1.5e8,
            "unit",
            1.55e8,
            -5e6,
            -0.0322,
            1e-9,
            False,
        ),
    ]
    balance = [
        (2023, 2024, unit, group, opening, 3e5, 5e5, opening + 2e5)
        for unit in (CITY, *DISTRICTS)
        for group, opening in (("forest_arbor", 3.5e8), ("lake", 1.4e8))
    ]
    repairs = [("GEOM-INVALID", "parcels", 2024, "layers/parcels.gpkg", "make_valid", 2, 512.5)]
    return (
        pd.DataFrame(reconciliation, columns=list(RECONCILIATION_COLUMNS)),
        pd.DataFrame(balance, columns=list(BALANCE_COLUMNS)),
        pd.DataFrame(repairs, columns=list(REPAIR_COLUMNS)),
    )


@pytest.fixture
def results() -> RunResults:
    units = {CITY: StatUnit(CITY, CITY, Text("常州市", "Changzhou"), "city", "city")}
    for partition, members in (("district", DISTRICTS), ("zones", HALVES)):
        for name, (title, _, _) in members.items():
            units[name] = StatUnit(name, name.split("@")[0], title, "district", partition)
    partitions = (
        Partition("city", "city", Text("全市", "city"), (CITY,)),
        Partition("district", "district", Text("行政区", "Districts"), tuple(DISTRICTS)),
        Partition("zones", "district", Text("经开区单列", "Zone by itself"), tuple(HALVES)),
    )
    figures = pd.DataFrame([f.to_row() for f in _figures()], columns=list(COLUMNS))
    return RunResults(_manifest(), _study(), partitions, units, _indicators(), figures, *_tables())


def one_pixel_png(rgb=(40, 140, 0)) -> bytes:
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + chunk(b"IDAT", zlib.compress(b"\0" + bytes(rgb)))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def content() -> MapContent:
    def frame(rows, **names):
        return gpd.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4490")

    def shapes(cells):
        return frame(
            [
                {"unit_id": unit, "name_zh": title.zh, "name_en": title.en, "geometry": box(*where)}
                for unit, title, where in cells
            ]
        )

    district = shapes(
        [
            ("320481", DISTRICTS["320481"][0], (119.1, 31.1, 119.5, 31.8)),
            ("320412", DISTRICTS["320412"][0], (119.5, 31.1, 120.1, 31.5)),
            ("320402", Text(HOSTILE, HOSTILE), (119.5, 31.5, 120.1, 31.8)),
        ]
    )
    zones = shapes(
        [
            ("320412@zones", HALVES["320412@zones"][0], (119.1, 31.1, 119.6, 31.8)),
            ("320499", HALVES["320499"][0], (119.6, 31.1, 120.1, 31.8)),
        ]
    )
    redline = frame([{"name": HOSTILE, "geometry": box(119.2, 31.2, 119.4, 31.4)}])
    legend = (LegendEntry(6, Text("乔木林", "arbor forest"), "#288c00"),)
    title = Text("土地覆盖", "Land cover")
    bounds = (119.1, 31.1, 120.1, 31.8)
    pictures = {
        ("land_cover", year): Picture("land_cover", year, title, one_pixel_png(), bounds, legend)
        for year in YEARS
    }
    return MapContent(
        {"district": district, "zones": zones},
        {"redline": redline},
        pictures,
        {"redline": Text("生态保护红线", "Red line"), "land_cover": title},
    )


@pytest.fixture(scope="session")
def browser(chromium, driver):
    """A headless Chromium that asks nothing of its maker."""
    arguments = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
    ]
    started = driver.chromium.launch(executable_path=str(chromium), args=arguments)
    yield started
    started.close()
