"""Reviews of projects in the invented town: areas, child runs, record, forms, refusals."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from datetime import date
from importlib import resources
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from docx import Document

from raster_pipeline.io.plot_writer import write_boundary_text
from raster_pipeline.io.review_record import read_record, record_path
from raster_pipeline.review import (
    ReviewDesk,
    enter_step,
    open_desk,
    review_again,
    review_batch,
)
from sinkmap.area import geodesic_area
from sinkmap.control import RuleBook
from sinkmap.control.review_book import ReviewBook
from sinkmap.control.review_steps import Step, StepEntry
from sinkmap.control.review_terms import Conclusion, Proposal, Use
from sinkmap.errors import CannotFinishError, InputRefusedError, UsageError
from sinkmap.report.review import write_review
from sinkmap.text import Language

DAY = date(2026, 4, 1)
NAME = '<script>alert(1)</script> #panic[x] "甲" \\ 乙'


@pytest.fixture(scope="module")
def study(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("review") / "study"
    shutil.copytree(town, folder)
    return folder


@pytest.fixture(scope="module")
def desk(study: Path):
    return open_desk(study, day=DAY)


def redline(desk):
    return gpd.read_parquet(desk.opened.taken_in("eco_redline", desk.year))


def text_of(path, shapes, crs, names=None):
    frame = gpd.GeoDataFrame(
        {
            "number": [f"K{n}" for n in range(len(shapes))],
            "name": names or [f"地块{n}" for n in range(len(shapes))],
            "use": "",
            "land_class": "",
            "stated_m2": float("nan"),
        },
        geometry=list(shapes),
        crs=crs,
    )
    write_boundary_text(frame, path)
    return path


@pytest.fixture(scope="module")
def plot(desk, tmp_path_factory):
    """Half in the largest part of the red line, half out of it."""
    red = redline(desk)
    parts = shapely.get_parts(red.geometry.to_numpy())
    largest = parts[int(np.argmax(shapely.area(parts)))]
    x, y = shapely.get_coordinates(largest.exterior)[0]
    folder = tmp_path_factory.mktemp("plots")
    return text_of(folder / "a.txt", [shapely.box(x - 60, y - 60, x + 60, y + 60)], red.crs)


@pytest.fixture(scope="module")
def done(desk, plot):
    return desk.review(plot, Proposal("2026-1", NAME, Use.INDUSTRY, "C2614"), by="张")


def test_areas_agree_with_shapely_and_the_ellipsoid(desk, done):
    red = redline(desk)
    ground = done.result.plots.geometry.iloc[0]
    inside = shapely.intersection(ground, shapely.union_all(red.geometry.to_numpy()))
    (m2,) = geodesic_area([inside], desk.opened.study.grid.crs)
    theme = next(t for t in done.result.themes if t.theme.id == "redline")
    assert 0 < theme.share < 1
    assert theme.area_m2 == pytest.approx(m2, rel=1e-6)
    assert theme.conclusion is Conclusion.CONFLICT
    assert f"{m2 / 1e4:.4f}" in theme.text.zh
    units = sum(unit.share for unit in done.result.units)
    assert units == pytest.approx(1.0, abs=1e-6)
    classes = done.result.classes["area_m2"].sum()
    assert classes == pytest.approx(done.result.area_m2, rel=1e-9)


def test_the_review_is_a_child_run_and_the_same_question_is_answered_once(desk, done, plot):
    document = json.loads((done.folder / "run.json").read_text("utf-8"))
    assert document["parent"] == desk.opened.manifest.run_id
    assert document["rule_book"] == desk.book.version
    again = desk.review(plot, done.result.proposal, by="张")
    assert again.child.reused
    assert again.result.review == done.result.review
    pd.testing.assert_frame_equal(again.result.rows, done.result.rows)


def test_another_day_of_law_is_another_review_with_its_difference(study, plot):
    proposal = Proposal("2026-2", "甲", Use.INDUSTRY, "C1810")
    first = open_desk(study, day=date(2023, 1, 1)).review(plot, proposal)
    second = open_desk(study, day=DAY).review(plot, proposal)
    with pytest.raises(UsageError, match="REVIEW-DAY"):
        open_desk(study, day=date(2020, 1, 1))
    assert first.result.review != second.result.review
    assert second.result.before == first.result.review
    assert first.result.before == ""
    assert all(change.before != change.after for change in second.result.changes)


def test_all_projects_are_reviewed_again_when_the_law_is_another(study, plot, tmp_path):
    """Those that come out otherwise are entered; closed ones and those as before are not."""
    folder = tmp_path / "study"
    shutil.copytree(study, folder, ignore=shutil.ignore_patterns("reviews"))
    desk = open_desk(folder, day=DAY)
    for number in ("moved", "closed", "gone"):
        desk.review(plot, Proposal(number, number, Use.INDUSTRY, "C1810"), by="张")
    far = desk.city.centroid.buffer(20.0)
    calm = text_of(tmp_path / "calm.txt", [far], desk.opened.study.grid.crs)
    desk.review(calm, Proposal("calm", "calm", Use.RESTORATION), by="张")
    for step in (Step.CONSULTATION, Step.APPRAISAL, Step.JOINT, Step.REFUSED, Step.ARCHIVED):
        enter_step(folder, "closed", StepEntry(step, DAY, "李", "", "水利", "同意"))
    assert review_again(desk).unmoved == 4
    gone = read_record(record_path(folder, "gone"))[-1].review
    shutil.rmtree(folder / "runs" / "review" / gone)

    shipped = (resources.files("sinkmap.control") / "tables/review_rules.csv").read_text("utf-8")
    milder = shipped.replace("V07,Z2,,conflict", "V07,Z2,,appraisal")
    assert milder != shipped
    book = ReviewBook.of_tables({"review_rules": milder}, RuleBook.default())
    other = ReviewDesk(folder, desk.opened, book, desk.year, DAY)
    found = review_again(other, by="王")
    by_number = {one.reviewed.result.proposal.number: one for one in found.projects}
    assert {n: (one.changed, one.entered) for n, one in by_number.items()} == {
        "moved": (True, True),
        "closed": (True, False),
        "calm": (False, False),
    }
    assert [(f.code, f.file) for f in found.findings] == [("REVIEW-GONE", "gone.jsonl")]
    (change,) = by_number["moved"].reviewed.result.changes
    assert (change.theme, change.before, change.after) == (
        "redline", Conclusion.CONFLICT, Conclusion.APPRAISAL,
    )  # fmt: skip
    last = read_record(record_path(folder, "moved"))[-1]
    assert (last.step, last.by) == (Step.OVERLAID, "王")
    assert last.review == by_number["moved"].reviewed.result.review
    assert read_record(record_path(folder, "closed"))[-1].step is Step.ARCHIVED
    again = review_again(other, by="王")
    assert again.unmoved == 1
    assert {one.reviewed.result.proposal.number for one in again.projects} == {"closed", "calm"}


def test_the_record_of_the_steps(study, done):
    path = record_path(study, "2026-1")
    steps = [entry.step for entry in read_record(path)]
    assert steps == [Step.RECEIVED, Step.OVERLAID]
    asked = StepEntry(Step.CONSULTATION, DAY, "李", "", "水利", "同意")
    record = enter_step(study, "2026-1", asked)
    assert record[-1].review == done.result.review
    with pytest.raises(UsageError, match="REVIEW-STEP"):
        enter_step(study, "2026-1", StepEntry(Step.ISSUED, DAY, "李", ""))
    with pytest.raises(UsageError, match="REVIEW-MISSING"):
        enter_step(study, "none", asked)
    text = path.read_text("utf-8")
    path.write_text(text.replace("同意", "反对", 1), "utf-8")
    enter_broken = text.replace("张", "王", 1)
    path.write_text(enter_broken, "utf-8")
    with pytest.raises(CannotFinishError, match="REVIEW-RECORD-BROKEN"):
        read_record(path)
    path.write_text(text, "utf-8")
    assert record_path(study, "../../x").parent == study / "reviews"


def test_forms_stay_in_the_study(desk):
    assert desk.form_folder("../../x").parent == desk.root / "reviews"
    assert desk.form_folder("2026.1").name == "2026.1"


@pytest.mark.parametrize("language", list(Language))
def test_forms(desk, done, tmp_path, language):
    around = desk.surroundings(done.result)
    files = write_review(done.result, around, tmp_path, ("docx", "html", "pdf"), language)
    word, page, pdf = (Path(file) for file in files)
    assert pdf.read_bytes().startswith(b"%PDF-")
    text = page.read_text("utf-8")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "http://" not in text.replace("http://www.w3.org/", "")
    assert "https://" not in text
    document = Document(io.BytesIO(word.read_bytes()))
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    assert NAME in cells
    redline_text = next(t for t in done.result.themes if t.theme.id == "redline").text
    assert redline_text.say(language) in cells
    assert redline_text.say(language) in text
    assert len(document.inline_shapes) == 2
    with zipfile.ZipFile(word) as archive:
        assert archive.testzip() is None


def test_a_batch_in_one_pass_is_the_same_as_one_by_one(desk, tmp_path):
    red = redline(desk)
    west, south, east, north = red.total_bounds
    random = np.random.default_rng(3)
    shapes = [
        shapely.box(x, y, x + 80, y + 50)
        for x, y in zip(
            random.uniform(west, east, 12), random.uniform(south, north, 12), strict=True
        )
    ]
    file = text_of(tmp_path / "b.txt", shapes, red.crs, names=["=1+1", *["x"] * 11])
    proposal = Proposal("B", "b", Use.BUILD)
    batch = review_batch(desk, file, proposal)
    themes = pd.read_parquet(batch.child.folder / "themes.parquet")
    for number, shape in enumerate(shapes[:4]):
        single = text_of(tmp_path / f"{number}.txt", [shape], red.crs)
        alone = desk.review(single, Proposal(f"B{number}", "b", Use.BUILD)).result
        own = themes[themes["project"] == number].set_index("theme")
        for theme in alone.themes:
            assert own.loc[theme.theme.id, "conclusion"] == theme.conclusion
            assert own.loc[theme.theme.id, "area_m2"] == pytest.approx(theme.area_m2, abs=0.02)
    assert sum(batch.counts.values()) == 12
    assert "'=1+1" in (batch.child.folder / "batch.csv").read_text("utf-8-sig")


def test_projects_that_are_refused(desk, tmp_path):
    red = redline(desk)
    x, y = shapely.get_coordinates(red.geometry.iloc[0].representative_point())[0]
    box = shapely.box(x, y, x + 50, y + 50)
    twice = text_of(tmp_path / "twice.txt", [box, shapely.box(x + 25, y, x + 75, y + 50)], red.crs)
    proposal = Proposal("R", "r", Use.BUILD)
    with pytest.raises(InputRefusedError, match="REVIEW-PLOTS-OVERLAP"):
        desk.review(twice, proposal)
    away = text_of(tmp_path / "away.txt", [shapely.box(x + 9e4, y, x + 9.01e4, y + 50)], red.crs)
    with pytest.raises(InputRefusedError, match=r"REVIEW-OUTSIDE|PLACE-OUTSIDE"):
        desk.review(away, proposal)
    assert not record_path(desk.root, "R").exists()
