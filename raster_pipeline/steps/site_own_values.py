"""A bureau's own values of criteria, drawn on a layer, brought to sites."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from raster_pipeline.steps.overlay import ZoneLayer, overlay
from sinkmap.area import AreaMeasure
from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.siting.score import OWN_CRITERION
from sinkmap.siting.siting_book import SitingBook
from sinkmap.text import Text

__all__ = ["OWN_VALUES", "own_values"]

OWN_VALUES = "criterion_values"
"""Given layer with ``criterion`` and ``value``."""

_TOLD = 5
"""Values out of range that a finding names."""

Shapes = NDArray[Any]
Floats = NDArray[np.float64]


def own_values(
    shapes: Shapes,
    frame: gpd.GeoDataFrame,
    book: SitingBook,
    measure: AreaMeasure,
    *,
    workers: int = 2,
) -> dict[str, Floats]:
    """Column ``c_<criterion>`` -> (n,) mean of the values under each site by their ground.

    Parameters
    ----------
    frame
        The layer :data:`OWN_VALUES`. A site it does not touch has NaN; of one it covers in part
        the part speaks for all.

    Raises
    ------
    InputRefusedError
        ``SITING-CRITERION-UNKNOWN``, ``SITING-CRITERION-RANGE``: every criterion the book lacks
        and every value outside 0 to 1, before any mean could hide it.
    """
    names = frame["criterion"].fillna("").astype(str).str.strip()
    faults = list(_faults(names.to_numpy(dtype=object), frame, book))
    if faults:
        raise InputRefusedError(faults)
    return {
        OWN_CRITERION + str(name): _means(shapes, frame[names == name], measure, workers)
        for name in sorted(set(names))
    }


def _means(shapes: Shapes, known: gpd.GeoDataFrame, measure: AreaMeasure, workers: int) -> Floats:
    value = known["value"].to_numpy(dtype=np.float64)
    ids = tuple(str(row) for row in range(len(known)))
    layer = ZoneLayer(OWN_VALUES, ids, np.asarray(known.geometry.to_numpy(), dtype=object))
    pieces = overlay(shapes, [layer], measure, workers=workers, disjoint=False)
    under = pieces[OWN_VALUES].astype(str).to_numpy()
    held = under != ""
    site, area = pieces["parcel"].to_numpy()[held], pieces["geometry_m2"].to_numpy()[held]
    each = value[under[held].astype(np.int64)]
    ground = np.bincount(site, weights=area, minlength=len(shapes))
    total = np.bincount(site, weights=area * each, minlength=len(shapes))
    means = np.divide(total, ground, out=np.full(len(shapes), np.nan), where=ground > 0.0)
    return np.asarray(means)


def _faults(
    names: NDArray[np.object_], frame: gpd.GeoDataFrame, book: SitingBook
) -> Iterator[Finding]:
    known = [one.id for one in book.criteria]
    strange = sorted(set(names) - set(known))
    if strange:
        yield Finding(
            "SITING-CRITERION-UNKNOWN",
            Severity.ERROR,
            Text("准则编号不在准则表中", "a value is of no criterion of the siting book"),
            Text("改用准则表中的编号", "use ids of the table of criteria"),
            layer=OWN_VALUES,
            seen=", ".join(strange),
            wanted=", ".join(known),
        )
    value = frame["value"].to_numpy(dtype=np.float64)
    # NaN is no value either: both comparisons are false.
    bad = ~((value >= 0.0) & (value <= 1.0))
    if bad.any():
        yield Finding(
            "SITING-CRITERION-RANGE",
            Severity.ERROR,
            Text("准则值不在 0 至 1 之间", "a criterion lies outside 0 to 1"),
            Text("改为 0 至 1 的标准化值", "give values standardised to 0 to 1"),
            layer=OWN_VALUES,
            features=tuple(sorted(set(names[bad]))),
            count=int(bad.sum()),
            seen=", ".join(f"{one:g}" for one in np.unique(value[bad])[:_TOLD]),
            wanted="0 - 1",
        )
