"""Soil profiles under check: what the plan declares, each horizon, each profile, all together."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from raster_pipeline.steps.check import soil_findings as kinds
from raster_pipeline.steps.check.place import Kind, Place
from sinkmap.errors import Finding, Severity
from sinkmap.parameters import parameter_table
from sinkmap.science.soil import CarbonKind, bulk_density_ceiling
from sinkmap.science.soil_profiles import DEPTHS, gaps_of, overlaps_of
from sinkmap.science.soil_units import plausible_mean
from sinkmap.study import InputEntry

__all__ = [
    "DEFAULT_DEPTH",
    "UNITS",
    "densities_found",
    "horizons_found",
    "plan_of_soil",
    "profiles_found",
]

UNITS = {"g/kg": 1.0, "%": 10.0}
"""g/kg in one unit of a declared content."""
DEFAULT_DEPTH = (0, 30)
"""cm, where the plan names none: the depth of the class table."""
_QUARTZ = 2.65
"""g/cm³; no soil is denser than its grains."""
_LIGHTEST = 0.05
"""g/cm³; peat moss."""
_APART = 1.0
"""Metres by which the rows of one profile may differ."""
_YEARS_APART = 5
"""Years between samples that are passed without a word: one round of a survey."""
_TOPSOIL = 10.0
"""cm above which a horizon that begins at the surface must end below to be told topsoil by."""
_MOST_DENSITY = 1000.0
"""tC/ha, as of a raster of soil carbon."""
Flags = NDArray[np.bool_]


def plan_of_soil(entry: InputEntry, place: Place) -> list[Finding]:
    """What the plan must say: kind, unit and depth."""
    found = []
    if not entry.kind:
        found.append(place.found(kinds.KIND_MISSING, wanted="SOM | SOC"))
    if entry.unit not in UNITS:
        found.append(place.found(kinds.UNIT, seen=entry.unit, wanted=" | ".join(UNITS)))
    if (entry.depth_cm or DEFAULT_DEPTH) not in DEPTHS:
        seen = "-".join(map(str, entry.depth_cm or ()))
        wanted = " | ".join(f"{top}-{bottom}" for top, bottom in DEPTHS)
        found.append(place.found(kinds.DEPTH, seen=seen, wanted=wanted))
    return found


def horizons_found(
    frame: gpd.GeoDataFrame, entry: InputEntry, place: Place
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Each horizon by itself, then all topsoils together.

    ``frame``: columns of the layer under their canonical names, ``content`` in the declared unit.

    Returns
    -------
    Rows with a content, without doubles, ``soc`` in g/kg and ``coarse`` as a share of the volume.
    """
    table = frame.copy()
    double = table.drop(columns="geometry").duplicated(keep="first").to_numpy()
    found = _said(kinds.DUPLICATE, double, table, place)
    table = table[~double].reset_index(drop=True)
    table["soc"] = table["content"] * UNITS[entry.unit]
    if entry.kind == CarbonKind.SOM:
        table["soc"] /= parameter_table("soil").value("som_per_soc")
    most = parameter_table("soil").value("soc_most")
    top, bottom = table["top"], table["bottom"]
    found += _said(kinds.BOUNDS, ~((top >= 0.0) & (top < bottom)), table, place, ("top", "bottom"))
    absurd = (table["soc"] < 0.0) | (table["soc"] > most)
    found += _said(kinds.CONTENT, absurd, table, place, ("content",), f"0 … {most:g} g/kg C")
    heavy = (table["bulk_density"] < _LIGHTEST) | (table["bulk_density"] >= _QUARTZ)
    wanted = f"{_LIGHTEST} … {_QUARTZ} g/cm3"
    found += _said(kinds.BULK_DENSITY, heavy, table, place, ("bulk_density",), wanted)
    rocky = (table["coarse"] < 0.0) | (table["coarse"] >= 100.0)
    found += _said(kinds.COARSE, rocky, table, place, ("coarse",), "0 … 100 %")
    stony = table["coarse"][table["coarse"] > 0.0]
    if len(stony) and stony.max() <= 1.0:
        found.append(place.found(kinds.COARSE_SHARE, count=len(stony), seen=f"<= {stony.max():g}"))
    table["coarse"] = table["coarse"].fillna(0.0) / 100.0
    empty = table["soc"].isna()
    found += _said(kinds.NO_CONTENT, empty, table, place)
    table = table[~empty].reset_index(drop=True)
    found += _said(kinds.NO_BULK_DENSITY, table["bulk_density"].isna(), table, place, of=len(table))
    if not any(one.severity is Severity.ERROR for one in found):
        ceiling = table["soc"].map(bulk_density_ceiling)
        dense = table["bulk_density"] > ceiling
        found += _said(kinds.EXCLUDED, dense, table, place, ("soc", "bulk_density"))
        found += _plausible(table, entry, place)
    return table, found


def profiles_found(
    table: gpd.GeoDataFrame, entry: InputEntry, years: Sequence[int], place: Place
) -> list[Finding]:
    """Each profile as a whole: one place, year and class; no overlap; gaps; how deep; when.

    ``table``: rows that :func:`horizons_found` passed. ``years``: those the entry plays.
    """
    found: list[Finding] = []
    by_profile = table.groupby("profile", sort=True)
    where = pd.DataFrame({"x": table.geometry.x, "y": table.geometry.y})
    spread = where.groupby(table["profile"]).agg(np.ptp).max(axis=1)
    several = by_profile[["year", "soil_class"]].nunique().max(axis=1) > 1
    split = (spread > _APART) | several
    if split.any():
        found.append(place.found(kinds.PLACES, features=split.index[split]))
    bounds = {
        str(name): list(zip(rows["top"], rows["bottom"], strict=True)) for name, rows in by_profile
    }
    depth = entry.depth_cm or DEFAULT_DEPTH
    over = {name: overlaps_of(rows) for name, rows in bounds.items()}
    found += _depths(kinds.OVERLAP, over, place)
    gaps = {name: gaps_of(rows) for name, rows in bounds.items()}
    found += _depths(kinds.GAP, gaps, place)
    shallow = [name for name, rows in bounds.items() if max(b for _, b in rows) < depth[1]]
    if shallow:
        wanted = f"{depth[0]}-{depth[1]} cm"
        told = f"{len(shallow)} / {len(bounds)}"
        found.append(place.found(kinds.SHALLOW, features=shallow, seen=told, wanted=wanted))
    return found + _vintage(table["year"].dropna(), years, place)


def densities_found(frame: gpd.GeoDataFrame, place: Place) -> list[Finding]:
    """Densities of parcels in tC/ha: none negative or absurd, and a mean that soils can have.

    ``frame``: columns ``density``, NaN where a parcel has none, and ``geometry_m2``.
    """
    if "density" not in frame or frame["density"].isna().all():
        return [place.found(kinds.NONE)] if len(frame) else []
    told = frame[frame["density"].notna()]
    absurd = ~told["density"].between(0.0, _MOST_DENSITY)
    if absurd.any():
        values = told["density"][absurd]
        seen = f"{values.min():g} … {values.max():g}"
        wanted = f"0 … {_MOST_DENSITY:g} tC/ha"
        count = int(absurd.sum())
        return [place.found(kinds.PARCEL_DENSITY, count=count, seen=seen, wanted=wanted)]
    mean = float(np.average(told["density"], weights=told["geometry_m2"]))
    low, high = plausible_mean(DEFAULT_DEPTH)
    if low <= mean <= high:
        return []
    wanted = f"{low:g} … {high:g} tC/ha"
    return [place.found(kinds.PARCEL_DENSITY, seen=f"mean {mean:g}", wanted=wanted)]


def _said(
    kind: Kind,
    wrong: Flags | pd.Series,
    table: pd.DataFrame,
    place: Place,
    columns: tuple[str, ...] = (),
    wanted: str = "",
    of: int = 0,
) -> list[Finding]:
    """A finding about the rows that are wrong, named by their profiles, with values met."""
    flags = np.asarray(wrong, dtype=np.bool_)
    if not flags.any():
        return []
    names = list(dict.fromkeys(table["profile"][flags].astype(str)))
    rows = table.loc[flags, list(columns)].head(5).itertuples(index=False)
    seen = ", ".join("-".join(f"{value:g}" for value in row) for row in rows) if columns else ""
    seen = f"{int(flags.sum())} / {of}" if of else seen
    count = int(flags.sum())
    return [place.found(kind, features=names, count=count, seen=seen, wanted=wanted)]


def _depths(
    kind: Kind, depths: dict[str, list[tuple[float, float]]], place: Place
) -> list[Finding]:
    wrong = {name: rows for name, rows in depths.items() if rows}
    if not wrong:
        return []
    name, (first, *_) = next(iter(wrong.items()))
    return [place.found(kind, features=wrong, seen=f"{name}: {first[0]:g}-{first[1]:g} cm")]


def _plausible(table: pd.DataFrame, entry: InputEntry, place: Place) -> list[Finding]:
    """Whether the median topsoil is one that mineral soils can have under what was declared."""
    surface = table[(table["top"] == 0.0) & (table["bottom"] >= _TOPSOIL)]
    if surface.empty:
        return []
    soil = parameter_table("soil")
    usual = soil.get("soc_topsoil")
    low, high = usual.low or 0.0, usual.high or 0.0
    median = float(surface["soc"].median())
    seen = f"{median:.1f} g/kg C ({entry.kind}, {entry.unit})"
    if not low <= median <= high:
        return [place.found(kinds.UNIT_DOUBT, seen=seen, wanted=f"{low:g} … {high:g} g/kg C")]
    doubt = soil.value("som_per_soc_doubt")
    ratio = median / usual.value
    matter_as_carbon = entry.kind == CarbonKind.SOC and ratio > doubt
    carbon_as_matter = entry.kind == CarbonKind.SOM and ratio < 1.0 / doubt
    if matter_as_carbon or carbon_as_matter:
        told = f"{seen}, {ratio:.2f} x {usual.value:g}"
        return [place.found(kinds.KIND_DOUBT, seen=told, wanted=f"{usual.value:g} g/kg C")]
    return []


def _vintage(sampled: pd.Series, years: Sequence[int], place: Place) -> list[Finding]:
    """Years far apart among the samples, or far from the one year they are declared for."""
    if sampled.empty:
        return []
    first, last = int(sampled.min()), int(sampled.max())
    declared = years[0] if len(years) == 1 else last
    apart = max(last - first, abs(declared - first), abs(declared - last))
    if apart <= _YEARS_APART:
        return []
    counts = sampled.astype("int64").value_counts().sort_index()
    seen = ", ".join(f"{year} × {n}" for year, n in counts.items())
    limit = parameter_table("soil").value("equilibrium_years")
    weight = Severity.ERROR if apart > limit else Severity.WARNING
    wanted = f"{declared} ± {_YEARS_APART}"
    return [
        place.found(kinds.VINTAGE, count=len(sampled), seen=seen, wanted=wanted, severity=weight)
    ]
