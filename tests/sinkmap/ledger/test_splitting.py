"""A case split by hand: parts that add up, who may, what stays with which part."""

import geopandas as gpd
import pytest
import shapely

from sinkmap.errors import CannotFinishError, InputRefusedError
from sinkmap.ledger import CaseCut, CaseFilter, Role, State, Step, StepOrder

ONE = ("a", (2023, 2024), (0, 0, 40, 20))
CRS = "EPSG:4549"
EAST, NORTH = 500_000.0, 3_500_000.0


def line(*points):
    return shapely.LineString([(EAST + x, NORTH + y) for x, y in points])


def cut(geometry, why="一半有批文", version=None, crs=CRS):
    return CaseCut(geometry, crs, why, version)


@pytest.fixture
def number(ledger, patches, clerk):
    (made,) = ledger.import_run(patches(ONE), "run1", clerk).opened
    return made


def codes(caught):
    return [finding.code for finding in caught.value.findings]


def test_a_line_parts_the_ground_and_the_areas_add_up(ledger, number, clerk):
    before = ledger.case(number)
    whole = before.case["area_m2"]
    parts = ledger.split(number, cut(line((30, -5), (30, 25))), clerk)
    assert [part["number"] for part in parts] == [number, "2024-000002"]
    areas = [part["area_m2"] for part in parts]
    assert sum(areas) == pytest.approx(whole, rel=1e-12)
    assert areas[1] / whole == pytest.approx(0.25, abs=1e-9)  # 10 m of 40
    frame = ledger.frame().to_crs(CRS)
    ground = before.frame.to_crs(CRS).geometry.iloc[0]
    assert frame.geometry.union_all().symmetric_difference(ground).area < 1e-6  # m²
    assert frame.geometry.iloc[0].intersection(frame.geometry.iloc[1]).area < 1e-6
    child = ledger.case("2024-000002")
    assert child.case["before"] == before.case["before"]
    assert [(tie["parent"], tie["kind"]) for tie in child.lineage] == [(number, "cut")]
    assert child.lineage[0]["share"] == pytest.approx(0.25)
    assert child.events[-1]["kind"] == "open"
    assert ledger.case(number).events[-1]["why"] == "一半有批文"
    assert ledger.verify().cases == 2


def test_a_shape_in_degrees_cuts_out_what_it_covers(ledger, number, clerk):
    ground = ledger.case(number).frame.geometry.iloc[0]
    west, south, east, north = ground.bounds
    half = shapely.box(west - 1e-4, south - 1e-4, (west + east) / 2, north + 1e-4)
    parts = ledger.split(number, cut(half, crs="EPSG:4490"), clerk)
    shares = [part["area_m2"] for part in parts]
    assert shares[0] == pytest.approx(shares[1], rel=1e-3)


def test_each_part_goes_its_own_way_and_a_later_run_leaves_them_parted(
    ledger, number, patches, clerk
):
    ledger.split(number, cut(line((30, -5), (30, 25))), clerk)
    ledger.step("2024-000002", StepOrder(Step.RECEIVE), clerk)
    assert ledger.case(number).case["stage"] == ""
    changed = patches(ONE).assign(rule_ids="R99")  # the same ground by another rule book
    outcome = ledger.import_run(changed, "run2", clerk)
    assert outcome.merged == []
    frame = ledger.frame().to_crs(CRS)
    assert len(frame) == 2
    assert frame.geometry.iloc[0].intersection(frame.geometry.iloc[1]).area < 1e-6  # m²


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (line((30, 5), (30, 25)), "CASE-SPLIT-NOTHING"),  # ends inside
        (line((90, -5), (90, 25)), "CASE-SPLIT-NOTHING"),  # passes by
        (shapely.Point(EAST + 1, NORTH + 1), "CASE-SPLIT-NOTHING"),
        (shapely.box(EAST - 5, NORTH - 5, EAST + 60, NORTH + 60), "CASE-SPLIT-NOTHING"),
        (line((39.99, -5), (39.99, 25)), "CASE-SPLIT-PARTS"),  # 0.2 m²
    ],
)
def test_what_does_not_part_the_ground_is_refused(ledger, number, clerk, geometry, code):
    length = ledger.length
    with pytest.raises(InputRefusedError) as caught:
        ledger.split(number, cut(geometry), clerk)
    assert codes(caught) == [code]
    assert ledger.length == length


def test_a_reason_a_role_the_state_and_the_version_are_asked_for(ledger, number, actors, clerk):
    across = line((30, -5), (30, 25))
    refusals = {"CASE-SPLIT-WHY": (cut(across, " "), clerk)}
    refusals["CASE-SPLIT-FORBIDDEN"] = (cut(across), actors[Role.TOWN])
    for code, (order, actor) in refusals.items():
        with pytest.raises(InputRefusedError) as caught:
            ledger.split(number, order, actor)
        assert codes(caught) == [code]
    ledger.step(number, StepOrder(Step.RECEIVE), clerk)
    with pytest.raises(CannotFinishError) as conflict:
        ledger.split(number, cut(across, version=1), clerk)
    assert codes(conflict) == ["CASE-CONFLICT"]


def test_the_return_speaks_of_every_part_of_an_issued_patch(
    ledger, patches, clerk, tmp_path, attach_paper
):
    box = shapely.box(EAST, NORTH, EAST + 40, NORTH + 20)
    issued = gpd.GeoDataFrame({"external_no": ["CZ-1"]}, geometry=[box], crs=CRS)
    (number,) = ledger.import_issued(issued, "2025Q1", "2025-06-30", clerk).opened
    _, part = ledger.split(number, cut(line((30, -5), (30, 25))), clerk)
    assert [c["number"] for c in ledger.cases(CaseFilter(batch="2025Q1"))] == [
        number,
        part["number"],
    ]
    for step, why in ((Step.RECEIVE, ""), (Step.OVERLAY, "套合")):
        ledger.step(number, StepOrder(step, why), clerk)
    attach_paper(number)
    ledger.step(number, StepOrder(Step.JUDGE_LAWFUL, "有批文"), clerk)
    back = ledger.returned("2025Q1")
    assert back.table["判定"].tolist() == [State.TO_VERIFY.text.zh]  # one part waits
    assert "RETURN-UNDECIDED" in {f.code for f in back.findings}
    reason = back.table["说明"].iloc[0]
    assert f"{number}（" in reason
    assert "合法：有批文" in reason
    assert part["number"] in reason
    assert back.table["举证"].tolist() == ["批文.pdf"]


@pytest.fixture
def attach_paper(ledger, tmp_path, clerk):
    from sinkmap.ledger import Attachment

    def attach(number):
        path = tmp_path / "批文.pdf"
        path.write_bytes(b"%PDF-1.7 paper")
        ledger.attach(number, Attachment(path), clerk)

    return attach
