"""Soil carbon on real profiles: how well it can be told between places, whatever comes out."""

import math
import sys

import numpy as np
import pandas as pd
import pyproj
import pytest

from raster_pipeline.io.csv_table import read_csv
from sinkmap.science.soil import CarbonKind, SoilLayer, bulk_density, bulk_density_ceiling
from sinkmap.science.soil_model import SoilMethod, choose_soil_model
from sinkmap.science.soil_points import SoilPoints
from sinkmap.science.soil_profiles import density_over

rasterio = pytest.importorskip("rasterio")

pytestmark = pytest.mark.real_data

DEPTH = (0, 20)
ALBERS = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=30 +lon_0=105 +datum=WGS84"
NUMBERS = {
    "hzn_top": "top",
    "hzn_bot": "bottom",
    "oc_v": "carbon",
    "db": "density",
    "clay_tot_psa": "clay",
    "sand_tot_psa": "sand",
    "longitude_decimal_degrees": "lon",
    "latitude_decimal_degrees": "lat",
}


@pytest.fixture(scope="module")
def horizons(real_data):
    """Rows with carbon (percent); a profile ends where the next row does not begin below."""
    table = read_csv(real_data / "soil/soilksatdb_china/soilksatdb_china.csv").frame
    told = table[list(NUMBERS)].apply(pd.to_numeric, errors="coerce").rename(columns=NUMBERS)
    told["texture"] = table["tex_psda"].str.lower().replace({None: "", "na": ""}).fillna("")
    site = table["site_key"] + table["longitude_decimal_degrees"]
    above = told["top"] < told["bottom"].shift()
    told["profile"] = ((site != site.shift()) | above).cumsum()
    return told[told["carbon"].notna()]


@pytest.fixture(scope="module")
def zones(real_data):
    with rasterio.open(real_data / "reference/ipcc_climate_zones/ipcc_climate_zones.tif") as file:
        return file.read(1), file.transform


def say(line):
    """A line for whoever runs the tests."""
    sys.stdout.write(f"{line}\n")


def zone_at(zones, lon, lat):
    values, transform = zones
    col, row = rasterio.transform.rowcol(transform, lon, lat)[::-1]
    return int(values[int(row), int(col)])


def layer(row):
    compact = None if math.isnan(row.density) else row.density
    return SoilLayer(row.carbon * 10.0, CarbonKind.SOC, row.top, row.bottom, compact)


def points_of(horizons, zones):
    rows = []
    for _, profile in horizons.groupby("profile"):
        density = density_over([layer(row) for row in profile.itertuples()], DEPTH)
        if density is not None:
            first = profile.iloc[0]
            zone = zone_at(zones, first["lon"], first["lat"])
            rows.append(
                (
                    first["lon"],
                    first["lat"],
                    density,
                    first["texture"],
                    first["clay"],
                    first["sand"],
                    zone,
                )
            )
    told = pd.DataFrame(rows, columns=["lon", "lat", "density", "texture", "clay", "sand", "zone"])
    move = pyproj.Transformer.from_crs("EPSG:4326", ALBERS, always_xy=True)
    x, y = move.transform(told["lon"].to_numpy(), told["lat"].to_numpy())
    classes = pd.Categorical(told["texture"].replace("", None)).codes.astype(np.int16)
    zones_here = sorted(told["zone"].unique())
    kinds = np.column_stack([(told["zone"] == zone).to_numpy(float) for zone in zones_here])
    return SoilPoints(
        x,
        y,
        told["density"].to_numpy(),
        classes,
        np.column_stack([told[["clay", "sand"]].to_numpy(float), kinds]),
        ("clay", "sand", *(f"zone_{zone}" for zone in zones_here)),
        DEPTH,
    )


@pytest.mark.parametrize("sound", [False, True], ids=["as they are", "without contradictions"])
def test_the_error_of_every_method_is_told_whatever_it_is(horizons, zones, sound, capsys):
    """Once as the data are, once without horizons whose carbon and density exclude each other."""
    ceiling = (10.0 * horizons["carbon"]).map(bulk_density_ceiling)
    dense = horizons["density"] > ceiling
    points = points_of(horizons[~dense] if sound else horizons, zones)
    model = choose_soil_model(points, seed=1, folds=5, block_m=200_000.0)
    with capsys.disabled():
        left = f", {int(dense.sum())} horizons left out" if sound else ""
        blocks = len(np.unique(points.blocks(200_000.0)))
        say(f"\nsoilksatdb_china, 0-20 cm: {len(points)} profiles{left}, {blocks} blocks of 200 km")
        say(f"  mean {points.density.mean():.1f} tC/ha, sd {points.density.std():.1f}")
        for score in model.scores:
            taken = "  <- taken" if score.method is model.method else ""
            say(
                f"  {score.method!s:18} RMSE {score.rmse:6.1f} ± {score.rmse_error:5.1f}  "
                f"MAE {score.mae:6.1f}  bias {score.bias:+6.1f}  "
                f"efficiency {score.efficiency:+.2f}  coverage {score.coverage:.2f}{taken}"
            )
        say(f"  {model.reason.en}; " + "; ".join(f.message.en for f in model.findings))
    assert len(points) >= 50
    tried = {score.method for score in model.scores}
    assert tried >= {
        SoilMethod.CLASS_MEAN,
        SoilMethod.INVERSE_DISTANCE,
        SoilMethod.QUANTILE_FOREST,
    }
    assert all(np.isfinite(score.rmse) for score in model.scores)


def test_bulk_density_of_china_follows_the_carbon_as_the_rule_says(horizons, capsys):
    known = horizons[horizons["density"].notna()]
    told = np.array([bulk_density(10.0 * percent) for percent in known["carbon"]])
    error = told - known["density"].to_numpy()
    with capsys.disabled():
        say(
            f"\nbulk density by Song et al. on {len(known)} horizons: bias {error.mean():+.3f}, "
            f"RMSE {np.sqrt((error**2).mean()):.3f} g/cm3"
        )
    assert len(known) == 184


def test_changzhou_is_warm_temperate_moist(zones):
    """Legend of the raster: 1 is warm temperate moist."""
    places = {
        "天宁": (119.99, 31.78),
        "钟楼": (119.90, 31.80),
        "新北": (119.95, 31.92),
        "武进": (119.94, 31.66),
        "金坛": (119.55, 31.72),
        "溧阳": (119.48, 31.42),
    }
    assert {name: zone_at(zones, *place) for name, place in places.items()} == dict.fromkeys(
        places, 1
    )
