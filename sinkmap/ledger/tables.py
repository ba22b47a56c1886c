"""The tables of the ledger.

Times are ISO 8601 texts in UTC and lists are texts joined by blanks, so that a row has the same
bytes, and so the same digest, in every database.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

__all__ = ["Base", "Case", "Document", "Event", "Head", "LineVersion", "Lineage", "Sighting"]

_HASH = String(64)
_NUMBER = String(20)
_WORD = String(40)
_CRS = LongText


class Base(DeclarativeBase):
    """Root of the tables."""


class Case(Base):
    """One case: the ground, what happened there, and where the matter stands.

    ``wkb`` in ``crs`` is the outline in force; ``version`` grows with every change and keeps two
    clerks from writing over each other; ``entered`` is the event by which the state was entered.
    """

    __tablename__ = "cases"

    number: Mapped[str] = mapped_column(_NUMBER, primary_key=True)
    state: Mapped[str] = mapped_column(_WORD, index=True)
    stage: Mapped[str] = mapped_column(_WORD)
    version: Mapped[int] = mapped_column()
    entered: Mapped[int] = mapped_column(BigInteger)
    verdict: Mapped[str] = mapped_column(_WORD)
    verdict_why: Mapped[str] = mapped_column(LongText)
    due: Mapped[str] = mapped_column(String(10))
    deadline: Mapped[str] = mapped_column(String(10))
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("cases.number"))
    first_year: Mapped[int | None]
    last_year: Mapped[int | None]
    severity: Mapped[int]
    zone_ids: Mapped[str] = mapped_column(LongText)
    rule_ids: Mapped[str] = mapped_column(LongText)
    top_zone: Mapped[str] = mapped_column(_WORD)
    before: Mapped[str] = mapped_column(LongText)
    after: Mapped[str] = mapped_column(LongText)
    dlbm_t0: Mapped[str] = mapped_column(LongText)
    dlbm_t1: Mapped[str] = mapped_column(LongText)
    evidence: Mapped[str] = mapped_column(_WORD)
    approval_no: Mapped[str] = mapped_column(LongText)
    county: Mapped[str] = mapped_column(LongText)
    town: Mapped[str] = mapped_column(LongText)
    village: Mapped[str] = mapped_column(LongText)
    lon: Mapped[float]
    lat: Mapped[float]
    area_m2: Mapped[float]
    crs: Mapped[str] = mapped_column(_CRS)
    wkb: Mapped[bytes] = mapped_column(LargeBinary)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Sighting(Base):
    """A patch as a run found it or a superior issued it, and the case it belongs to.

    ``digest`` names the patch by content; the same patch is never taken in twice.
    """

    __tablename__ = "sightings"
    __table_args__ = (UniqueConstraint("batch", "external_no"),)

    digest: Mapped[str] = mapped_column(_HASH, primary_key=True)
    case_number: Mapped[str] = mapped_column(ForeignKey("cases.number"), index=True)
    event: Mapped[int] = mapped_column(BigInteger)
    origin: Mapped[str] = mapped_column(_WORD)
    source: Mapped[str] = mapped_column(LongText)
    patch_id: Mapped[str] = mapped_column(LongText)
    batch: Mapped[str | None] = mapped_column(String(200))
    external_no: Mapped[str | None] = mapped_column(String(200))
    deadline: Mapped[str] = mapped_column(String(10))
    t0: Mapped[int | None]
    t1: Mapped[int | None]
    severity: Mapped[int]
    rule_ids: Mapped[str] = mapped_column(LongText)
    area_m2: Mapped[float]
    crs: Mapped[str] = mapped_column(_CRS)
    wkb: Mapped[bytes] = mapped_column(LargeBinary)


class Lineage(Base):
    """How one case came of another: ``split``, ``merge`` or ``follows``."""

    __tablename__ = "lineage"

    parent: Mapped[str] = mapped_column(ForeignKey("cases.number"), primary_key=True)
    child: Mapped[str] = mapped_column(ForeignKey("cases.number"), primary_key=True)
    kind: Mapped[str] = mapped_column(_WORD, primary_key=True)
    event: Mapped[int] = mapped_column(BigInteger)
    share: Mapped[float]


class Document(Base):
    """A file kept with a case, under the name of its content; photographs have an azimuth."""

    __tablename__ = "documents"

    event: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    case_number: Mapped[str] = mapped_column(ForeignKey("cases.number"), index=True)
    kind: Mapped[str] = mapped_column(_WORD)
    name: Mapped[str] = mapped_column(LongText)
    note: Mapped[str] = mapped_column(LongText)
    azimuth: Mapped[float | None]
    sha256: Mapped[str] = mapped_column(_HASH)
    size: Mapped[int] = mapped_column(BigInteger)
    path: Mapped[str] = mapped_column(LongText)


class LineVersion(Base):
    """One running check of a version of a line against the version before."""

    __tablename__ = "line_versions"

    line: Mapped[str] = mapped_column(_WORD, primary_key=True)
    statunit: Mapped[str] = mapped_column(String(100), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(_WORD, primary_key=True)
    figure: Mapped[str] = mapped_column(String(300), primary_key=True)
    event: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    run_id: Mapped[str] = mapped_column(_WORD)
    vintage: Mapped[str] = mapped_column(LongText)
    before: Mapped[float | None]
    value: Mapped[float | None]
    verdict: Mapped[str] = mapped_column(_WORD)


class Event(Base):
    """One entry of the log. ``hash`` covers the entry and ``prev``, the hash of the one before."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(40))
    who: Mapped[str] = mapped_column(LongText)
    role: Mapped[str] = mapped_column(_WORD)
    kind: Mapped[str] = mapped_column(_WORD)
    case_number: Mapped[str | None] = mapped_column(String(20), index=True)
    step: Mapped[str] = mapped_column(_WORD)
    before: Mapped[str] = mapped_column(_WORD)
    after: Mapped[str] = mapped_column(_WORD)
    why: Mapped[str] = mapped_column(LongText)
    detail: Mapped[str] = mapped_column(LongText)
    rows: Mapped[str] = mapped_column(LongText)
    prev: Mapped[str] = mapped_column(_HASH)
    hash: Mapped[str] = mapped_column(_HASH)


class Head(Base):
    """The end of the log: one row, which every writer takes hold of first."""

    __tablename__ = "head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    length: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(_HASH)
