"""Cost, carbon and points of every candidate site."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sinkmap.parameters import (
    IPCC_2019,
    PoolTable,
    SocVintage,
    SoilClass,
    parameter_table,
    shipped_pools,
    soil_class_of,
)
from sinkmap.siting.points import CityRates, tree_gain, wetland_gain, wetland_points
from sinkmap.siting.siting_book import SitingBook
from sinkmap.siting.turn import PerHectare, per_hectare
from sinkmap.uom import CO2_PER_C, HECTARE, SQUARE_METRE, convert

__all__ = ["GAIN_COLUMNS", "gains"]

Floats = NDArray[np.float64]

_LEVELS = ("_low", "", "_high")
GAIN_COLUMNS = (
    *(f"cost{level}" for level in _LEVELS),
    *(f"carbon{level}" for level in _LEVELS),
    "carbon_method",
    *(f"type_carbon{level}" for level in _LEVELS),
    "pool_carbon",
    "ch4_kg",
    "carbon_with_ch4",
    "soil_loss_t",
    *(f"new_tree_m2{level}" for level in _LEVELS),
    *(f"tree_points{level}" for level in _LEVELS),
    *(f"new_protected_m2{level}" for level in _LEVELS),
    *(f"new_wetland_m2{level}" for level in _LEVELS),
    *(f"wetland_points{level}" for level in _LEVELS),
    "f_carbon_gain",
    "f_cost",
)
"""Columns of :func:`gains`, in order."""

_PER_CENT = 100.0
_KILOGRAMS = 1000.0


def gains(
    sites: pd.DataFrame,
    book: SitingBook,
    rates: CityRates,
    *,
    years: float | None = None,
    pools: PoolTable | None = None,
    vintage: SocVintage = IPCC_2019,
) -> pd.DataFrame:
    """What each site costs and brings.

    Parameters
    ----------
    sites
        Candidates: ``type_id, group, area_m2``; used where they are there: ``soil_class`` (name of
        a soil or of a class of the IPCC, else HAC), ``tree_m2`` (tree cover there already;
        unknown: all of a forest group, none of others), ``protected_m2`` (ground in a form of
        wetland protection).
    rates
        What points are of.
    years
        Years from planting to the year that points are counted for; None: when crowns have closed.
    pools
        Carbon densities in force in the run; the shipped ones if None.
    vintage
        Guidelines of the soil's loss.

    Returns
    -------
    pandas.DataFrame
        The index of ``sites``, columns :data:`GAIN_COLUMNS`. ``cost*``: yuan. ``carbon*``:
        tCO2/yr, CO2 alone, by ``carbon_method``; ``type_carbon*``: by the table of types;
        ``pool_carbon``: by carbon densities, NaN where the class stays. ``ch4_kg``: kg CH4/yr more
        than before, NaN where no rate is known. ``carbon_with_ch4``: tCO2e/yr, carbon less
        methane at the stated GWP100. ``soil_loss_t``: tC the soil loses until it settles (Tier
        1). ``new_*_m2*``: m² of the points' numerators and of new wetland. ``*_points*``:
        percentage points. ``f_carbon_gain``, ``f_cost``: factors of the score, scaled to the
        greatest of these sites by the hectare, the gain less the soil's loss.

    Raises
    ------
    KeyError
        If a site's type is not of the book.
    """
    turns, place = _turns(sites, book, pools or shipped_pools(), vintage)
    hectares = sites["area_m2"].to_numpy(dtype=np.float64) * convert(1.0, SQUARE_METRE, HECTARE)
    found: dict[str, Floats] = {}
    for which, level in enumerate(_LEVELS):
        for name, of in (("cost", "cost"), ("carbon", "carbon"), ("type_carbon", "by_type")):
            rate = np.array([getattr(one, of)[which] for one in turns])
            found[name + level] = rate[place] * hectares
    for name, of in (("pool_carbon", "by_pools"), ("ch4_kg", "ch4_kg"), ("soil_loss_t",) * 2):
        found[name] = np.array([getattr(one, of) for one in turns])[place] * hectares
    warming = parameter_table("methane").value("gwp100") / _KILOGRAMS
    found["carbon_with_ch4"] = found["carbon"] - found["ch4_kg"] * warming
    found |= _points(sites, book, rates, years)
    found["f_carbon_gain"] = _scaled_gain(turns, vintage)[place]
    found["f_cost"] = _scaled([one.cost[1] for one in turns])[place]
    methods = {"carbon_method": np.array([one.method for one in turns], dtype=object)[place]}
    return pd.DataFrame(methods | found, index=sites.index, columns=list(GAIN_COLUMNS))


def _turns(
    sites: pd.DataFrame, book: SitingBook, pools: PoolTable, vintage: SocVintage
) -> tuple[list[PerHectare], NDArray[np.intp]]:
    """The different hectares there are, and (n,) which of them each site is made of."""
    soil = sites["soil_class"] if "soil_class" in sites else pd.Series("", index=sites.index)
    keys = pd.MultiIndex.from_arrays(
        [sites["type_id"].astype(str), sites["group"].astype(str), soil.fillna("").astype(str)]
    )
    codes, distinct = pd.factorize(keys)
    turns = [
        per_hectare(book.types[kind], group, pools, _soil(name), vintage)
        for kind, group, name in distinct
    ]
    return turns, codes


def _soil(name: str) -> SoilClass:
    return soil_class_of(name) or SoilClass.HAC


def _points(
    sites: pd.DataFrame, book: SitingBook, rates: CityRates, years: float | None
) -> dict[str, Floats]:
    """Numerators and points by column, filled type by type."""
    parts = ("new_tree_m2", "new_protected_m2", "new_wetland_m2")
    found = {f"{part}{level}": np.zeros(len(sites)) for part in parts for level in _LEVELS}
    kinds = sites["type_id"].astype(str).to_numpy()
    for type_id in np.unique(kinds):
        rows = np.flatnonzero(kinds == type_id)
        kind, of_type = book.types[type_id], sites.iloc[rows]
        trees = tree_gain(kind, of_type, rates, book.settings["canopy_years"], years)
        protected, wetland = wetland_gain(kind, of_type, rates)
        for part, triple in zip(parts, (trees, protected, wetland), strict=True):
            for level, values in zip(_LEVELS, triple, strict=True):
                found[part + level][rows] = values
    points = dict(found)
    for level in _LEVELS:
        points[f"tree_points{level}"] = (
            _PER_CENT * found[f"new_tree_m2{level}"] / rates.tree_base_m2
        )
        points[f"wetland_points{level}"] = wetland_points(
            found[f"new_protected_m2{level}"], found[f"new_wetland_m2{level}"], rates
        )
    return points


def _scaled_gain(turns: list[PerHectare], vintage: SocVintage) -> Floats:
    """Gain of each hectare over the greatest, less the soil's loss, 0..1."""
    gain = np.array([one.carbon[1] for one in turns])
    loss = np.array([one.soil_loss_t for one in turns]) * CO2_PER_C / vintage.transition_years
    most = gain.max(initial=0.0)
    if most <= 0.0:
        return np.zeros(len(gain))
    scaled: Floats = np.clip((gain - loss) / most, 0.0, 1.0)
    return scaled


def _scaled(values: list[float]) -> Floats:
    """Values over the greatest of them, 0..1."""
    most = max(values, default=0.0)
    return np.array(values) / most if most > 0.0 else np.zeros(len(values))
