import dataclasses
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest

from sinkmap.errors import UsageError
from sinkmap.figure import DataState
from sinkmap.report.annual import annual_of, scope_of
from sinkmap.report.annual.document import chinese_number
from sinkmap.report.annual.layout import TEXT_CM, laid_out
from sinkmap.report.annual.sentences import line_words
from sinkmap.report.book import open_book
from sinkmap.report.table import RowKind
from sinkmap.text import Language

CITY = "320400"


@pytest.fixture
def scope(results, content):
    return scope_of(open_book(results, 2024), content=content)


@pytest.fixture
def annual(scope):
    return annual_of(scope)


def test_thirteen_chapters_in_their_order(annual):
    numbered = [chapter for chapter in annual.chapters if chapter.number]
    assert [chapter.number for chapter in numbered] == list(range(1, 14))
    assert numbered[0].heading.zh == "一、概述"
    assert numbered[12].heading.zh == "十三、问题与建议"
    assert all(chapter.blocks for chapter in annual.chapters)


@pytest.mark.parametrize(
    ("number", "said"), [(1, "一"), (10, "十"), (13, "十三"), (20, "二十"), (21, "二十一")]
)
def test_numbers_as_headings_count(number, said):
    assert chinese_number(number) == said


def test_tree_cover_by_unit_has_the_columns_of_t1(annual):
    table = annual.table("annual.t1")
    assert [c.header.zh for c in table.columns][3:] == [
        "林木覆盖率分子（万亩）",
        "2024年（%）",
        "2023年（%）",
        "增减（百分点）",
        "2030目标（%）",
        "差距（百分点）",
        "判定",
    ]
    names = [table.columns[0].say(row.cells[0], Language.ZH) for row in table.rows]
    assert names[:4] == ["常州市", "行政区", "溧阳市", "武进区"]
    assert any("不得相加" in note.zh for note in table.notes)


def test_every_shown_value_is_its_figure_rounded_half_up(annual, results):
    """An oracle of its own: decimal arithmetic on the run's table."""
    stored = dict(zip(results.figures["id"], results.figures["value"], strict=True))
    places = {"%": (1, 2), "tC/ha": (1, 2), "ha": (1, 2), "tC": (1, 0), "km2": (1, 2)}
    uoms = dict(zip(results.figures["id"], results.figures["uom"], strict=True))
    seen = 0
    for table_id in ("annual.t1", "annual.t2", "annual.t3", "annual.soil"):
        table = annual.table(table_id)
        for row in (r for r in table.rows if r.kind is not RowKind.HEADING):
            for column, cell in zip(table.columns, row.cells, strict=True):
                if not cell.figure or cell.value is None:
                    continue
                factor, digits = places[uoms[cell.figure]]
                exact = Decimal(repr(float(stored[cell.figure]))) * factor
                wanted = exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
                wanted = "0" if exact == 0 else f"{wanted:,}"
                assert column.say(cell, Language.ZH) == wanted, cell.figure
                seen += 1
    assert seen >= 40


def test_a_sentence_tells_value_area_in_both_units_and_change(scope):
    said = line_words(scope, "tree_cover_rate").zh
    assert said.startswith("2024年，常州市林木覆盖率为 ")
    assert "公顷（" in said
    assert "万亩）" in said
    assert "比2023年提高 0.06 个百分点" in said
    assert "%，" in said


def test_what_was_not_estimated_is_said_so(results, content):
    scope = scope_of(open_book(results, 2024), "320402", content=content)
    said = line_words(scope, "soc_stock")
    assert "未测算（缺少输入图层）" in said.zh
    assert "was not estimated for 2024" in said.en
    doubt = line_words(scope, "soc_density").zh
    assert "无法判定（数据覆盖不足）" in doubt


def test_targets_tell_path_pace_and_verdict(annual):
    summary = next(c for c in annual.chapters if c.id == "summary")
    told = " ".join(text.zh for text in summary.prose)
    # 27.1 in 2022 to 28.94 in 2030: 27.56 is due in 2024.
    assert "按线性路径2024年应达 27.56%" in told
    assert "此后年均需提升" in told
    assert "判定：" in told
    assert annual.table("annual.targets").rows


def test_a_district_has_a_report_of_its_own(results, content):
    annual = annual_of(scope_of(open_book(results, 2024), "320481", content=content))
    assert not annual.of_city
    assert annual.title.zh.startswith("溧阳市2024年度")
    table = annual.table("annual.t1")
    assert len(table.rows) == 1
    assert table.rows[0].figures[0] == "tree_cover_rate/320481/2024/js_tree_cover"
    ids = {name for t in annual.tables for row in t.rows for name in row.figures}
    own = {name for name in ids if "/320481/" in name or t_is_of_the_city(name)}
    assert ids == own


def t_is_of_the_city(name):
    """Values issued for the city are told in every annex."""
    return f"/{CITY}/" in name


def test_an_unknown_unit_is_refused(results):
    with pytest.raises(UsageError, match="UNIT-MISSING"):
        scope_of(open_book(results, 2024), "999999")


def test_nothing_is_final_before_national_confirmation(annual, results, content):
    assert not annual.final
    assert any("草稿" in warning.zh for warning in annual.warnings)
    frame = results.figures.assign(data_state=str(DataState.NATIONAL))
    study = dataclasses.replace(results.study, simulated=False)
    confirmed = dataclasses.replace(results, figures=frame, study=study)
    assert annual_of(scope_of(open_book(confirmed, 2024), content=content)).final


def test_a_first_year_has_nothing_to_compare(results, content):
    annual = annual_of(scope_of(open_book(results, 2022), content=content))
    table = annual.table("annual.t1")
    change = table.column("change")
    assert all(
        row.cells[change].value is None for row in table.rows if row.kind is not RowKind.HEADING
    )


def test_a_transition_matrix_sums_to_both_years(results, content):
    pairs = {("lake", "lake"): 4e6, ("lake", "pond"): 1e6, ("pond", "pond"): 2e6}
    rows = [(2023, 2024, CITY, "transition", a, b, m2) for (a, b), m2 in pairs.items()]
    rows.append((2023, 2024, CITY, "kept", "", "", 1e6))
    change = pd.DataFrame(rows, columns=list(results.interpretation.change.columns))
    told = dataclasses.replace(
        results, interpretation=dataclasses.replace(results.interpretation, change=change)
    )
    table = annual_of(scope_of(open_book(told, 2024), content=content)).table("annual.t4")
    last = [cell.value for cell in table.rows[-1].cells[1:]]
    assert last == [400.0, 300.0, 700.0]
    assert [row.cells[-1].value for row in table.rows] == [500.0, 200.0, 700.0]


@pytest.mark.parametrize("language", list(Language))
def test_every_table_fits_between_the_margins(annual, language):
    for table in annual.tables:
        layout = laid_out(table, language)
        shown = {place for part in layout.parts for place in part.columns}
        assert shown == {i for i, column in enumerate(table.columns) if not column.detail}
        for part in layout.parts:
            assert sum(part.widths) == pytest.approx(TEXT_CM, abs=1e-6)


@pytest.mark.parametrize("unit", ["", "320481"])
def test_a_district_says_what_is_the_city_s(results, content, unit):
    rows = [
        (2024, "land_cover", "", "overall", 0.9, 0.01, 0.88, 0.92, "", 40),
        (2024, "land_cover", "lake/lake", "count", None, None, None, None, "", 36),
        (2024, "land_cover", "lake", "users", 0.9, 0.01, 0.88, 0.92, "", 40),
        (2024, "land_cover", "lake", "producers", 1.0, 0.0, None, None, "no_spread", 36),
        (2024, "land_cover", "lake", "area_m2", 9e5, 1e4, 8.8e5, 9.2e5, "", 40),
        (2024, "land_cover", "lake", "mapped_m2", 1e6, None, None, None, "", 40),
    ]
    frame = pd.DataFrame(rows, columns=list(results.interpretation.accuracy.columns))
    told = dataclasses.replace(
        results, interpretation=dataclasses.replace(results.interpretation, accuracy=frame)
    )
    annual = annual_of(scope_of(open_book(told, 2024), unit, content=content))
    (chapter,) = [one for one in annual.chapters if one.id == "accuracy"]
    assert chapter.tables
    titles = [table.title.zh for table in chapter.tables]
    said = [title.count("（全市）") for title in titles]
    assert set(said) == ({1} if unit else {0, 1}), titles
    assert any("不能作为溧阳市的精度" in text.zh for text in chapter.prose) == bool(unit)
