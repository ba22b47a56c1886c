"""Everything planted in the siting study is found or refused as its truth says."""

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely

from raster_pipeline.demo.siting import write_siting
from raster_pipeline.demo.siting_plan import YEAR, ZONES
from raster_pipeline.demo.siting_truth import on_ground
from raster_pipeline.io.siting_files import read_siting_book
from raster_pipeline.run import run_study
from raster_pipeline.siting import SitingDesk, open_siting_desk
from sinkmap.errors import InputRefusedError, UsageError
from sinkmap.siting.candidates import GROUND, Candidates
from sinkmap.siting.question import DistrictQuota, Objective, SitingQuestion
from sinkmap.siting.siting_book import shipped_siting_tables

TYPES = ("AFF", "IND", "SHB", "SML", "WET")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("siting")
    write_siting(folder, lambda _step, _share: None)
    run_study(folder)
    return folder


@pytest.fixture(scope="module")
def desk(study: Path) -> SitingDesk:
    return open_siting_desk(study)


@pytest.fixture(scope="module")
def found(desk: SitingDesk) -> Candidates:
    return desk.candidates(TYPES)


@pytest.fixture(scope="module")
def truth(study: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((study / "truth/siting.json").read_text("utf-8"))
    return content


def on(found: Candidates, type_id: str, box: Any) -> pd.DataFrame:
    """Sites of a type that share ground with a box."""
    own = found.sites[found.sites["type_id"] == type_id]
    common = shapely.area(shapely.intersection(own.geometry.to_numpy(), box))
    return pd.DataFrame(own[common > 1e-3])


def site_of(found: Candidates, truth: dict[str, Any], name: str, type_id: str) -> str:
    row = next(one for one in truth["sites"] if (one["id"], one["type"]) == (name, type_id))
    return str(on(found, type_id, shapely.box(*row["boxes"][0]))["site_id"].item())


def test_every_planted_site_is_found_whole_and_alone(
    found: Candidates, truth: dict[str, Any]
) -> None:
    assert len(truth["sites"]) >= 18
    for row in truth["sites"]:
        wanted = shapely.union_all([shapely.box(*box) for box in row["boxes"]])
        sites = on(found, row["type"], wanted)
        assert len(sites) == 1, row["id"]
        site = sites.iloc[0]
        assert shapely.area(shapely.symmetric_difference(site.geometry, wanted)) < 1e-3, row["id"]
        # Ellipsoidal area against the additive measure of the grid.
        assert site["area_m2"] == pytest.approx(row["area_m2"], rel=1e-6)
        assert len(site["parcels"].split("|")) == row["parcels"]
        assert site["ownership"] == "集体"
        assert site["documents"] == "|".join(row["documents"])
        assert site["district"].endswith({"W": "01", "E": "02"}[row["district"]])


def test_every_decoy_is_refused_and_its_ground_is_counted_under_its_reason(
    found: Candidates, truth: dict[str, Any]
) -> None:
    sums: dict[tuple[str, str], float] = {}
    for row in truth["decoys"]:
        assert on(found, row["type"], shapely.box(*row["box"])).empty, row["id"]
        key = (row["type"], row["refused_by"])
        sums[key] = sums.get(key, 0.0) + row["area_m2"]
    removed = found.excluded.set_index(["type_id", "exclusion_id"])["removed_m2"]
    for key, area in sums.items():
        # More than the planted decoys may lie under a mask, never less.
        assert removed[key] >= area * (1.0 - 1e-6), key
    for key in (("AFF", "core"), ("AFF", "dyke"), ("AFF", "slope_steep"), ("IND", "not_vacated")):
        assert removed[key] == pytest.approx(sums[key], rel=1e-6)


def test_the_ground_of_every_type_adds_up(found: Candidates) -> None:
    for _, rows in found.excluded.groupby("type_id"):
        ground = rows[rows["exclusion_id"] == GROUND]["removed_m2"].item()
        rest = rows[rows["exclusion_id"] != GROUND]
        assert rest["removed_m2"].sum() == pytest.approx(ground, rel=1e-9)
        assert (rest["alone_m2"] >= rest["removed_m2"] - 1e-6).all()
        assert list(rows["order"]) == list(range(len(rows)))


def test_sites_of_different_types_on_one_ground_are_conflict_pairs(
    found: Candidates, truth: dict[str, Any]
) -> None:
    pairs = {frozenset(pair) for pair in found.conflicts.itertuples(index=False, name=None)}
    both = {site_of(found, truth, "G04", kind) for kind in ("WET", "SML")}
    assert frozenset(both) in pairs
    kinds = found.sites.set_index("site_id")["type_id"]
    shapes = found.sites.set_index("site_id").geometry
    for one, other in found.conflicts.itertuples(index=False, name=None):
        assert kinds[one] != kinds[other]
        assert shapely.area(shapely.intersection(shapes[one], shapes[other])) > 1.0
    common = sum(
        shapely.area(shapely.intersection(a, b)) > 1.0
        for k, (a, x) in enumerate(zip(shapes, kinds, strict=True))
        for b, y in list(zip(shapes, kinds, strict=True))[k + 1 :]
        if x != y
    )
    assert common == len(pairs)


def test_ranking_loses_where_it_was_planted_to(
    desk: SitingDesk, found: Candidates, truth: dict[str, Any]
) -> None:
    planted = truth["greedy"]
    question = SitingQuestion(
        tuple(planted["types"]),
        YEAR,
        planted["objective"],
        planted["budget_yuan"],
        draws=5,
        frontier=3,
    )
    siting = desk.solve(question)
    chosen = set(siting.selection[siting.selection["chosen"]]["site_id"])
    assert chosen == {site_of(found, truth, name, "WET") for name in planted["best"]}
    assert siting.choice.greedy_value is not None
    assert siting.choice.value > siting.choice.greedy_value * 1.2
    assert siting.choice.gap == 0.0
    by_rank = {site_of(found, truth, name, "WET") for name in planted["by_rank"]}
    values = siting.sites.set_index("site_id")["value"]
    assert values[list(by_rank)].sum() == pytest.approx(siting.choice.greedy_value)
    assert (siting.selection["reason_zh"].str.len() > 0).all()
    assert (siting.selection["reason_en"].str.len() > 0).all()
    refused = ~siting.selection["chosen"]
    assert (siting.selection.loc[refused, "change_zh"].str.len() > 0).all()


@pytest.mark.parametrize("objective", ["score", "carbon", "tree_points", "wetland_points"])
def test_no_objective_is_answered_worse_than_by_rank(desk: SitingDesk, objective: str) -> None:
    question = SitingQuestion(
        TYPES, YEAR, Objective(objective), 2.0e6, draws=0, portfolios=0, frontier=0, stability=0.0
    )
    siting = desk.solve(question, exact=0)
    assert siting.choice.greedy_value is not None
    assert siting.choice.value >= siting.choice.greedy_value * (1.0 - 1e-9)
    assert siting.choice.cost_yuan <= 2.0e6
    chosen = set(siting.selection[siting.selection["chosen"]]["site_id"])
    pairs = siting.conflicts.itertuples(index=False, name=None)
    assert not any({one, other} <= chosen for one, other in pairs)


def test_points_of_the_list_the_sum_and_the_frontier_are_one_number(desk: SitingDesk) -> None:
    question = SitingQuestion(
        ("WET",), YEAR, budget_yuan=366e3, draws=0, portfolios=0, frontier=2, stability=0.0
    )
    siting = desk.solve(question, exact=0)
    chosen = siting.sites[siting.selection["chosen"].to_numpy()]
    rates = desk.prepared(("WET",)).rates
    protected, wetland = chosen["new_protected_m2"].sum(), chosen["new_wetland_m2"].sum()
    moved = (rates.protected_m2 + protected) / (rates.wetland_m2 + wetland)
    points = 100.0 * (moved - rates.protected_m2 / rates.wetland_m2)
    assert siting.moves.wetland_points[1] == pytest.approx(points, rel=1e-9)
    assert chosen["wetland_points"].sum() == pytest.approx(points, rel=1e-9)
    asked = siting.frontier[siting.frontier["budget"] == 366e3].iloc[0]
    assert asked["value"] == pytest.approx(siting.choice.value)
    assert asked["wetland_points"] == pytest.approx(points, rel=1e-9)


def test_what_is_missing_is_dropped_and_said(desk: SitingDesk) -> None:
    question = SitingQuestion(("AFF",), YEAR, draws=0, portfolios=0, frontier=0)
    siting = desk.solve(question)
    named = {(one.type_id, one.name) for one in siting.dropped}
    assert ("", "strict_ground") in named  # no farmland soil in the study
    assert ("AFF", "soil_depth") in named
    used = siting.weights_used["AFF"]
    assert sum(used.values()) == pytest.approx(1.0)
    assert siting.moves.tree_rate == f"tree_cover_rate/320497/{YEAR}/js_tree_cover"


def test_a_kept_siting_is_read_back_whole_and_not_answered_twice(desk: SitingDesk) -> None:
    question = SitingQuestion(
        ("AFF", "WET"),
        YEAR,
        budget_yuan=1.0e6,
        quotas=(DistrictQuota("32049701", 5000.0, None),),
        draws=5,
        frontier=3,
    )
    assert desk.known(question) is None
    kept = desk.keep(question)
    again = desk.keep(question)
    assert again.child.reused
    assert again.child.run_id == kept.child.run_id
    one, other = kept.siting, again.siting
    assert one.summary() == other.summary()
    assert one.question == question
    pd.testing.assert_frame_equal(one.selection, other.selection)
    assert one.selection["site_id"].tolist() == one.sites["site_id"].tolist()
    assert one.titles["exclusion:core"].zh
    assert {"sites.parquet", "selection.parquet", "weights.json"} <= {
        path.name for path in kept.folder.iterdir()
    }


def test_everything_wrong_with_a_question_is_said_at_once(desk: SitingDesk) -> None:
    question = SitingQuestion(
        ("AFF", "XXX"),
        1999,
        budget_yuan=-1.0,
        quotas=(DistrictQuota("nowhere"),),
        locked_in=("a",),
        locked_out=("a",),
    )
    with pytest.raises(InputRefusedError) as refusal:
        desk.solve(question)
    codes = {finding.code for finding in refusal.value.findings}
    assert codes == {
        "SITING-TYPE",
        "YEAR-MISSING",
        "SITING-NUMBER",
        "SITING-DISTRICT",
        "SITING-LOCKS",
    }
    with pytest.raises(InputRefusedError) as refusal:
        desk.solve(SitingQuestion(("AFF",), YEAR, locked_in=("AFF-0",)))
    assert [finding.code for finding in refusal.value.findings] == ["SITING-SITE-UNKNOWN"]


def test_years_tables_and_switches_of_a_study_are_checked(study: Path) -> None:
    with pytest.raises(UsageError) as refusal:
        open_siting_desk(study, year=1999)
    assert refusal.value.findings[0].code == "YEAR-MISSING"
    with pytest.raises(InputRefusedError) as faults:
        read_siting_book(study, "no_such_folder")
    assert faults.value.findings[0].code == "SITING-FOLDER-MISSING"


def test_every_fault_of_a_studys_own_tables_is_said_at_once(tmp_path: Path) -> None:
    shipped = shipped_siting_tables()
    folder = tmp_path / "own"
    folder.mkdir()
    types = shipped["restoration_types"].replace("30000,60000,120000", "-30000,60000,12000", 1)
    (folder / "restoration_types.csv").write_text(types, "utf-8")
    (folder / "strange.csv").write_text("a,b\n", "utf-8")
    with pytest.raises(InputRefusedError) as refusal:
        read_siting_book(tmp_path, "own")
    assert len(refusal.value.findings) >= 2
    (folder / "strange.csv").write_bytes("修复类型表".encode("gbk"))
    with pytest.raises(InputRefusedError) as refusal:
        read_siting_book(tmp_path, "own")
    assert [one.code for one in refusal.value.findings] == ["SITING-TABLE-ENCODING"]


def test_no_site_reaches_into_ground_that_a_mask_takes(found: Candidates) -> None:
    masks = {
        "permanent_farmland": TYPES,
        "approved_not_supplied": TYPES,
        "protected_area": TYPES,
        "flood_works": ("AFF", "SHB", "WET", "SML", "IND"),
    }
    for zone in ZONES:
        for type_id in masks.get(zone.layer, ()):
            assert on(found, type_id, on_ground(zone.box)).empty, (zone, type_id)


def test_types_without_a_site_say_what_took_their_ground(desk: SitingDesk) -> None:
    with pytest.raises(InputRefusedError) as refusal:
        desk.solve(SitingQuestion(("LEF", "BAM"), YEAR))
    low, bamboo = refusal.value.findings
    assert [one.code for one in refusal.value.findings] == ["SITING-NOTHING"] * 2
    assert low.features == ("LEF",)
    assert "(sub_compartments)" in low.message.en
    assert "（sub_compartments）" in low.message.zh
    assert "ground of the classes it starts from" in bamboo.message.en


def test_weights_of_what_nobody_knows_are_refused_or_said(desk: SitingDesk) -> None:
    with pytest.raises(InputRefusedError) as refusal:
        desk.solve(SitingQuestion(("AFF", "WET"), YEAR, weights={"U": 1.0}))
    (found,) = refusal.value.findings
    assert found.code == "SITING-NO-SCORE"
    some = desk.solve(SitingQuestion(("AFF", "WET"), YEAR, weights={"S": 1.0}))
    blank = some.sites[some.sites["score"].isna()]
    told = [one for one in some.findings if one.code == "SITING-SCORE-UNKNOWN"]
    assert sorted({kind for one in told for kind in one.features}) == sorted(set(blank["type_id"]))
    assert sum(one.count for one in told) == len(blank)


def test_the_siting_table_of_the_plan_counts_as_it_is_now(study: Path, tmp_path: Path) -> None:
    copy = tmp_path / "study"
    shutil.copytree(study, copy)
    before = open_siting_desk(copy).candidates(("AFF",))
    plan = copy / "study.toml"
    words = plan.read_text("utf-8")
    plan.write_text(words + '\n[siting]\nswitch_off = ["greening_space"]\n', "utf-8")
    after = open_siting_desk(copy).candidates(("AFF",))
    taken = before.excluded.set_index("exclusion_id")["removed_m2"]
    assert taken["greening_space"] > 0.0
    assert "greening_space" not in set(after.excluded["exclusion_id"])
    assert after.sites["area_m2"].sum() > before.sites["area_m2"].sum()
    plan.write_text(words + '\n[siting]\nswitch_off = "greening_space"\n', "utf-8")
    with pytest.raises(InputRefusedError) as refusal:
        open_siting_desk(copy)
    assert refusal.value.findings[0].file == "study.toml"
