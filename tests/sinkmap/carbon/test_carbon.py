"""The plan's table of carbon."""

import pytest

from sinkmap.carbon import (
    Carbon,
    CarbonPrice,
    ClimateZone,
    IpccVintage,
    PracticeShare,
    SoilClass,
    parse_carbon,
)
from sinkmap.plan import Reader

YEARS = (1900, 2200)


def parsed(**table):
    reader = Reader(table, "study.toml", "carbon")
    found = parse_carbon(reader, YEARS)
    return found, {(f.code, f.layer) for f in reader.finish()}


def test_nothing_stated_assumes_no_climate_and_no_price():
    found, faults = parsed()
    assert (found, faults) == (Carbon(), set())
    assert found.climate_zone is None
    assert found.price is None
    assert found.lake_burial is False


def test_everything_stated():
    found, faults = parsed(
        climate_zone="warm_temperate_moist",
        ipcc_vintage="2006",
        soil_class="LAC",
        lake_burial=True,
        seed=0,
        price={"value": 90, "low": 70.0, "high": 110.0, "source": "s", "discount_percent": 5},
        budget=[{"statunit": "1", "year": 2024, "credit_line_tco2": 5.0, "source": "s"}],
        agreements="a.csv",
        practice="p.csv",
    )
    assert not faults
    assert found.climate_zone is ClimateZone.WARM_TEMPERATE_MOIST
    assert found.ipcc_vintage is IpccVintage.GUIDELINES_2006
    assert found.soil_class is SoilClass.LAC
    assert (found.lake_burial, found.seed) == (True, 0)
    assert found.price == CarbonPrice(90.0, 70.0, 110.0, "s", 5.0)
    assert found.budget("1", 2024).credit_line_tco2 == 5.0
    assert found.budget("1", 2023) is None
    assert found.files == ("a.csv", "p.csv")


def test_all_faults_at_once():
    line = {"statunit": "1", "year": 2024, "credit_line_tco2": 5.0, "source": "s"}
    _, faults = parsed(
        climate_zone="tropical_wet",
        ipcc_vintage="2013",
        soil_class="peat",
        price={"value": 200.0, "low": 70.0, "high": 110.0, "source": "s"},
        budget=[line, line, {"year": 2024}],
        bugdet=1,
    )
    assert faults == {
        ("STUDY-VALUE", "carbon.climate_zone"),
        ("STUDY-VALUE", "carbon.ipcc_vintage"),
        ("STUDY-VALUE", "carbon.soil_class"),
        ("STUDY-VALUE", "carbon.price.value"),
        ("STUDY-DOUBLE", "carbon.budget"),
        ("STUDY-MISSING", "carbon.budget[3].statunit"),
        ("STUDY-MISSING", "carbon.budget[3].credit_line_tco2"),
        ("STUDY-MISSING", "carbon.budget[3].source"),
        ("STUDY-KEY", "carbon.bugdet"),
    }


@pytest.mark.parametrize(("year", "share"), [(2021, None), (2022, 0.3), (2023, 0.3), (2024, 0.5)])
def test_practice_holds_until_it_is_stated_again(year, share):
    rows = tuple(PracticeShare("1", y, "straw_returned", s) for y, s in ((2022, 0.3), (2024, 0.5)))
    found = Carbon(practices=rows).practices_of("1", year)
    assert [one.share for one in found] == ([] if share is None else [share])
    assert Carbon(practices=rows).practices_of("2", year) == ()
