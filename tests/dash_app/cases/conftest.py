"""A case register with a few cases, and the page served over it."""

from functools import partial

import geopandas as gpd
import pytest
import shapely

from sinkmap.ledger import Actor, Role, Step, StepOrder, open_ledger

CLERK = Actor("张三", Role.COUNTY)


def patch_row(name, box, severity, after):
    west, south, east, north = box
    return {
        "patch_id": name, "t0": 2023, "t1": 2024, "zone_ids": "Z2|Z4", "rule_ids": "R03|R15",
        "severity": severity, "before": "grass", "after": after, "dlbm_t0": "0401",
        "dlbm_t1": "0702", "area_m2": 1200.0, "evidence": "both", "county": "武进区",
        "town": "雪堰镇", "village": "太滆村", "lon": west, "lat": south, "approval_no": "",
        "top_zone": "Z2", "geometry": shapely.box(west, south, east, north),
    }  # fmt: skip


@pytest.fixture
def register(tmp_path):
    """A register of three cases, one of them received; a superior waits for another."""
    rows = [
        patch_row("a", (119.900, 31.600, 119.9005, 31.6003), 4, "built_res_rural"),
        patch_row("b", (119.950, 31.620, 119.9503, 31.6203), 3, "tea"),
        patch_row("c", (120.020, 31.560, 120.0204, 31.5604), 2, "aqua_pond"),
    ]
    with open_ledger("sqlite:///ledger.sqlite", tmp_path, tmp_path / "files") as ledger:
        for row in rows:  # one by one, so that their numbers are known
            table = gpd.GeoDataFrame([row], geometry="geometry", crs="EPSG:4490")
            ledger.import_run(table, "run1", CLERK)
        batch = gpd.GeoDataFrame(
            {"external_no": ["CZ-007<b>x</b>"]}, geometry=[rows[1]["geometry"]], crs="EPSG:4490"
        )
        ledger.import_issued(batch, "2025Q1", "2025-06-30", CLERK)
        ledger.step("2024-000001", StepOrder(Step.RECEIVE), CLERK)
        yield ledger


@pytest.fixture
def case_base(serve_town, register):
    """The address of a server with the page of cases."""
    with serve_town(cases=register) as address:
        yield address


@pytest.fixture
def ask(asking, case_base):
    """Asks the server; status and body."""
    return partial(asking, case_base)
