"""The invented town: what it holds, that it is made alike every time, and that its truth fits."""

import json
import tomllib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from raster_pipeline.demo import build_demo
from raster_pipeline.demo.town import WITHOUT_CPG
from raster_pipeline.demo.town_parcels import YEARS
from sinkmap.area import geodesic_area
from sinkmap.errors import UsageError
from sinkmap.study import parse_study

pyogrio = pytest.importorskip("pyogrio")
rasterio = pytest.importorskip("rasterio")

SHAPEFILES = Path(__file__).parents[3] / "data/shapefiles"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_demo(tmp_path_factory.mktemp("demo") / "town", small=True).parent


@pytest.fixture(scope="module")
def truth(study: Path) -> dict:
    return json.loads((study / "truth/truth.json").read_text(encoding="utf-8"))


def _read(study: Path, stem: str) -> gpd.GeoDataFrame:
    return pyogrio.read_dataframe(study / f"shapefiles/{stem}.shp", encoding="GBK")


def _contents(folder: Path) -> dict[str, bytes]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): p.read_bytes() for p in files}


def test_made_alike_every_time(study: Path, tmp_path: Path) -> None:
    again = build_demo(tmp_path / "other", small=True).parent
    assert _contents(again) == _contents(study)


def test_committed_shapefiles_are_the_generators(study: Path) -> None:
    stems = {p.stem for p in SHAPEFILES.glob("*.shp")}
    assert stems == {p.stem for p in (study / "shapefiles").glob("*.shp")}
    assert sum(p.stat().st_size for p in SHAPEFILES.iterdir()) < 3_000_000
    for stem in sorted(stems):
        kept = pyogrio.read_dataframe(SHAPEFILES / f"{stem}.shp", encoding="GBK")
        made = _read(study, stem)
        assert kept.crs.to_epsg() == 4528
        assert kept.drop(columns="geometry").equals(made.drop(columns="geometry"))
        assert shapely.equals_exact(
            shapely.normalize(kept.geometry), shapely.normalize(made.geometry)
        ).all()
        assert (SHAPEFILES / f"{stem}.cpg").exists() == (stem not in WITHOUT_CPG)


def test_study_file_is_a_plan_whose_files_exist(study: Path) -> None:
    plan = parse_study(tomllib.loads((study / "study.toml").read_text(encoding="utf-8")))
    assert plan.simulated
    assert plan.years == YEARS
    for name in [p.file for p in plan.partitions] + [f for e in plan.inputs for f in e.files]:
        assert (study / name).is_file(), name
    assert all("模拟" in entry.vintage for entry in plan.inputs)
    assert "模拟" in (study / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("stem", ["CJDCQ", "CJDCQ_KFQ", "HJGKDY"])
def test_units_cover_the_town_once(study: Path, stem: str) -> None:
    units = shapely.get_parts(_read(study, stem).geometry.to_numpy())
    whole = shapely.box(40_487_600, 3_506_000, 40_493_600, 3_511_000)
    assert shapely.equals(shapely.union_all(units), whole)
    assert np.isclose(shapely.area(units).sum(), 30e6, rtol=1e-12)


def test_parcels_cover_the_town_once_in_both_bases(study: Path, truth: dict) -> None:
    for year in (2022, 2024):
        parcels = _read(study, f"DLTB_{year}")
        assert len(parcels) == truth["parcel_count"][str(year)]
        assert 2_000 <= len(parcels) <= 4_000
        assert parcels.geometry.is_valid.all()
        assert parcels["BSM"].str.fullmatch(r"\d{18}").all()
        assert parcels["BSM"].is_unique
        assert parcels["ZLDWDM"].str.len().eq(19).all()
        plain = shapely.area(parcels.geometry.to_numpy())
        assert plain.sum() == pytest.approx(30e6, rel=1e-12)
        area = geodesic_area(parcels.geometry.to_numpy(), "EPSG:4528")
        assert np.abs(parcels["TBMJ"] - area).max() < 0.0051
        assert np.abs(parcels["TBMJ"] - parcels["KCMJ"] - parcels["TBDLMJ"]).max() < 1e-6
    assert set(_read(study, "DLTB_2022").columns) >= {"DLBM", "DLMC", "KCXS"}
    assert set(_read(study, "DLTB_2024").columns) >= {"YDYHFLDM", "YDYHFLMC"}
    assert {"1104A", "0201K", "08H2A"} <= set(_read(study, "DLTB_2022")["DLBM"])


def test_update_package_covers_just_what_it_replaces(study: Path, truth: dict) -> None:
    base, update = _read(study, "DLTB_2022"), _read(study, "DLTBGX_2023")
    replaced = {bsm for ids in update["BGQTBBSM"] for bsm in ids.split(",")}
    old = base[base["BSM"].isin(replaced)]
    assert len(old) == len(replaced)
    assert any("," in ids for ids in update["BGQTBBSM"])
    assert len(replaced) < len(update) + sum(ids.count(",") for ids in update["BGQTBBSM"])
    assert shapely.equals(
        shapely.union_all(old.geometry.to_numpy()), shapely.union_all(update.geometry.to_numpy())
    )
    assert len(base) - len(old) + len(update) == truth["parcel_count"]["2023"]


def test_forms_of_protection_overlap(study: Path, truth: dict) -> None:
    areas = _read(study, "ZRBHD")
    joined = shapely.union_all(areas.geometry.to_numpy())
    assert areas["FORM"].nunique() >= 6
    assert shapely.area(areas.geometry.to_numpy()).sum() > 1.2 * joined.area
    law = truth["wetland"]["2022"]["law"]["city"]["320499"]
    assert law["naive_sum_m2"] > 1.2 * law["protected"]["area_m2"]
    credited = sum(form["pixels"] for form in law["by_form"].values())
    assert credited == law["protected_with_red_line"]["pixels"]


def test_area_fields_have_their_units(study: Path) -> None:
    for stem, field, unit in (("STBHHX", "QYMJ", 1e6), ("HJGKDY", "AREA", 1), ("ZRBHD", "MJ", 1e4)):
        table = _read(study, stem)
        area = geodesic_area(table.geometry.to_numpy(), "EPSG:4528")
        assert np.allclose(table[field] * unit, area, rtol=1e-4)


def test_truth_agrees_with_the_files(study: Path, truth: dict) -> None:
    for year in YEARS:
        with rasterio.open(study / f"rasters/land_cover_{year}.tif") as source:
            cover = source.read(1)
        with rasterio.open(study / f"rasters/tree_cover_{year}.tif") as source:
            trees = source.read(1)
        for values, name in ((cover, "land_cover"), (trees, "tree_cover")):
            shares = truth[name][str(year)]["city"]["320499"]
            assert {int(k): v["pixels"] for k, v in shares.items()} == {
                int(v): int(n) for v, n in zip(*np.unique(values, return_counts=True), strict=True)
            }
    base = _read(study, "DLTB_2022")
    plain = dict(zip(base["DLBM"], [0.0] * len(base), strict=True))
    for code, area in zip(base["DLBM"], shapely.area(base.geometry.to_numpy()), strict=True):
        plain[code] += area
    shares = truth["parcels"]["2022"]["city"]["320499"]
    assert {k: v["plain_m2"] for k, v in shares.items()} == pytest.approx(plain, abs=1e-3)
    register = truth["register"]["2022"].values()
    assert sum(sum(r.values()) for r in register) == pytest.approx(base["TBMJ"].sum(), abs=0.5)


def test_truth_closes(truth: dict) -> None:
    for year in truth["parcels"].values():
        city = year["city"]["320499"]
        for units in year.values():
            for code, share in city.items():
                parts = sum(unit.get(code, {"pixels": 0})["pixels"] for unit in units.values())
                assert parts == share["pixels"]
    for rows in truth["balance"].values():
        for row in rows.values():
            assert row["opening"] - row["decrease"] + row["increase"] == row["closing"]
    whole = truth["units"]["city"]["320499"]
    assert whole["pixels"] == 300_000
    assert 0 < whole["plain_m2"] / whole["area_m2"] - 1 < 5e-6


def test_a_foreign_folder_is_refused_and_our_own_is_renewed(tmp_path: Path, study: Path) -> None:
    (tmp_path / "thesis.docx").write_text("do not lose me")
    with pytest.raises(UsageError, match="DEMO-FOLDER-IN-USE"):
        build_demo(tmp_path, small=True)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.docx"]
    (study / "runs").mkdir(exist_ok=True)
    (study / "study.toml").unlink()
    build_demo(study, small=True)
    assert (study / "study.toml").is_file()
    assert (study / "runs").is_dir()
    (study / "runs").rmdir()
