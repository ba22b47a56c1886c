"""Lines, tables and zones through the whole line: declared, given, measured, shown, explained."""

from __future__ import annotations

import json
import shutil
import textwrap
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

import layers.derived
import layers.given
import sinkmap.indicators
from dash_app.context import Context
from raster_pipeline import open_run
from raster_pipeline.io.vector_writer import write_vector
from raster_pipeline.run import run_study
from sinkmap.figure import Status
from sinkmap.length import geodesic_length

GIVEN_SHORE = """
from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="quay",
    title=Text("岸线", "Banks"),
    form=Form.LINES,
    sensitivity=Sensitivity.PUBLIC,
    reference="test",
    fields=(Field("use", ("USE",), FieldKind.TEXT, Text("类型", "use"), required=True),),
    zone_field="use",
)
"""
GIVEN_TABLE = """
from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="people",
    title=Text("人口", "People"),
    form=Form.TABLE,
    sensitivity=Sensitivity.PUBLIC,
    reference="test",
    fields=(
        Field("statunit", ("UNIT",), FieldKind.TEXT, Text("单元", "unit"), required=True),
        Field("persons", ("N",), FieldKind.NUMBER, Text("人口", "persons"), required=True),
    ),
)
"""
DERIVED_QUAY = """
from collections.abc import Mapping

import geopandas as gpd

from sinkmap.layer import Derived, Form, Frame, Sensitivity, Whole
from sinkmap.text import Text


def natural(frames: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    \"\"\"Banks that are natural.\"\"\"
    quay = frames["quay"]
    return quay[quay["use"] == "natural"][["use", "geometry"]]


LAYER = Derived(
    id="natural_quay",
    title=Text("自然岸线", "Natural banks"),
    form=Form.LINES,
    sensitivity=Sensitivity.PUBLIC,
    reference="test",
    inputs=(Frame("quay"),),
    way=Whole(natural),
    zone_field="use",
    colour="#123456",
)
"""
INDICATOR = """
from sinkmap.figure import IntervalReason
from sinkmap.chapter import Chapter
from sinkmap.indicator import Indicator, Lengths, Measure, Profile, Rows, Within, ZoneAreas
from sinkmap.text import Text

_ALL, _NATURAL = Lengths("quay"), Lengths("natural_quay")
_COVER, _ZONES, _ROWS = Within("land_group", "redline"), ZoneAreas("redline"), Rows("people")
_ITEMS = ("quay_m", "natural_m", "zone_m2", "seen_m2", "unseen_m2", "persons")


def quay_facts(account, profile):
    \"\"\"What each tally found.\"\"\"
    cover = account.raster(_COVER)
    found = (
        sum(account.lengths("quay").values()),
        sum(account.lengths("natural_quay").values()),
        sum(account.zone_areas("redline").values()),
        cover.seen,
        cover.unseen,
        float(account.table("people")["persons"].sum()),
    )
    words = Text("各项", "each")
    reason = IntervalReason.NO_REFERENCE_SAMPLES
    return [
        Measure(value, value, None, 1.0, words, reason, item=item)
        for item, value in zip(_ITEMS, found, strict=True)
    ]


INDICATOR = Indicator(
    id="quay_facts",
    title=Text("岸线各项", "Facts of banks"),
    chapter=Chapter.LAND,
    uom="1",
    valid=(0.0, 1e12),
    numerator=Text("各项", "each"),
    denominator=Text("无", "none"),
    inputs=(_ALL, _NATURAL, _COVER, _ZONES, _ROWS),
    profiles=(Profile("plain", Text("全部", "all"), Text("全部项", "all of it"), "test"),),
    reference="test",
    compute=quay_facts,
    items={item: Text("项", item) for item in _ITEMS},
    additive=False,
)
"""


@pytest.fixture
def study(town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for package, name, text in (
        (layers.given, "quay", GIVEN_SHORE),
        (layers.given, "people", GIVEN_TABLE),
        (layers.derived, "natural_quay", DERIVED_QUAY),
        (sinkmap.indicators, "quay_facts", INDICATOR),
    ):
        folder = tmp_path / package.__name__
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.py").write_text(textwrap.dedent(text), "utf-8")
        if str(folder) not in package.__path__:
            monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
    made = tmp_path / "study"
    shutil.copytree(town, made, ignore=shutil.ignore_patterns("runs"))
    return made


def test_every_tally_and_form_reaches_figures_maps_and_explanations(
    study: Path, town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    units = open_run(town).path / "units.parquet"
    places = gpd.read_parquet(units).set_index("unit_id")
    city = str(places.index[0])
    west, south, east, north = places.geometry[city].bounds
    xs = np.linspace(west - 100.0, east + 100.0, 9)
    middle = (south + north) / 2.0
    quay = shapely.linestrings([(x, middle + 37.0 * (k % 2)) for k, x in enumerate(xs)])
    shore = shapely.linestrings([(xs[2], middle - 250.0), (xs[5], middle - 250.0)])
    frame = gpd.GeoDataFrame({"USE": ["port", "natural"]}, geometry=[quay, shore], crs=places.crs)
    write_vector(frame, study / "quay.gpkg", driver="GPKG")
    (study / "people.csv").write_text(f"UNIT,N\n{city},1234\n", "utf-8")
    plan = study / "study.toml"
    more = "".join(
        f'\n[[input]]\nlayer = "{layer}"\nfiles = ["{file}"]\nvintage = "v"\n'
        for layer, file in (("quay", "quay.gpkg"), ("people", "people.csv"))
    )
    plan.write_text(plan.read_text("utf-8") + more, "utf-8")
    run_study(study, years=[2024])
    opened = open_run(study)

    def value(item: str, unit: str = city) -> float:
        figure = opened.figure(f"quay_facts.{item}/{unit}/2024/plain")
        assert figure.status is Status.OK, figure
        assert figure.value is not None
        return figure.value

    inside = shapely.intersection([quay, shore], places.geometry[city])
    expected = geodesic_length(inside, str(places.crs))
    assert value("quay_m") == pytest.approx(expected.sum(), rel=1e-9)
    assert value("natural_m") == pytest.approx(expected[1], rel=1e-9)
    assert value("persons") == 1234.0
    assert value("zone_m2") == pytest.approx(
        opened.figure(f"redline_area/{city}/2024/geometry").numerator or 0.0, rel=1e-6
    )
    assert value("seen_m2") + value("unseen_m2") == pytest.approx(value("zone_m2"), rel=1e-7)
    for partition in opened.results.partitions[1:]:
        for item in ("quay_m", "natural_m", "zone_m2", "seen_m2"):
            total = sum(value(item, unit) for unit in partition.members)
            assert total == pytest.approx(value(item), rel=1e-7), (partition.id, item)

    found = opened.explain(f"quay_facts.quay_m/{city}/2024/plain")
    assert {"quay", "people", "eco_redline"} <= {record.layer for record in found.inputs}
    assert {"natural_quay", "redline", "land_group"} <= set(found.derived)
    content = opened.map_content(2024)
    assert content.colours["natural_quay"] == "#123456"
    assert set(content.zones["natural_quay"].geom_type) == {"LineString"}
    served = Context(opened)
    assert "natural_quay" in served.outline_layers(2024)
    shown = json.loads(served.zones_document("natural_quay", 2024))
    assert shown["features"][0]["geometry"]["type"] == "LineString"

    from sinkmap.cli.app import app

    chart = tmp_path / "map.html"
    app(["map", str(study), "-o", str(chart)], standalone_mode=False)
    assert "#123456" in chart.read_text("utf-8")
    capsys.readouterr()
    app(["layers", "--format", "json"], standalone_mode=False)
    forms = {row["id"]: row["form"] for row in json.loads(capsys.readouterr().out)}
    assert (forms["quay"], forms["people"], forms["natural_quay"]) == ("lines", "table", "lines")
