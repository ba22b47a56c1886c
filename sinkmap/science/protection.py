"""Overlapping protection as disjoint ground: dissolve first, never add layers up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sinkmap.classes import protection_forms
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.science.ground import dissolved, polygons_of, zone_table
from sinkmap.text import Text

__all__ = [
    "FORM_SEPARATOR",
    "LISTED_FORMS",
    "RED_LINE_FORM",
    "arrange",
    "counted_forms",
    "disjoint_by_precedence",
    "protection_zones",
    "published_plots",
    "redline_zones",
]

FORM_SEPARATOR = "|"
"""Between the forms of a zone, in the order of exclusive credit."""

RED_LINE_FORM = "eco_redline"

LISTED_FORMS = ("wetland_plot", "small_wetland")
"""Forms of which an area counts only with its publication number and boundary points."""

_LEAST_POINTS = 3
"""Boundary points an outline needs."""
_NO_KIND = "unclassified"


def arrange(shapes: Mapping[str, BaseGeometry]) -> dict[tuple[str, ...], BaseGeometry]:
    """Disjoint ground by the names of all shapes that cover it.

    Parameters
    ----------
    shapes
        Name -> valid polygon or multipolygon; they may overlap in any way.

    Returns
    -------
    Names in the order given -> multipolygon. The parts of a shape add up to it; nothing is
    snapped and no sliver is dropped.
    """
    ground: dict[tuple[str, ...], BaseGeometry] = {}
    covered: BaseGeometry = shapely.MultiPolygon()
    for name, shape in shapes.items():
        split: dict[tuple[str, ...], BaseGeometry] = {}
        for names, piece in ground.items():
            if not shapely.intersects(piece, shape):
                split[names] = piece
                continue
            split[(*names, name)] = polygons_of(shapely.intersection(piece, shape))
            split[names] = polygons_of(shapely.difference(piece, shape))
        split[(name,)] = polygons_of(shapely.difference(shape, covered))
        covered = dissolved((covered, shape))
        ground = {names: piece for names, piece in split.items() if not piece.is_empty}
    return ground


def disjoint_by_precedence(shapes: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Each shape less all shapes before it; shapes of which nothing is left fall away."""
    covered: BaseGeometry = shapely.MultiPolygon()
    result: dict[str, BaseGeometry] = {}
    for name, shape in shapes.items():
        rest = polygons_of(shapely.difference(shape, covered))
        covered = dissolved((covered, shape))
        if not rest.is_empty:
            result[name] = rest
    return result


def counted_forms() -> tuple[str, ...]:
    """Forms of protection that count by default, in the order of exclusive credit."""
    return tuple(form.form_id for form in protection_forms() if form.default_on)


def protection_zones(
    protected_area: gpd.GeoDataFrame | None, eco_redline: gpd.GeoDataFrame | None
) -> gpd.GeoDataFrame:
    """Disjoint polygons of protected ground with the forms that cover them.

    Parameters
    ----------
    protected_area
        Polygons with ``form``, overlapping as they do; None if the study has none.
    eco_redline
        Polygons of the ecological red line, a form of its own; None if the study has none.

    Returns
    -------
    GeoDataFrame
        ``forms`` (ids joined by ``|``) and single polygons on the CRS of the inputs. Forms that
        do not count by default are there too: which forms count is for the reader to say.

    Plots and small wetlands that are not published (:func:`published_plots`) are left out.

    Raises
    ------
    InputRefusedError
        ``PROTECTION-FORM-UNKNOWN`` for a form that is not in the table.
    """
    found: dict[str, list[Any]] = {form.form_id: [] for form in protection_forms()}
    if protected_area is not None:
        _refuse_unknown_forms(protected_area["form"].astype(str), tuple(found))
        protected_area = protected_area[published_plots(protected_area)]
        for form, geometry in zip(protected_area["form"], protected_area.geometry, strict=True):
            found[str(form)].append(geometry)
    if eco_redline is not None:
        found[RED_LINE_FORM] += list(eco_redline.geometry)
    shapes = {form: dissolved(parts) for form, parts in found.items() if parts}
    ground = {FORM_SEPARATOR.join(forms): piece for forms, piece in arrange(shapes).items()}
    return zone_table("forms", ground, _crs(protected_area, eco_redline))


def published_plots(protected_area: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """(n,) whether an area may count: a plot or small wetland only if it is published.

    Published is one with a publication number (``publication``) and at least three boundary points
    (``boundary``); areas of other forms need neither.
    """
    number, points = (
        protected_area[name].fillna("").astype(str).str.strip()
        if name in protected_area
        else pd.Series("", index=protected_area.index)
        for name in ("publication", "boundary")
    )
    bounded = pd.to_numeric(points, errors="coerce").fillna(0) >= _LEAST_POINTS
    listed = ~protected_area["form"].astype(str).isin(LISTED_FORMS)
    return np.asarray(listed | (number.ne("") & bounded), dtype=bool)


def redline_zones(eco_redline: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The red line as disjoint polygons by ``kind``.

    Ground that was drawn under two kinds belongs to the first of them in the order of their names;
    ground without a kind is ``unclassified`` and comes last.
    """
    kinds: NDArray[Any] = np.full(len(eco_redline), _NO_KIND, dtype=object)
    if "kind" in eco_redline.columns:
        given = eco_redline["kind"].fillna("").astype(str).str.strip().to_numpy(dtype=object)
        kinds = np.where(given == "", _NO_KIND, given)
    order = sorted(set(kinds), key=lambda kind: (kind == _NO_KIND, kind))
    geometry = np.asarray(eco_redline.geometry.to_numpy(), dtype=object)
    shapes = {kind: dissolved(geometry[kinds == kind]) for kind in order}
    return zone_table("kind", disjoint_by_precedence(shapes), eco_redline.crs)


def _crs(*frames: gpd.GeoDataFrame | None) -> Any:
    return next((frame.crs for frame in frames if frame is not None), None)


def _refuse_unknown_forms(forms: Iterable[str], known: Sequence[str]) -> None:
    unknown = sorted(set(forms) - set(known))
    if unknown:
        raise InputRefusedError(
            Finding(
                "PROTECTION-FORM-UNKNOWN",
                Severity.ERROR,
                Text("保护形式不在名录中", "a form of protection is not in the table"),
                Text("改用名录中的形式代码", "use a form id of the table"),
                layer="protected_area",
                seen=", ".join(unknown),
                wanted=", ".join(known),
            )
        )
