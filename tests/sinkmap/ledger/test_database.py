"""Opening a ledger: migrations, strange addresses, and what is never told."""

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text

from sinkmap.errors import CannotFinishError, InputRefusedError
from sinkmap.ledger import open_ledger
from sinkmap.ledger.database import open_engine
from sinkmap.ledger.tables import Base


def test_migrations_make_the_tables_of_the_models(address, tmp_path):
    engine = open_engine(address, tmp_path)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_opened_by_many_at_once_it_is_made_once(address, tmp_path):
    start, faults = threading.Barrier(4), []

    def work():
        start.wait()
        try:
            open_ledger(address, tmp_path, tmp_path).close()
        except CannotFinishError as error:
            faults.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with open_ledger(address, tmp_path, tmp_path) as ledger:
        assert ledger.verify().entries == 0


def test_a_ledger_of_a_later_sinkmap_is_left_alone(address, tmp_path):
    engine = open_engine(address, tmp_path)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'v9999'"))
    engine.dispose()
    with pytest.raises(CannotFinishError) as caught:
        open_ledger(address, tmp_path, tmp_path)
    assert [f.code for f in caught.value.findings] == ["LEDGER-NEWER"]


@pytest.mark.parametrize(
    "wrong", ["mysql://u:s3cret@host/x", "nonsense", "oracle:s3cret", "sqlite+x:y:s3cret@"]
)
def test_another_kind_of_database_is_refused(wrong, tmp_path):
    with pytest.raises(InputRefusedError) as caught:
        open_ledger(wrong, tmp_path, tmp_path)
    assert [f.code for f in caught.value.findings] == ["LEDGER-URL"]
    assert "s3cret" not in str(caught.value.findings[0].to_json())


def test_a_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / "ledger.sqlite").write_bytes(b"no database at all, but long enough" * 40)
    with pytest.raises(CannotFinishError) as caught:
        open_ledger("sqlite:///ledger.sqlite", tmp_path, tmp_path)
    assert [f.code for f in caught.value.findings] == ["LEDGER-UNREACHABLE"]


@pytest.mark.postgresql
def test_a_wrong_password_is_refused_and_not_told(cluster, tmp_path):
    made, _ = cluster
    address = made.address().replace("gr0-und!water", "wr0ng-word")
    with pytest.raises(CannotFinishError) as caught:
        open_ledger(address, tmp_path, tmp_path)
    said = str(caught.value.findings[0].to_json()) + str(caught.value)
    assert [f.code for f in caught.value.findings] == ["LEDGER-UNREACHABLE"]
    assert "wr0ng-word" not in said
    assert "clerk:***@127.0.0.1" in said


@pytest.mark.postgresql
def test_the_place_is_shown_without_the_password(cluster, tmp_path):
    made, connection = cluster
    with open_ledger(made.new_schema(connection), tmp_path, tmp_path) as ledger:
        assert "gr0-und" not in ledger.place
        assert "gr0-und" not in repr(ledger)


def test_an_unreachable_server_is_named(tmp_path):
    with pytest.raises(CannotFinishError) as caught:
        open_ledger("postgresql://clerk:s3cret@127.0.0.1:9/x", tmp_path, tmp_path)
    assert [f.code for f in caught.value.findings] == ["LEDGER-UNREACHABLE"]
    assert "s3cret" not in str(caught.value)


def test_a_busy_ledger_says_so(tmp_path, monkeypatch, clerk, patches):
    from sinkmap.ledger import database

    monkeypatch.setattr(database, "_PATIENCE", 0.1)
    with open_ledger("sqlite:///ledger.sqlite", tmp_path, tmp_path) as ledger:
        holder = create_engine(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
        with holder.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            with pytest.raises(CannotFinishError) as caught:
                ledger.import_run(patches(("a", (2022, 2023), (0, 0, 9, 9))), "r", clerk)
        holder.dispose()
    assert [f.code for f in caught.value.findings] == ["LEDGER-BUSY"]
