"""Forest sub-compartments as later steps see them: species known, numbers possible."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from raster_pipeline.steps.check.areas import area_unit, register_findings
from raster_pipeline.steps.check.geometry import without_duplicates
from raster_pipeline.steps.check.overlaps import overlap_findings
from raster_pipeline.steps.check.place import Kind, Place
from raster_pipeline.steps.vector_layer import LayerRead, feature_ids, place_of
from sinkmap.area import AreaMeasure
from sinkmap.classes import UNKNOWN_SPECIES, Stand, species_of, tree_species
from sinkmap.errors import Finding, Severity
from sinkmap.layer import FieldKind, Given
from sinkmap.parameters import parameter_table
from sinkmap.science.forest_biomass import volume_carbon
from sinkmap.study import InputEntry, Policies
from sinkmap.text import Text
from sinkmap.uom import SQUARE_METRE, convert, uom

__all__ = ["complete_compartments"]

_UNKNOWN = Kind(
    "SPECIES-UNKNOWN",
    Severity.WARNING,
    Text(
        "优势树种不在参数表内，按针阔混计算",
        "the table does not know the dominant species; taken as mixed conifer and broadleaf",
    ),
    Text("核对树种名称或代码", "check the name or code of the species"),
)
_NO_SPECIES = Kind(
    "SPECIES-MISSING",
    Severity.NOTE,
    Text("小班没有优势树种，按无林木计算", "no dominant species; taken as land without a stand"),
    Text("有林木的小班请补填", "fill it in where there is a stand"),
)
_VOLUME = Kind(
    "VOLUME-IMPOSSIBLE",
    Severity.WARNING,
    Text("每公顷蓄积不可能，不予采用", "an impossible volume per hectare, not used"),
    Text(
        "核对单位（每亩蓄积乘以 15）和缺值代码",
        "check the unit (volume per mu times 15) and codes for missing values",
    ),
)
_NO_VOLUME = Kind(
    "VOLUME-MISSING",
    Severity.WARNING,
    Text("乔木小班没有蓄积，其生物量未知", "arbor stands without a volume; biomass is not known"),
    Text("补填每公顷蓄积", "fill in the volume per hectare"),
)
_CANOPY = Kind(
    "CANOPY-RANGE",
    Severity.WARNING,
    Text("郁闭度不在 0 至 1 之间，不予采用", "canopy closure is not within 0 to 1, not used"),
    Text("百分数除以 100，成数除以 10", "divide percent by 100, tenths by 10"),
)
_NUMBER = Kind(
    "COMPARTMENT-NUMBER",
    Severity.WARNING,
    Text("年龄或采伐量为负，不予采用", "a negative age or amount of wood taken, not used"),
    Text("核对该字段", "check the field"),
)
_DENSE = Kind(
    "BIOMASS-HIGH",
    Severity.WARNING,
    Text("按蓄积推算的生物量碳密度异常高", "biomass carbon by volume is unusually high"),
    Text("核对蓄积和树种", "check volume and species"),
)
_LISTED = 20


@dataclass(frozen=True, slots=True, eq=False)
class _Compartments:
    """Sub-compartments under check: what was read, names of features, where findings go."""

    frame: gpd.GeoDataFrame
    ids: pd.Series
    place: Place
    findings: list[Finding]

    def number(self, column: str) -> NDArray[np.float64]:
        """(n,) a number field, NaN where there is none."""
        if column not in self.frame:
            return np.full(len(self.frame), np.nan)
        return np.array(self.frame[column], dtype=np.float64)

    def text(self, column: str) -> pd.Series:
        """A text field, empty where there is none."""
        if column not in self.frame:
            return pd.Series("", index=self.frame.index, dtype="str")
        found: pd.Series = self.frame[column].fillna("").astype("str").str.strip()
        return found

    def say(self, kind: Kind, where: NDArray[np.bool_], seen: str = "", wanted: str = "") -> None:
        """Keep a finding about the features in ``where``, if there are any."""
        if where.any():
            m2 = float(self.frame["geometry_m2"].to_numpy()[where].sum())
            named, count = self.ids[where].astype(str).head(_LISTED), int(where.sum())
            self.findings.append(
                self.place.found(
                    kind, features=named, count=count, seen=seen, wanted=wanted, area_m2=m2
                )
            )


def complete_compartments(
    read: LayerRead, entry: InputEntry, given: Given, policies: Policies, measure: AreaMeasure
) -> LayerRead:
    """Sub-compartments with ``species`` (id, empty without a stand), ``stand`` and sound numbers.

    ``volume`` and ``harvest`` in m³/ha, ``canopy`` 0 to 1, ``age`` in years: NaN where missing or
    impossible. The other fields are text; ``area_m2`` is the register's, NaN without one.
    """
    place = place_of(entry, entry.files[0] if len(entry.files) == 1 else "")
    once = without_duplicates(read.frame, feature_ids(read.frame, given), policies, place)
    frame = once.frame
    check = _Compartments(frame, feature_ids(frame, given), place, [*read.findings, *once.findings])
    made: dict[str, object] = {
        one.name: check.text(one.name)
        for one in given.fields
        if one.kind in (FieldKind.TEXT, FieldKind.ID)
    }
    species, stand = _species(check)
    made |= {"species": species, "stand": stand}
    made["volume"] = _volume(check, species, stand)
    made["canopy"] = _canopy(check)
    for name in ("age", "harvest"):
        made[name] = _positive(check, name)
    made["area_m2"] = _register(check, entry, policies)
    geometry = frame.geometry.to_numpy()
    check.findings.extend(
        overlap_findings(
            geometry, check.ids.to_numpy(), measure, policies.overlap_tolerance_m2, place
        )
    )
    made["geometry_m2"] = frame["geometry_m2"].to_numpy()
    complete = gpd.GeoDataFrame(made, geometry=geometry, crs=frame.crs)
    return LayerRead(complete, check.findings, [*read.repairs, *once.repairs], read.files)


def _species(check: _Compartments) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Species id and kind of stand of each; both empty without a species."""
    written = check.text("species")
    known = {name: species_of(name) for name in written.unique()}
    unknown = sorted(name for name, one in known.items() if one is None and name)
    seen = ", ".join(unknown[:5])
    check.say(_UNKNOWN, written.isin(unknown).to_numpy(), seen, UNKNOWN_SPECIES)
    check.say(_NO_SPECIES, (written == "").to_numpy())
    mixed = tree_species()[UNKNOWN_SPECIES]
    found = [known[name] or (mixed if name else None) for name in written]
    ids = np.array([one.id if one else "" for one in found], dtype=object)
    return ids, np.array([str(one.stand) if one else "" for one in found], dtype=object)


def _volume(
    check: _Compartments, species: NDArray[np.object_], stand: NDArray[np.object_]
) -> NDArray[np.float64]:
    limits = parameter_table("forest_biomass").get("volume_plausible")
    assert limits.low is not None, "the table gives a range"
    assert limits.high is not None, "the table gives a range"
    volume = check.number("volume")
    wrong = (volume < limits.low) | (volume > limits.high)
    if wrong.any():
        seen = f"{np.nanmin(volume[wrong]):g} … {np.nanmax(volume[wrong]):g}"
        check.say(_VOLUME, wrong, seen, f"{limits.low:g}-{limits.high:g} m³/ha")
    volume[wrong] = np.nan
    arbor = stand == Stand.ARBOR
    check.say(_NO_VOLUME, arbor & np.isnan(volume))
    known = np.flatnonzero(arbor & ~np.isnan(volume))
    per_volume = {
        one.id: volume_carbon(one, 1.0).total for one in tree_species().values() if one.volume
    }
    density = np.zeros(len(volume))
    density[known] = [per_volume[species[row]] * volume[row] for row in known]
    most = parameter_table("forest_biomass").value("biomass_plausible")
    seen = f"{density.max():.1f} tC/ha" if len(density) else ""
    check.say(_DENSE, density > most, seen, f"≤ {most:g} tC/ha")
    return volume


def _canopy(check: _Compartments) -> NDArray[np.float64]:
    canopy = check.number("canopy")
    wrong = (canopy < 0.0) | (canopy > 1.0)
    if wrong.any():
        seen = f"{np.nanmin(canopy[wrong]):g} … {np.nanmax(canopy[wrong]):g}"
        check.say(_CANOPY, wrong, seen, "0-1")
    canopy[wrong] = np.nan
    return canopy


def _positive(check: _Compartments, column: str) -> NDArray[np.float64]:
    found = check.number(column)
    wrong = found < 0.0
    check.say(_NUMBER, wrong, column, "≥ 0")
    found[wrong] = np.nan
    return found


def _register(check: _Compartments, entry: InputEntry, policies: Policies) -> NDArray[np.float64]:
    """The area field in m²."""
    if "area" not in check.frame:
        return np.full(len(check.frame), np.nan)
    geometry_m2 = check.frame["geometry_m2"].to_numpy()
    unit, faults = area_unit(check.frame["area"], geometry_m2, entry.area_unit, check.place)
    check.findings.extend(faults)
    register = check.number("area") * convert(1.0, uom(unit), SQUARE_METRE)
    stated = np.isfinite(register)
    check.findings.extend(
        register_findings(
            register[stated],
            geometry_m2[stated],
            check.ids[stated],
            policies.area_tolerance,
            check.place,
        )
    )
    return register
