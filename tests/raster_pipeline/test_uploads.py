"""Bad uploads of every kind: a named finding, nothing left behind, nothing of the study changed."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from raster_pipeline import uploads as module
from raster_pipeline.io import upload_file, upload_folder
from raster_pipeline.uploads import UploadDesk
from sinkmap.errors import (
    CannotFinishError,
    Finding,
    InputRefusedError,
    Severity,
    SinkmapError,
    UsageError,
)
from sinkmap.text import Text
from sinkmap.upload import Upload, UploadAbout

PLAN = """
[study]
id = "town"
title = { zh = "镇", en = "town" }
years = [2023, 2024]
city = { code = "320499", name = { zh = "镇", en = "town" } }
[grid]
crs = "EPSG:4549"
resolution = 10.0
origin = [417280.0, 3549600.0]
shape = [10, 10]
[[partition]]
id = "village"
level = "village"
title = { zh = "村", en = "villages" }
file = "v.gpkg"
code = "c"
name = "n"
[[input]]
layer = "parks"
files = ["parks.gpkg"]
"""
SHAPES, RASTER, TABLE = UploadAbout("parks"), UploadAbout("tree_cover"), UploadAbout("population")
SECRET = "root" + ":x:0:0"
VRT = f"<VRTDataset rasterXSize='9'><SourceFilename>{SECRET}</SourceFilename></VRTDataset>"
MRF = "<MRF_META><CachedSource><Source>http://127.0.0.1/</Source></CachedSource></MRF_META>"
STREAMED = '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read a.gpkg"}'
OGR = "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>a.gpkg</SrcDataSource>"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "湿地 数据"
    folder.mkdir()
    (folder / "study.toml").write_text(PLAN, "utf-8")
    (folder / "parks.gpkg").write_bytes(b"SQLite format 3\x00 what there is")
    (folder / "runs").mkdir()
    (folder / "runs" / "CURRENT").write_text("0123456789abcdef", "utf-8")
    (tmp_path / "neighbour").mkdir()
    return folder


def tree(folder: Path) -> dict[str, str]:
    """Every file and folder below, with the hash of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file() else ""
        for path in folder.rglob("*")
    }  # fmt: skip


def packed(*entries: tuple[str | zipfile.ZipInfo, bytes], **more: Any) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, **more) as archive:
        for name, body in entries:
            archive.writestr(name, body)
    return stream.getvalue()


def link() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("parks.geojson")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def encrypted() -> bytes:
    """The flag of encryption set in both headers of the one entry."""
    made = bytearray(packed(("parks.geojson", b"{}")))
    made[6] |= 1
    central = made.index(b"PK\x01\x02")
    made[central + 8] |= 1
    return bytes(made)


def lying() -> bytes:
    """An entry that says it is far smaller than it is."""
    made = bytearray(packed(("parks.geojson", b"{" + b" " * 5_000_000)))
    central = made.index(b"PK\x01\x02")
    made[central + 24 : central + 28] = struct.pack("<I", 1000)
    return bytes(made)


SHP = b"\x00\x00\x27\x0a" + bytes(96)
BAD = {
    "UP1 raster that is a VRT": (RASTER, "a.tif", VRT.encode(), "UPLOAD-CONTENT"),
    "UP2 VRT of an address": (RASTER, "a.tif", VRT.replace("root", "http").encode(),
                              "UPLOAD-CONTENT"),
    "UP3 vector that is a VRT": (SHAPES, "a.geojson", OGR.encode(), "UPLOAD-CONTENT"),
    "UP3 with a mark before": (SHAPES, "a.geojson", b"\xef\xbb\xbf \n" + OGR.encode(),
                               "UPLOAD-CONTENT"),
    "UP4 streamed vector": (SHAPES, "a.geojson", STREAMED.encode(), "UPLOAD-CONTENT"),
    "UP4 streamed raster": (RASTER, "a.tif", STREAMED.encode(), "UPLOAD-CONTENT"),
    "UP4 streamed in a zip": (SHAPES, "a.zip", packed(("a.geojson", STREAMED.encode())),
                              "UPLOAD-CONTENT"),
    "UP5 raster that is an MRF": (RASTER, "a.tif", MRF.encode(), "UPLOAD-CONTENT"),
    "UP6 name of a driver": (SHAPES, "CSV:/etc/passwd", b"a,b", "UPLOAD-FORMAT"),
    "UP7 name that is an address": (SHAPES, "http://127.0.0.1/a", b"{}", "UPLOAD-FORMAT"),
    "UP8 zip slip": (SHAPES, "a.zip", packed(("../../a.geojson", b"{}")),
                     "UPLOAD-ARCHIVE-HOSTILE"),
    "UP8 zip slip of Windows": (SHAPES, "a.zip", packed(("..\\a.geojson", b"{}")),
                                "UPLOAD-ARCHIVE-HOSTILE"),
    "UP8 absolute name": (SHAPES, "a.zip", packed(("/tmp/a.geojson", b"{}")),
                          "UPLOAD-ARCHIVE-HOSTILE"),
    "UP8 drive": (SHAPES, "a.zip", packed(("C:a.geojson", b"{}")), "UPLOAD-ARCHIVE-HOSTILE"),
    "UP8 link": (SHAPES, "a.zip", packed((link(), b"/etc/passwd")), "UPLOAD-ARCHIVE-HOSTILE"),
    "UP9 bomb": (SHAPES, "a.zip", packed(("a.geojson", b"{" + b" " * 30_000_000)),
                 "UPLOAD-ARCHIVE-BOMB"),
    "UP10 lying about its size": (SHAPES, "a.zip", lying(), "UPLOAD-ARCHIVE-DAMAGED"),
    "UP11 nested": (SHAPES, "a.zip", packed(("a.geojson", b"{}"), ("b.zip", b"PK")),
                    "UPLOAD-ARCHIVE-HOSTILE"),
    "UP11 thousands of entries": (SHAPES, "a.zip",
                                  packed(*((f"{n}.txt", b"") for n in range(5000))),
                                  "UPLOAD-ARCHIVE-BOMB"),
    "UP11 encrypted": (SHAPES, "a.zip", encrypted(), "UPLOAD-ARCHIVE-HOSTILE"),
    "cut archive": (SHAPES, "a.zip", packed(("a.geojson", b"{}" * 400))[:60],
                    "UPLOAD-ARCHIVE-DAMAGED"),
    "two datasets": (SHAPES, "a.zip", packed(("a.shp", SHP), ("b.shp", SHP)),
                     "UPLOAD-ARCHIVE-AMBIGUOUS"),
    "no dataset": (SHAPES, "a.zip", packed(("读我.txt", b"x")), "UPLOAD-ARCHIVE-AMBIGUOUS"),
    "raster in a zip for shapes": (SHAPES, "a.zip", packed(("a.tif", b"II*\x00")),
                                   "UPLOAD-ARCHIVE-AMBIGUOUS"),
    "no zip at all": (SHAPES, "a.zip", b"hello", "UPLOAD-CONTENT"),
    "table that is a program": (TABLE, "a.csv", b"MZ\x00\x01\x02", "UPLOAD-CONTENT"),
    "table that is a workbook": (TABLE, "a.csv", packed(("xl/a.xml", b"")), "UPLOAD-CONTENT"),
    "workbook that is a plain zip": (TABLE, "a.xlsx", packed(("a.txt", b"")), "UPLOAD-CONTENT"),
    "workbook that is a bomb": (TABLE, "a.xlsx",
                                packed(("xl/a.xml", b" " * 30_000_000)), "UPLOAD-ARCHIVE-BOMB"),
    "raster that is a database": (RASTER, "a.tif", b"SQLite format 3\x00", "UPLOAD-CONTENT"),
    "raster for a layer of shapes": (SHAPES, "a.tif", b"II*\x00", "UPLOAD-FORMAT"),
    "bare shapefile": (SHAPES, "a.shp", SHP, "UPLOAD-FORMAT"),
    "no ending": (SHAPES, "parks", b"{}", "UPLOAD-FORMAT"),
    "empty": (SHAPES, "a.geojson", b"", "UPLOAD-EMPTY"),
    "unknown layer": (UploadAbout("../x"), "a.geojson", b"{}", "UPLOAD-LAYER"),
    "scenes": (UploadAbout("scenes"), "a.zip", packed(), "UPLOAD-LAYER"),
    "year of no study": (UploadAbout("parks", (1999,)), "a.geojson", b"{}", "UPLOAD-YEAR"),
    "codes of another layer": (UploadAbout("parks", code_system="sd3"), "a.geojson", b"{}",
                               "UPLOAD-SYSTEM"),
    "state of no kind": (UploadAbout("parks", data_state="x"), "a.geojson", b"{}", "UPLOAD-STATE"),
    "lines in the vintage": (UploadAbout("parks", vintage='a"\n[study]'), "a.geojson", b"{}",
                             "UPLOAD-WORDS"),
}  # fmt: skip


def checked(desk: UploadDesk, body: bytes, about: UploadAbout, *found: Finding) -> Upload:
    """A file taken in, of which a check found this."""
    number = desk.receive(io.BytesIO(body), "../parks.geojson", about).id
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "upload_findings", lambda *_: list(found))
        return desk.check(number)


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_upload_is_named_and_leaves_nothing(study: Path, kind: str) -> None:
    about, name, body, code = BAD[kind]
    before = tree(study.parent)
    with pytest.raises(InputRefusedError) as refused:
        UploadDesk(study).receive(io.BytesIO(body), name, about)
    assert [finding.code for finding in refused.value.findings] == [code]
    assert tree(study.parent) == before
    for finding in refused.value.findings:
        said = finding.say("zh") + finding.say("en")
        assert finding.message.zh
        assert finding.message.en
        assert str(study) not in said
        assert SECRET not in said


def test_a_file_over_the_limit_is_cut_off(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_file, "MOST_UPLOAD_BYTES", 1000)
    before = tree(study.parent)
    with pytest.raises(InputRefusedError) as refused:
        UploadDesk(study).receive(io.BytesIO(b"{" + b" " * 2000), "a.geojson", SHAPES)
    assert refused.value.findings[0].code == "UPLOAD-TOO-LARGE"
    assert tree(study.parent) == before


@pytest.mark.parametrize(
    "number", ["../../runs", "..", "", "0123456789abcdef", "%2e%2e", "a" * 300, "x\x00"]
)
def test_an_id_that_is_none_leads_nowhere(study: Path, number: str) -> None:
    """UP14 and UP15: an id of another study, or a path, is answered alike and touches nothing."""
    desk, before = UploadDesk(study), tree(study.parent)
    for act in (desk.upload, desk.accept, desk.reject):
        with pytest.raises(UsageError) as refused:
            act(number)
        assert refused.value.findings[0].code == "UPLOAD-MISSING"
    assert tree(study.parent) == before


def test_a_file_that_nobody_checked_cannot_be_accepted(study: Path) -> None:
    """Whatever ended its check: nothing was written, so nothing is half accepted."""
    desk = UploadDesk(study)
    upload = desk.receive(io.BytesIO(b"{}"), "a.geojson", SHAPES)
    assert (upload.checked, upload.refused, upload.findings) == (False, True, ())
    before = tree(study)
    with pytest.raises(UsageError) as refused:
        desk.accept(upload.id)
    assert [finding.code for finding in refused.value.findings] == ["UPLOAD-UNCHECKED"]
    assert tree(study) == before
    assert UploadDesk(study).upload(upload.id) == upload, "a restart finds it again"


def test_a_file_deleted_while_it_is_checked_stays_deleted(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = UploadDesk(study)
    upload = desk.receive(io.BytesIO(b"{}"), "a.geojson", SHAPES)

    def deleted(*_: Any) -> list[Finding]:
        desk.reject(upload.id)
        return []

    monkeypatch.setattr(module, "upload_findings", deleted)
    with pytest.raises(UsageError) as refused:
        desk.check(upload.id)
    assert refused.value.findings[0].code == "UPLOAD-MISSING"
    assert not (study / "uploads").exists()


def test_accepting_that_was_cut_off_is_ended_by_the_next(study: Path) -> None:
    desk = UploadDesk(study)
    upload = checked(desk, b"{}", SHAPES)
    waiting = study / "uploads" / ".quarantine" / upload.id
    (study / "uploads" / "parks").mkdir()
    (waiting / "files").rename(study / "uploads" / "parks" / upload.id)
    accepted = UploadDesk(study).accept(upload.id)
    assert (study / accepted.file).read_bytes() == b"{}"
    assert not waiting.exists()


def test_what_was_never_taken_in_whole_is_forgotten(study: Path) -> None:
    """A server that was killed leaves a folder without a record."""
    left = study / "uploads" / ".quarantine" / ("0" * 16)
    left.mkdir(parents=True)
    (left / "received").write_bytes(b"{")
    desk = UploadDesk(study)
    assert desk.waiting() == []
    desk.receive(io.BytesIO(b"{}"), "a.geojson", SHAPES)
    assert left.exists(), "it may be on its way"
    os.utime(left, (1.0, 1.0))
    desk.receive(io.BytesIO(b"{}"), "a.geojson", SHAPES)
    assert not left.exists()


def test_too_many_may_not_wait(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_folder, "_MOST_WAITING", 1)
    desk = UploadDesk(study)
    kept = desk.receive(io.BytesIO(b'{"type": "FeatureCollection"}'), "a.geojson", SHAPES)
    with pytest.raises(CannotFinishError) as refused:
        desk.receive(io.BytesIO(b"{}"), "b.geojson", SHAPES)
    assert refused.value.findings[0].code == "UPLOAD-QUOTA"
    assert [one.id for one in desk.waiting()] == [kept.id]
    desk.reject(kept.id)
    assert not (study / "uploads").exists()


def test_what_is_accepted_writes_over_nothing(study: Path) -> None:
    desk, before = UploadDesk(study), tree(study)
    body = b'{"type": "FeatureCollection", "features": []}'
    placed = []
    for _ in range(2):
        upload = checked(desk, body, SHAPES)
        assert upload.sha256 == hashlib.sha256(body).hexdigest()
        placed.append(desk.accept(upload.id))
    after = tree(study)
    assert {name: after[name] for name in before} == before
    assert placed[0].file != placed[1].file
    for one in placed:
        assert (study / one.file).read_bytes() == body
        assert one.replaces == ("parks.gpkg",)
    assert desk.waiting() == []
    assert not (study / "uploads" / ".quarantine").exists()


def test_the_lines_are_what_a_plan_says(study: Path) -> None:
    import tomllib

    from sinkmap.study import parse_study

    about = UploadAbout("parks", (2024,), "", "provisional", '一"版\\', "局")
    desk = UploadDesk(study)
    accepted = desk.accept(checked(desk, b"{}", about).id)
    plan = tomllib.loads(PLAN.replace('[[input]]\nlayer = "parks"\nfiles = ["parks.gpkg"]\n', "")
                         + accepted.lines)  # fmt: skip
    (entry,) = parse_study(plan).inputs
    assert entry.files == (accepted.file,)
    assert (entry.layer, entry.years, entry.vintage, entry.source) == (
        "parks", (2024,), '一"版\\', "局"
    )  # fmt: skip
    assert entry.data_state == "provisional"


def test_errors_of_the_check_forbid_accepting(study: Path) -> None:
    wrong = Finding("CRS-MISSING", Severity.ERROR, Text("无", "none"), Text("补", "add"))
    desk = UploadDesk(study)
    upload = checked(desk, b"{}", SHAPES, wrong)
    assert upload.refused
    before = tree(study)
    with pytest.raises(SinkmapError) as refused:
        desk.accept(upload.id)
    assert refused.value.findings[0].code == "UPLOAD-HAS-ERRORS"
    assert tree(study) == before
    assert UploadDesk(study).upload(upload.id) == upload, "a restart finds it again"
