"""The chapters beyond the state of the land: change, projects, parks, accuracy, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sinkmap.errors import Finding, Severity
from sinkmap.figure import Status, Verdict, assess
from sinkmap.report.accuracy import accuracy_years_table, error_matrix_table
from sinkmap.report.annual.account_tables import (
    accuracy_with_weights,
    matrix_table,
    origins_table,
)
from sinkmap.report.annual.area_tables import rate_table
from sinkmap.report.annual.chapters import NOTHING, told
from sinkmap.report.annual.document import Block, Chapter, Heading, Paragraph, Photo, worth_telling
from sinkmap.report.annual.interval_table import interval_blocks
from sinkmap.report.annual.patches import Patch, patches_table
from sinkmap.report.annual.scope import Scope
from sinkmap.report.annual.untold_rows import untold_on_paper
from sinkmap.report.breaks import breaks_in_short
from sinkmap.report.closing import balance_table
from sinkmap.report.numbers import PERCENT, show
from sinkmap.report.projects import kinds_table, projects_table
from sinkmap.report.table import Table, Tone
from sinkmap.text import Text

__all__ = ["change_chapters"]

_SHOWN_FINDINGS = 8
_PICTURED = 2
"""Patches shown before and after."""


def change_chapters(scope: Scope) -> Iterator[Chapter]:
    """Chapters 9 to 13."""
    yield _chapter(9, "change", Text("国土空间变化", "Change of the land"), _change(scope))
    yield _chapter(10, "projects", Text("修复项目", "Restoration projects"), _projects(scope))
    yield _chapter(11, "parks", Text("公园绿地", "Parks"), _parks(scope))
    title = Text("精度与不确定性", "Accuracy and uncertainty")
    yield _chapter(12, "accuracy", title, _accuracy(scope))
    yield _chapter(13, "advice", Text("问题与建议", "Problems and advice"), _advice(scope))


def _chapter(number: int, name: str, title: Text, blocks: Iterator[Block]) -> Chapter:
    return Chapter(name, title, worth_telling(blocks) or (Paragraph(NOTHING),), number)


def _change(scope: Scope) -> Iterator[Block]:
    yield Heading(Text("地类变化", "Land classes"))
    matrix = matrix_table(scope)
    if matrix.rows:
        yield matrix
    else:
        none = Text(
            "没有两年均经规则判定的土地覆盖图，转移矩阵未测算；以面积平衡表反映各类增减。",
            "There is no land cover of both years judged by rule, so transitions are not "
            "estimated; the area balance tells what each class gained and lost.",
        )
        yield Paragraph(none, Tone.DOUBT)
    balance = balance_table(scope.book, city=scope.is_city, unit=scope.unit)
    title = Text("面积平衡表", "Area balance")
    yield Table("annual.balance", title, balance.columns, balance.rows, balance.notes)
    yield from _between_years(scope)
    yield Heading(Text("管控图斑", "Encroachment"))
    yield from _patches(scope)


def _between_years(scope: Scope) -> Iterator[Block]:
    """Change by cause, and beside its intervals."""
    intervals = tuple(interval_blocks(scope))
    if scope.origins or intervals:
        yield Heading(Text("年际变化", "Year on year"))
    if scope.origins:
        yield origins_table(scope)
    yield from intervals


def _patches(scope: Scope) -> Iterator[Block]:
    if scope.patches is None:
        none = Text(
            "未对上年与本年作管控比对（sinkmap control），疑似图斑未测算。",
            "The two years were not compared by the rules (sinkmap control): no list of patches.",
        )
        yield Paragraph(none, Tone.DOUBT)
        return
    mine = scope.patches.of(scope.unit, scope.book.city.id)
    area = sum(one.hectares for one in mine)
    yield Paragraph(
        Text(
            f"按管控规则比对，需关注以上程度的疑似图斑共 {len(mine)} 个，面积 {area:.4f} 公顷。",
            f"By the rules there are {len(mine)} suspected patches to watch or worse, {area:.4f} "
            "ha.",
        )
    )
    yield patches_table(scope.patches, mine)
    seen = [one for one in mine if one.pictures is not None]
    yield from (_photo(scope, one) for one in seen[:_PICTURED])


def _photo(scope: Scope, patch: Patch) -> Photo:
    assert patch.pictures is not None
    assert scope.patches is not None
    years = scope.patches.years
    words = [Text(f"{year}年", f"{year}") for year in years]
    pairs = tuple(zip(patch.pictures, words, strict=True))
    where = f"{patch.place} {patch.lon:.5f}, {patch.lat:.5f}".strip()
    caption = Text(
        f"疑似图斑前后影像：{where}，{patch.change.zh}，{patch.hectares:.4f} 公顷",
        f"Before and after: {where}, {patch.change.en}, {patch.hectares:.4f} ha",
    )
    return Photo(f"photo-{patch.id}", pairs, caption)


def _projects(scope: Scope) -> Iterator[Block]:
    kinds, listed = kinds_table(scope.book), projects_table(scope.book)
    if not kinds.rows:
        return
    projects = scope.book.results.progress.projects.get(scope.year, ())
    trees = sum(p.tree_ha for p in projects)
    wetland = sum(p.wetland_ha for p in projects)
    yield Paragraph(
        Text(
            f"重点项目库共 {len(projects)} 项，计划新增林木 {trees:,.2f} 公顷、"
            f"新增保护湿地 {wetland:,.2f} 公顷。登记的是计划量，不计入本年数值。"
            + ("" if scope.is_city else "项目库为全市口径。"),
            f"The register holds {len(projects)} projects, planned to add {trees:,.2f} ha of trees "
            f"and {wetland:,.2f} ha of protected wetland. These are plans, no part of this year's "
            "figures." + ("" if scope.is_city else " The register is the city's."),
        )
    )
    for name, table in (("annual.t6", kinds), ("annual.t6b", listed)):
        yield _of_the_city(scope, replace(table, id=name))


def _of_the_city(scope: Scope, table: Table) -> Table:
    """A table of the whole city; in the report of a part of it the title says so."""
    if scope.is_city or table.title.zh.endswith("（全市）"):
        return table
    title = Text(f"{table.title.zh}（全市）", f"{table.title.en}, city")
    return replace(table, title=title)


def _parks(scope: Scope) -> Iterator[Block]:
    yield from told(scope, "park_green_per_head", "park_service_coverage")
    if scope.has("park_service_coverage"):
        title = Text("公园服务半径覆盖率", "Park service coverage by unit")
        table = rate_table(scope, "park_service_coverage", "annual.parks", title)
        if any(cell.value is not None for row in table.rows for cell in row.cells[1:]):
            yield table


def _accuracy(scope: Scope) -> Iterator[Block]:
    years = accuracy_years_table(scope.book)
    if years.rows:
        overall = years.column("overall")
        value = years.rows[-1].cells[overall].value
        if isinstance(value, float):
            yield Paragraph(
                Text(
                    f"全市土地覆盖总体精度为 {show(value, PERCENT)}%（按面积加权）。",
                    f"Overall accuracy of the city's land cover is {show(value, PERCENT)}%, "
                    "weighted by area.",
                )
            )
    else:
        none = Text(
            "没有参考样本，地图精度未测算；登记面积为全查数据，无抽样误差。",
            "There are no reference samples, so the accuracy of maps is not estimated; register "
            "areas are a full survey without sampling error.",
        )
        yield Paragraph(none, Tone.DOUBT)
    if years.rows and not scope.is_city:
        whole = Text(
            f"参考样本按全市抽取，以下精度为全市口径，不能作为{scope.name.zh}的精度。",
            "The reference samples were drawn for the whole city: what follows is the city's "
            f"accuracy, not that of {scope.name.en}.",
        )
        yield Paragraph(whole, Tone.DOUBT)
    yield _of_the_city(scope, replace(years, id="annual.t8a"))
    yield _of_the_city(scope, accuracy_with_weights(scope))
    yield _of_the_city(scope, replace(error_matrix_table(scope.book), id="annual.t8b"))


def _advice(scope: Scope) -> Iterator[Block]:
    """What falls short and what would mend it, as the run found it."""
    yield Heading(Text("主要问题", "Problems"))
    problems = list(_problems(scope))
    if not problems:
        yield Paragraph(Text("本次测算未发现问题。", "The run found no problem."))
    yield from _listed(problems)
    yield Heading(Text("建议", "Advice"))
    cures = list(_cures(scope))
    if not cures:
        yield Paragraph(Text("按现有方法继续监测。", "Go on monitoring by the present method."))
    yield from _listed(cures)
    untold = untold_on_paper(scope)
    if untold.rows:
        yield Heading(Text("没有数值的指标", "Figures without a value"))
        yield untold


def _listed(texts: list[Text]) -> Iterator[Paragraph]:
    """Paragraphs numbered one by one."""
    for place, one in enumerate(texts, start=1):
        yield Paragraph(Text(f"{place}. {one.zh}", f"{place}. {one.en}"))


def _problems(scope: Scope) -> Iterator[Text]:
    book = scope.book
    for target in book.results.study.targets:
        figure = book.find(target.indicator, target.statunit, scope.year, target.profile)
        mine = scope.is_city or target.statunit == scope.unit
        if not mine or target.indicator not in book.results.indicators:
            continue
        verdict = assess(figure, target) if figure else Verdict.CANNOT_TELL
        if verdict is not Verdict.MET:
            name, place = book.indicator_title(target.indicator), book.unit_name(target.statunit)
            yield Text(
                f"{place.zh}{name.zh}对照{target.year}年目标{verdict.text.zh}。",
                f"{name.en}, {place.en}, against the target of {target.year}: {verdict.text.en}.",
            )
    yield from breaks_in_short(book)
    yield from _unsure(scope)


def _unsure(scope: Scope) -> Iterator[Text]:
    book = scope.book
    mine = [f for f in book.figures.values() if (f.year, f.statunit) == (scope.year, scope.unit)]
    doubtful = sum(f.status is Status.CANNOT_TELL for f in mine)
    absent = sum(f.status is Status.NOT_ESTIMATED for f in mine)
    if doubtful or absent:
        yield Text(
            f"{scope.name.zh}有 {doubtful} 个数值无法判定、{absent} 个未测算，原因见本章末表。",
            f"{doubtful} figures of {scope.name.en} cannot be told and {absent} were not "
            "estimated; the reasons are in the table at the end of this chapter.",
        )
    frame = book.results.reconciliation
    failed = int((~frame[frame["year"] == scope.year]["ok"].astype(bool)).sum())
    if failed:
        yield Text(
            f"核对表有 {failed} 行超出容差。",
            f"{failed} rows of the reconciliation are out of tolerance.",
        )


def _cures(scope: Scope) -> Iterator[Text]:
    """The cure of every kind of warning and error of the inputs, the gravest first."""
    order = list(Severity)
    found: dict[str, Finding] = {}
    for finding in scope.book.results.manifest.findings:
        if finding.severity is not Severity.NOTE:
            found.setdefault(finding.code, finding)
    gravest = sorted(found.values(), key=lambda one: order.index(one.severity))
    for finding in gravest[:_SHOWN_FINDINGS]:
        named = finding.layer or finding.code
        layer = scope.layer_words(named) if finding.layer else Text.of(named)
        yield Text(
            f"{layer.zh}：{finding.message.zh}；{finding.cure.zh}。",
            f"{layer.en}: {finding.message.en}; {finding.cure.en}.",
        )
    if len(gravest) > _SHOWN_FINDINGS:
        more = len(gravest) - _SHOWN_FINDINGS
        yield Text(
            f"另有 {more} 类数据检查发现，见附表。",
            f"{more} more kinds of findings are in the annex.",
        )
