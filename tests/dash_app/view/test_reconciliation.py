from dash_app.view.reconciliation import reconciliation_status
from sinkmap.text import Language


def test_counts_judged_rows_only(town):
    status = reconciliation_status(town.results, Language.ZH)
    assert status.is_closed
    assert status.title == "对账平衡 · 1 项"


def test_names_the_place_out_of_tolerance(open_town):
    status = reconciliation_status(open_town(ok=False).results, Language.EN)
    assert not status.is_closed
    assert status.title == "Out of tolerance · 1"
    assert status.notes == ("Changzhou 2024 area: parts and city differ by +3.0 m²",)
