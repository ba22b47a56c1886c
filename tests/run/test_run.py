"""The whole line: identity, reuse, refusal, rot, and one place to add."""

import json
import shutil
import textwrap
from pathlib import Path

import pytest

import layers.derived
import sinkmap.indicators
from dash_app.context import Context
from layers import derived_layers
from raster_pipeline import OpenedRun, open_run
from raster_pipeline.opened import verify_run
from raster_pipeline.run import run_study
from sinkmap.errors import CannotFinishError, InputRefusedError, UsageError
from sinkmap.figure import COLUMNS, Figure, Status
from sinkmap.indicators import indicators
from sinkmap.report.methods import methods_markdown


@pytest.fixture
def study(town: Path, tmp_path: Path) -> Path:
    """A fresh copy of the town's study, without runs."""
    folder = tmp_path / "study"
    shutil.copytree(town, folder, ignore=shutil.ignore_patterns("runs"))
    return folder


def edit(study: Path, old: str, new: str) -> None:
    plan = study / "study.toml"
    text = plan.read_text("utf-8")
    assert old in text
    plan.write_text(text.replace(old, new), "utf-8")


def test_an_unchanged_study_is_verified_not_computed(town: Path, town_run: OpenedRun) -> None:
    again = run_study(town)
    assert again.reused
    assert again.manifest.run_id == town_run.manifest.run_id


def test_the_same_study_elsewhere_gives_the_same_bytes(study: Path, town_run: OpenedRun) -> None:
    outcome = run_study(study, workers=1)
    assert not outcome.reused
    assert (outcome.folder / "run.json").read_bytes() == (town_run.path / "run.json").read_bytes()
    assert outcome.manifest.outputs == town_run.manifest.outputs


def test_a_rotten_run_is_named_and_computed_anew(study: Path) -> None:
    outcome = run_study(study, years=[2022])
    victim = outcome.folder / "figures.parquet"
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.write_bytes(bytes(data))
    with pytest.raises(CannotFinishError, match=r"RUN-ROTTEN.*figures\.parquet"):
        verify_run(study)
    again = run_study(study, years=[2022])
    assert not again.reused
    assert verify_run(study).outputs == outcome.manifest.outputs


def test_a_refused_input_leaves_the_published_run_as_it_was(town: Path, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    shutil.copytree(town, folder)
    before = sorted(p.name for p in (folder / "runs").iterdir())
    edit(folder, 'code_system = "ydyh2023"', 'code_system = "sd3"')
    with pytest.raises(InputRefusedError) as caught:
        run_study(folder)
    assert caught.value.exit_code == 3
    assert any("2024" in f.file or f.year == 2024 for f in caught.value.findings)
    assert sorted(p.name for p in (folder / "runs").iterdir()) == before
    assert open_run(folder).results.figures["year"].max() == 2024


def test_unknown_names_of_the_plan_are_refused(study: Path) -> None:
    edit(study, 'profile = "js_tree_cover"\nstatunit', 'profile = "js_tree_cove"\nstatunit')
    with pytest.raises(InputRefusedError, match="STUDY-UNKNOWN-NAME") as caught:
        run_study(study)
    assert caught.value.findings[0].wanted == "js_tree_cover"


def test_a_year_the_study_does_not_hold_is_a_usage_error(study: Path) -> None:
    with pytest.raises(UsageError, match="YEAR-MISSING"):
        run_study(study, years=[1999])


def test_every_figure_reads_back_and_is_explained(town_run: OpenedRun) -> None:
    figures = town_run.results.figures
    assert list(figures.columns) == list(COLUMNS)
    assert figures["id"].is_unique
    city = town_run.results.partitions[0].members[0]
    for indicator in town_run.results.indicators.values():
        some = figures[
            (figures["indicator"].str.partition(".")[0] == indicator.id)
            & (figures["statunit"] == city)
        ]
        assert set(some["year"]) == {2022, 2023, 2024}, indicator.id
        figure = town_run.figure(some["id"].iloc[-1])
        assert isinstance(figure, Figure)
        found = town_run.explain(figure.id)
        if figure.status is not Status.NOT_ESTIMATED:
            assert found.inputs, figure.id
            assert {f"{r.layer}@{y}" for r in found.inputs for y in r.years} >= set(figure.sources)


def test_an_update_package_is_walked_back_to_its_base(town_run: OpenedRun) -> None:
    city = town_run.results.partitions[0].members[0]
    found = town_run.explain(f"class_area.lake/{city}/2023/register")
    assert {record.layer for record in found.inputs} == {"parcels", "parcels_update"}


def test_missing_layers_give_figures_that_say_so(study: Path) -> None:
    text = (study / "study.toml").read_text("utf-8")
    blocks = text.split("\n\n")
    kept = [b for b in blocks if 'layer = "soil_carbon"' not in b and 'layer = "dem"' not in b]
    (study / "study.toml").write_text("\n\n".join(kept), "utf-8")
    run_study(study, years=[2022])
    opened = open_run(study)
    city = opened.results.partitions[0].members[0]
    figure = opened.figure(f"soc_stock/{city}/2022/raster")
    assert figure.status is Status.NOT_ESTIMATED
    assert figure.ci_reason == "missing_input"
    assert "soil_carbon" in figure.method.en


INDICATOR_FILE = '''
"""Share of sealed ground, for a test."""

from sinkmap.figure import IntervalReason
from sinkmap.chapter import Chapter
from sinkmap.indicator import ClassAreas, Indicator, Measure, Profile, UnitAccount
from sinkmap.text import Text

_TALLY = ClassAreas("sealed")


def sealed_share(account: UnitAccount, profile: Profile) -> Measure:
    """Sealed ground as a share of the unit."""
    sealed = account.raster(_TALLY).classes.get(1, 0.0)
    return Measure.percentage(
        sealed,
        account.area_m2,
        account.coverage(_TALLY),
        Text("像元", "pixels"),
        IntervalReason.NO_REFERENCE_SAMPLES,
    )


INDICATOR = Indicator(
    id="sealed_share",
    title=Text("硬化面积占比", "Share of sealed ground"),
    chapter=Chapter.LAND,
    uom="%",
    valid=(0.0, 100.0),
    numerator=Text("硬化面积", "sealed ground"),
    denominator=Text("面积", "area"),
    inputs=(_TALLY,),
    profiles=(Profile("plain", Text("全部", "all"), Text("全部硬化面", "all of it"), "test"),),
    reference="test",
    compute=sealed_share,
)
'''

LAYER_FILE = '''
"""Sealed ground, for a test."""

import numpy as np
from numpy.typing import NDArray

from sinkmap.layer import Block, Derived, Form, LegendEntry, Local, Raster, Sensitivity
from sinkmap.text import Text


def sealed(block: Block) -> NDArray[np.uint8]:
    """1 where the land cover is built (code 50 of WorldCover)."""
    return (block.rasters["land_cover"][block.core] == 50).astype(np.uint8)


LAYER = Derived(
    id="sealed",
    title=Text("硬化地表", "Sealed ground"),
    form=Form.CLASS_RASTER,
    sensitivity=Sensitivity.PUBLIC,
    reference="test",
    inputs=(Raster("land_cover"),),
    way=Local(sealed),
    legend=(LegendEntry(1, Text("硬化", "sealed"), "#c04040"),),
)
'''


def test_an_indicator_and_a_layer_are_one_file_each_and_appear_everywhere(
    study: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for package, name, text in (
        (sinkmap.indicators, "sealed_share", INDICATOR_FILE),
        (layers.derived, "sealed", LAYER_FILE),
    ):
        folder = tmp_path / package.__name__
        folder.mkdir()
        (folder / f"{name}.py").write_text(textwrap.dedent(text), "utf-8")
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
    assert "sealed_share" in indicators()
    assert "sealed" in derived_layers()

    run_study(study, years=[2024])
    opened = open_run(study)
    city = opened.results.partitions[0].members[0]
    figure = opened.figure(f"sealed_share/{city}/2024/plain")
    assert figure.status is Status.OK
    assert figure.value is not None
    assert 0.0 < figure.value < 100.0
    assert (opened.path / "layers" / "sealed_2024.tif").is_file()
    content = opened.map_content(2024)
    assert ("sealed", 2024) in content.pictures
    assert content.titles["sealed"].zh == "硬化地表"
    closures = opened.results.reconciliation
    assert (closures["subject"] == "sealed_share/plain").any()

    from sinkmap.cli.app import app

    for words, expected in (
        (["indicators", "--format", "json"], "sealed_share"),
        (["layers", "--format", "csv"], "硬化地表"),
        (["figures", str(study), "--indicator", "sealed_share", "--json"], figure.id),
        (["explain", str(study), figure.id, "--json"], "land_cover"),
    ):
        app(words, standalone_mode=False)
        assert expected in capsys.readouterr().out, words
    report = tmp_path / "report"
    app(
        ["report", str(study), "--year", "2024", "-o", str(report), "--format", "html"],
        standalone_mode=False,
    )
    page = next(report.glob("*.html")).read_text("utf-8")
    assert "硬化面积占比" in page
    chart = tmp_path / "map.html"
    app(["map", str(study), "-o", str(chart)], standalone_mode=False)
    assert '"sealed_share"' in chart.read_text("utf-8")
    for language, title in (("zh", "硬化面积占比"), ("en", "Share of sealed ground")):
        assert f"## {title} (`sealed_share`)" in methods_markdown(language)
    served = Context(opened)
    assert "sealed_share" in served.catalogue.themes
    assert "sealed" in served.picture_layers()
    capsys.readouterr()
    app(["figures", str(study), "--indicator", "sealed_share", "--json"], standalone_mode=False)
    shown = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in shown["figures"]].count(figure.id) == 1
