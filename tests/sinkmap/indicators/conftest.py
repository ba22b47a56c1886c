"""Accounts of a unit made by hand, for the tests of indicators."""

from types import SimpleNamespace

import pandas as pd
import pytest

from sinkmap.classes import code_system, group
from sinkmap.indicator import RasterAccount, Sums, UnitAccount
from sinkmap.indicators import indicators
from sinkmap.statunit import StatUnit
from sinkmap.text import Text

UNIT = StatUnit("320499", "320499", Text("测试市", "Test City"), "city", "city")
HA = 10_000.0


def parcels(*rows, system="sd3"):
    """Rows of (code, hectares, protection forms, red-line kind) as the overlay gives them."""
    table = code_system(system).table
    records = []
    for code, hectares, *zones in rows:
        protection, redline = (*zones, "", "")[:2]
        records.append(
            {
                "code": code,
                "group": table.at[code, "group"],
                "protection": protection,
                "redline": redline,
                "area_m2": hectares * HA,
                "register_m2": hectares * HA,
                "geometry_m2": hectares * HA * 1.001,
            }
        )
    return pd.DataFrame.from_records(records)


def account(*, parcels=None, rasters=None, hectares=100.0, system="sd3"):
    return UnitAccount(
        unit=UNIT,
        year=2024,
        area_m2=hectares * HA,
        rasters=rasters or {},
        parcels=parcels,
        code_system=system,
    )


def index(name):
    return group(name).index if name else 0


def cross(areas, unseen=0.0):
    """{(category, group id): hectares} as the account of a cross-table in m²."""
    return RasterAccount({(int(c), index(g)): ha * HA for (c, g), ha in areas.items()}, unseen * HA)


def classes(areas, unseen=0.0):
    """{group id: hectares} as the account of class areas in m²."""
    return RasterAccount({index(g): ha * HA for g, ha in areas.items()}, unseen * HA)


def sums(values, unseen_by=None, beyond=0.0):
    """{group id: (hectares, tC/ha)} and {group id: hectares without a value}."""
    unseen = {index(g): ha * HA for g, ha in (unseen_by or {}).items()}
    return RasterAccount(
        classes={index(g): ha * HA for g, (ha, _) in values.items()},
        unseen=sum(unseen.values()) + beyond * HA,
        total={index(g): ha * HA * density for g, (ha, density) in values.items()},
        unseen_by=unseen,
    )


def measure(name, profile, one):
    """The measures of an indicator under a profile: one, or item -> measure."""
    indicator = indicators()[name]
    found = indicator.evaluate(one, indicator.profile(profile))
    if indicator.items and found[0].item:
        return {m.item: m for m in found}
    assert len(found) == 1
    return found[0]


@pytest.fixture(scope="session")
def by_hand():
    """Builders of accounts, and `measure` to evaluate an indicator on one."""
    return SimpleNamespace(
        parcels=parcels,
        account=account,
        cross=cross,
        classes=classes,
        sums=sums,
        measure=measure,
        HA=HA,
        soil=Sums("soil_carbon", by="land_use"),
    )
