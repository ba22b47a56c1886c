import pytest

from dash_app.context import Context


@pytest.fixture(scope="module")
def catalogue(town):
    return Context(town).catalogue


def test_nothing_wanted_gives_the_newest_year_and_the_city(catalogue):
    chosen = catalogue.settle({})
    assert (chosen.partition, chosen.theme, chosen.year) == ("district", "tree_cover_rate", 2024)
    assert (chosen.profile, chosen.unit) == ("js_tree_cover", "320400")


def test_the_address_pins_the_run(catalogue):
    chosen = catalogue.settle({"unit": "320402"})
    assert chosen.query.endswith("&run=run0123456789")
    assert catalogue.read(chosen.query) == chosen


def test_the_city_alone_is_no_map(catalogue):
    assert [p.id for p in catalogue.drawn] == ["district", "control_unit"]


def test_a_selection_survives_its_address(catalogue):
    chosen = catalogue.settle(
        {"partition": "control_unit", "theme": "class_area.water", "year": "2022", "unit": "ZH3"}
    )
    assert catalogue.read(chosen.query) == chosen


def test_a_profile_of_another_indicator_gives_way(catalogue):
    chosen = catalogue.settle({"theme": "wetland_protection_rate", "profile": "gbt26424"})
    assert chosen.profile == "law"


def test_a_unit_of_another_partition_gives_way_to_the_city(catalogue):
    chosen = catalogue.settle({"partition": "control_unit", "unit": "320402"})
    assert chosen.unit == "320400"


@pytest.mark.parametrize(
    "query",
    [
        None,
        "",
        "?year=nineteen&unit=<script>&theme=/etc/passwd",
        "?unit=" + "9" * 5000,
        "?partition=city",
    ],
)
def test_strange_addresses_give_the_default(catalogue, query):
    assert catalogue.read(query) == catalogue.settle({})


def test_too_many_parts_of_an_address_are_no_fault(catalogue):
    assert catalogue.read("?" + "&".join(f"a{n}=1" for n in range(60))) == catalogue.settle({})


def test_only_computed_profiles_are_offered_in_declared_order(catalogue):
    assert catalogue.themes["tree_cover_rate"].profiles == ("js_tree_cover", "gbt26424")
    assert list(catalogue.themes) == [
        "tree_cover_rate",
        "wetland_protection_rate",
        "class_area.forest",
        "class_area.water",
    ]
