"""Two years of the town that differ in one thing alone: the report lays it to that cause.

Filed is last year as it was. Then either a wood was planted, or last year's survey was corrected,
or the densities were exchanged, or all three; the real line computes each.
"""

import itertools
import json
import math
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

from raster_pipeline import open_run
from raster_pipeline.run import run_study
from sinkmap.cli.app import app
from sinkmap.report.annual import origins_of
from sinkmap.report.book import open_book

CITY = "320499"
STOCK = f"carbon_stock.total/{CITY}/2024/class_parcels"
DATA = Path(__file__).parents[2] / "data" / "shapefiles"
DRY, ARBOR = "0103", "0301"
GROUPS = {"0101": "cropland_paddy", DRY: "cropland_dry", "0404": "grass"}
DENSITIES = Path(__file__).parents[2] / "sinkmap" / "parameters" / "carbon_pools.csv"
PLAN = """
[study]
id = "causes"
title = {{ zh = "清溪镇（模拟数据）", en = "Qingxi (simulated data)" }}
simulated = true
years = [{years}]
city = {{ code = "320499", name = {{ zh = "清溪镇（模拟）", en = "Qingxi (simulated)" }} }}

[grid]
crs = "EPSG:4549"
resolution = 10.0
origin = [487600.0, 3511000.0]
shape = [500, 600]

[[partition]]
id = "village"
level = "village"
title = {{ zh = "村（社区）", en = "Villages" }}
file = "villages.gpkg"
code = "ZLDWDM"
name = "ZLDWMC"

[carbon]
pools = "{pools}"
"""
INPUT = """
[[input]]
layer = "parcels"
year = {year}
files = ["{file}"]
code_system = "sd3"
data_state = "national"
vintage = "{vintage}"
"""


def survey(path, year, *, planted=False, corrected=False):
    """The town's parcels of a year. ``planted``: every third dry field became wood; ``corrected``:
    a strip 12 m wide, taken for field, was wood: the border stood in the wrong place."""
    parcels = gpd.read_file(DATA / "DLTB_2022.shp", encoding="gbk")
    parcels["SJNF"] = year
    if corrected:
        parcels = with_border_moved(parcels)
    if planted:
        fields = flat(parcels, [DRY])[::3]
        parcels.loc[fields, ["DLBM", "DLMC"]] = [ARBOR, "乔木林地"]
    parcels.to_file(path, encoding="utf-8")


def flat(parcels, codes):
    """Parcels without ridges, which would have areas of their own."""
    return parcels.index[parcels["DLBM"].isin(codes) & (parcels["KCMJ"] == 0.0)]


def with_border_moved(parcels):
    """A wood grown by what a field or meadow beside it loses, in shape and in register area."""
    woods = parcels.index[parcels["DLBM"] == ARBOR]
    fields = flat(parcels, GROUPS)
    for wood, field in itertools.product(woods, fields):
        edge = parcels.geometry[wood].intersection(parcels.geometry[field])
        if edge.length > 40.0:
            break
    strip = parcels.geometry[field].intersection(edge.buffer(12.0, cap_style="flat"))
    share = strip.area / parcels.geometry[field].area
    moved = round(parcels["TBMJ"][field] * share, 2)
    assert 100.0 < moved < parcels["TBMJ"][field]
    parcels.loc[field, "geometry"] = parcels.geometry[field].difference(strip)
    parcels.loc[wood, "geometry"] = parcels.geometry[wood].union(strip)
    for column in ("TBMJ", "TBDLMJ"):
        parcels.loc[field, column] -= moved
        parcels.loc[wood, column] += moved
    return parcels


def densities(path, plus=0.0):
    """The shipped densities as a table of the study's own, of arbor forest so many tC/ha more."""
    shipped = pd.read_csv(DENSITIES)
    shipped = shipped[shipped["pool"] != "total"]
    wide = shipped.pivot(index="group", columns="pool", values="value")
    totals = pd.read_csv(DENSITIES).query("pool == 'total'").set_index("group")
    wide = wide.rename(columns={"soil": "soil_0_30"})
    wide = wide.assign(low=totals["low"], high=totals["high"] + plus)
    wide.loc["forest_arbor", "above"] += plus
    wide.assign(source="测试", certainty="C").to_csv(path)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("causes")
    gpd.read_file(DATA / "CJDCQ.shp", encoding="gbk").to_file(folder / "villages.gpkg")
    survey(folder / "filed_2023.gpkg", 2023)
    survey(folder / "same_2024.gpkg", 2024)
    survey(folder / "planted_2024.gpkg", 2024, planted=True)
    survey(folder / "corrected_2023.gpkg", 2023, corrected=True)
    survey(folder / "corrected_2024.gpkg", 2024, corrected=True)
    survey(folder / "both_2024.gpkg", 2024, planted=True, corrected=True)
    densities(folder / "old.csv")
    densities(folder / "new.csv", 5.0)
    return folder


def computed(study, pools, **surveys):
    """Run the study with these surveys, named by year and vintage; the run's id."""
    years = [int(name[1:]) for name in surveys]
    plan = PLAN.format(years=", ".join(map(str, years)), pools=pools)
    for year, file in zip(years, surveys.values(), strict=True):
        plan += INPUT.format(year=year, file=f"{file}_{year}.gpkg", vintage=f"{file} {year}")
    (study / "study.toml").write_text(plan, "utf-8")
    return run_study(study).manifest.run_id


@pytest.fixture(scope="module")
def runs(study):
    return {
        "filed": computed(study, "old.csv", y2023="filed"),
        "land": computed(study, "old.csv", y2023="filed", y2024="planted"),
        "data": computed(study, "old.csv", y2023="corrected", y2024="corrected"),
        "method": computed(study, "new.csv", y2023="filed", y2024="same"),
        "middle": computed(study, "new.csv", y2023="filed"),
        "all": computed(study, "new.csv", y2023="corrected", y2024="both"),
    }


def splits(study, runs, name, middle=""):
    now, then = (
        open_book(open_run(study, runs[n]).results, y) for n, y in ((name, 2024), ("filed", 2023))
    )
    between = open_book(open_run(study, runs[middle]).results, 2023) if middle else None
    return origins_of(now, then, by_method=between)


def close(part, whole, total):
    """To 1e-9 of the total."""
    return math.isclose(part, whole, rel_tol=0.0, abs_tol=1e-9 * abs(total))


@pytest.mark.parametrize("cause", ["land", "data", "method"])
def test_a_change_of_one_kind_goes_to_its_cause_alone(study, runs, cause):
    found = splits(study, runs, cause)
    assert len(found) >= 4
    moved = 0
    for name, split in found.items():
        parts = {"method": split.method, "data": split.data, "land": split.land}
        assert close(parts.pop(cause), split.whole, split.filed), name
        assert all(part == 0.0 for part in parts.values()), name
        moved += split.whole != 0.0
    assert found[STOCK].whole != 0.0
    assert moved >= (1 if cause == "method" else 3)


def test_each_cause_is_as_large_as_what_was_done(study, runs):
    """The stock by hand: hectares that changed hands times densities read off the tables."""
    parcels = gpd.read_file(DATA / "DLTB_2022.shp", encoding="gbk")
    ha = {c: parcels.loc[parcels["DLBM"] == c, "TBDLMJ"].sum() / 1e4 for c in (ARBOR,)}
    assert splits(study, runs, "method")[STOCK].method == pytest.approx(5.0 * ha[ARBOR], rel=1e-6)
    total = pd.read_csv(DENSITIES).query("pool == 'total'").set_index("group")["value"]
    before, after = (gpd.read_file(study / f"{n}_2023.gpkg") for n in ("filed", "corrected"))
    gained = (after["TBDLMJ"] - before["TBDLMJ"]) / 1e4
    lost_by = GROUPS[before["DLBM"][gained.idxmin()]]
    worth = gained.max() * (total["forest_arbor"] - total[lost_by])
    assert splits(study, runs, "data")[STOCK].data == pytest.approx(worth, rel=1e-6)
    after = gpd.read_file(study / "planted_2024.gpkg")
    planted = before.loc[before["DLBM"] != after["DLBM"], "TBDLMJ"].sum() / 1e4
    step = total["forest_arbor"] - total["cropland_dry"]
    assert splits(study, runs, "land")[STOCK].land == pytest.approx(planted * step, rel=1e-6)


def test_three_causes_at_once_are_told_apart_and_sum_to_the_whole(study, runs):
    alone = {cause: splits(study, runs, cause)[STOCK] for cause in ("method", "data")}
    mixed = splits(study, runs, "all")
    assert mixed[STOCK].method is None
    assert mixed[STOCK].data is None
    found = splits(study, runs, "all", "middle")
    for name, split in found.items():
        parts = (split.method, split.data, split.land)
        assert None not in parts, name
        assert close(math.fsum(parts), split.whole, split.filed), name
    split = found[STOCK]
    assert close(split.method, alone["method"].method, split.filed)
    assert split.data > alone["data"].data  # the strip of wood by the new, higher density
    assert split.land > 0.0


@pytest.mark.parametrize(
    ("name", "middle"), [("land", ""), ("data", ""), ("method", ""), ("all", "middle")]
)
def test_the_report_s_table_says_the_same(study, runs, name, middle, tmp_path, capsys):
    words = ["report", study, "--run", runs[name], "--filed", runs["filed"], "--format", "xlsx"]
    words += ["--by-method", runs[middle]] if middle else []
    app([*map(str, words), "-o", str(tmp_path), "--json"], standalone_mode=False)
    (path,) = json.loads(capsys.readouterr().out)["files"]
    book = openpyxl.load_workbook(path, data_only=True)
    sheet = next(one for one in book if "年际变化归因" in one.title)
    head = [cell.value for cell in sheet[4]]
    wanted = splits(study, runs, name, middle)
    rows = [
        row
        for row in sheet.iter_rows(min_row=5, values_only=True)
        if isinstance(row[2], int | float)
    ]
    assert len(rows) == len(wanted)
    for row, split in zip(rows, wanted.values(), strict=True):
        told = dict(zip(head, row, strict=False))
        parts = [told[column] for column in ("方法", "数据", "土地")]
        assert close(math.fsum(parts), told["总变化"], told["上年上报"])
        scale = told["上年上报"] / split.filed if split.filed else 1.0
        for shown, part in zip(parts, (split.method, split.data, split.land), strict=True):
            assert close(shown, part * scale, told["上年上报"])
