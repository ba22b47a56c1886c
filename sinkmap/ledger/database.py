"""The database of a ledger: SQLite or PostgreSQL, brought up to date by migrations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from sinkmap.errors import CannotFinishError, Finding, InputRefusedError, Severity
from sinkmap.text import Text

__all__ = ["database_errors", "open_engine", "reading", "shown", "writing"]

_MIGRATIONS = Path(__file__).parent / "migrations"
_WRITES = "sinkmap_writes"
_PATIENCE = 30.0
"""Seconds a writer waits for another one."""
_LOCK = 0x73696E6B
"""Key of PostgreSQL's lock that migrations are done under: `sink` in ASCII."""


def shown(url: URL) -> str:
    """A database's address without its password."""
    return url.render_as_string(hide_password=True)


def open_engine(address: str, root: Path) -> Engine:
    """Connect to a ledger's database and bring its tables up to date.

    Parameters
    ----------
    address
        ``postgresql://…`` or ``sqlite:///…``; a relative SQLite file lies below ``root``.

    Raises
    ------
    InputRefusedError
        ``LEDGER-URL`` for any other address.
    CannotFinishError
        ``LEDGER-UNREACHABLE``, ``LEDGER-BUSY``, or ``LEDGER-NEWER`` if a later sinkmap made it.
    """
    url = _url(address, root)
    engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)
    try:
        with database_errors(engine):
            _migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that may write; in SQLite it holds the file from its beginning."""
    with engine.connect() as connection:
        writer = connection.execution_options(**{_WRITES: True})
        with writer.begin():
            yield writer


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that reads: everything as it was at its beginning."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def database_errors(engine: Engine) -> Iterator[None]:
    """Name what the database refuses.

    Raises
    ------
    CannotFinishError
        ``LEDGER-UNREACHABLE`` or ``LEDGER-BUSY``; a password in the address is not told.
    """
    try:
        yield
    except IntegrityError:  # nobody else's fault
        raise
    except DBAPIError as error:
        raise CannotFinishError(_refused(error, engine.url)) from error


def _url(address: str, root: Path) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        url = None
    kind = url.get_backend_name() if url is not None else ""
    if url is None or kind not in ("sqlite", "postgresql"):
        raise InputRefusedError(
            Finding(
                "LEDGER-URL",
                Severity.ERROR,
                Text("台账数据库地址不能用", "the address of the ledger's database cannot be used"),
                Text("改正 [ledger] url", "correct [ledger] url"),
                seen=f"{kind or '?'}://…",
                wanted="postgresql://user@host/name, sqlite:///ledger.sqlite",
            )
        )
    if kind == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    return url.set(drivername="sqlite", database=str(root / (url.database or "ledger.sqlite")))


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": _PATIENCE})

    def connected(connection: Any, _record: object) -> None:
        # The driver's own transactions begin late and leave out changes of tables.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")

    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
    return engine


def _postgresql(url: URL) -> Engine:
    engine = create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})

    def connected(connection: Any, _record: object) -> None:
        connection.execute(f"SET lock_timeout = '{_PATIENCE}s'")
        connection.commit()

    event.listen(engine, "connect", connected)
    return engine


def _migrate(engine: Engine) -> None:
    # Most commands open no ledger; they need not wait for this.
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", _MIGRATIONS.as_posix().replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    newest = script.get_current_head()
    with engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_revision() == newest:
            return
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        there = MigrationContext.configure(connection).get_current_revision()
        if there not in {None, *(one.revision for one in script.walk_revisions())}:
            raise CannotFinishError(_newer(str(there), str(newest)))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _newer(seen: str, wanted: str) -> Finding:
    return Finding(
        "LEDGER-NEWER",
        Severity.ERROR,
        Text("台账由更新版本的 sinkmap 建立", "a later sinkmap made this ledger"),
        Text("升级 sinkmap 后再打开", "install that sinkmap and open it again"),
        seen=seen,
        wanted=wanted,
    )


def _refused(error: DBAPIError, url: URL) -> Finding:
    said = " ".join(str(error.orig).split())
    if url.password:
        said = said.replace(str(url.password), "***")
    if "database is locked" in said or "lock timeout" in said:
        return Finding(
            "LEDGER-BUSY",
            Severity.ERROR,
            Text("台账正被他人写入", "somebody else is writing to the ledger"),
            Text("稍后重试；未作任何改动", "try again in a moment; nothing was changed"),
            file=shown(url),
            seen=said,
        )
    return Finding(
        "LEDGER-UNREACHABLE",
        Severity.ERROR,
        Text("台账数据库不能使用", "the ledger's database cannot be used"),
        Text("检查地址、账号、权限与磁盘；未作任何改动", "check address, account, rights and disk"),
        file=shown(url),
        seen=said,
    )
