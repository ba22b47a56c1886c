"""The log shows what was changed behind its back."""

import pandas as pd
import pytest
from sqlalchemy import create_engine, text

from sinkmap.errors import CannotFinishError
from sinkmap.ledger import Attachment, Step, StepOrder, line_checks


@pytest.fixture
def behind(address, tmp_path):
    """Runs a statement on the database, past the ledger."""
    url = address.replace("postgresql:", "postgresql+psycopg:")
    if url.startswith("sqlite"):
        url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    engine = create_engine(url)

    def run(statement):
        with engine.begin() as connection:
            assert connection.execute(text(statement)).rowcount > 0

    yield run
    engine.dispose()


@pytest.fixture
def kept(ledger, patches, clerk, tmp_path):
    """A ledger in which every table holds a row."""
    parts = patches(("a", (2022, 2023), (0, 0, 50, 20)))
    (number,) = ledger.import_run(parts, "r1", clerk).opened
    split = patches(("b", (2022, 2023), (0, 0, 30, 20)), ("c", (2022, 2023), (30, 0, 20, 20)))
    ledger.import_run(split, "r2", clerk)
    paper = tmp_path / "p.pdf"
    paper.write_bytes(b"%PDF")
    ledger.attach(number, Attachment(paper), clerk)
    ledger.step(number, StepOrder(Step.RECEIVE, why="收到"), clerk)
    return ledger


def codes(ledger, noted=""):
    with pytest.raises(CannotFinishError) as caught:
        ledger.verify(noted)
    return {finding.code: finding.features for finding in caught.value.findings}


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("UPDATE cases SET state = 'closed' WHERE number = '2023-000001'", "LEDGER-ROW-CHANGED"),
        ("UPDATE cases SET area_m2 = area_m2 + 0.01", "LEDGER-ROW-CHANGED"),
        ("UPDATE sightings SET severity = 1", "LEDGER-ROW-CHANGED"),
        ("DELETE FROM lineage", "LEDGER-ROW-CHANGED"),
        ("UPDATE documents SET note = 'x'", "LEDGER-ROW-CHANGED"),
        ("UPDATE events SET why = '' WHERE id = 8", "LEDGER-LOG-BROKEN"),
        ("UPDATE events SET who = 'x' WHERE id = 1", "LEDGER-LOG-BROKEN"),
        ("DELETE FROM events WHERE id = 2", "LEDGER-LOG-BROKEN"),
        ("DELETE FROM events WHERE id > 7", "LEDGER-LOG-CUT"),
    ],
)
def test_a_change_past_the_ledger_is_found(kept, behind, statement, wanted):
    kept.verify()
    behind(statement)
    assert wanted in codes(kept)


def test_the_case_and_the_entry_are_named(kept, behind):
    behind("UPDATE cases SET due = '2030-01-01' WHERE number = '2023-000001'")
    behind("UPDATE events SET at = '' WHERE id = 3")
    found = codes(kept)
    assert found["LEDGER-ROW-CHANGED"] == ("cases 2023-000001",)
    assert "3" in found["LEDGER-LOG-BROKEN"]


def test_a_row_that_no_entry_tells_of_is_found(kept, behind):
    behind("UPDATE lineage SET kind = 'merge'")
    assert len(codes(kept)["LEDGER-ROW-CHANGED"]) == 1


def test_a_noted_head_stays_in_the_chain(kept, clerk):
    noted = kept.verify().head
    kept.step("2023-000001", StepOrder(Step.OVERLAY, why="无"), clerk)
    assert kept.verify(noted).head != noted
    assert "LEDGER-LOG-CUT" in codes(kept, "f" * 64)


def test_a_document_that_changed_is_found(kept, tmp_path):
    (path,) = (p for p in (tmp_path / "files").rglob("*") if p.is_file())
    path.write_bytes(b"%PDX")
    assert list(codes(kept)) == ["LEDGER-FILE-CHANGED"]
    path.unlink()
    assert list(codes(kept)) == ["LEDGER-FILE-CHANGED"]


def test_an_entry_tells_values_before_and_after(kept):
    entry = kept.log()[-1]
    assert (entry["kind"], entry["who"], entry["why"]) == ("step", "county 张三", "收到")
    assert '"stage":["","received"]' in entry["detail"]


def test_checks_of_lines_are_logged_once(kept, clerk, patches):
    row = {"statunit": "320400", "profile": "geometry", "status": "ok", "vintage": "v"}
    figures = pd.DataFrame(
        [{**row, "indicator": "redline_area", "year": y, "value": v} for y, v in ((1, 5.0), (2, 4))]
    )
    none = patches(("a", (2022, 2023), (0, 0, 50, 20)))
    kept.import_run(none, "r1", clerk, checks=line_checks(figures))
    entries = kept.verify().entries
    kept.import_run(none, "r9", clerk, checks=line_checks(figures))
    assert kept.verify().entries == entries
    (check,) = kept.lines()
    assert (check["rule"], check["verdict"], check["run_id"]) == (
        "area_not_reduced",
        "broken",
        "r1",
    )
