"""The register read: lists, one case with everything of it, what is owed to a superior."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, defer
from sqlalchemy.sql import Select

from sinkmap.area import lon_lat
from sinkmap.ledger.lineage import BY_HAND, with_origins
from sinkmap.ledger.states import State
from sinkmap.ledger.tables import Base, Case, Document, Event, Lineage, Sighting
from sinkmap.ledger.transitions import Transition, transitions

__all__ = ["CaseFile", "CaseFilter", "case_file", "case_frame", "case_rows", "plain"]

_DEGREES = "EPSG:4490"
_HIDDEN = {"wkb", "rows"}


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are asked for; empty fields ask for all.

    ``overdue_on``: an ISO date on which deadline or due date has passed and the case is open.
    """

    states: tuple[State, ...] = ()
    batch: str = ""
    county: str = ""
    town: str = ""
    overdue_on: str = ""
    with_merged: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class CaseFile:
    """One case with everything of it; rows by column. ``frame`` holds its outline in degrees.

    ``documents`` and ``sightings`` of cases that were merged into it are its own too;
    ``case_number`` tells whose they were.
    """

    case: Mapping[str, Any]
    events: Sequence[Mapping[str, Any]]
    documents: Sequence[Mapping[str, Any]]
    sightings: Sequence[Mapping[str, Any]]
    lineage: Sequence[Mapping[str, Any]]
    open_steps: Sequence[Transition]
    frame: gpd.GeoDataFrame

    def to_json(self) -> dict[str, Any]:
        """The case as a JSON object; its outline as GeoJSON in CGCS2000 degrees."""
        return {
            "case": dict(self.case),
            "geometry": json.loads(shapely.to_geojson(self.frame.geometry.iloc[0])),
            "sightings": list(self.sightings),
            "lineage": list(self.lineage),
            "documents": list(self.documents),
            "events": list(self.events),
            "open_steps": [
                {"step": row.step, "role": row.role, "next": row.next, "needs": list(row.needs)}
                for row in self.open_steps
            ],
        }


def case_rows(session: Session, wanted: CaseFilter) -> list[dict[str, Any]]:
    """Cases by number, without their outlines."""
    light = _asked(wanted).options(defer(Case.wkb))
    return [plain(case) for case in session.execute(light).scalars()]


def case_frame(session: Session, wanted: CaseFilter) -> gpd.GeoDataFrame:
    """Cases by number with their outlines in CGCS2000 longitude and latitude."""
    return _frame(session.execute(_asked(wanted)).scalars().all())


def case_file(session: Session, case: Case) -> CaseFile:
    """Everything of a case; events, documents and sightings oldest first."""
    number = case.number
    ties = select(Lineage).where((Lineage.parent == number) | (Lineage.child == number))
    state = State(case.state)
    is_live = case.merged_into is None
    return CaseFile(
        case=plain(case),
        events=_rows(session, select(Event).where(Event.case_number == number).order_by(Event.id)),
        documents=_rows(
            session,
            select(Document)
            .where(Document.case_number.in_(with_origins(number)))
            .order_by(Document.event),
        ),
        sightings=_rows(
            session,
            select(Sighting)
            .where(Sighting.case_number.in_(with_origins(number)))
            .order_by(Sighting.event, Sighting.digest),
        ),
        lineage=_rows(session, ties.order_by(Lineage.event, Lineage.parent, Lineage.child)),
        open_steps=transitions().open_to(state, case.stage) if is_live else (),
        frame=_frame([case]),
    )


def plain(row: Base) -> dict[str, Any]:
    """A row's columns by name, without its outline."""
    names = [column.key for column in inspect(type(row)).column_attrs]
    return {name: getattr(row, name) for name in names if name not in _HIDDEN}


def _rows(session: Session, asked: Select[Any]) -> list[dict[str, Any]]:
    return [plain(row) for row in session.execute(asked).scalars()]


def _asked(wanted: CaseFilter) -> Select[Case]:
    asked = select(Case).order_by(Case.number)
    if not wanted.with_merged:
        asked = asked.where(Case.merged_into.is_(None))
    if wanted.states:
        asked = asked.where(Case.state.in_([str(state) for state in wanted.states]))
    if wanted.batch:
        asked = asked.where(Case.number.in_(_of_batch(wanted.batch)))
    for column, value in ((Case.county, wanted.county), (Case.town, wanted.town)):
        asked = asked.where(column == value) if value else asked
    if wanted.overdue_on:
        concluded = [str(state) for state in State if state.concluded]
        past = [(c != "") & (c < wanted.overdue_on) for c in (Case.deadline, Case.due)]
        asked = asked.where(Case.state.not_in(concluded), past[0] | past[1])
    return asked


def _of_batch(batch: str) -> Select[Any]:
    """Numbers of the cases of a batch, with those split off them or merged from them by hand."""
    issued = select(Sighting.case_number.label("number")).where(Sighting.batch == batch)
    held = issued.cte("held", recursive=True)
    tied = select(Lineage.child).where(Lineage.parent == held.c.number, Lineage.kind.in_(BY_HAND))
    return select(held.union(tied).c.number)


def _frame(cases: Sequence[Case]) -> gpd.GeoDataFrame:
    shapes = [lon_lat(np.asarray([shapely.from_wkb(c.wkb)], dtype=object), c.crs)[0] for c in cases]
    names = [c.key for c in inspect(Case).column_attrs if c.key not in _HIDDEN]
    table = pd.DataFrame([plain(case) for case in cases], columns=names)
    return gpd.GeoDataFrame(table, geometry=shapes, crs=_DEGREES)
