"""Books, steps and changes of reviews, without any ground."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sinkmap.control.records import PolicyBlock
from sinkmap.control.review_book import ReviewBook, check_review
from sinkmap.control.review_change import theme_changes
from sinkmap.control.review_condition import ReviewCondition
from sinkmap.control.review_steps import Step, StepEntry, expiry, state_of, with_entry
from sinkmap.control.review_terms import Conclusion, Proposal, Use
from sinkmap.control.review_units import unit_conclusion, unit_policy
from sinkmap.control.rule_book import RuleBook, shipped_tables
from sinkmap.errors import UsageError

BOOK = ReviewBook.default()
DAY = date(2026, 4, 1)
HEAD = "rule,zone,when,conclusion,reason_zh,reason_en,document_zh,document_en,clause,since,until"
THEMES = "theme,title_zh,title_en,zones,min_m2,min_share,office_zh,office_en"


def test_the_shipped_book_is_sound_and_decides_every_zone():
    assert check_review({}, RuleBook.default()) == ()
    for day in (date(2023, 1, 1), date(2025, 12, 1), DAY):
        book = BOOK.in_force(day)
        for theme in book.themes:
            for zone in (z for z in theme.zones if z != "Z10"):
                kinds = (*BOOK.zones[zone].kinds, "")
                for use in Use:
                    for kind in kinds:
                        assert book.decide(zone, kind, Proposal("1", "1", use)).clause


def test_law_follows_the_day():
    ask = Proposal("1", "1", Use.BUILD)
    old = BOOK.in_force(date(2026, 3, 14)).decide("Z1", "core", ask)
    new = BOOK.in_force(date(2026, 3, 15)).decide("Z1", "core", ask)
    assert (old.conclusion, new.conclusion) == (Conclusion.CONFLICT, Conclusion.CONFLICT)
    assert "830" in new.clause
    assert "830" not in old.clause


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("X1,Z99,,conflict,甲,a,,,法,,", "RULE-ZONE-UNKNOWN"),
        ("X1,Z2,,maybe,甲,a,,,法,,", "RULE-WORD-UNKNOWN"),
        ("X1,Z2,use=castle,conflict,甲,a,,,法,,", "RULE-CONDITION-BAD"),
        ("X1,Z2,activity=11,conflict,甲,a,,,法,,", "RULE-CONDITION-BAD"),
        ("X1,Z8,kind=first,conflict,甲,a,,,法,,", "RULE-CONDITION-BAD"),
        ("X1,Z2,,conflict,,a,,,法,,", "RULE-TEXT-MISSING"),
        ("X1,Z2,,conflict,甲,a,,,法,2026-02-01,2026-01-01", "RULE-DATES-REVERSED"),
        ("X1,Z2,use=build,conflict,甲,a,,,法,,", "RULE-TEXT-MISSING"),
    ],
)
def test_faulty_tables_are_told_all_at_once(line, code):
    found = check_review({"review_rules": f"{HEAD}\n{line}\n"}, RuleBook.default())
    assert code in {finding.code for finding in found}
    # Every other zone lacks its last rule, which is told in the same breath.
    assert len(found) > 5


def test_a_theme_may_not_name_a_strange_zone_or_threshold():
    text = f"{THEMES}\nt,甲,a,Z77,-1,0.9,部,office\n"
    found = {f.code for f in check_review({"review_themes": text}, RuleBook.default())}
    assert {"RULE-ZONE-UNKNOWN", "RULE-NUMBER-BAD"} <= found


def test_conditions():
    asked = Proposal("1", "1", Use.INDUSTRY, "C2614", activity=6)
    for text, holds in {
        "": True,
        "industry=C26": True,
        "industry=C25|C26": True,
        "industry=unknown": False,
        "industry!=C26": False,
        "use=industry;activity=6": True,
        "activity=none": False,
        "kind=first": False,
        "kind!=first;major=no": True,
    }.items():
        assert ReviewCondition.of_text(text).holds("second", asked) is holds, text
    with pytest.raises(ValueError, match="numbered 1 to 10"):
        Proposal("1", "1", Use.BUILD, activity=11)


def test_a_units_own_texts_stand_for_the_general_ones():
    rows = shipped_tables()["unit_permits"] + (
        "X1,ZH32041120002,*,*,spatial,allowed,本单元布局,own layout,,,园区规划,own,A\n"
        "X2,ZH32041120002,*,C26,spatial,prohibited,禁止化工,no chemicals,,,园区规划,own,A\n"
    )
    book = RuleBook.of_tables({"unit_permits": rows}, label="t")
    code, ask = "ZH32041120002", Proposal("1", "1", Use.INDUSTRY, "C2614")
    policy = unit_policy(code, book, ask, {PolicyBlock.RISK: "图层文本"})
    assert policy.texts[PolicyBlock.SPATIAL][0].zh.startswith("本单元布局")
    assert policy.texts[PolicyBlock.SPATIAL][1]
    assert policy.texts[PolicyBlock.RISK] == (policy.texts[PolicyBlock.RISK][0], True)
    assert PolicyBlock.RESOURCE not in policy.texts
    assert unit_conclusion(code, book, ask)[0] is Conclusion.CONFLICT
    # The same industry in a unit that says nothing of its own has to be appraised only.
    assert unit_conclusion("ZH32041120003", book, ask)[0] is Conclusion.APPRAISAL
    bare = Proposal("1", "1", Use.LINEAR)
    assert unit_conclusion(code, book, bare)[0] is Conclusion.INVOLVED


def entry(step, on=DAY, **more):
    return StepEntry(step, on, more.pop("by", "张"), "r1", **more)


def path(*steps, conclusions=()):
    record = ()
    for step in steps:
        more = {"office": "水利", "opinion": "同意"} if step is Step.CONSULTATION else {}
        record = with_entry(record, entry(step, **more), conclusions)
    return record


def refused(record, step, conclusions=(), **more):
    with pytest.raises(UsageError) as error:
        with_entry(record, entry(step, **more), conclusions)
    return error.value.findings[0].code


def test_the_way_through_the_office():
    begun = (Step.RECEIVED, Step.OVERLAID, Step.CONSULTATION)
    whole = path(*begun, Step.JOINT, Step.ISSUED, Step.ARCHIVED)
    assert state_of(whole) is Step.ARCHIVED
    assert expiry(whole) == date(2029, 4, 1)
    assert refused((), Step.OVERLAID) == "REVIEW-STEP"
    assert refused(path(Step.RECEIVED), Step.ISSUED) == "REVIEW-STEP"
    overlaid = path(*begun[:2])
    assert refused(overlaid, Step.CONSULTATION) == "REVIEW-STEP-OPINION"
    assert refused(overlaid, Step.CONSULTATION, by=" ") == "REVIEW-STEP-WHO"
    asked = path(*begun)
    assert refused(asked, Step.JOINT, (Conclusion.APPRAISAL,)) == "REVIEW-STEP-APPRAISAL"
    assert refused(asked, Step.JOINT, on=date(2026, 3, 1)) == "REVIEW-STEP-DATE"
    met = path(*begun, Step.APPRAISAL, Step.JOINT, conclusions=(Conclusion.APPRAISAL,))
    assert refused(met, Step.ISSUED, (Conclusion.CONFLICT,)) == "REVIEW-STEP-CONFLICT"


def test_lines_that_change_ask_for_new_opinions():
    again = path(Step.RECEIVED, Step.OVERLAID, Step.CONSULTATION, Step.OVERLAID)
    assert refused(again, Step.JOINT) == "REVIEW-STEP"
    leap = (entry(Step.ISSUED, on=date(2028, 2, 29)),)
    assert expiry(leap) == date(2031, 2, 28)
    assert expiry(again) is None


def test_changes_between_reviews():
    def table(*rows):
        return pd.DataFrame(rows, columns=["theme", "conclusion", "area_m2"])

    before = table(("redline", 0, 0.0), ("unit", 1, 5e4), ("canal", 1, 10.0))
    after = table(("redline", 3, 812.5), ("unit", 1, 5e4 + 0.2), ("taihu", 1, 3.0))
    found = {c.theme: c for c in theme_changes(before, after)}
    assert set(found) == {"redline", "canal", "taihu"}
    assert (found["redline"].before, found["redline"].after) == (
        Conclusion.NOT_INVOLVED,
        Conclusion.CONFLICT,
    )
    assert found["canal"].after is Conclusion.UNSEEN
    assert theme_changes(after, after) == ()
