"""A case split by hand: the ground is cut by a line or along a shape, every part a case of its own.

Parts of one patch may be different matters: half of it approved, half of it not. The largest part
keeps the number, and with it papers, sightings and what a superior waits for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from shapely.ops import split as cut_by_line
from sqlalchemy import inspect

from sinkmap.area import geodesic_area, plane_area
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.ledger.lineage import CUT
from sinkmap.ledger.log import LogWriter
from sinkmap.ledger.numbering import next_number
from sinkmap.ledger.outline import draw, moved
from sinkmap.ledger.states import Role, State
from sinkmap.ledger.stepping import live_case
from sinkmap.ledger.tables import Case, Lineage
from sinkmap.science.ground import polygons_of
from sinkmap.text import Text

__all__ = ["CaseCut", "split_case"]

_MOST_PARTS = 20
_LEAST_M2 = 1.0
"""A part below a square metre is a slip of the pen, not ground to be judged."""
_MAY = (Role.COUNTY, Role.CITY)


@dataclass(frozen=True, slots=True, eq=False)
class CaseCut:
    """Where a case is cut: ``geometry``, a line across it or a polygon over part of it, in ``crs``.

    ``version``: the version of the case that was looked at, or None to take it as it is.
    """

    geometry: BaseGeometry
    crs: str
    why: str
    version: int | None = None


def split_case(log: LogWriter, number: str, cut: CaseCut) -> list[Case]:
    """Split a case; the case itself first, then those split off, the larger before the smaller.

    Their areas add up to the area the case had: each has its share of it, by the ellipsoid. All
    have the state and the stage of the case.

    Raises
    ------
    InputRefusedError
        ``CASE-SPLIT-FORBIDDEN`` by this role or in this state, ``CASE-SPLIT-WHY`` without a reason,
        ``CASE-SPLIT-NOTHING`` if the cut does not part the ground, ``CASE-SPLIT-PARTS`` if it
        leaves slivers or too many parts; and as :func:`live_case`.
    """
    case = live_case(log.session, number, cut.version)
    state = State(case.state)
    if not state.undecided or log.actor.role not in _MAY:
        seen = f"{state} + {log.actor.role}"
        wanted = f"{', '.join(s for s in State if s.undecided)} + {', '.join(_MAY)}"
        raise InputRefusedError(_refused("CASE-SPLIT-FORBIDDEN", number, seen, wanted))
    if not cut.why.strip():
        raise InputRefusedError(_refused("CASE-SPLIT-WHY", number, "", ""))
    parts = _parts(case, cut)
    shares = _shares(parts, case.crs)
    areas = _adding_up(case.area_m2, shares)
    whole = case.area_m2
    draw(case, parts[0], case.crs, areas[0])
    log.note("split", (case,), case=number, before=case.state, after=case.state,
             why=cut.why.strip(), detail={"parts": len(parts), "area_m2": whole})  # fmt: skip
    rest = zip(parts[1:], areas[1:], shares[1:], strict=True)
    return [case, *(_split_off(log, case, part, area, share) for part, area, share in rest)]


def _split_off(log: LogWriter, case: Case, part: BaseGeometry, area: float, share: float) -> Case:
    same = {
        column.key: getattr(case, column.key)
        for column in inspect(Case).column_attrs
        if column.key not in ("number", "version", "entered")
    }
    year = case.number.partition("-")[0]
    made = Case(number=next_number(log.session, year), entered=log.next_event, **same)
    draw(made, part, case.crs, area)
    tie = Lineage(
        parent=case.number, child=made.number, kind=CUT, event=log.next_event, share=float(share)
    )
    log.note("open", (made, tie), case=made.number, after=made.state,
             detail={"parent": case.number})  # fmt: skip
    log.session.flush()  # the next number is looked up
    return made


def _parts(case: Case, cut: CaseCut) -> list[BaseGeometry]:
    """The parts on the plane of the case, the largest first."""
    ground = shapely.from_wkb(case.wkb)
    pen = moved(cut.geometry, cut.crs, case.crs)
    parts = [part for part in _cut(ground, pen) if not part.is_empty]
    if len(parts) < 2:
        raise InputRefusedError(_refused("CASE-SPLIT-NOTHING", case.number, "1", "2"))
    sizes = case.area_m2 * _shares(parts, case.crs)
    if len(parts) > _MOST_PARTS or sizes.min() < _LEAST_M2:
        seen = f"{len(parts)}, {sizes.min():.3f} m²"
        wanted = f"<= {_MOST_PARTS}, >= {_LEAST_M2:g} m²"
        raise InputRefusedError(_refused("CASE-SPLIT-PARTS", case.number, seen, wanted))
    return [parts[place] for place in np.argsort(-sizes, kind="stable")]


def _shares(parts: Sequence[BaseGeometry], crs: str) -> NDArray[np.float64]:
    areas = geodesic_area(parts, crs)
    return np.asarray(areas / areas.sum())


def _cut(ground: BaseGeometry, pen: BaseGeometry) -> list[BaseGeometry]:
    if pen.geom_type == "LineString":
        held = shapely.get_parts(ground)
        met = shapely.crosses(pen, held)
        pieces = [piece for one in held[met] for piece in cut_by_line(one, pen).geoms]
        if not pieces:
            return [ground]
        pieces.sort(key=lambda piece: -float(plane_area([piece])[0]))
        # Parts of the ground that the line does not meet stay with the largest piece.
        return [polygons_of(shapely.union_all([pieces[0], *held[~met]])), *pieces[1:]]
    if pen.geom_type not in ("Polygon", "MultiPolygon") or not pen.is_valid:
        return [ground]
    inside, outside = shapely.intersection(ground, pen), shapely.difference(ground, pen)
    return [polygons_of(inside), polygons_of(outside)]


def _adding_up(whole: float, shares: Any) -> list[float]:
    """Shares of an area whose sum is the area itself, to the last digit that adding leaves."""
    rest = [float(whole * share) for share in shares[1:]]
    return [whole - sum(rest), *rest]


_SAID: dict[str, Sequence[Text]] = {
    "CASE-SPLIT-FORBIDDEN": (
        Text(
            "此状态下或由该角色不能分割图斑",
            "the case may not be split now, or not by this role",
        ),
        Text(
            "判定前由县级或市级分割；已判定的先退回补正",
            "split it before it is judged, or after it was sent back",
        ),
    ),
    "CASE-SPLIT-WHY": (
        Text("分割图斑须说明理由", "a split asks for a reason"),
        Text("写明为何分割", "say why it is split"),
    ),
    "CASE-SPLIT-NOTHING": (
        Text("所绘的线或面没有把图斑分开", "the drawn line or shape does not part the ground"),
        Text(
            "画一条穿过图斑的线，或盖住其一部分的面",
            "draw a line right across it, or a shape over part of it",
        ),
    ),
    "CASE-SPLIT-PARTS": (
        Text("分割出的部分过小或过多", "the split leaves a part too small, or too many"),
        Text("重画分割线", "draw the line anew"),
    ),
}


def _refused(code: str, number: str, seen: str, wanted: str) -> Finding:
    message, cure = _SAID[code]
    return Finding(
        code, Severity.ERROR, message, cure, features=(number,), seen=seen, wanted=wanted
    )
