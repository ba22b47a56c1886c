"""The command that reviews every project on record again."""

from __future__ import annotations

from raster_pipeline.review import AgainDone, ReviewDesk, open_desk, review_again
from sinkmap.cli.console import language, print_json, print_table, progress_bar, show_findings, tell
from sinkmap.cli.review import By, Day, Formats, Json, RunId, StudyPath, Year, day_named, formats_of
from sinkmap.report.review import write_review
from sinkmap.text import Text

__all__ = ["review_all_again"]

_HEADS = Text("项目|名称|环节|结论|变化|记录", "project|name|step|conclusion|changes|record")
_ENTERED = Text("已登记套合", "entered")
_CLOSED = Text("已办结，未登记", "closed: not entered")


def review_all_again(
    study: StudyPath,
    year: Year = None,
    day: Day = "",
    by: By = "",
    output_format: Formats = "docx,html,pdf",
    json: Json = False,
    run_id: RunId = "",
) -> None:
    """管控线或法规更新后重新审查全部项目 / review all projects again when lines or law change."""
    formats = formats_of(output_format)
    desk = open_desk(study, run_id=run_id or None, year=year, day=day_named(day))
    with progress_bar() as progress:
        done = review_again(desk, by=by, told=progress)
    files = _forms(desk, done, formats)
    if json:
        print_json({**done.to_json(), "files": files})
    else:
        _show(done)
    show_findings(done.findings)
    changed = sum(one.changed for one in done.projects)
    same = len(done.projects) - changed
    tell(
        Text(
            f"结论或面积有变化 {changed} 个，重新审查无变化 {same} 个，"
            f"管控线与法规未变 {done.unmoved} 个",
            f"{changed} came out otherwise, {same} as before; lines and law are the same for "
            f"{done.unmoved}",
        )
    )


def _forms(desk: ReviewDesk, done: AgainDone, formats: tuple[str, ...]) -> list[str]:
    """Forms of the projects that came out otherwise."""
    files: list[str] = []
    for one in done.projects:
        if one.changed:
            result = one.reviewed.result
            folder = desk.form_folder(result.proposal.number)
            files += write_review(result, desk.surroundings(result), folder, formats, language())
    return files


def _show(done: AgainDone) -> None:
    said = language()
    rows = []
    for one in done.projects:
        if not one.changed:
            continue
        result = one.reviewed.result
        titles = {theme.theme.id: theme.theme.title for theme in result.themes}
        turns = [
            f"{titles[c.theme].say(said) if c.theme in titles else c.theme}: "
            f"{c.before.text.say(said)} → {c.after.text.say(said)} "
            f"({c.before_m2 / 1e4:.4f} → {c.after_m2 / 1e4:.4f} ha)"
            for c in result.changes
        ]
        rows.append(
            [
                result.proposal.number,
                result.proposal.name,
                one.state.text.say(said),
                result.conclusion.text.say(said),
                "\n".join(turns),
                (_ENTERED if one.entered else _CLOSED).say(said),
            ]
        )
    if rows:
        print_table(Text("重新审查", "Reviewed again"), _HEADS.say(said).split("|"), rows)
