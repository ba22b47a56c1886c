"""Code systems: every code has a name and a group; colliding codes keep apart."""

import numpy as np
import pandas as pd
import pytest

from sinkmap.classes import (
    code_system,
    code_system_ids,
    group,
    group_ids,
    groups,
    table_sources,
)
from sinkmap.errors import UsageError

SEA = {"18", "19", "20", "21", "22", "24"}


def one_group(system, code):
    index = int(code_system(system).group_index(pd.Series([code]))[0])
    return groups()[index - 1].id if index else ""


def test_the_known_systems():
    assert code_system_ids() == (
        "sd3", "ydyh2023", "sd2", "worldcover", "igbp", "clcd", "tree_mask", "raba", "raba_lulc",
    )  # fmt: skip
    with pytest.raises(UsageError) as caught:
        code_system("glc30")
    assert caught.value.findings[0].code == "CODE-SYSTEM-UNKNOWN"
    assert "sd3, ydyh2023" in caught.value.findings[0].wanted


@pytest.mark.parametrize("system", code_system_ids())
def test_every_row_is_translated_certain_and_grouped(system):
    table = code_system(system).table
    assert table.index.is_unique
    assert (table["name_zh"].str.strip() != "").all()
    assert (table["name_en"].str.strip() != "").all()
    assert table["certainty"].isin(list("ABCD")).all()
    ungrouped = set(table.index[table["group"] == ""])
    assert ungrouped == {"ydyh2023": SEA, "tree_mask": {"0"}}.get(system, set())
    assert set(table["group"]) - {""} <= set(group_ids())
    assert ((table["note_zh"] == "") == (table["note_en"] == "")).all()


@pytest.mark.parametrize("system", code_system_ids())
def test_every_system_says_where_it_comes_from(system):
    source = table_sources()[system]
    assert source.source
    assert source.certainty in "ABCD"
    assert len(code_system(system).version) == 12
    assert code_system(system) is code_system(system)


@pytest.mark.parametrize("system", ["sd3", "ydyh2023", "sd2"])
def test_the_ipcc_column_agrees_with_the_groups(system):
    table = code_system(system).table
    known = table[table["group"] != ""]
    assert [group(id_).ipcc for id_ in known["group"]] == list(known["ipcc"])


@pytest.mark.parametrize("system", ["sd3", "ydyh2023"])
def test_flags_are_flags(system):
    table = code_system(system).table
    for column in ("wet_sd8", "wet_law", "wet_stat", "wet_gbt21010", "built"):
        assert table[column].isin(["0", "1"]).all(), column
    assert table["three"].isin(["N", "J", "W", "S"]).all()
    assert table["base"].isin(table.index).all()
    assert table["min_m2"].astype(int).isin([200, 400, 600]).all()


def test_rows_that_inherit_share_the_group_of_their_base():
    for system in ("sd3", "ydyh2023"):
        table = code_system(system).table
        for code, base in table["base"].items():
            assert table.at[code, "group"] == table.at[base, "group"], code


def test_crosswalk_between_the_survey_and_the_2023_guide():
    sd3, ydyh = code_system("sd3").table, code_system("ydyh2023").table
    not_split = {"1104A", "1104K"}
    for code, target in sd3["ydyh"].items():
        for piece in (part for part in target.split("/") if part in ydyh.index):
            if code not in not_split:
                assert ydyh.at[piece, "group"] == sd3.at[code, "group"], (code, piece)


def test_every_second_survey_target_exists_and_agrees():
    sd2, sd3 = code_system("sd2").table, code_system("sd3").table
    for code, target in sd2["sd3"].items():
        pieces = [part for part in target.split("/") if part]
        assert set(pieces) <= set(sd3.index), code
        if pieces and code != "204":
            assert sd2.at[code, "group"] in {sd3.at[p, "group"] for p in pieces}, code


def test_d3_0303_is_shrubland_in_the_2023_guide_and_mangrove_in_the_survey():
    assert one_group("ydyh2023", "0303") == "shrub"
    assert code_system("ydyh2023").name("0303").zh == "灌木林地"
    assert one_group("sd3", "0303") == "swamp_forest"


@pytest.mark.parametrize(
    ("code", "sd3", "ydyh"),
    [
        ("1101", "river", "built_ind"),
        ("1001", "transport", "built_ind"),
        ("0601", "built_ind", "rural_road"),
        ("0501", "built_com", "swamp_forest"),
        ("1401", "", "park"),
    ],
)
def test_colliding_codes(code, sd3, ydyh):
    assert one_group("sd3", code) == sd3
    assert one_group("ydyh2023", code) == ydyh


def test_1704_says_that_aquaculture_is_not_split():
    notes = {note.code: note.note for note in code_system("ydyh2023").notes()}
    assert "养殖坑塘" in notes["1704"].zh
    assert "aquaculture" in notes["1704"].en


def test_worldcover_raster_table():
    table = code_system("worldcover").raster_groups()
    assert table.shape == (256,)
    assert table.dtype == np.uint8
    assert set(np.flatnonzero(table)) == {10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100}
    assert code_system("worldcover").nodata == 0
    assert table[10] == group("forest_arbor").index


def test_igbp_knows_water_of_both_products():
    table = code_system("igbp").raster_groups()
    assert table[0] == table[17] == group("lake").index
    assert table[255] == 0
    assert (table[:18] > 0).all()


def test_tree_mask_zero_is_valid_but_without_group():
    system = code_system("tree_mask")
    assert system.nodata == 255
    assert system.raster_groups()[:5].tolist() == [
        0, *(group(g).index for g in ("forest_arbor", "forest_bamboo", "shrub", "woodland_other")),
    ]  # fmt: skip


def test_text_system_has_no_raster_values():
    with pytest.raises(UsageError) as caught:
        code_system("sd3").raster_groups()
    assert caught.value.findings[0].code == "CODE-SYSTEM-NOT-RASTER"
    assert "worldcover" in caught.value.findings[0].wanted


def test_raba_covers_the_open_parcels():
    codes = pd.Series([1100, 1300, 1410, 1500, 1600, 2000, 3000])
    assert code_system("raba").normalise(codes).ok
    assert (code_system("raba").group_index(codes) > 0).all()


def test_lookup_keeps_rows_and_index():
    codes = pd.Series(["0101", "zz", None], index=[7, 3, 5])
    found = code_system("sd3").lookup(codes)
    assert found.index.tolist() == [7, 3, 5]
    assert found.at[7, "group"] == "cropland_paddy"
    assert found.loc[[3, 5], "group"].isna().all()


def test_clcd_by_its_nine_classes():
    """Yang & Huang 2021, table of classes: cropland to wetland as 1 to 9, 0 is no data."""
    system = code_system("clcd")
    table = system.raster_groups()
    found = {value: groups()[table[value] - 1].ipcc for value in range(1, 10)}
    assert found == {
        1: "CL", 2: "FL", 3: "FL", 4: "GL", 5: "WL", 6: "OL", 7: "OL", 8: "SL", 9: "WL",
    }  # fmt: skip
    assert not table[10:].any()
    assert (system.nodata, table[0]) == (0, 0)
