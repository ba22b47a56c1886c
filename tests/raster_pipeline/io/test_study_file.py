"""Plans are opened, their faults named, and files looked for only where they may be."""

import hashlib

import pytest

from raster_pipeline.io.study_file import file_parts, fingerprint, locate, open_study
from sinkmap.errors import InputRefusedError

PLAN = """
[study]
id = "plan"
title = "plan"
years = [2022]
city = { code = "1", name = "city" }
roots = ["../shared"]
[grid]
crs = "EPSG:4549"
resolution = 10.0
origin = [0.0, 0.0]
shape = [1, 1]
[[partition]]
id = "district"
level = "district"
title = "d"
file = "d.gpkg"
code = "C"
name = "N"
[[input]]
layer = "dem"
files = ["dem.tif"]
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "study.toml").write_text(PLAN, encoding="utf-8")
    return tmp_path / "study"


def code_of(path):
    with pytest.raises(InputRefusedError) as caught:
        open_study(path)
    return caught.value.findings[0]


def test_folder_and_file_open_the_same_plan(folder):
    study, root = open_study(folder)
    assert (study, root) == open_study(folder / "study.toml")
    assert root == folder.resolve()
    assert study.id == "plan"


def test_a_byte_order_mark_does_no_harm(folder):
    plan = folder / "study.toml"
    plan.write_bytes(b"\xef\xbb\xbf" + plan.read_bytes())
    assert open_study(folder)[0].id == "plan"


def test_faults_of_the_plan_are_named(folder):
    assert code_of(folder / "nowhere").code == "STUDY-FILE-MISSING"
    plan = folder / "study.toml"
    plan.write_text("[study\nid = 1", encoding="utf-8")
    assert code_of(folder).code == "STUDY-SYNTAX"
    assert "line 1" in code_of(folder).seen
    plan.write_bytes('title = "常州"'.encode("gbk"))
    assert code_of(folder).code == "STUDY-ENCODING"
    plan.write_text(PLAN.replace("[grid]", "[grids]"), encoding="utf-8")
    assert code_of(folder).code.startswith("STUDY-")


def test_files_are_looked_for_below_the_study_and_its_roots(folder):
    study, root = open_study(folder)
    shared = folder.parent / "shared"
    shared.mkdir()
    (shared / "a.tif").touch()
    (folder / "b.tif").touch()
    (folder.parent / "secret.tif").touch()
    (folder / "link.tif").symlink_to(folder.parent / "secret.tif")
    names = ["b.tif", "../shared/a.tif", "../secret.tif", "link.tif", "/etc/hostname", "gone.tif"]
    found, findings = locate(study, root, names)
    assert list(found) == ["b.tif", "../shared/a.tif"]
    assert [(f.code, f.file) for f in findings] == [
        ("FILE-OUTSIDE", "../secret.tif"),
        ("FILE-OUTSIDE", "link.tif"),
        ("FILE-OUTSIDE", "/etc/hostname"),
        ("FILE-MISSING", "gone.tif"),
    ]


def test_a_missing_file_is_told_with_the_one_that_may_be_meant(folder):
    study, root = open_study(folder)
    (folder / "layers").mkdir()
    (folder / "layers" / "wc_2023.tif").touch()
    _, (found, other) = locate(study, root, ["layers/WC_2023.tif", "layers/parcels.gpkg"])
    assert (found.code, found.wanted) == ("FILE-MISSING", "layers/wc_2023.tif?")
    assert other.wanted == ""


def test_every_part_of_a_dataset_is_fingerprinted(tmp_path):
    for ending in (".shp", ".SHX", ".dbf", ".prj", ".sbn", ".shp.xml"):
        (tmp_path / f"a{ending}").write_bytes(ending.encode())
    parts = list(file_parts(tmp_path / "a.shp"))
    assert [part.name for part in parts] == ["a.shp", "a.SHX", "a.dbf", "a.prj"]
    assert fingerprint(parts[0]) == (hashlib.sha256(b".shp").hexdigest(), 4)
    folder = tmp_path / "b.gdb"
    folder.mkdir()
    (folder / "x").write_bytes(b"1")
    assert [part.name for part in file_parts(folder)] == ["x"]
