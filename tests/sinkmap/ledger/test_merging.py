"""Cases merged by hand: one ground under a new number, nothing lost, and the return still right."""

import geopandas as gpd
import pyproj
import pytest
import shapely

from sinkmap.errors import CannotFinishError, InputRefusedError
from sinkmap.ledger import (
    PHOTO,
    Attachment,
    CaseCut,
    CaseFilter,
    CaseMerger,
    Role,
    State,
    Step,
    StepOrder,
)

LEFT = ("a", (2023, 2024), (0, 0, 40, 20))
RIGHT = ("b", (2023, 2024), (40, 0, 20, 20))
FAR = ("c", (2023, 2024), (200, 0, 20, 20))
CRS = "EPSG:4549"
EAST, NORTH = 500_000.0, 3_500_000.0
ELLIPSOID = pyproj.Geod(a=6378137.0, rf=298.257222101)


def codes(caught):
    return [finding.code for finding in caught.value.findings]


def merger(*numbers, why="同一项目", **versions):
    return CaseMerger(numbers, why, versions.get("versions", {}))


@pytest.fixture
def pair(ledger, patches, clerk):
    """Two cases that touch."""
    return ledger.import_run(patches(LEFT, RIGHT), "run1", clerk).opened


@pytest.fixture
def batch(ledger, issued, clerk):
    """Two cases of a batch that touch."""
    given = issued(("CZ-1", LEFT[2]), ("CZ-2", RIGHT[2]))
    return ledger.import_issued(given, "2025Q1", "2025-06-30", clerk).opened


@pytest.fixture
def paper(ledger, tmp_path, picture, clerk):
    """Attaches a document, or photographs all round."""

    def attach(number, name="批文.pdf", azimuths=()):
        path = tmp_path / name
        path.write_bytes(b"%PDF-1.7 paper")
        found = [Attachment(path)] if not azimuths else [
            Attachment(picture(tmp_path / f"{number}-{a:g}.jpg"), PHOTO, a) for a in azimuths
        ]  # fmt: skip
        for one in found:
            ledger.attach(number, one, clerk)

    return attach


def steps(ledger, numbers, actor, *names):
    for number in numbers:
        for name in names:
            ledger.step(number, StepOrder(name, "办理"), actor)


def test_the_new_case_has_the_ground_of_both_and_each_names_the_other(ledger, pair, clerk):
    before = ledger.frame().to_crs(CRS).geometry.union_all()
    ledger.step(pair[0], StepOrder(Step.RECEIVE), clerk)
    merged = ledger.merge(merger(*pair), clerk)
    number = merged.case["number"]
    assert (number, merged.overlap_m2) == ("2024-000003", 0.0)
    assert merged.case["area_m2"] == sum(row["area_m2"] for row in merged.origins) == 1200.0
    assert (merged.case["state"], merged.case["stage"]) == ("to_verify", "")  # of the later one
    assert [case["number"] for case in ledger.cases()] == [number]
    assert ledger.frame().to_crs(CRS).geometry.iloc[0].symmetric_difference(before).area < 1e-6
    held = ledger.case(number)
    assert [(t["parent"], t["child"], t["kind"]) for t in held.lineage] == [
        (one, number, "joined") for one in sorted(pair)
    ]
    assert sum(tie["share"] for tie in held.lineage) == pytest.approx(1.0, rel=1e-12)
    assert {s["case_number"] for s in held.sightings} == set(pair)
    assert (held.events[-1]["kind"], held.events[-1]["why"]) == ("merge", "同一项目")
    for one in pair:
        old = ledger.case(one)
        assert (old.case["merged_into"], old.open_steps) == (number, ())
        assert old.events[-1]["kind"] == "merged"
        with pytest.raises(InputRefusedError) as caught:
            ledger.step(one, StepOrder(Step.RECEIVE), clerk)
        assert codes(caught) == ["CASE-MERGED"]
        assert caught.value.findings[0].wanted == number
    assert ledger.verify().cases == 3


def test_a_split_is_taken_back_by_a_merge_to_the_last_digit(ledger, pair, clerk):
    whole = ledger.case(pair[0]).case["area_m2"]
    line = shapely.LineString([(EAST + 7, NORTH - 5), (EAST + 11, NORTH + 25)])
    parts = [row["number"] for row in ledger.split(pair[0], CaseCut(line, CRS, "分"), clerk)]
    merged = ledger.merge(merger(*parts), clerk)
    assert merged.case["area_m2"] == pytest.approx(whole, rel=1e-14)
    assert merged.overlap_m2 == 0.0


def test_ground_in_both_counts_once_and_is_told(ledger, issued, clerk):
    given = issued(("CZ-1", (0, 0, 40, 20)), ("CZ-2", (30, 0, 40, 20)))
    numbers = ledger.import_issued(given, "2025Q1", "2025-06-30", clerk).opened
    each = [ledger.case(number).frame.geometry.iloc[0] for number in numbers]
    merged = ledger.merge(merger(*numbers), clerk)
    exact = abs(ELLIPSOID.geometry_area_perimeter(shapely.union_all(each))[0])
    assert merged.case["area_m2"] == pytest.approx(exact, rel=1e-9)
    common = abs(ELLIPSOID.geometry_area_perimeter(shapely.intersection(*each))[0])
    assert merged.overlap_m2 == pytest.approx(common, rel=1e-5)  # cut edges are other geodesics
    held = sum(row["area_m2"] for row in merged.origins)
    assert merged.case["area_m2"] + merged.overlap_m2 == pytest.approx(held, rel=1e-14)


def test_the_earliest_deadline_and_the_gravest_rule_hold(ledger, patches, clerk):
    rows = patches(LEFT, RIGHT).assign(
        evidence="issued", batch="2025Q1", external_no=["CZ-1", "CZ-2"],
        deadline=["2025-06-30", "2025-05-31"], severity=[2, 4], rule_ids=["R03", "R07"],
        county=["320481", ""], before=["grass", "forest"],
    )  # fmt: skip
    numbers = ledger.import_run(rows, "run1", clerk).opened
    case = ledger.merge(merger(*numbers), clerk).case
    assert (case["deadline"], case["severity"], case["rule_ids"]) == ("2025-05-31", 4, "R03 R07")
    assert (case["county"], case["before"]) == ("320481", "grass")  # of the larger
    listed = ledger.cases(CaseFilter(batch="2025Q1", county="320481"))
    assert [one["number"] for one in listed] == [case["number"]]


def test_papers_go_with_it_and_count_where_every_part_has_its_own(
    ledger, batch, actors, clerk, paper
):
    steps(ledger, batch, clerk, Step.RECEIVE, Step.OVERLAY, Step.DISPATCH)
    paper(batch[0], azimuths=(0.0, 90.0, 180.0, 270.0))
    paper(batch[1], azimuths=(0.0, 90.0))
    number = ledger.merge(merger(*batch), clerk).case["number"]
    held = ledger.case(number)
    assert [d["case_number"] for d in held.documents] == [batch[0]] * 4 + [batch[1]] * 2
    with pytest.raises(InputRefusedError) as caught:
        ledger.step(number, StepOrder(Step.EVIDENCE), actors[Role.TOWN])
    assert caught.value.findings[0].wanted == "photos"  # of the second part two are missing
    paper(number, azimuths=(180.0, 270.0))
    assert ledger.step(number, StepOrder(Step.EVIDENCE), actors[Role.TOWN])["state"] == "to_verify"
    with pytest.raises(InputRefusedError) as caught:
        ledger.step(number, StepOrder(Step.JUDGE_LAWFUL, "有批文"), clerk)
    assert caught.value.findings[0].wanted == "document"
    assert ledger.verify().files == 8


def test_the_return_answers_every_patch_with_the_verdict_on_the_whole(ledger, batch, clerk, paper):
    paper(batch[1], "旧批文.pdf")
    steps(ledger, batch, clerk, Step.RECEIVE, Step.OVERLAY)
    number = ledger.merge(merger(*batch), clerk).case["number"]
    assert [c["number"] for c in ledger.cases(CaseFilter(batch="2025Q1"))] == [number]
    waiting = ledger.returned("2025Q1")
    assert set(waiting.table["判定"]) == {State.TO_VERIFY.text.zh}
    assert {f.code for f in waiting.findings} == {"RETURN-UNDECIDED"}
    paper(number)
    ledger.step(number, StepOrder(Step.JUDGE_LAWFUL, "整体已批"), clerk)
    table = ledger.returned("2025Q1").table.set_index("编号")
    assert table["判定"].tolist() == ["合法", "合法"]
    hectares = f"{ledger.case(number).case['area_m2'] / 10_000:.4f}"
    said = f"{number}（{hectares}公顷，合并CZ-1、CZ-2）合法：整体已批"
    assert table["说明"].tolist() == [said, said]
    assert table["举证"].tolist() == ["旧批文.pdf；批文.pdf"] * 2


def test_what_is_split_again_is_answered_by_the_part_on_its_own_ground(ledger, batch, clerk, paper):
    number = ledger.merge(merger(*batch), clerk).case["number"]
    border = shapely.LineString([(EAST + 40, NORTH - 5), (EAST + 40, NORTH + 25)])
    _, right = ledger.split(number, CaseCut(border, CRS, "仍分"), clerk)
    steps(ledger, [number, right["number"]], clerk, Step.RECEIVE, Step.OVERLAY)
    paper(right["number"])
    ledger.step(right["number"], StepOrder(Step.JUDGE_LAWFUL, "有批文"), clerk)
    table = ledger.returned("2025Q1").table.set_index("编号")
    assert table["判定"].to_dict() == {"CZ-1": "待核实", "CZ-2": "合法"}
    assert table["说明"].to_dict() == {"CZ-1": "", "CZ-2": "有批文"}
    assert table["举证"].to_dict() == {"CZ-1": "", "CZ-2": "批文.pdf"}


def test_a_part_merged_with_the_neighbour_leaves_the_other_part_in_the_return(ledger, batch, clerk):
    line = shapely.LineString([(EAST + 30, NORTH - 5), (EAST + 30, NORTH + 25)])
    left, middle = ledger.split(batch[0], CaseCut(line, CRS, "分"), clerk)
    number = ledger.merge(merger(middle["number"], batch[1]), clerk).case["number"]
    reason = ledger.returned("2025Q1").table.set_index("编号")["说明"]
    assert left["number"] in reason["CZ-1"]
    assert number in reason["CZ-1"]
    assert left["number"] not in reason["CZ-2"]


def test_a_verdict_sent_back_is_returned_to_nobody(ledger, batch, clerk, paper):
    steps(ledger, batch[:1], clerk, Step.RECEIVE, Step.OVERLAY)
    paper(batch[0])
    steps(ledger, batch[:1], clerk, Step.JUDGE_LAWFUL, Step.SEND_BACK)
    row = ledger.returned("2025Q1").table.iloc[0]
    assert (row["判定"], row["说明"]) == ("待核实", "")


def test_later_runs_leave_it_merged(ledger, patches, pair, clerk):
    number = ledger.merge(merger(*pair), clerk).case["number"]
    before = ledger.frame().geometry.iloc[0]
    anew = ledger.import_run(patches(LEFT, RIGHT).assign(rule_ids="R99"), "run2", clerk)
    assert (anew.opened, set(anew.carried), anew.merged) == ([], {number}, [])
    case = ledger.case(number)
    assert case.frame.geometry.iloc[0].equals_exact(before, 1e-12)
    assert (case.case["area_m2"], case.case["rule_ids"]) == (1200.0, "R03 R99")
    larger = ledger.import_run(patches(("d", (2023, 2024), (-5, -5, 70, 30))), "run3", clerk)
    assert (larger.opened, larger.merged) == ([], [])
    ledger.verify()


def test_neighbours_are_those_that_may_be_merged_along_a_chain(ledger, patches, pair, clerk):
    chain = ("d", (2023, 2024), (60, 20, 20, 20))  # by a corner
    more = ledger.import_run(patches(chain, FAR), "run2", clerk).opened
    wanted = {c["number"] for c in ledger.cases()} - {pair[0]}
    far = {n for n in more if ledger.case(n).frame.to_crs(CRS).bounds.minx.iloc[0] > EAST + 150}
    assert {row["number"] for row in ledger.neighbours(pair[0])} == wanted - far
    ledger.step(pair[0], StepOrder(Step.RECEIVE), clerk)
    assert len(ledger.neighbours(pair[0])) == 2  # a stage is no state
    assert ledger.neighbours(*far) == ledger.neighbours("2031-1") == []


def test_everything_that_forbids_a_merge_is_named_at_once(ledger, patches, issued, actors, clerk):
    rows = patches(LEFT, FAR).assign(county=["320481", "320412"])
    numbers = ledger.import_run(rows, "run1", clerk).opened
    near = next(n for n in numbers if ledger.case(n).case["area_m2"] == 800.0)
    ledger.import_issued(issued(("CZ-1", LEFT[2])), "2025Q1", "2025-06-30", clerk)
    steps(ledger, [near], clerk, Step.RECEIVE, Step.OVERLAY, Step.DISPATCH)
    length = ledger.length
    with pytest.raises(InputRefusedError) as caught:
        ledger.merge(merger(*numbers, why=" "), clerk)
    assert codes(caught) == [
        "CASE-MERGE-STATE", "CASE-MERGE-WHY", "CASE-MERGE-BATCH", "CASE-MERGE-COUNTY",
        "CASE-MERGE-APART",
    ]  # fmt: skip
    for finding in caught.value.findings:
        assert finding.message.zh != finding.message.en
        assert finding.cure.zh
        assert finding.cure.en
    with pytest.raises(InputRefusedError) as caught:
        ledger.merge(merger(near, near), clerk)
    assert codes(caught) == ["CASE-MERGE-COUNT"]
    with pytest.raises(InputRefusedError) as caught:
        ledger.merge(merger(*numbers), actors[Role.TOWN])
    assert codes(caught)[0] == "CASE-MERGE-FORBIDDEN"
    assert ledger.length == length


def test_judged_cases_and_changed_ones_are_left_alone(ledger, pair, clerk, paper):
    steps(ledger, pair, clerk, Step.RECEIVE)
    versions = {number: ledger.case(number).case["version"] for number in pair}
    steps(ledger, pair[1:], clerk, Step.OVERLAY)
    with pytest.raises(CannotFinishError) as conflict:
        ledger.merge(merger(*pair, versions=versions), clerk)
    assert codes(conflict) == ["CASE-CONFLICT"]
    paper(pair[1])
    steps(ledger, pair[1:], clerk, Step.JUDGE_LAWFUL)
    with pytest.raises(InputRefusedError) as caught:
        ledger.merge(merger(*pair), clerk)
    assert codes(caught) == ["CASE-MERGE-FORBIDDEN"]
    assert f"{pair[1]}: lawful" in caught.value.findings[0].seen


def test_shapes_of_other_planes_touch_and_join(ledger, patches, issued, clerk):
    """A border that is the same to a millimetre, not to the last digit, is still a border."""
    shape = shapely.box(EAST, NORTH, EAST + 40, NORTH + 20)
    plane = gpd.GeoDataFrame({"external_no": ["CZ-1"]}, geometry=[shape], crs=CRS)
    one = ledger.import_issued(plane, "2025Q1", "2025-06-30", clerk, source="a").opened
    rows = issued(("CZ-2", RIGHT[2])).assign(batch="x")
    degrees = rows.set_geometry(shapely.set_precision(rows.geometry, 1e-8))
    two = ledger.import_issued(degrees, "2025Q1", "2025-06-30", clerk, source="b").opened
    merged = ledger.merge(merger(*one, *two), clerk)
    assert merged.case["area_m2"] == pytest.approx(1200.0, rel=1e-3)
