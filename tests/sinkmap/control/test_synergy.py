"""Control units side by side: each quantity classed by stated bounds, what is unknown said so."""

import math

import pandas as pd
import pytest

from sinkmap.control import (
    OUTSIDE_UNITS,
    SYNERGY_COLUMNS,
    Amount,
    Lacking,
    Quantity,
    SynergyUnit,
    figure_quantities,
    patch_quantities,
    pollutant_quantities,
    reason_text,
    rows_elsewhere,
    synergy_table,
)
from sinkmap.parameters import parameter_table
from sinkmap.reason import IntervalReason
from sinkmap.statunit import StatUnit
from sinkmap.text import Text

CODES = ("ZH32040410001", "ZH32040420001", "ZH32040430001", "OTHER")
UNITS = [
    SynergyUnit(StatUnit(code, code, Text(code, code), "control_unit", "control_unit"), m2)
    for code, m2 in zip(CODES, (1e6, 2e6, 4e6, 1e6), strict=True)
]
PROFILES = {
    "carbon_flux": ["default", "lake_burial"],
    "carbon_stock": ["class_parcels", "class_raster"],
    "class_area": ["register", "map"],
}


def quantity(values: list[float], **said: object) -> Quantity:
    amounts = {code: Amount(v, "told") for code, v in zip(CODES, values, strict=False)}
    return Quantity("q", Text("量", "amount"), "t/yr", amounts, **said)  # type: ignore[arg-type]


def bands(one: Quantity) -> list[str]:
    return list(synergy_table(UNITS, 2024, [one])["band"])


def test_totals_are_classed_by_hectare_and_say_by_which_bounds() -> None:
    # 100, 200, 400 and 100 ha; bounds of 1 and 3 a hectare.
    one = quantity([99.9, 200.0, 1200.0, -5.0], bounds="carbon_flux")
    assert bands(one) == ["low", "middle", "high", "negative"]
    row = synergy_table(UNITS, 2024, [one]).iloc[2]
    assert (row["classed"], row["classed_uom"]) == (3.0, "t/yr/ha")
    assert (row["middle_from"], row["high_from"]) == (1.0, 3.0)
    said = (row["bounds_kind"], row["bounds_certainty"], row["bounds_source"])
    assert said == ("declared", "D", "reading of this project")


def test_a_share_is_classed_as_it_is_and_nothing_is_a_class_of_its_own() -> None:
    one = quantity([0.0, 19.9, 20.0, 50.0], bounds="natural_share", per_area=False)
    assert bands(one) == ["none", "low", "middle", "high"]


def test_without_declared_bounds_classes_are_thirds_of_the_units_and_named_so() -> None:
    one = quantity([100.0, 400.0, 1200.0, 400.0])  # 1, 2, 3 and 4 a hectare
    table = synergy_table(UNITS, 2024, [one])
    assert list(table["middle_from"]) == pytest.approx([2.0] * 4)
    assert list(table["high_from"]) == pytest.approx([3.0] * 4)
    assert list(table["band"]) == ["low", "middle", "high", "high"]
    assert set(table["bounds_kind"]) == {"quantile"}


def test_too_few_units_that_differ_are_not_classed() -> None:
    table = synergy_table(UNITS, 2024, [quantity([100.0, 200.0, 800.0])])  # 1, 1 and 2 a hectare
    assert set(table["band"]) == set(table["bounds_kind"]) == {""}
    assert table["middle_from"].isna().all()


def test_a_unit_without_data_says_so_and_has_no_class() -> None:
    table = synergy_table(UNITS, 2024, [quantity([100.0], bounds="carbon_flux")])
    rest = table.iloc[1:]
    assert rest["value"].isna().all()
    assert set(rest["status"]) == {"not_estimated"}
    assert set(rest["reason"]) == {"no_row"}
    assert set(rest["band"]) == {""}


def test_rows_are_units_by_quantities_in_their_order_without_a_score() -> None:
    table = synergy_table(UNITS, 2024, [quantity([1.0] * 4), quantity([2.0] * 4)])
    assert tuple(table.columns) == SYNERGY_COLUMNS
    assert list(table["statunit"]) == [code for code in CODES for _ in range(2)]
    assert list(table["unit_class"]) == [1, 1, 2, 2, 3, 3, 0, 0]
    assert not {"score", "rank"} & set(table.columns)
    assert synergy_table((), 2024, ()).empty


def test_every_reason_has_words() -> None:
    for why in (*Lacking, *IntervalReason):
        words = reason_text(str(why))
        assert words.zh
        assert words.en


def test_bounds_rise_and_are_in_the_units_they_are_held_against() -> None:
    table = parameter_table("synergy")
    wanted = {"carbon_flux": "tCO2/yr/ha", "carbon_stock": "tC/ha", "natural_share": "%"}
    for stem, uom in {**wanted, "encroachment": "ha/ha", "quantile": "1"}.items():
        middle, high = (table.get(f"{stem}_{name}") for name in ("middle", "high"))
        assert 0.0 < middle.value < high.value
        assert (middle.unit, high.unit) == (uom, uom)


PATCHES = pd.DataFrame(
    [
        (CODES[0], 4, False, 3_000.0),
        (CODES[0], 4, False, 1_000.0),
        (CODES[0], 2, False, 500.0),
        (CODES[1], -1, False, 700.0),
        (CODES[1], 0, False, 900.0),
        (CODES[1], 3, True, 4_000.0),
        (OUTSIDE_UNITS, 3, False, 250.0),
    ],
    columns=["statunit", "severity", "issued", "area_m2"],
)


def test_hectares_of_patches_by_severity_are_neither_lost_nor_doubled() -> None:
    table = synergy_table(UNITS, 2024, patch_quantities(PATCHES, UNITS))
    value = table.set_index(["statunit", "item"])["value"]
    assert value[CODES[0], "encroachment.4"] == pytest.approx(0.4)
    assert value[CODES[0], "encroachment"] == pytest.approx(0.45)
    assert value[CODES[1], "encroachment"] == 0.0
    assert value[CODES[1], "improvement"] == pytest.approx(0.07)
    assert value[CODES[1], "issued"] == pytest.approx(0.4)
    assert value[OUTSIDE_UNITS, "encroachment.3"] == pytest.approx(0.025)
    by_severity = table[table["item"].str.startswith("encroachment.")]["value"].sum()
    whole = table[table["item"] == "encroachment"]["value"].sum()
    assert by_severity == pytest.approx(0.475) == pytest.approx(whole)
    outside = table[table["statunit"] == OUTSIDE_UNITS]
    assert set(outside["band"]) == {""}
    assert set(outside["item"]) == {"encroachment", "encroachment.3"}


def test_without_a_control_run_encroachment_is_not_estimated() -> None:
    table = synergy_table(UNITS, 2024, patch_quantities(None, UNITS))
    assert table["value"].isna().all()
    assert set(table["status"]) == {"not_estimated"}
    assert set(table["reason"]) == {"no_control_run"}


def stated(*rows: tuple[str, str, float, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["statunit", "pollutant", "amount", "uom"])
    return table.assign(year=2024, source="bureau")


def test_pollutants_are_brought_to_one_unit_and_gaps_stay_gaps() -> None:
    rows = stated(
        (CODES[0], "COD", 1500.0, "kg/yr"),
        (CODES[1], "COD", 0.0, "t/yr"),
        (CODES[2], "COD", 0.02, "10k_t/yr"),
        (CODES[0], "wastewater", 1.5, "10k_m3/yr"),
    )
    table = synergy_table(UNITS, 2024, pollutant_quantities(rows, UNITS))
    value = table.set_index(["item", "statunit"])["value"]
    assert value["pollutant:COD"].iloc[:3].tolist() == pytest.approx([1.5, 0.0, 200.0])
    assert math.isnan(value["pollutant:COD", CODES[3]])
    assert value["pollutant:wastewater", CODES[0]] == 15_000.0
    assert set(table[table["item"] == "pollutant:COD"]["uom"]) == {"t/yr"}
    assert list(table[table["item"] == "pollutant:COD"]["reason"]) == ["", "", "", "no_row"]


def test_no_table_of_pollutants_is_said_of_every_unit() -> None:
    table = synergy_table(UNITS, 2024, pollutant_quantities(None, UNITS))
    assert list(table["statunit"]) == list(CODES)
    assert set(table["reason"]) == {"no_table"}


def test_rows_of_other_units_are_told() -> None:
    rows = stated((CODES[0], "COD", 1.0, "t/yr"), ("320404", "COD", 9.0, "t/yr"))
    (finding,) = rows_elsewhere(rows, UNITS, 2024)
    assert (finding.code, finding.features) == ("POLLUTANT-UNIT", ("320404",))
    assert rows_elsewhere(rows.iloc[:1], UNITS, 2024) == ()
    assert rows_elsewhere(None, UNITS, 2024) == ()


def figure(indicator: str, unit: str, profile: str, value: float | None, m2: float = 0.0) -> dict:
    return {
        "id": f"{indicator}/{unit}/2024/{profile}",
        "indicator": indicator,
        "statunit": unit,
        "year": 2024,
        "profile": profile,
        "value": math.nan if value is None else value,
        "numerator": m2,
        "status": "cannot_tell" if value is None else "ok",
        "ci_reason": "low_coverage" if value is None else "parameter_range",
    }


def test_figures_of_one_definition_for_all_units() -> None:
    figures = pd.DataFrame(
        [
            figure("carbon_flux", CODES[0], "default", 300.0),
            figure("carbon_flux", CODES[1], "default", None),
            figure("carbon_flux", CODES[1], "lake_burial", 7.0),
            figure("carbon_stock.total", CODES[0], "class_parcels", None),
            figure("carbon_stock.total", CODES[0], "class_raster", 6000.0),
            figure("carbon_stock.soil", CODES[0], "class_raster", 5.0),
            figure("class_area.forest_arbor", CODES[0], "register", 1.0, 300.0),
            figure("class_area.lake", CODES[0], "register", 1.0, 100.0),
            figure("class_area.pond", CODES[0], "register", 1.0, 100.0),
            figure("class_area.built_ind", CODES[0], "register", 1.0, 500.0),
            figure("class_area.forest_arbor", CODES[1], "register", 1.0, 300.0),
            figure("class_area.built_ind", CODES[1], "register", None, 500.0),
            figure("class_area.forest_arbor", CODES[2], "map", 1.0, 500.0),
        ]
    )
    table = synergy_table(UNITS, 2024, figure_quantities(figures, PROFILES, UNITS, 2024))
    rows = table.set_index(["item", "statunit"])
    assert rows.loc[("carbon_flux", CODES[0]), "source"] == f"carbon_flux/{CODES[0]}/2024/default"
    other = rows.loc[("carbon_flux", CODES[1])]
    assert (other["status"], other["reason"]) == ("cannot_tell", "low_coverage")
    assert rows.loc[("carbon_stock", CODES[0]), "value"] == 6000.0
    assert rows.loc[("natural_share", CODES[0]), "value"] == pytest.approx(40.0)
    assert rows.loc[("natural_share", CODES[1]), "status"] == "cannot_tell"
    assert rows.loc[("natural_share", CODES[2]), "reason"] == "no_figure"  # of another definition
