"""The control case measures the same ground as its peer before it is timed against it."""

from datetime import date

import pytest

from benchmarks import control_cases, overlay_cases
from sinkmap.control import RuleBook


def test_areas_by_zone_are_those_of_geopandas_overlay() -> None:
    base, layers = overlay_cases.parcels(150, 1), control_cases.zone_layers(2)
    book = RuleBook.default().in_force(date(2024, 12, 31))
    found = control_cases.ours(base, layers, control_cases.turns(150, 3), book)
    by_zone = found.areas.groupby("zone_id")["area_m2"].sum()
    expected = overlay_cases.peer_areas(base, layers)["geometry_m2"].groupby("layer").sum()
    slivers = found.slivers.groupby("zone_id")["area_m2"].sum()
    for zone, m2 in expected.items():
        assert by_zone[zone] + slivers.get(zone, 0.0) == pytest.approx(m2, rel=1e-9)
    assert set(found.hits["rule_id"]) <= {rule.id for rule in book.rules}
    assert (found.hits["basis"] != "").all()
