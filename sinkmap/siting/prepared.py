"""Candidates made ready for any question: costs, gains and criteria of every site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from sinkmap.errors import Finding
from sinkmap.parameters import PoolTable
from sinkmap.siting.candidates import Candidates
from sinkmap.siting.gain import gains
from sinkmap.siting.points import CityRates
from sinkmap.siting.score import Standardised, standardise
from sinkmap.siting.site_merge import in_metres
from sinkmap.siting.siting_book import SitingBook
from sinkmap.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["Prepared", "prepare"]


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """What all questions about one set of candidates share.

    ``sites``: with the columns of :mod:`sinkmap.siting.gain`; ``rates``: what points are of;
    ``figures``: id of the figures of tree cover and wetland protection, empty without;
    ``districts``: unit id -> name; ``near``: (k, 2) rows of neighbouring sites and ``near_weight``
    (k,) 1 where they touch to 0 at the setting ``neighbour_distance``.
    """

    run: str
    year: int
    book: SitingBook
    candidates: Candidates
    sites: gpd.GeoDataFrame
    criteria: Standardised
    rates: CityRates
    figures: tuple[str, str]
    districts: Mapping[str, Text]
    near: NDArray[np.int64]
    near_weight: NDArray[np.float64]
    conflicts: NDArray[np.int64]
    findings: tuple[Finding, ...] = ()
    simulated: bool = False


def prepare(
    run: str,
    year: int,
    book: SitingBook,
    candidates: Candidates,
    rates: CityRates,
    *,
    pools: PoolTable,
    figures: tuple[str, str],
    districts: Mapping[str, Text],
    metres: tuple[float, float],
    findings: tuple[Finding, ...] = (),
    simulated: bool = False,
) -> Prepared:
    """Costs, gains and criteria of candidates with their raw factors.

    Parameters
    ----------
    pools
        Carbon densities in force in the run.
    metres
        Metres of ground for a unit of the CRS, east and north.

    Raises
    ------
    InputRefusedError
        Factors outside their range (see :func:`sinkmap.siting.score.standardise`).
    """
    raw = candidates.sites
    gain = gains(pd.DataFrame(raw.drop(columns="geometry")), book, rates, pools=pools)
    sites = raw.join(gain)
    shapes = np.asarray(sites.geometry.to_numpy(), dtype=object)
    near, weight = _neighbours(shapes, metres, book.value("neighbour_distance"))
    place = {name: row for row, name in enumerate(sites["site_id"])}
    pairs = [
        (place[a], place[b]) for a, b in candidates.conflicts.itertuples(index=False, name=None)
    ]
    return Prepared(
        run,
        year,
        book,
        candidates,
        sites,
        standardise(pd.DataFrame(sites.drop(columns="geometry")), book),
        rates,
        figures,
        districts,
        near,
        weight,
        np.array(pairs, dtype=np.int64).reshape(-1, 2),
        (*candidates.findings, *findings),
        simulated,
    )


def _neighbours(
    shapes: NDArray[Any], metres: tuple[float, float], most_m: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Rows of sites less than the distance of neighbours apart, and how near they are, 0 to 1."""
    plane = in_metres(shapes, metres)
    one, other = shapely.STRtree(plane).query(plane, predicate="dwithin", distance=most_m)
    once = one < other
    pairs = np.column_stack([one[once], other[once]]).astype(np.int64)
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    pairs = pairs[order]
    apart = shapely.distance(plane[pairs[:, 0]], plane[pairs[:, 1]])
    return pairs, np.clip(1.0 - apart / most_m, 0.0, 1.0)
