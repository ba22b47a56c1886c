"""Scores: raw factors to criteria to classes, with what is missing dropped and said."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinkmap.errors import InputRefusedError
from sinkmap.siting.score import score, standardise
from sinkmap.siting.siting_book import SitingBook

BOOK = SitingBook.default()
AHP = BOOK.weighing.by_name
FULL = {
    "f_slope": 20.0,  # 0.85
    "f_soil_depth": 45.0,  # 0.75
    "f_ndvi": 0.4,  # 0.6
    "f_bare": 0.0,  # 0
    "f_habitat_distance": 1050.0,  # 0.5
    "f_corridor": 1.0,  # 1 x 0.3
    "f_protected_distance": 250.0,  # 0.75
    "f_carbon_gain": 0.9,
    "f_cost": 0.2,  # 0.8, twice
    "f_contracted": 1.0,  # 0.3
    "f_road_distance": 1250.0,  # 0.75
}


def sites(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"site_id": f"s{k}", "type_id": "AFF"} | row for k, row in enumerate(rows)]
    )


def test_a_site_by_hand() -> None:
    found = score(sites(FULL), BOOK, AHP)
    row = found.table.iloc[0]
    wanted = {
        "S": (0.85 + 0.75) / 2,
        "D": 0.6,
        "N": 0.5 + 0.3,
        "P": 0.75,
        "C": 0.9,
        "X": (2 * 0.8 + 0.3 + 0.75) / 4,
    }
    for criterion, value in wanted.items():
        assert row[criterion] == pytest.approx(value), criterion
    assert row["score"] == pytest.approx(sum(AHP[name] * wanted[name] for name in AHP))
    assert row["score_class"] == "high"
    assert math.isnan(row["W"])
    assert found.dropped == ()
    assert found.weights_used["AFF"] == pytest.approx(AHP)


def test_a_missing_factor_leaves_its_weight_to_the_others_of_its_criterion() -> None:
    raw = {name: value for name, value in FULL.items() if name != "f_soil_depth"}
    found = score(sites(raw), BOOK, AHP)
    assert found.table.loc[0, "S"] == pytest.approx(0.85)
    ((type_id, factor, reason),) = found.dropped
    assert (type_id, factor) == ("AFF", "soil_depth")
    assert "missing" in reason.en
    assert "缺" in reason.zh
    assert found.weights_used["AFF"] == pytest.approx(AHP)


def test_a_missing_criterion_shares_its_weight_in_proportion() -> None:
    raw = {name: value for name, value in FULL.items() if name != "f_protected_distance"}
    found = score(sites(raw), BOOK, AHP)
    used = found.weights_used["AFF"]
    assert used == pytest.approx({n: w / (1 - AHP["P"]) for n, w in AHP.items() if n != "P"})
    row = found.table.iloc[0]
    assert row["score"] == pytest.approx(sum(used[name] * row[name] for name in used))
    assert [(one[0], one[1]) for one in found.dropped] == [("AFF", "P")]


def test_a_gap_in_one_row_is_renormalised_for_that_row_alone() -> None:
    whole, gap = FULL, FULL | {"f_protected_distance": math.nan, "f_slope": math.nan}
    found = score(sites(whole, gap), BOOK, AHP)
    assert found.dropped == ()
    assert found.table.loc[0, "score"] == score(sites(whole), BOOK, AHP).table.loc[0, "score"]
    row = found.table.loc[1]
    known = [name for name in AHP if name != "P"]
    wanted = sum(AHP[n] * row[n] for n in known) / sum(AHP[n] for n in known)
    assert row["score"] == pytest.approx(wanted)
    assert row["S"] == pytest.approx(0.75)


def test_dropping_is_told_by_type() -> None:
    wet = {"type_id": "WET", "f_twi": 0.8, "f_carbon_gain": 0.2, "f_cost": 0.1}
    found = score(sites(FULL, wet), BOOK, AHP)
    assert {factor for type_id, factor, _ in found.dropped if type_id == "AFF"} == set()
    assert {factor for type_id, factor, _ in found.dropped if type_id == "WET"} == {
        "water_table", "pool_level", "D", "N", "P", "contracted", "road_distance",
    }  # fmt: skip
    assert set(found.weights_used["WET"]) == {"S", "C", "X"}
    assert sum(found.weights_used["WET"].values()) == pytest.approx(1.0)


def test_a_criterion_that_weighs_nothing_is_not_missed() -> None:
    assert score(sites(FULL), BOOK, AHP).dropped == ()
    said = score(sites(FULL), BOOK, AHP | {"W": 0.1, "U": 0.1}).dropped
    assert [(one[1], "apply" in one[2].en) for one in said] == [("W", False), ("U", True)]


def test_bare_or_low_efficient_ground_needs_work_most() -> None:
    found = score(sites(FULL | {"f_bare": 1.0}), BOOK, AHP)
    assert found.table.loc[0, "D"] == 1.0


def test_a_sum_counts_up_to_one_and_up_to_what_is_known() -> None:
    near = FULL | {"f_habitat_distance": 0.0}
    assert score(sites(near), BOOK, AHP).table.loc[0, "N"] == 1.0
    alone = {n: v for n, v in FULL.items() if n != "f_habitat_distance"}
    assert score(sites(alone), BOOK, AHP).table.loc[0, "N"] == pytest.approx(1.0)


def test_connectivity_gained_stands_in_for_distance() -> None:
    found = score(sites(FULL | {"f_delta_pc": 0.2}, FULL | {"f_delta_pc": math.nan}), BOOK, AHP)
    assert found.table["N"].tolist() == pytest.approx([0.2, 0.8])
    raw = {n: v for n, v in FULL.items() if n not in ("f_habitat_distance", "f_corridor")}
    alone = score(sites(raw | {"f_delta_pc": 0.2}), BOOK, AHP)
    assert alone.table.loc[0, "N"] == pytest.approx(0.2)
    assert alone.dropped == ()


def test_a_bureaus_own_criterion_takes_the_place_of_the_factors() -> None:
    found = score(sites(FULL | {"c_S": 0.1}, FULL | {"c_S": math.nan}), BOOK, AHP)
    assert found.table["S"].tolist() == pytest.approx([0.1, 0.8])


def test_values_out_of_range_are_findings_all_at_once() -> None:
    table = sites(FULL | {"c_P": 1.2, "f_ndvi": 40.0}, FULL | {"c_P": -0.5, "f_ndvi": 0.4})
    with pytest.raises(InputRefusedError) as caught:
        standardise(table, BOOK)
    told = {one.code: one for one in caught.value.findings}
    assert set(told) == {"SITING-FACTOR-RANGE", "SITING-CRITERION-RANGE"}
    assert told["SITING-CRITERION-RANGE"].features == ("s0", "s1")
    assert told["SITING-FACTOR-RANGE"].features == ("s0",)
    assert told["SITING-FACTOR-RANGE"].layer == "f_ndvi"
    assert (told["SITING-CRITERION-RANGE"].seen, told["SITING-CRITERION-RANGE"].wanted) == (
        "-0.5 - 1.2",
        "0 - 1",
    )


def test_a_site_of_which_nothing_is_known_has_no_score() -> None:
    found = score(sites({}), BOOK, AHP)
    assert math.isnan(found.table.loc[0, "score"])
    assert found.table.loc[0, "score_class"] == ""
    assert found.weights_used["AFF"] == {}


def test_classes_begin_at_their_floors() -> None:
    own = [{f"c_{name}": value for name in AHP} for value in (0.75, 0.7499, 0.6, 0.45, 0.449, 0.0)]
    found = score(sites(*own), BOOK, AHP)
    assert found.table["score_class"].tolist() == ["high", "fair", "fair", "middle", "low", "low"]


def test_the_index_of_the_sites_is_kept() -> None:
    table = sites(FULL, FULL).set_index(pd.Index(["x", "y"]))
    assert score(table, BOOK, AHP).table.index.tolist() == ["x", "y"]


unit = st.floats(0.0, 1.0)
rows = st.lists(
    st.fixed_dictionaries({f"c_{name}": unit | st.just(math.nan) for name in "SDNPCX"}),
    min_size=1,
    max_size=6,
)
weights = st.fixed_dictionaries({name: st.floats(0.0, 1.0) for name in "SDNPCX"}).filter(
    lambda w: sum(w.values()) > 0.01
)


@given(rows, weights)
@settings(max_examples=60, deadline=None)
def test_a_score_lies_between_the_worst_and_the_best_criterion(
    own: list[dict[str, float]], weighed: dict[str, float]
) -> None:
    found = score(sites(*own), BOOK, weighed).table
    used = [name for name, weight in weighed.items() if weight > 0.0]
    known = found[used].notna().any(axis=1)
    assert found.loc[~known, "score"].isna().all()
    least, most = found[used].min(axis=1), found[used].max(axis=1)
    inside = (found["score"] >= least - 1e-9) & (found["score"] <= most + 1e-9)
    assert inside[known].all()


@given(rows, weights, st.floats(0.1, 50.0), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_neither_the_scale_of_weights_nor_the_order_of_sites_matters(
    own: list[dict[str, float]], weighed: dict[str, float], scale: float, random
) -> None:
    table = sites(*own)
    plain = score(table, BOOK, weighed).table["score"]
    scaled = score(table, BOOK, {name: w * scale for name, w in weighed.items()}).table["score"]
    order = list(range(len(table)))
    random.shuffle(order)
    moved = score(table.iloc[order], BOOK, weighed).table["score"]
    assert np.allclose(plain, scaled, equal_nan=True)
    assert np.array_equal(plain.iloc[order], moved, equal_nan=True)


@given(rows, weights, st.sampled_from("SDNPCX"), unit)
@settings(max_examples=60, deadline=None)
def test_a_better_criterion_never_lowers_a_score(
    own: list[dict[str, float]], weighed: dict[str, float], name: str, value: float
) -> None:
    column = f"c_{name}"
    better = [
        row if math.isnan(row[column]) else row | {column: max(row[column], value)} for row in own
    ]
    first = score(sites(*own), BOOK, weighed).table["score"]
    second = score(sites(*better), BOOK, weighed).table["score"]
    assert not (second < first - 1e-9).any()
