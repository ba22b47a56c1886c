"""Lines, points and tables taken in: what a sound one gives, what planted faults are called."""

import datetime as dt
import sys
from types import ModuleType

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely

import layers.given
from raster_pipeline.io.study_file import open_study
from raster_pipeline.steps.intake import check_study, examine
from raster_pipeline.steps.table_rows import rows_in, rows_of
from sinkmap.errors import Severity
from sinkmap.layer import Field, FieldKind, Form, Given, Sensitivity
from sinkmap.length import geodesic_length
from sinkmap.text import Text

WORD = Text("词", "word")
WEST, SOUTH = 480_000.0, 3_519_000.0


def field(name, kind=FieldKind.TEXT, aliases=(), **more):
    return Field(name, (name.upper(), *aliases), kind, WORD, **more)


def given(name, form, *fields, **more):
    return Given(name, WORD, form, Sensitivity.PUBLIC, "test", fields=fields, **more)


USES = {"natural": ("自然", "生态"), "port": ("港口",)}
SHORE = given(
    "shore",
    Form.LINES,
    field("use", aliases=("岸线类型",), choices=USES, required=True),
    field("width", FieldKind.NUMBER, valid=(0.0, 500.0)),
    zone_field="use",
)
GATES = given("gates", Form.POINTS, field("name"))
PEOPLE = given(
    "people",
    Form.TABLE,
    field("statunit", aliases=("统计单元",), required=True),
    field("year", FieldKind.NUMBER, aliases=("年度",)),
    field("persons", FieldKind.NUMBER, aliases=("人口",), required=True, valid=(0.0, 1e9)),
    field("counted", FieldKind.DATE, aliases=("日期",)),
    field("note"),
)


@pytest.fixture
def declared(monkeypatch, tmp_path):
    """The three layers among the given ones, each a file of its own."""
    folder = tmp_path / "more"
    folder.mkdir()
    for name in ("SHORE", "GATES", "PEOPLE"):
        text = f"import sys\nLAYER = sys.modules[{__name__!r}].{name}\n"
        (folder / f"{globals()[name].id}.py").write_text(text, "utf-8")
    monkeypatch.setitem(sys.modules, __name__, sys.modules.get(__name__, ModuleType(__name__)))
    for one in (SHORE, GATES, PEOPLE):
        monkeypatch.setattr(sys.modules[__name__], one.id.upper(), one, raising=False)
    monkeypatch.setattr(layers.given, "__path__", [*layers.given.__path__, str(folder)])


def line(*xy):
    return shapely.linestrings([(WEST + x, SOUTH + y) for x, y in xy])


def frame(geometry, **columns):
    return gpd.GeoDataFrame(columns, geometry=geometry, crs="EPSG:4549")


def taken(square):
    study, root = open_study(square.plan())
    return examine(study, root, keep=root.parent / "kept")


def codes(examination, *, layer):
    return {
        (f.code, f.severity)
        for f in examination.findings
        if f.layer == layer and not f.code.startswith("VINTAGE")
    }


def test_lines_are_kept_with_their_length_and_by_their_own_words(square, declared):
    shapes = [line((100, 100), (400, 500)), line((400, 500), (900, 500))]
    square.survey()
    square.write(frame(shapes, 岸线类型=["生态", "港口"], WIDTH=[12.5, None]), "shore.gpkg")
    square.entry("shore", "shore.gpkg", vintage="v")
    examination = taken(square)
    assert codes(examination, layer="shore") == set()
    kept = gpd.read_parquet(examination.vectors["shore", 2023])
    assert kept["use"].tolist() == ["natural", "port"]
    assert kept["width"].tolist()[0] == 12.5
    assert kept["length_m"].tolist() == pytest.approx(geodesic_length(shapes, "EPSG:4549"))


def test_faults_of_lines_are_told_at_once(square, declared):
    whole = line((100, 100), (400, 100))
    shapes = [
        whole,
        line((200, 100), (300, 100)),
        shapely.points(WEST + 50, SOUTH + 50),
        line((700, 700), (700, 700)),
        line((5000, 5000), (6000, 5000)),
        line((100, 300), (100, 300.5)),
    ]
    uses = ["生态", "自然", "港口", "港口", "港口", "沙滩"]
    square.survey()
    square.write(frame(shapes, USE=uses, WIDTH=[1.0, 1, 1, 1, 1, 900]), "shore.geojson")
    square.entry("shore", "shore.geojson", vintage="v")
    _, examination = check_study(square.plan())
    assert codes(examination, layer="shore") == {
        ("GEOM-TYPE", Severity.ERROR),
        ("LINE-NO-LENGTH", Severity.ERROR),
        ("LINE-OVERLAP", Severity.WARNING),
        ("FIELD-CHOICE", Severity.ERROR),
        ("FIELD-RANGE", Severity.ERROR),
        ("FEATURES-OUTSIDE-CITY", Severity.WARNING),
    }
    (overlap,) = [f for f in examination.findings if f.code == "LINE-OVERLAP"]
    assert overlap.seen == "100.0 m"
    (choice,) = [f for f in examination.findings if f.code == "FIELD-CHOICE"]
    assert (choice.features, choice.seen, choice.wanted) == (("#6",), "use: 沙滩", "natural, port")


def test_points_are_kept_and_polygons_among_them_refused(square, declared):
    square.survey()
    points = shapely.points([[WEST + 50, SOUTH + 50], [WEST + 80, SOUTH + 50]])
    square.write(frame(list(points), NAME=["东门", "西门"]), "gates.shp")
    square.entry("gates", "gates.shp", vintage="v")
    examination = taken(square)
    assert not any(weight is Severity.ERROR for _, weight in codes(examination, layer="gates"))
    kept = gpd.read_parquet(examination.vectors["gates", 2022])
    assert kept["name"].tolist() == ["东门", "西门"]
    assert set(kept.geom_type) == {"Point"}


CSV = (
    "统计单元,年度,人口,日期\n320402,2022,1200,2022/5/1\n西区,2022,800,20220601\n"
    "320402,2023,1300,\n"
)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_rows_find_their_unit_and_year(square, declared, encoding):
    square.survey()
    (square.root / "people.csv").write_bytes(CSV.encode(encoding))
    square.entry("people", "people.csv", vintage="v")
    examination = taken(square)
    assert codes(examination, layer="people") == set()
    rows = pd.read_parquet(examination.vectors["people", 2022])
    assert rows["statunit"].tolist() == ["320402", "320404", "320402"]
    assert rows["counted"].tolist()[:2] == ["2022-05-01", "2022-06-01"]
    assert rows["note"].isna().all()
    east = rows_of(rows_in(rows, 2023), "320402")
    assert east["persons"].tolist() == [1300.0]
    assert rows_of(rows_in(rows, 2023), "320404").empty
    (record,) = [r for r in examination.inputs if r.layer == "people"]
    assert record.file == "people.csv"


def sheet(path, rows, name="人口"):
    book = openpyxl.Workbook()
    page = book.active
    page.title = name
    for row in rows:
        page.append(row)
    book.save(path)


def test_an_excel_sheet_reads_as_it_is_written(square, declared):
    square.survey()
    rows = [
        ["统计单元", "年度", "人口", "日期", None],
        [320402, 2022, 1200.5, dt.datetime(2022, 5, 1), None],
        [None, None, None, None, None],
        ["西区", 2022.0, 800, "2022年6月1日", None],
    ]
    sheet(square.root / "people.xlsx", rows)
    square.entry("people", "people.xlsx", vintage="v")
    examination = taken(square)
    assert codes(examination, layer="people") == set()
    rows = pd.read_parquet(examination.vectors["people", 2022])
    assert rows["statunit"].tolist() == ["320402", "320404"]
    assert rows["persons"].tolist() == [1200.5, 800.0]
    assert rows["counted"].tolist() == ["2022-05-01", "2022-06-01"]


def test_a_table_of_a_geopackage(square, declared):
    square.survey()
    square.write(frame(shapely.points([[WEST, SOUTH]]), A=[1]), "all.gpkg")
    table = pd.DataFrame({"STATUNIT": ["320402"], "YEAR": [2022], "PERSONS": [1200]})
    pyogrio.write_dataframe(table, square.root / "all.gpkg", layer="people", append=True)
    square.entry("people", "all.gpkg", table="people", vintage="v")
    examination = taken(square)
    assert codes(examination, layer="people") == set()
    assert pd.read_parquet(examination.vectors["people", 2022])["persons"].tolist() == [1200.0]


def test_faults_of_rows_are_told_at_once(square, declared):
    square.survey()
    rows = (
        "320402,2022,1200,never",
        "320499,2022,-5,2022-05-01",
        ",22,,2022-05-01",
        "320404,2021,many,2022-05-01",
    )
    text = "统计单元,年度,人口,日期\n" + "\n".join(rows) + "\n"
    (square.root / "people.csv").write_text(text, "utf-8")
    square.entry("people", "people.csv", vintage="v")
    _, examination = check_study(square.plan())
    assert codes(examination, layer="people") == {
        ("FIELD-DATE", Severity.ERROR),
        ("FIELD-RANGE", Severity.ERROR),
        ("NUMBER-UNREADABLE", Severity.ERROR),
        ("ROW-BLANK", Severity.ERROR),
        ("ROW-UNIT", Severity.ERROR),
        ("ROW-YEAR", Severity.ERROR),
        ("ROW-YEAR-UNUSED", Severity.WARNING),
    }
    (unit,) = [f for f in examination.findings if f.code == "ROW-UNIT"]
    assert (unit.features, unit.count, unit.seen) == (("#2", "#3"), 2, "320499, —")


def test_a_name_of_two_units_is_refused(square, declared):
    square.survey()
    square.partition(square.districts())
    square.partition(square.districts(("320402", "320404"), 480_600.0), "zone.shp", "zone")
    (square.root / "people.csv").write_text("statunit,persons\n东区,5\n320402,6\n", "utf-8")
    square.entry("people", "people.csv", vintage="v")
    _, examination = check_study(square.plan())
    (finding,) = [f for f in examination.findings if f.layer == "people" and f.code[:4] == "ROW-"]
    assert finding.code == "ROW-UNIT-AMBIGUOUS"
    assert finding.seen == "东区: 320402 | 320402@zone"


@pytest.mark.parametrize(
    ("file", "content", "code"),
    [
        ("people.csv", b"", "TABLE-EMPTY"),
        ("people.csv", b"STATUNIT,STATUNIT\n1,2\n", "TABLE-COLUMN-DOUBLE"),
        ("people.csv", b"NOTE\nx\n", "FIELD-MISSING"),
        ("people.csv", b"STATUNIT,PERSONS\n", "ROW-NONE"),
        ("people.xlsx", b"no workbook", "FILE-UNREADABLE"),
        ("people.txt", b"x", "FILE-FORMAT"),
    ],
)
def test_files_that_hold_no_table(square, declared, file, content, code):
    square.survey()
    (square.root / file).write_bytes(content)
    square.entry("people", file, vintage="v")
    _, examination = check_study(square.plan())
    assert code in {f.code for f in examination.findings if f.file == file}


def test_a_workbook_of_two_sheets_must_be_told_apart(square, declared):
    square.survey()
    book = openpyxl.Workbook()
    book.create_sheet("two")
    book.save(square.root / "people.xlsx")
    square.entry("people", "people.xlsx", vintage="v")
    _, examination = check_study(square.plan())
    assert "TABLE-AMBIGUOUS" in {f.code for f in examination.findings}
