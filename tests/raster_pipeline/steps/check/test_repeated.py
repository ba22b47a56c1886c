"""Data sets that stand in for another year, told by all of their files."""

from raster_pipeline.steps.check.survey import repeated_findings
from sinkmap.figure import DataState
from sinkmap.run import InputRecord


def record(file, sha, year=2023, layer="parcels"):
    return InputRecord(
        layer, (year,), file, sha, 1, "EPSG:4549", "UTF-8", "sd3", DataState.UNDECLARED, "", ""
    )


def shapefile(stem, shapes, table, year):
    parts = ((".shp", shapes), (".dbf", table), (".prj", "same"))
    return [record(stem + ending, sha, year) for ending, sha in parts]


def told(*records):
    return [(one.file, one.seen) for one in repeated_findings(records)]


def test_a_copied_shapefile_is_told_once():
    records = [*shapefile("a/y22", "S", "T", 2022), *shapefile("a/y23", "S", "T", 2023)]
    assert told(*records) == [("a/y23.shp", "= a/y22.shp (2022)")]


def test_lines_that_keep_their_place_and_change_their_use_are_no_copy():
    records = [*shapefile("a/y22", "S", "T", 2022), *shapefile("a/y23", "S", "T2", 2023)]
    assert told(*records) == []


def test_databases_share_tables_of_the_system_and_are_no_copies():
    names = ("a00000001.gdbtable", "a00000009.gdbtable")
    first = [record(f"x_2022.gdb/{n}", sha, 2022) for n, sha in zip(names, "AB", strict=True)]
    other = [record(f"x_2023.gdb/{n}", sha) for n, sha in zip(names, "AC", strict=True)]
    copy = [record(f"y.gdb/{n}", sha) for n, sha in zip(names, "AB", strict=True)]
    assert told(*first, *other) == []
    assert len(told(*first, *other, *copy)) == 1


def test_one_file_in_two_years_is_no_copy_of_itself():
    assert told(record("a.gpkg", "A", 2022), record("a.gpkg", "A", 2023)) == []
    assert told(record("a.gpkg", "A"), record("b.gpkg", "A", layer="parks")) == []
