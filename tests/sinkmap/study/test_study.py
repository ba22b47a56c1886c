"""A plan is read whole: every fault at once, unknown keys with the nearest known one."""

import copy
import math
import tomllib

import pytest

from sinkmap.errors import InputRefusedError
from sinkmap.figure import DataState
from sinkmap.study import EmptyGeometry, InvalidGeometry, ParcelArea, Policies, parse_study
from sinkmap.text import Language, Text

TOML = """
[study]
id = "demo"
title = { zh = "示例", en = "Demo" }
simulated = true
years = [2024, 2022, 2023]
city = { code = "320400", name = { zh = "常州市", en = "Changzhou" } }

[grid]
crs = "EPSG:4549"
resolution = 10
origin = [417280.0, 3549600.0]
shape = [100, 200]

[[partition]]
id = "district"
level = "district"
title = "District"
file = "layers/district.gpkg"
code = "XZQDM"
name = "XZQMC"

[[input]]
layer = "parcels"
year = 2022
files = ["a.gpkg"]
code_system = "sd3"
data_state = "national"
fields = { dlbm = "DLBM" }

[[input]]
layer = "soil_carbon"
files = ["soil.tif"]
depth_cm = [0, 30]
nodata = -9999

[policies]
invalid_geometry = "make_valid_structure"
coverage_min = 0.9

[profiles]
tree_cover_rate = ["js_tree_cover"]

[[target]]
indicator = "tree_cover_rate"
profile = "js_tree_cover"
statunit = "320400"
year = 2030
value = 26.94
source = "plan"

[[reported]]
indicator = "tree_cover_rate"
profile = "js_tree_cover"
statunit = "320400"
year = 2023
kind = "reported"
value = 26.61
source = "bulletin"
"""


@pytest.fixture
def document():
    return tomllib.loads(TOML)


def refused(document):
    with pytest.raises(InputRefusedError) as error:
        parse_study(document)
    return {(f.code, f.layer): f for f in error.value.findings}


def test_a_whole_plan(document):
    study = parse_study(document)
    assert study.years == (2022, 2023, 2024)
    assert study.grid.shape == (100, 200)
    assert study.language is Language.ZH
    assert study.partitions[0].title.zh == study.partitions[0].title.en == "District"
    parcels, soil = study.inputs
    assert parcels.years == (2022,)
    assert parcels.data_state is DataState.NATIONAL
    assert parcels.fields == {"dlbm": "DLBM"}
    assert soil.depth_cm == (0, 30)
    assert soil.nodata == -9999.0
    assert study.policies.invalid_geometry is InvalidGeometry.STRUCTURE
    assert study.policies.coverage_min == 0.9
    assert study.profiles == {"tree_cover_rate": ("js_tree_cover",)}
    assert study.targets[0].value == 26.94
    assert study.reported[0].kind == "reported"


def test_inputs_are_looked_up_by_year(document):
    study = parse_study(document)
    assert study.input("parcels", 2022) is study.inputs[0]
    assert study.input("parcels", 2023) is None
    assert all(study.input("soil_carbon", year) for year in study.years)
    assert study.input("land_cover", 2022) is None


def test_policies_have_defaults(document):
    del document["policies"]
    policies = parse_study(document).policies
    assert policies == Policies()
    assert policies.invalid_geometry is InvalidGeometry.REFUSE
    assert policies.empty_geometry is policies.duplicate_geometry is EmptyGeometry.REFUSE
    assert policies.parcel_area is ParcelArea.REGISTER
    assert policies.overlap_tolerance_m2 == 1.0
    assert policies.coverage_min == 0.98
    assert policies.closure_tolerance == 1e-9
    assert policies.area_tolerance == 0.005


def test_an_unknown_key_is_named_with_the_nearest_known(document):
    document["grid"]["resolutoin"] = 10
    document["polices"] = {}
    found = refused(document)
    assert found[("STUDY-KEY", "grid.resolutoin")].wanted == "resolution?"
    assert found[("STUDY-KEY", "polices")].wanted == "policies?"


def test_all_faults_come_at_once(document):
    document["study"]["id"] = "Not An Id"
    del document["study"]["title"]
    document["grid"]["shape"] = [10]
    document["input"][0]["data_state"] = "final"
    document["target"][0]["value"] = "26.94"
    document["partition"].append(copy.deepcopy(document["partition"][0]))
    found = refused(document)
    assert {
        ("STUDY-VALUE", "study.id"),
        ("STUDY-MISSING", "study.title"),
        ("STUDY-VALUE", "grid.shape"),
        ("STUDY-VALUE", "input[1].data_state"),
        ("STUDY-TYPE", "target[1].value"),
        ("STUDY-DOUBLE", "partition.id"),
    } <= set(found)


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        (("grid", "resolution"), 0, "STUDY-VALUE"),
        (("grid", "resolution"), math.nan, "STUDY-VALUE"),
        (("grid", "resolution"), True, "STUDY-TYPE"),
        (("grid", "crs"), "EPSG:99999999", "STUDY-VALUE"),
        (("grid", "origin"), [0.0, math.inf], "STUDY-VALUE"),
        (("study", "years"), [], "STUDY-VALUE"),
        (("study", "years"), [24], "STUDY-VALUE"),
        (("study", "years"), ["2024"], "STUDY-TYPE"),
        (("study", "simulated"), "yes", "STUDY-TYPE"),
        (("study", "title"), {"zh": "仅中文"}, "STUDY-TYPE"),
        (("policies", "coverage_min"), 1.2, "STUDY-VALUE"),
        (("policies", "coverage_min"), math.nan, "STUDY-VALUE"),
        (("policies", "parcel_area"), "map", "STUDY-VALUE"),
        (("profiles", "tree_cover_rate"), "js_tree_cover", "STUDY-TYPE"),
    ],
)
def test_a_wrong_value_is_refused_where_it_stands(document, place, value, code):
    table, key = place
    document[table][key] = value
    codes = {finding_code for finding_code, _ in refused(document)}
    assert code in codes


def test_year_and_years_exclude_each_other(document):
    document["input"][0]["years"] = [2022, 2023]
    assert ("STUDY-VALUE", "input[1].year") in refused(document)


def test_a_layer_is_played_once_a_year(document):
    document["input"].append({"layer": "soil_carbon", "year": 2023, "files": ["b.tif"]})
    found = refused(document)[("STUDY-DOUBLE", "input.layer")]
    assert found.seen == "soil_carbon 2023"


@pytest.mark.parametrize("table", ["study", "grid", "partition", "input"])
def test_a_missing_table_is_named(document, table):
    del document[table]
    assert ("STUDY-MISSING", table) in refused(document)


def test_the_order_of_tables_does_not_matter(document):
    turned = dict(reversed(document.items()))
    assert parse_study(turned) == parse_study(document)


def test_words_of_the_plan_have_the_english_it_gives():
    plan = parse_study(tomllib.loads(TOML + '\n[english]\n"模拟2022年版" = "edition of 2022"\n'))
    assert plan.said("模拟2022年版").en == "edition of 2022"
    assert plan.said("模拟2022年版").zh == "模拟2022年版"
    assert plan.said("2021; 模拟2022年版").en == "2021; edition of 2022"
    assert plan.said("省厅") == Text("省厅", "省厅")
    assert plan.said("") == Text("—", "—")


def test_english_that_is_no_text_is_refused():
    with pytest.raises(InputRefusedError, match="STUDY-TYPE"):
        parse_study(tomllib.loads(TOML + "\n[english]\na = 2\n"))
