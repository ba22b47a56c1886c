"""Files sent in are checked as the command checks them, in a process of its own."""

from __future__ import annotations

import io
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from raster_pipeline.steps.intake import check_study
from raster_pipeline.uploads import UploadDesk
from sinkmap.upload import UploadAbout

PLACE = "uploads"


@pytest.fixture
def study(town: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    shutil.copytree(town, folder, ignore=shutil.ignore_patterns("runs"))
    return folder


def shapefile(study: Path, stem: str, *, without: str = "-") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part in sorted((study / "shapefiles").glob(f"{stem}.*")):
            if part.suffix != without:
                archive.write(part, f"数据/{part.name}")
    return stream.getvalue()


def test_the_findings_are_those_of_the_command(study: Path) -> None:
    desk = UploadDesk(study)
    about = UploadAbout("protected_area", vintage="模拟2022年版")
    sent = shapefile(study, "ZRBHD")
    upload = desk.receive(io.BytesIO(sent), "自然保护地.zip", about)
    wanted = [f for f in check_study(study)[1].findings if f.layer == "protected_area"]
    assert upload.findings == tuple(
        replace(finding, file="自然保护地.zip" if finding.file else "") for finding in wanted
    )
    assert not upload.refused
    accepted = desk.accept(upload.id)
    plan = study / "study.toml"
    text = plan.read_text("utf-8")
    old = 'files = ["shapefiles/ZRBHD.shp"]'
    assert text.count(old) == 1
    plan.write_text(text.replace(old, f'files = ["{accepted.file}"]'), "utf-8")
    again = [f for f in check_study(study)[1].findings if f.layer == "protected_area"]
    assert [f.code for f in again] == [f.code for f in wanted]


def test_a_file_without_crs_is_refused_by_name(study: Path) -> None:
    desk = UploadDesk(study)
    sent = shapefile(study, "ZRBHD", without=".prj")
    upload = desk.receive(io.BytesIO(sent), "a.zip", UploadAbout("protected_area"))
    assert upload.refused
    assert "CRS-MISSING" in [finding.code for finding in upload.findings]
    assert {finding.file for finding in upload.findings} <= {"a.zip", ""}
    desk.reject(upload.id)
    assert not (study / PLACE).exists()
