"""Rule tables: what ships is sound, and every fault of a table is told at once."""

from datetime import date

import pytest

from sinkmap.control import RuleBook, check_book, shipped_tables
from sinkmap.errors import InputRefusedError

HEAD = "rule_id,zone,from,to,severity,condition,since,until,basis,note\n"


def codes(**tables: str) -> list[str]:
    return [finding.code for finding in check_book(tables)]


def test_the_shipped_book_is_sound() -> None:
    assert check_book({}) == ()
    book = RuleBook.default()
    assert {rule.id for rule in book.rules} >= {f"R{k:02d}" for k in range(1, 29)} - {
        "R17",
        "R19",
        "R20",
    }
    assert {"R17a", "R17b", "R19a", "R19b", "R20a", "R20b"} <= {rule.id for rule in book.rules}
    assert {zone.id for zone in book.zones} >= {f"Z{k}" for k in range(1, 14)}
    assert len(book.activities) == 10
    assert [one.number for one in book.activities if not one.applicable] == [9]


def test_precedence_is_the_order_of_strictness() -> None:
    ranks = [RuleBook.default().rank(zone) for zone in ("Z1", "Z2", "Z3", "Z7", "Z4", "Z10", "ANY")]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)


def test_rules_change_with_the_law() -> None:
    book = RuleBook.default()

    def basis(day: date) -> str:
        (rule,) = (one for one in book.in_force(day).rules if one.id == "R01")
        return rule.basis

    assert "2017" in basis(date(2026, 3, 14))
    assert "830" in basis(date(2026, 3, 15))


def test_buffers_are_in_force_from_the_day_of_the_law() -> None:
    book = RuleBook.default()
    assert "YZ26a" not in {one.id for one in book.in_force(date(2021, 2, 28)).buffers}
    assert "YZ26a" in {one.id for one in book.in_force(date(2021, 3, 1)).buffers}
    assert {one.id: one.width_m for one in book.buffers}["TH30a"] == 5_000.0


def test_every_fault_is_told_at_once() -> None:
    rows = (
        "R1,Z99,CROP,BUILT,4,,,,law,\n"
        "R2,Z1,NOWHERE,BUILT,4,,,,law,\n"
        "R3,Z1,CROP,BUILT,5,,,,law,\n"
        "R4,Z1,CROP,BUILT,4,,2025-02-01,2025-01-01,law,\n"
        "R5,Z1,CROP,BUILT,4,colour=red,,,law,\n"
        "R6,Z1,CROP,BUILT,4,,1.2.2025,,law,\n"
        "R7,Z1,CROP,BUILT,4,,,,,\n"
        "R8,Z7,CROP,BUILT,4,kind=third,,,law,\n"
        "R9,Z1,CROP,BUILT,4,,,,law,\n"
        "R9,Z1,CROP,BUILT,3,,,,law,\n"
    )
    assert sorted(codes(rules=HEAD + rows)) == [
        "RULE-CLASS-UNKNOWN",
        "RULE-CONDITION-BAD",
        "RULE-CONDITION-BAD",
        "RULE-DATE-BAD",
        "RULE-DATES-REVERSED",
        "RULE-ID-DOUBLE",
        "RULE-NUMBER-BAD",
        "RULE-TEXT-MISSING",
        "RULE-ZONE-UNKNOWN",
    ]
    with pytest.raises(InputRefusedError) as refused:
        RuleBook.of_tables({"rules": HEAD + rows}, label="own")
    assert len(refused.value.findings) == 9


def test_one_id_may_follow_itself() -> None:
    rows = "R1,Z1,CROP,BUILT,4,,,2024-12-31,law,\nR1,Z1,CROP,BUILT,3,,2025-01-01,,law,\n"
    assert codes(rules=HEAD + rows) == []


def test_a_circle_of_precedence_is_refused() -> None:
    head = "zone,title_zh,title_en,stricter_than,complement_of,without,basis\n"
    rows = "Z1,一,one,Z2,,,law\nZ2,二,two,Z3,,,law\nZ3,三,three,Z1,,,law\n"
    rules = HEAD + "R1,Z1,CROP,BUILT,4,,,,law,\n"
    sources = "zone,kind,kind_zh,kind_en,layer,field,words,buffer\n"
    found = check_book({"zones": head + rows, "rules": rules, "zone_sources": sources})
    assert [one.code for one in found] == ["RULE-PRECEDENCE-CYCLE"]
    assert "Z1" in found[0].seen


def test_a_missing_column_and_an_unknown_buffer() -> None:
    assert codes(rules="rule_id,zone\nR1,Z1\n") == ["RULE-COLUMN-MISSING"]
    sources = shipped_tables()["zone_sources"].replace("YZ26a", "YZ99")
    assert codes(zone_sources=sources) == ["RULE-BUFFER-UNKNOWN"]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ('"R1,Z1,CROP,BUILT,4,,,,law,\nR2,Z1,CROP,BUILT,4,,,,law,\n', "RULE-TABLE-BROKEN"),
        ("R1,Z1,CROP,BUILT,4,,,,law,note,more\n", "RULE-TABLE-BROKEN"),
        ("R1,Z1,CROP,BUILT,4,,,,law,note,,\n", ""),
    ],
)
def test_a_table_that_lost_its_shape_is_refused(rows: str, wanted: str) -> None:
    """An open quote would swallow every rule after it; empty cells beyond the last do no harm."""
    assert codes(rules=HEAD + rows) == [wanted] * bool(wanted)


def test_a_column_named_twice_is_refused() -> None:
    head = HEAD.replace("\n", ",severity\n")
    assert codes(rules=head + "R1,Z1,CROP,BUILT,4,,,,law,,3\n") == ["RULE-COLUMN-DOUBLE"]


@pytest.mark.parametrize("wrong", ["form+grade,water_source", "form,", ",water_source", "form+,a+"])
def test_fields_and_words_must_pair(wrong: str) -> None:
    sources = shipped_tables()["zone_sources"]
    spoiled = sources.replace("form+grade,water_source+一级", wrong, 1)
    assert codes(zone_sources=spoiled) == ["RULE-FIELD-WORDS"]


def test_the_version_follows_the_content() -> None:
    changed = {
        "rules": shipped_tables()["rules"].replace("R28,Z3,CROP,BARE,3", "R28,Z3,CROP,BARE,4")
    }
    one, other = RuleBook.of_tables({}, label="a"), RuleBook.of_tables(changed, label="a")
    assert one.version != other.version
    assert one.version == RuleBook.of_tables({}, label="a").version


def test_access_entries_speak_of_unit_and_industry() -> None:
    book = RuleBook.default()

    def verdicts(unit_class: int, industry: str) -> set[str]:
        return {str(one.verdict) for one in book.entries("ZH32041120093", unit_class, industry)}

    assert verdicts(1, "C2614") == {"prohibited", "appraisal"}
    assert verdicts(2, "C3012") == {"appraisal", "conditional"}
    assert verdicts(3, "A0111") == {"conditional"}
    assert verdicts(1, "") == set()
