"""Parameter tables: complete rows, exact ratios, one version over all."""

import math

import pytest

from sinkmap.errors import UsageError
from sinkmap.parameters import (
    CERTAINTIES,
    Parameter,
    ParameterTable,
    parameter_table,
    parameter_table_ids,
    parameters_version,
)


@pytest.mark.parametrize("table", parameter_table_ids())
def test_every_row_has_unit_source_and_certainty(table):
    rows = parameter_table(table)
    assert len(rows) > 0
    for row in rows:
        assert row.unit
        assert row.source
        assert row.certainty in CERTAINTIES


def test_one_mu_is_exact():
    assert parameter_table("stand").value("min_stand_area") == 2000 / 3
    assert parameter_table("stand").value("hole_fill_max_area") == 2000 / 3


def test_known_values():
    stand, soil = parameter_table("stand"), parameter_table("soil")
    assert stand.value("min_canopy_density") == 0.20
    assert stand.value("sidetree_stems_per_ha") == 1650
    assert soil.value("som_per_soc") == 1.724
    plausible = soil.get("soc_density_plausible")
    assert (plausible.low, plausible.high) == (10.0, 150.0)


def test_bulk_density_vector():
    soil = parameter_table("soil")
    density = soil.value("bd_intercept") * math.exp(soil.value("bd_exponent") * 16.0)
    assert density == pytest.approx(1.2752, abs=5e-5)


def test_versions_are_short_hashes():
    versions = {parameter_table(name).version for name in parameter_table_ids()}
    assert len(versions) == len(parameter_table_ids())
    for version in [*versions, parameters_version()]:
        assert len(version) == 12
        assert int(version, 16) >= 0


@pytest.mark.parametrize("call", [lambda: parameter_table("nope"),
                                  lambda: parameter_table("soil").get("nope")])  # fmt: skip
def test_unknown_names_are_refused(call):
    with pytest.raises(UsageError) as caught:
        call()
    assert caught.value.findings[0].code == "PARAMETER-UNKNOWN"
    assert caught.value.findings[0].wanted


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": 3.0},
        {"value": 0.0},
        {"certainty": "E"},
        {"source": ""},
        {"unit": ""},
        {"id": ""},
    ],
)
def test_a_parameter_cannot_be_built_wrong(wrong):
    right = {"id": "x", "value": 1.5, "low": 1.0, "high": 2.0, "unit": "m", "source": "s",
             "certainty": "A"}  # fmt: skip
    assert Parameter(**right).value == 1.5
    with pytest.raises(ValueError):
        Parameter(**{**right, **wrong})


def test_a_table_lists_an_id_once():
    row = Parameter("x", 1.0, None, None, "m", "s", "A")
    with pytest.raises(ValueError):
        ParameterTable("t", "v", (row, row))
