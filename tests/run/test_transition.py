"""Transitions of the town: rows sum to the earlier year's areas, columns to this year's."""

from collections import defaultdict
from itertools import pairwise

import pandas as pd
import pytest

from raster_pipeline.io.raster_source import RasterSource, RasterSpec
from raster_pipeline.steps.account import account
from sinkmap.indicator import ClassAreas, Transition
from sinkmap.layer import Form

AREAS, CHANGE = ClassAreas("land_use"), Transition("land_use")


def source(run, layer, year):
    path = run.path / "layers" / f"{layer}_{year}.tif"
    spec = RasterSpec((path,), layer, year, Form.CLASS_RASTER, nodata=0.0)
    return RasterSource(spec, run.study.grid)


def measured(run, year, before):
    import geopandas as gpd

    units = gpd.read_parquet(run.path / "units.parquet")
    with source(run, "land_use", year) as now, source(run, "land_use", before) as then:
        readers = {"land_use": now, CHANGE.earlier: then}
        return account(run.study.grid, units, readers, [AREAS, CHANGE])


def test_rows_and_columns_sum_to_the_areas_of_the_two_years(town_run):
    years = town_run.study.years
    for before, year in pairwise(years):
        found = measured(town_run, year, before)
        earlier = measured(town_run, before, before)
        assert found
        for unit, tallies in found.items():
            rows, columns = defaultdict(float), defaultdict(float)
            pairs = {**tallies[CHANGE].classes, **tallies[CHANGE].unseen_by}
            for (first, second), m2 in pairs.items():
                rows[first] += m2
                columns[second] += m2
            rows.pop(0, None)
            columns.pop(0, None)
            assert dict(rows) == pytest.approx(dict(earlier[unit][AREAS].classes), rel=1e-9)
            assert dict(columns) == pytest.approx(dict(tallies[AREAS].classes), rel=1e-9)
            moved = sum(m2 for (a, b), m2 in tallies[CHANGE].classes.items() if a != b)
            assert 0.0 <= moved < 0.5 * tallies[CHANGE].seen


def test_change_table_holds_the_whole_ground_of_every_unit(town_run):
    change = pd.read_parquet(town_run.path / "change.parquet")
    moved = change[change["item"] == "transition"]
    assert set(zip(moved["year_from"], moved["year_to"], strict=True)) == set(
        pairwise(town_run.study.years)
    )
    sums = moved.groupby(["year_to", "statunit"])["m2"].sum().unstack(0)
    assert set(sums.index) == set(town_run.results.units)
    for column in sums.columns[1:]:
        assert sums[column].to_numpy() == pytest.approx(sums[sums.columns[0]].to_numpy(), rel=1e-9)


def test_shares_of_every_figure_sum_to_one(town_run):
    table = pd.read_parquet(town_run.path / "uncertainty.parquet")
    assert list(table.columns) == ["figure", "source", "share"]
    assert set(table["figure"]) <= set(town_run.results.figures["id"])
    for total in table.groupby("figure")["share"].sum():
        assert total == pytest.approx(1.0)
