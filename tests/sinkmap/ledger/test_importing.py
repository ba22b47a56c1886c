"""Rolling import: nothing twice, splits and merges as lineage, all or nothing."""

import random

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from sqlalchemy import create_engine, inspect, text

from sinkmap.errors import InputRefusedError
from sinkmap.ledger import Attachment, CaseFilter, Role, State, Step, StepOrder, open_ledger

YEAR, NEXT = (2022, 2023), (2023, 2024)


def dump(address, tmp_path):
    """Every row of every table, as the database holds it."""
    url = address.replace("postgresql:", "postgresql+psycopg:")
    if url.startswith("sqlite"):
        url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    engine = create_engine(url)
    with engine.connect() as connection:
        tables = sorted(inspect(connection).get_table_names())
        rows = {
            t: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{t}"')))) for t in tables
        }
    engine.dispose()
    return rows


def test_the_same_year_twice_changes_nothing(ledger, patches, clerk, address, tmp_path):
    table = patches(("a", YEAR, (0, 0, 40, 20)), ("b", YEAR, (100, 0, 20, 20)))
    assert len(ledger.import_run(table, "run1", clerk).opened) == 2
    before = dump(address, tmp_path)
    turned = table.iloc[::-1].copy()
    turned["patch_id"] = ["x", "y"]
    turned["geometry"] = turned.geometry.map(lambda g: shapely.reverse(shapely.normalize(g)))
    for again in (table, turned):
        outcome = ledger.import_run(again, "run2", clerk)
        assert (outcome.known, outcome.changed) == (2, False)
        assert dump(address, tmp_path) == before


def test_order_of_rows_does_not_matter(opened, patches, clerk, tmp_path):
    rows = [(f"p{n}", (YEAR, NEXT)[n % 2], (15 * n, 0, 30, 20)) for n in range(12)]
    seen = []
    for seed in (1, 2):
        random.Random(seed).shuffle(rows)
        folder = tmp_path / str(seed)
        folder.mkdir()
        with open_ledger("sqlite:///l.sqlite", folder, folder) as ledger:
            outcome = ledger.import_run(patches(*rows), "run", clerk).to_json()
            seen.append((outcome, [(c["number"], c["area_m2"]) for c in ledger.cases()]))
    assert seen[0] == seen[1]


def test_a_patch_seen_again_next_year_is_the_same_case(ledger, patches, clerk):
    (number,) = ledger.import_run(patches(("a", YEAR, (0, 0, 40, 20))), "r1", clerk).opened
    grown = patches(("b", NEXT, (0, 0, 60, 20)), rule_ids="R06")
    outcome = ledger.import_run(grown, "r2", clerk)
    assert (outcome.opened, outcome.carried) == ([], [number])
    held = ledger.case(number)
    assert held.case["area_m2"] == 1200.0
    assert (held.case["first_year"], held.case["last_year"]) == (2023, 2024)
    assert held.case["rule_ids"] == "R03 R06"
    assert [s["t1"] for s in held.sightings] == [2023, 2024]


def test_a_neighbour_is_another_case(ledger, patches, clerk):
    ledger.import_run(patches(("a", YEAR, (0, 0, 40, 20))), "r1", clerk)
    outcome = ledger.import_run(patches(("b", NEXT, (39, 0, 40, 20))), "r2", clerk)
    assert len(outcome.opened) == 1
    assert outcome.links == []


def test_a_split_keeps_the_case_for_the_larger_part(ledger, patches, clerk):
    (parent,) = ledger.import_run(patches(("a", YEAR, (0, 0, 50, 20))), "r1", clerk).opened
    parts = patches(("b", YEAR, (0, 0, 30, 20)), ("c", YEAR, (30, 0, 20, 20)))
    outcome = ledger.import_run(parts, "r2", clerk)
    (child,) = outcome.opened
    assert outcome.carried == [parent]
    assert outcome.links == [("split", parent, child)]
    assert [c["area_m2"] for c in ledger.cases()] == pytest.approx([600.0, 400.0], rel=1e-3)
    shapes = ledger.frame().geometry
    common = shapely.intersection(shapes.iloc[0], shapes.iloc[1])
    assert shapely.area(common) < 1e-12
    assert ledger.case(child).lineage[0]["share"] == pytest.approx(1.0)
    # The first run again: its patch is known, and nothing grows together again.
    assert not ledger.import_run(patches(("a", YEAR, (0, 0, 50, 20))), "r1", clerk).changed


def test_a_merge_takes_untouched_cases_in(ledger, patches, clerk, actors):
    first = patches(("a", YEAR, (0, 0, 30, 20)), ("b", YEAR, (30, 0, 20, 20)))
    ledger.import_run(first, "r1", clerk)
    large, small = sorted(ledger.cases(), key=lambda c: -c["area_m2"])
    outcome = ledger.import_run(patches(("c", NEXT, (0, 0, 50, 20))), "r2", clerk)
    assert outcome.carried == [large["number"]]
    assert outcome.merged == [small["number"]]
    assert outcome.links == [("merge", small["number"], large["number"])]
    (left,) = ledger.cases()
    assert left["area_m2"] == pytest.approx(1000.0)
    assert len(ledger.cases(CaseFilter(with_merged=True))) == 2
    with pytest.raises(InputRefusedError) as caught:
        ledger.step(small["number"], StepOrder(Step.RECEIVE), actors[Role.COUNTY])
    assert caught.value.findings[0].code == "CASE-MERGED"
    assert caught.value.findings[0].wanted == large["number"]


def test_a_merge_leaves_a_case_that_was_worked_on(ledger, patches, clerk, actors):
    first = patches(("a", YEAR, (0, 0, 30, 20)), ("b", YEAR, (30, 0, 20, 20)))
    ledger.import_run(first, "r1", clerk)
    large, small = sorted(ledger.cases(), key=lambda c: -c["area_m2"])
    ledger.step(small["number"], StepOrder(Step.RECEIVE), actors[Role.COUNTY])
    outcome = ledger.import_run(patches(("c", NEXT, (0, 0, 50, 20))), "r2", clerk)
    assert (outcome.merged, outcome.links[0][0]) == ([], "merge")
    areas = {c["number"]: c["area_m2"] for c in ledger.cases()}
    assert areas[large["number"]] == pytest.approx(600.0, rel=1e-3)
    assert areas[small["number"]] == 400.0


def test_a_change_after_the_end_of_a_case_is_a_new_case(ledger, patches, clerk, actors, tmp_path):
    (number,) = ledger.import_run(patches(("a", YEAR, (0, 0, 40, 20))), "r1", clerk).opened
    paper = tmp_path / "p.pdf"
    paper.write_bytes(b"%PDF")
    ledger.step(number, StepOrder(Step.RECEIVE), clerk)
    ledger.step(number, StepOrder(Step.OVERLAY, why="临时用地"), clerk)
    ledger.attach(number, Attachment(paper), clerk)
    ledger.step(number, StepOrder(Step.JUDGE_LAWFUL, why="临时用地批文"), clerk)
    same = ledger.import_run(patches(("b", YEAR, (0, 0, 41, 20))), "r2", clerk)
    assert (same.opened, same.carried) == ([], [number])
    assert ledger.case(number).case["state"] == State.LAWFUL
    again = ledger.import_run(patches(("c", NEXT, (0, 0, 40, 20))), "r3", clerk)
    assert again.links == [("follows", number, again.opened[0])]
    assert again.carried == []


def test_light_patches_make_no_case(ledger, patches, clerk):
    rows = [patches(("a", YEAR, (100 * s, 0, 20, 20)), severity=s) for s in (-1, 0, 1, 2, 3, 4)]
    table = gpd.GeoDataFrame(
        {c: [r[c].iloc[0] for r in rows] for c in rows[0]}, geometry="geometry", crs="EPSG:4549"
    )
    assert len(ledger.import_run(table, "r1", clerk).opened) == 3
    assert len(ledger.import_run(table, "r1", clerk, least=1).opened) == 1


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (lambda t: t.drop(columns="rule_ids"), "PATCH-COLUMNS"),
        (lambda t: t.set_crs(None, allow_override=True), "PATCH-COLUMNS"),
        (lambda t: t.assign(geometry=[shapely.Polygon()]), "PATCH-GEOMETRY"),
        (lambda t: t.assign(geometry=[shapely.Point(0, 0)]), "PATCH-GEOMETRY"),
        (
            lambda t: t.assign(geometry=[shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])]),
            "PATCH-GEOMETRY",
        ),
    ],
)
def test_a_table_that_is_not_sound_is_refused(ledger, patches, clerk, spoil, wanted):
    table = patches(("a", YEAR, (0, 0, 40, 20)))
    spoiled = gpd.GeoDataFrame(spoil(table), geometry="geometry")
    if wanted == "PATCH-GEOMETRY":
        spoiled = spoiled.set_crs("EPSG:4549", allow_override=True)
    with pytest.raises(InputRefusedError) as caught:
        ledger.import_run(spoiled, "r1", clerk)
    assert [f.code for f in caught.value.findings] == [wanted]
    assert ledger.cases() == []


def test_an_issued_batch_meets_known_cases_and_is_answered(
    ledger, patches, issued, clerk, actors, picture, tmp_path
):
    (own,) = ledger.import_run(patches(("a", NEXT, (0, 0, 40, 20))), "r1", clerk).opened
    batch = issued(("W2", (500, 0, 30, 30)), ("W1", (2, 0, 40, 20)))
    outcome = ledger.import_issued(batch, "2025Q1", "2025-02-01", clerk, source="wp.gpkg")
    assert outcome.carried == [own]
    (fresh,) = outcome.opened
    assert not ledger.import_issued(batch, "2025Q1", "2025-02-01", clerk).changed
    held = ledger.case(own).case
    assert (held["evidence"], held["deadline"], held["area_m2"]) == ("issued", "2025-02-01", 800.0)
    assert ledger.case(fresh).case["area_m2"] == pytest.approx(900.0, rel=1e-3)

    for step in (Step.RECEIVE, Step.OVERLAY, Step.DISPATCH):
        ledger.step(own, StepOrder(step, why="x"), clerk)
    for number, azimuth in enumerate((0.0, 90.0, 180.0, 270.0)):
        path = picture(tmp_path / f"{number}.jpg")
        ledger.attach(own, Attachment(path, "photo", azimuth), actors[Role.TOWN])
    ledger.step(own, StepOrder(Step.EVIDENCE), actors[Role.TOWN])
    ledger.step(own, StepOrder(Step.JUDGE_FALSE, why="=大棚"), clerk)
    back = ledger.returned("2025Q1")
    assert list(back.table.columns) == ["编号", "判定", "说明", "举证"]
    assert back.table.to_numpy()[:, :3].tolist() == [
        ["W1", "伪变化", "=大棚"],
        ["W2", "待核实", ""],
    ]
    assert back.table["举证"][0].startswith("0.jpg（方位角0°）；1.jpg（方位角90°）")
    assert [(f.code, f.features) for f in back.findings] == [
        ("RETURN-UNDECIDED", ("W2",)),
        ("RETURN-OVERDUE", ("W2",)),
    ]


@pytest.mark.parametrize(
    ("rows", "batch", "deadline", "wanted"),
    [
        ([("W1", (0, 0, 9, 9)), ("W1", (50, 0, 9, 9))], "b", "2025-06-30", "ISSUED-NUMBER"),
        ([("", (0, 0, 9, 9))], "b", "2025-06-30", "ISSUED-NUMBER"),
        ([("W1", (0, 0, 9, 9))], " ", "2025-06-30", "ISSUED-BATCH"),
        ([("W1", (0, 0, 9, 9))], "b", "30.6.2025", "ISSUED-BATCH"),
    ],
)
def test_a_batch_that_cannot_be_answered_is_refused(
    ledger, issued, clerk, rows, batch, deadline, wanted
):
    with pytest.raises(InputRefusedError) as caught:
        ledger.import_issued(issued(*rows), batch, deadline, clerk)
    assert [f.code for f in caught.value.findings] == [wanted]


def test_a_number_stands_for_one_patch_of_a_batch(ledger, issued, clerk):
    ledger.import_issued(issued(("W1", (0, 0, 9, 9))), "b", "2025-06-30", clerk)
    other = issued(("W1", (50, 0, 9, 9)), ("W2", (90, 0, 9, 9)))
    with pytest.raises(InputRefusedError) as caught:
        ledger.import_issued(other, "b", "2025-06-30", clerk)
    assert [f.code for f in caught.value.findings] == ["ISSUED-CHANGED"]
    assert len(ledger.cases()) == 1
    ledger.import_issued(issued(("W1", (50, 0, 9, 9))), "c", "2025-06-30", clerk)
    assert ledger.batches() == ["b", "c"]


def test_what_a_run_judged_of_an_issued_batch_can_be_answered(ledger, patches, clerk):
    """Number, batch and deadline stay; the issued patch carries on the case of its ground."""
    batch = {"evidence": "issued", "batch": "卫片2025", "deadline": "2025/2/1"}
    own = patches(("a", NEXT, (0, 0, 40, 20)))
    given = pd.concat(
        [
            patches(("i1", NEXT, (1, 0, 40, 20)), external_no="W1", **batch),
            patches(("i2", NEXT, (500, 0, 40, 20), 0), external_no="W2", rule_ids="", **batch),
            own,
        ]
    )
    outcome = ledger.import_run(given, "r1", clerk)
    assert outcome.findings == ()
    assert len(outcome.opened) == 2
    assert [len(ledger.case(number).sightings) for number in outcome.opened] == [2, 1]
    assert ledger.batches() == ["卫片2025"]
    assert list(ledger.returned("卫片2025").table["编号"]) == ["W1", "W2"]
    assert {c["deadline"] for c in ledger.cases()} == {"2025-02-01"}
    assert not ledger.import_run(given, "r2", clerk).changed

    heavier = given.assign(rule_ids=given["rule_ids"] + " R04")  # another rule book
    again = ledger.import_run(heavier, "r3", clerk)
    assert not again.opened
    assert list(ledger.returned("卫片2025").table["编号"]) == ["W1", "W2"]
    assert not ledger.import_run(heavier, "r4", clerk).changed
    ledger.verify()


def test_issued_patches_that_no_return_can_name_are_told(ledger, patches, clerk):
    rows = [("a", NEXT, (0, 0, 40, 20)), ("b", NEXT, (500, 0, 40, 20))]
    nameless = patches(*rows, evidence="issued", batch="", deadline="", external_no="W1")
    outcome = ledger.import_run(nameless, "r1", clerk)
    assert [(f.code, f.count) for f in outcome.findings] == [("ISSUED-UNANSWERABLE", 2)]
    assert len(outcome.opened) == 2
    twice = patches(*rows, evidence="issued", batch="B", deadline="", external_no="W1")
    with pytest.raises(InputRefusedError, match="ISSUED-NUMBER"):
        ledger.import_run(twice, "r1", clerk)


def test_a_deadline_is_kept_as_a_day_that_can_be_compared(ledger, issued, clerk):
    ledger.import_issued(issued(("W1", (0, 0, 9, 9))), "b", "20250201", clerk)
    assert [c["deadline"] for c in ledger.cases()] == ["2025-02-01"]
    assert [f.code for f in ledger.returned("b").findings] == ["RETURN-UNDECIDED", "RETURN-OVERDUE"]
