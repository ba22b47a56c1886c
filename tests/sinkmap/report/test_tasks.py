"""The task list on paper: a verdict for each task, by the interval of its figure."""

import dataclasses

import pytest

from sinkmap.figure import Status
from sinkmap.progress import PlanProgress
from sinkmap.report import report_tables
from sinkmap.report.book import open_book
from sinkmap.task import QuarterState, YearTask
from sinkmap.text import Language, Text

CITY = "320400"


def task(target, unit=CITY):
    silent = QuarterState.NOT_REPORTED
    about = ("tree_cover_rate", "js_tree_cover", unit, 2024, target, "%")
    return YearTask(*about, QuarterState.DONE, silent, silent, silent, "市林业局", "年度任务")


@pytest.fixture
def told(results):
    """Verdicts of tasks of the city's figure, its interval two points wide."""
    figures = results.figures.copy()
    mine = (figures["indicator"] == "tree_cover_rate") & (figures["statunit"] == CITY)
    value = open_book(results, 2024).figures[f"tree_cover_rate/{CITY}/2024/js_tree_cover"].value
    figures.loc[mine & (figures["year"] == 2024), ["ci_low", "ci_high"]] = value - 1.0, value + 1.0
    tasks = (*(task(value + step) for step in (-2.0, 0.0, 2.0)), task(1.0, "320404"))
    study = dataclasses.replace(results.study, english={"市林业局": "forestry bureau"})
    progress = PlanProgress(tasks=tasks)
    return dataclasses.replace(results, figures=figures, progress=progress, study=study)


@pytest.mark.parametrize(
    ("language", "verdicts", "lead"),
    [
        (Language.EN, ["met", "cannot tell", "not met", "cannot tell"], "forestry bureau"),
        (Language.ZH, ["达标", "无法判定", "未达标", "无法判定"], "市林业局"),
    ],
)
def test_a_task_is_judged_by_the_interval(told, language, verdicts, lead):
    table = report_tables(told, 2024).table("tasks")
    rows = list(table.shown(language))
    assert [row[table.column("verdict")] for row in rows] == verdicts
    assert {row[table.column("lead")] for row in rows} == {lead}


def test_a_figure_without_a_value_cannot_tell(told):
    figures = told.figures.copy()
    mine = figures["statunit"] == CITY
    figures.loc[mine, ["value", "ci_low", "ci_high"]] = float("nan")
    figures.loc[mine, "status"] = str(Status.CANNOT_TELL)
    table = report_tables(dataclasses.replace(told, figures=figures), 2024).table("tasks")
    place = table.column("verdict")
    assert {row.cells[place].value for row in table.rows} == {Text("无法判定", "cannot tell")}
