"""Carbon of the town: the map of density, the table and the figures tell the same."""

import math

import numpy as np
import pytest
import rasterio

from sinkmap.area import AreaMeasure
from sinkmap.classes import group
from sinkmap.parameters import shipped_pools

HA = 10_000.0
YEAR = 2024


def layer(run, name):
    with rasterio.open(run.path / "layers" / f"{name}_{YEAR}.tif") as file:
        return file.read(1)


@pytest.fixture(scope="module")
def figures(town_run):
    return town_run.results.figures.set_index("id")


def test_pixels_of_the_whole_grid_add_up_to_areas_times_the_table(town_run):
    density, land_use = layer(town_run, "carbon_density"), layer(town_run, "land_use")
    grid = town_run.study.grid
    area = AreaMeasure.of_grid(grid).pixels(grid, grid.whole) / HA
    assert density.dtype == np.float64
    known = land_use > 0
    assert (density[~known] == -1.0).all()
    wanted = math.fsum(
        area[land_use == group(row.group).index].sum() * row.total
        for row in shipped_pools().rows.values()
    )
    assert (density[known] * area[known]).sum() == pytest.approx(wanted, rel=1e-9)


def test_every_sum_of_carbon_closes(town_run):
    table = town_run.results.reconciliation
    carbon = table[table["check"] == "carbon"]
    assert {"Σ pools", "Σ classes", "Σ pixels"} == set(carbon["left"])
    assert carbon["relative"].max() <= 1e-9
    parts = table[(table["check"] == "closure") & table["subject"].str.startswith("carbon_stock")]
    assert parts["relative"].max() <= 1e-9
    assert len(parts)


def test_figures_of_carbon_have_interval_shares_and_certainty(town_run, figures):
    city = town_run.study.city.code
    told = figures[
        figures["indicator"].str.startswith(("carbon", "ch4", "flux"))
        & (figures["statunit"] == city)
        & (figures["status"] == "ok")
        & (figures["profile"] != "cn_planning_coeff")
        & (figures["indicator"] != "carbon_budget.credit_line")
    ]
    assert told["ci_low"].notna().all()
    assert (told["ci_low"] <= told["value"]).all()
    assert (told["value"] <= told["ci_high"]).all()
    assert told["certainty"].isin(["", "C", "D"]).all()
    stock = f"carbon_stock.total/{city}/{YEAR}/class_parcels"
    assert figures.at[stock, "certainty"] == "D"
    assert sum(share for _, share in town_run.results.shares[stock]) == pytest.approx(1.0)


def test_the_town_is_believable(town_run, figures):
    """Domain: 16-24 Mt C and 0.3-0.6 Mt CO2 a year on the 437,000 ha of the city."""
    city, hectares = town_run.study.city.code, 3000.0
    stock = figures.at[f"carbon_stock.total/{city}/{YEAR}/class_parcels", "value"]
    flux = figures.at[f"carbon_flux/{city}/{YEAR}/default", "value"]
    assert 16e6 / 437_000 < stock / hectares < 24e6 / 437_000
    assert 0.3e6 / 437_000 < flux / hectares < 0.6e6 / 437_000


def test_change_needs_an_earlier_year_and_counts_what_moved(town_run, figures):
    city = town_run.study.city.code
    first = figures.loc[f"carbon_stock_change/{city}/2022/four_pools"]
    assert (first["status"], first["ci_reason"]) == ("not_estimated", "no_earlier_year")
    stocks = [
        figures.at[f"carbon_stock.total/{city}/{year}/class_raster", "value"]
        for year in (2023, YEAR)
    ]
    moved = figures.at[f"carbon_stock_change.total/{city}/{YEAR}/four_pools", "value"]
    biomass = figures.at[f"carbon_stock_change.biomass/{city}/{YEAR}/four_pools", "value"]
    pools = [
        sum(
            figures.at[f"carbon_stock.{pool}/{city}/{year}/class_raster", "value"]
            for pool in ("above", "below", "dead")
        )
        for year in (2023, YEAR)
    ]
    # Biomass counts everywhere; the soil of ground that went under water, or came out, does not.
    assert biomass == pytest.approx(pools[1] - pools[0], rel=1e-6)
    assert moved != pytest.approx(stocks[1] - stocks[0], rel=1e-3)


def test_agreements_and_densities_are_kept_with_the_run(town_run):
    (one,) = town_run.results.agreements
    assert one.amount_10k_cny > 0.0
    assert (town_run.path / "carbon_pools.parquet").is_file()
    pictures = town_run.map_content(YEAR).pictures
    assert pictures[("carbon_density", YEAR)].legend
