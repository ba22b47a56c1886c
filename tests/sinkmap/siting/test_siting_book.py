"""Siting tables: what ships is sound, and every fault of a table is told at once."""

import math

import numpy as np
import pytest

from sinkmap.classes import group_ids, members
from sinkmap.errors import InputRefusedError
from sinkmap.siting.criteria import Benefit
from sinkmap.siting.records import MaskKind, MaskSide, Treatment
from sinkmap.siting.siting_book import (
    SITING_TABLES,
    SitingBook,
    check_siting_book,
    shipped_siting_tables,
)

BOOK = SitingBook.default()

# Of the planners' list of types: least, default and greatest cost and gain.
COSTS = {
    "AFF": (30_000, 60_000, 120_000, 3.0, 5.5, 10.0),
    "LEF": (7_500, 15_000, 30_000, 0.7, 2.0, 4.0),
    "BAM": (4_500, 9_000, 18_000, 0.5, 1.5, 3.0),
    "SHB": (45_000, 90_000, 180_000, 3.0, 6.0, 11.0),
    "SID": (20_000, 45_000, 90_000, 3.0, 5.5, 9.0),
    "WET": (75_000, 180_000, 450_000, 0.5, 1.5, 4.0),
    "SML": (300_000, 600_000, 1_500_000, 0.0, 1.0, 3.0),
    "SOC": (3_000, 7_500, 15_000, 0.3, 0.9, 2.2),
    "MIN": (300_000, 600_000, 1_500_000, 1.0, 4.0, 8.0),
    "URB": (1_000_000, 2_500_000, 6_000_000, 0.5, 3.0, 7.5),
}


def edited(name: str, old: str, new: str) -> dict[str, str]:
    """The shipped table with one text replaced."""
    text = shipped_siting_tables([name])[name]
    assert text.count(old) == 1, old
    return {name: text.replace(old, new)}


def found(tables: dict[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.code, one.features) for one in check_siting_book(tables)]


def test_the_shipped_book_is_sound() -> None:
    assert check_siting_book({}) == ()
    assert [*BOOK.types][:10] == [*COSTS]
    assert {*BOOK.types} - {*COSTS} == {"RIV", "ECB", "PLR", "IND"}
    assert [one.id for one in BOOK.criteria] == list("SDNPCXWU")
    assert BOOK.weighing.accepted


@pytest.mark.parametrize("type_id", COSTS)
def test_costs_and_gains_are_those_of_the_planners_list(type_id: str) -> None:
    one = BOOK.types[type_id]
    assert (
        one.cost_low,
        one.cost_default,
        one.cost_high,
        one.gain_low,
        one.gain_default,
        one.gain_high,
    ) == COSTS[type_id]


def test_least_areas_are_one_mu_or_the_hectares_of_the_list() -> None:
    assert BOOK.types["AFF"].min_m2 == pytest.approx(2000 / 3)
    assert (BOOK.types["LEF"].min_m2, BOOK.types["SID"].min_m2) == (10_000, 0)
    assert (BOOK.types["SML"].max_m2, BOOK.types["AFF"].max_m2) == (80_000, math.inf)
    assert BOOK.types["SHB"].min_width_m == 10


def test_every_table_says_where_each_row_is_from() -> None:
    for name, text in shipped_siting_tables().items():
        if name != "judgement_matrix":
            assert text.partition("\n")[0].endswith(",source,certainty"), name


def test_permanent_farmland_bars_everything_but_raising_organic_matter() -> None:
    one = BOOK.exclusion("farmland")
    assert one.types == {*BOOK.types} - {"SOC"}
    assert (one.kind, one.where, one.treatment) == (MaskKind.ZONE, ("Z3",), Treatment.EXCLUDE)
    assert one.order == 1


def test_masks_resolve_sets_and_sides() -> None:
    assert set(BOOK.exclusion("cropland").where) == members("CROP")
    assert not BOOK.exclusion("cropland").concerns("SID")
    assert BOOK.exclusion("greening_space").side is MaskSide.OUTSIDE
    steep, closed = BOOK.exclusion("slope_steep"), BOOK.exclusion("slope_closed")
    assert (steep.slope_from, closed.slope_from, closed.slope_to) == (35, 25, 35)
    assert BOOK.exclusion("airport").buffer_m == 8_000


def test_the_red_line_asks_for_a_paper_and_core_zones_bar() -> None:
    redline = BOOK.exclusion("redline")
    assert redline.treatment is Treatment.DOCUMENT
    assert redline.document is not None
    assert "8" in redline.document.en
    assert BOOK.exclusion("core").treatment is Treatment.EXCLUDE
    every = [one for one in BOOK.exclusions if one.treatment is Treatment.DOCUMENT]
    assert all(one.document for one in every)


def test_a_switch_that_is_off_holds_for_no_type() -> None:
    assert not BOOK.exclusion("town").on
    assert "town" not in [one.id for one in BOOK.exclusions_of("AFF")]
    orders = [one.order for one in BOOK.exclusions_of("AFF")]
    assert orders == sorted(orders)


@pytest.mark.parametrize(
    ("factor", "type_id", "raw", "wanted"),
    [
        ("slope", "AFF", [0, 15, 20, 25, 30, 35, 60], [1, 1, 0.85, 0.7, 0.5, 0.3, 0.3]),
        ("soil_depth", "LEF", [0, 15, 30, 45, 60, 99], [0, 0, 0.5, 0.75, 1, 1]),
        ("water_table", "WET", [0, 0.5, 1.25, 2, 9], [1, 1, 0.5, 0, 0]),
        ("pool_level", "WET", [-1, 0.5, 3], [1, 1, 0]),
        ("organic_matter", "SOC", [0, 15, 30, 45], [1, 0.5, 0, 0]),
        ("habitat_distance", "AFF", [0, 100, 1050, 2000, 9e9], [1, 1, 0.5, 0, 0]),
        ("protected_distance", "WET", [0, 500, 1000], [1, 0.5, 0]),
        ("contracted", "AFF", [0, 1], [1, 0.3]),
        ("road_distance", "AFF", [0, 500, 2000, 5000], [1, 1, 0.5, 0.5]),
        ("priority_water", "WET", [0, 1000, 1000.001, 5000], [1, 1, 0, 0]),
    ],
)
def test_benefits_are_those_of_the_planners_list(
    factor: str, type_id: str, raw: list[float], wanted: list[float]
) -> None:
    benefit = BOOK.factors[factor].benefits[type_id]
    assert benefit(np.array(raw, dtype=float)).tolist() == pytest.approx(wanted)


def test_a_benefit_keeps_what_is_not_known() -> None:
    assert np.isnan(Benefit((0.0, 1.0), (0.0, 1.0))(np.array([math.nan]))).all()


def test_classes_of_scores() -> None:
    titles = {s: BOOK.score_class(s).title.zh for s in (1.0, 0.75, 0.74, 0.6, 0.45, 0.449, 0.0)}
    assert titles == {
        1.0: "高", 0.75: "高", 0.74: "较高", 0.6: "较高", 0.45: "中", 0.449: "低", 0.0: "低",
    }  # fmt: skip


def test_the_version_is_of_the_content() -> None:
    other = SitingBook.of_tables(edited("settings", "canopy_years,4,3,5", "canopy_years,4,3,6"),
                                 label="ours")  # fmt: skip
    assert other.version.startswith("ours-")
    assert other.version.rpartition("-")[2] != BOOK.version.rpartition("-")[2]
    same = SitingBook.of_tables({k: v.replace("\n", "\r\n") for k, v in BOOK.tables.items()},
                                label="ours")  # fmt: skip
    assert same.version.rpartition("-")[2] == BOOK.version.rpartition("-")[2]


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "row"),
    [
        ("restoration_types", "grass|bare_soil|vacant|sand", "grass|meadow", "SITING-GROUP-UNKNOWN",
         "AFF"),
        ("restoration_types", "marsh,75000", "bog,75000", "SITING-GROUP-UNKNOWN", "WET"),
        ("restoration_types", "lake,150000,", "lake,-1,", "SITING-COST-NEGATIVE", "PLR"),
        ("restoration_types", "30000,60000,120000", "30000,160000,120000", "SITING-RANGE-ORDER",
         "AFF"),
        ("restoration_types", "3.0,5.5,10.0", "3.0,5.5,5.0", "SITING-RANGE-ORDER", "AFF"),
        ("restoration_types", "0.8,1,1,0,0,0,不得占用", "0.8,1,1.2,0,0,0,不得占用",
         "SITING-NUMBER-BAD", "AFF"),
        ("restoration_types", "yuan/ha canopy", "yuan/mu", "SITING-WORD-UNKNOWN", "SID"),
        ("restoration_types", "\nLEF,", "\nAFF,", "SITING-ID-DOUBLE", "AFF"),
        ("restoration_types", "100,80000", "100000,80000", "SITING-RANGE-ORDER", "SML"),
        ("exclusions", "AFF|WET,layer", "AFF|WETLAND,layer", "SITING-TYPE-UNKNOWN", "town"),
        ("exclusions", "zone,Z3", "zone,Z33", "SITING-ZONE-UNKNOWN", "farmland"),
        ("exclusions", "group,CROP", "group,CROPS", "SITING-GROUP-UNKNOWN", "cropland"),
        ("exclusions", "layer,airport", "layer,", "SITING-MASK-PLACE", "airport"),
        ("exclusions", "slope,,inside,,,0,35,90", "slope,,inside,,,0,,", "SITING-MASK-PLACE",
         "slope_steep"),
        ("exclusions", "铁路运输企业同意文件", "", "SITING-TEXT-MISSING", "railway"),
        ("exclusions", "0,,,0,exclude,0,", "0,,,0,ban,0,", "SITING-WORD-UNKNOWN", "town"),
        ("criteria", "退化程度与修复需求,degradation and need,max",
         "退化程度与修复需求,degradation and need,best", "SITING-WORD-UNKNOWN", "D"),
        ("sub_factors", "slope,S,", "slope,T,", "SITING-CRITERION-UNKNOWN", "slope"),
        ("sub_factors", "habitat_distance|corridor", "habitat|corridor", "SITING-FACTOR-UNKNOWN",
         "delta_pc"),
        ("benefit", "slope,AFF|LEF|BAM|SHB|MIN|ECB,25,0.7", "slope,AFF|LEF|BAM|SHB|MIN|ECB,5,0.7",
         "SITING-POINTS-ORDER", "slope"),
        ("benefit", "slope,AFF|LEF|BAM|SHB|MIN|ECB,25,0.7", "slope,AFF|LEF|BAM|SHB|MIN|ECB,25,1.7",
         "SITING-BENEFIT-RANGE", "slope"),
        ("benefit", "contracted,*,0,1", "contracted,AFF|MOON,0,1", "SITING-TYPE-UNKNOWN",
         "contracted"),
        ("benefit", "road_distance,*,500,1", "roads,*,500,1", "SITING-FACTOR-UNKNOWN", "roads"),
        ("benefit", "organic_matter,SOC,0,1", "organic_matter,SOC,none,1", "SITING-NUMBER-BAD",
         "organic_matter"),
        ("benefit", "organic_matter,SOC,30,0", "organic_matter,SOC,inf,0", "SITING-NUMBER-BAD",
         "organic_matter"),
        ("score_classes", "low,低,low,0,", "low,低,low,0.1,", "SITING-CLASS-FLOOR", ""),
        ("settings", "low_canopy,0.3", "low_canopy,30", "SITING-NUMBER-BAD", "low_canopy"),
        ("settings", "canopy_years,4,3,5", "canopy_years,6,3,5", "SITING-RANGE-ORDER",
         "canopy_years"),
        ("settings", "seed_trees,", "mother_trees,", "SITING-SETTING-MISSING", ""),
        ("judgement_matrix", "S,1,2,2,3,3,4", "S,1,2,2,3,3,5", "AHP-NOT-RECIPROCAL", "S"),
    ],
)  # fmt: skip
def test_every_kind_of_fault_has_its_name(
    name: str, old: str, new: str, code: str, row: str
) -> None:
    told = check_siting_book(edited(name, old, new))
    assert (code, (row,) if row else ()) in [(f.code, f.features[:1]) for f in told]


def test_all_faults_of_all_tables_are_told_at_once() -> None:
    tables = (
        edited("restoration_types", "marsh,75000", "bog,-5")
        | edited("exclusions", "zone,Z3", "zone,Z33")
        | edited("benefit", "contracted,*,1,0.3", "contracted,*,-1,3")
        | edited("settings", "low_canopy,0.3", "low_canopy,30")
        | edited("judgement_matrix", "S,1,2,2,3,3,4", "S,2,2,2,3,3,4")
        | {"roads": "a,b\n"}
    )
    assert found(tables) == [
        ("SITING-TABLE-UNKNOWN", ()),
        ("SITING-GROUP-UNKNOWN", ("WET",)),
        ("SITING-COST-NEGATIVE", ("WET",)),
        ("SITING-ZONE-UNKNOWN", ("farmland",)),
        ("SITING-BENEFIT-RANGE", ("contracted",)),
        ("SITING-POINTS-ORDER", ("contracted",)),
        ("SITING-NUMBER-BAD", ("low_canopy",)),
        ("AHP-DIAGONAL", ("S",)),
    ]
    with pytest.raises(InputRefusedError) as caught:
        SitingBook.of_tables(tables, label="x")
    assert len(caught.value.findings) == 8


def test_a_table_without_its_columns_or_rows() -> None:
    assert found({"score_classes": "class,from_score\nhigh,0\n"})[0][0] == "SITING-COLUMN-MISSING"
    head = shipped_siting_tables(["criteria"])["criteria"].partition("\n")[0]
    told = [code for code, _ in found({"criteria": head + "\n"})]
    assert told == ["SITING-TABLE-EMPTY"]


@pytest.mark.parametrize("name", [one for one in SITING_TABLES if one != "judgement_matrix"])
def test_a_table_without_its_columns_is_one_finding(name: str) -> None:
    """Nothing that names a row of it is blamed for it."""
    wanted = [("SITING-COLUMN-MISSING", ())]
    if name == "settings":
        wanted.append(("SITING-SETTING-MISSING", ()))
    if name == "sub_factors":
        wanted = [("SITING-BENEFIT-MISSING", (one.id,)) for one in BOOK.criteria] + wanted
    assert found({name: "a,b\n1,2\n"}) == wanted


@pytest.mark.parametrize("head", ["class,title_zh,title_en,from_score,source,certainty\n", ""])
def test_a_text_that_is_no_csv(head: str) -> None:
    assert found({"score_classes": head + "x" * 200_000})[0][0] == "SITING-TABLE-UNREADABLE"


def test_a_factor_nobody_scores_and_a_criterion_nobody_fills() -> None:
    text = shipped_siting_tables(["sub_factors", "criteria"])
    more = {
        "sub_factors": text["sub_factors"] + "shade,S,遮荫,shade,1,1,,ours,D\n",
        "criteria": text["criteria"] + "Y,另一,other,mean,ours,D\n",
    }
    assert found(more) == [
        ("SITING-BENEFIT-MISSING", ("Y",)),
        ("SITING-BENEFIT-MISSING", ("shade",)),
    ]


def test_an_inconsistent_matrix_of_a_study_is_a_finding_of_its_book() -> None:
    text = "criterion,S,C,X\nS,1,9,1/9\nC,1/9,1,9\nX,9,1/9,1\n"
    (finding,) = check_siting_book({"judgement_matrix": text})
    assert (finding.code, finding.file) == ("AHP-INCONSISTENT", "judgement_matrix.csv")


def test_a_matrix_of_criteria_the_book_does_not_have() -> None:
    text = "criterion,S,Q\nS,1,2\nQ,1/2,1\n"
    assert found({"judgement_matrix": text}) == [("SITING-CRITERION-UNKNOWN", ("Q",))]


def test_what_the_book_does_not_have_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        BOOK.exclusion("moon")
    with pytest.raises(KeyError):
        BOOK.value("moon")


def test_words_of_a_cost_and_of_a_treatment() -> None:
    assert BOOK.types["SID"].cost_basis.text.zh == "元/公顷树冠"
    assert BOOK.exclusion("redline").treatment.text.en == "needs a paper"


def test_a_study_may_name_zones_of_its_own_rule_book() -> None:
    tables = edited("exclusions", "zone,Z3", "zone,OURS")
    zones = ("OURS", "Z1", "Z2", "Z7", "Z8", "Z9")
    assert check_siting_book(tables, zones=zones) == ()
    assert SitingBook.of_tables(tables, label="x", zones=zones).exclusion("farmland").where == (
        "OURS",
    )


def test_every_type_starts_from_and_leads_to_known_ground() -> None:
    for one in BOOK.types.values():
        assert one.from_groups
        assert set(one.from_groups) <= set(group_ids())
        assert {one.group_after(before) for before in one.from_groups} <= set(group_ids())
    assert BOOK.types["SOC"].group_after("cropland_dry") == "cropland_dry"
    assert BOOK.types["SID"].group_after("ditch") == "ditch"
    assert BOOK.types["WET"].group_after("pond") == "marsh"


def test_the_tables_are_the_book() -> None:
    assert tuple(BOOK.tables) == SITING_TABLES
