"""Our areas by class against issued totals, and what is said where they differ."""

import pandas as pd
import pytest

from raster_pipeline.steps.figures import YearAccounts
from raster_pipeline.steps.issued import issued_comparisons
from raster_pipeline.steps.parcels import ParcelAccount
from raster_pipeline.steps.reconcile import refuse_open
from sinkmap.classes import code_system
from sinkmap.errors import CannotFinishError
from sinkmap.run import BALANCE_COLUMNS, RECONCILIATION_COLUMNS

HA = 10_000.0


def surveyed(hectares, system="sd3"):
    groups = code_system(system).table["group"]
    rows = pd.DataFrame(
        {
            "code": list(hectares),
            "group": [groups[code] for code in hectares],
            "area_m2": [ha * HA for ha in hectares.values()],
        }
    )
    return ParcelAccount(pd.DataFrame(), {"u": rows}, code_system=system, practiced=pd.DataFrame())


def issued(*rows):
    """Rows of (code, closing, opening, decrease, increase) in hectares."""
    names = ("closing_ha", "opening_ha", "decrease_ha", "increase_ha")
    frame = pd.DataFrame([row[1:] for row in rows], columns=list(names))
    return frame.assign(code=[row[0] for row in rows], statunit="u")


def year(number, parcels, table=None):
    tables = {} if table is None else {"issued_areas": table}
    return YearAccounts(number, {"u": 1e6}, {}, parcels, frozenset(), {}, tables=tables)


def compared(accounts, flows=(), tolerance=1e-3):
    balance = pd.DataFrame(list(flows), columns=list(BALANCE_COLUMNS))
    found = issued_comparisons(accounts, balance, tolerance)
    return {subject: (ours[1], theirs[1], held) for _, _, subject, ours, theirs, held in found}


BEFORE = surveyed({"0101": 31.0, "0103": 9.0, "1102": 60.0})
NOW = surveyed({"0101": 30.0, "0103": 10.0, "1102": 60.0})
NONE = (None, None, None)


def test_a_class_and_the_first_level_that_holds_it():
    found = compared([year(2023, NOW, issued(("0101", 30.0, *NONE), ("01", 40.0, *NONE)))])
    assert found["0101 closing"] == pytest.approx((30.0 * HA, 30.0 * HA, 1e-3))
    assert found["01 closing"][:2] == (40.0 * HA, 40.0 * HA)


def test_opening_is_of_the_year_before_and_flows_are_shown_only():
    flows = [(2022, 2023, "u", "cropland_paddy", 31.0 * HA, 2.0 * HA, 1.0 * HA, 30.0 * HA)]
    table = issued(("0101", 30.0, 31.0, 2.5, 1.5), ("01", 40.0, 40.0, 2.0, 2.0))
    found = compared([year(2022, BEFORE), year(2023, NOW, table)], flows)
    assert found["0101 opening"][:2] == (31.0 * HA, 31.0 * HA)
    assert found["0101 decrease"] == (2.0 * HA, 2.5 * HA, None)
    assert found["0101 increase"] == (1.0 * HA, 1.5 * HA, None)
    # Two groups make up the first level; what moved between them is in neither flow of it.
    assert "01 decrease" not in found
    assert found["01 opening"][:2] == (40.0 * HA, 40.0 * HA)


def test_an_opening_by_other_codes_is_not_compared():
    now = surveyed({"0101": 30.0}, "ydyh2023")
    found = compared(
        [year(2023, BEFORE), year(2024, now, issued(("0101", 30.0, 31.0, None, None)))]
    )
    assert list(found) == ["0101 closing"]


def test_the_rounding_of_the_table_is_let_through():
    small = surveyed({"0101": 0.0349, "1102": 60.0})
    ((ours, theirs, allowed),) = compared(
        [year(2023, small, issued(("0101", 0.03, *NONE)))]
    ).values()
    assert abs(ours - theirs) / max(ours, theirs) <= allowed
    assert allowed == pytest.approx(100.0 / 349.0)


def test_a_difference_refuses_the_run_by_its_own_name():
    row = {
        "check": "issued", "partition": "", "statunit": "u", "year": 2023,
        "subject": "0101 closing", "left": "computed", "left_m2": 3e5, "right": "issued",
        "right_m2": 4e5, "difference_m2": -1e5, "relative": 0.25, "tolerance": 1e-3, "ok": False,
    }  # fmt: skip
    with pytest.raises(CannotFinishError) as caught:
        refuse_open(pd.DataFrame([row], columns=list(RECONCILIATION_COLUMNS)))
    (finding,) = caught.value.findings
    assert (finding.code, finding.year, finding.features) == ("ISSUED-AREA", 2023, ("u",))
    assert finding.area_m2 == 1e5
