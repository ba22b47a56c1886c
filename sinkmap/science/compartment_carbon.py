"""Biomass carbon of the forest sub-compartments of a unit, with its range.

Each method gives a total over rows of :data:`sinkmap.tally.COMPARTMENT_COLUMNS`. Errors of a table
value go the same way in every sub-compartment of the species; those of different species and of
different values are independent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sinkmap.classes import Stand, tree_species
from sinkmap.parameters import parameter_table
from sinkmap.science.propagation import Formula, Propagated, Uncertain, propagate
from sinkmap.science.table_inputs import certainty_of, table_inputs
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

__all__ = [
    "CompartmentCarbon",
    "dead_matter_carbon",
    "fang_biomass_carbon",
    "stock_volume_carbon",
    "yearly_gain",
]

Floats = NDArray[np.float64]
_VOLUME = "tree_volume"
_FANG = "fang_biomass"
_MEANS = "woody_classes"
_FOREST = "forest_biomass"
_ERROR = f"{_VOLUME}.volume_error"
_MEAN_STANDS = (Stand.BAMBOO, Stand.SHRUB, Stand.ECONOMIC)


@dataclass(frozen=True, slots=True)
class CompartmentCarbon:
    """tC or tC/yr with range and shares, on ``m2`` of stands; ``unseen_m2`` lack a volume.

    ``certainty``: the weakest of the parameters.
    """

    carbon: Propagated
    certainty: str
    m2: float
    unseen_m2: float

    @property
    def coverage(self) -> float:
        """Share of the stands whose biomass is known; 1 where there is no stand."""
        return (self.m2 - self.unseen_m2) / self.m2 if self.m2 > 0.0 else 1.0


@dataclass(frozen=True, slots=True, eq=False)
class _Stands:
    """Sums over the sub-compartments of a unit: hectares and m³ by species, hectares of means."""

    hectares: Mapping[str, float]
    volume: Mapping[str, float]
    means: Mapping[Stand, float]
    m2: float
    unseen_m2: float

    @classmethod
    def of(cls, rows: pd.DataFrame) -> _Stands:
        hectares: dict[str, float] = {}
        volume: dict[str, float] = {}
        means: dict[Stand, float] = {}
        area, timber = _hectares(rows["area_m2"]), rows["volume"].to_numpy(dtype=np.float64)
        known = ~np.isnan(timber)
        codes, names = pd.factorize(rows["species"], sort=True)
        unseen = np.zeros(len(rows), dtype=bool)
        for code, name in enumerate(names):
            if not name:
                continue
            of_name = codes == code
            stand, seen = tree_species()[str(name)].stand, of_name & known
            if stand in _MEAN_STANDS:
                means[stand] = means.get(stand, 0.0) + float(area[of_name].sum())
            elif stand is Stand.ARBOR:
                unseen |= of_name & ~known
                if seen.any():
                    hectares[str(name)] = float(area[seen].sum())
                    volume[str(name)] = float((timber[seen] * area[seen]).sum())
        m2 = rows["area_m2"].to_numpy(dtype=np.float64)
        told = (rows["species"] != "").to_numpy(dtype=bool)
        return cls(hectares, volume, means, float(m2[told].sum()), float(m2[unseen].sum()))

    def result(self, formula: Formula, inputs: Iterable[Uncertain], seed: int) -> CompartmentCarbon:
        used = list(inputs)
        carbon = propagate(formula, used, seed=seed)
        return CompartmentCarbon(carbon, certainty_of(used), self.m2, self.unseen_m2)


def stock_volume_carbon(rows: pd.DataFrame, *, seed: int) -> CompartmentCarbon:
    """Living biomass in tC: V x D x BEF x (1 + R) x CF of trees, means of bamboo and shrubs."""
    stands = _Stands.of(rows)
    inputs = [*_tree_inputs(stands, roots=True), *_mean_inputs(stands)]

    def carbon(values: Mapping[str, Floats]) -> Floats:
        below = _above(stands, values, roots=True)
        return _sum([*below, *_means(stands, values, ("above", "below"))])

    return stands.result(carbon, inputs, seed)


def dead_matter_carbon(rows: pd.DataFrame, *, seed: int) -> CompartmentCarbon:
    """Dead wood and litter in tC, as shares of the biomass above ground (CDM AR-TOOL-12)."""
    stands = _Stands.of(rows)
    names = ("dead_wood_share", "dead_wood_carbon", "litter_share", "litter_carbon")
    inputs = [*_tree_inputs(stands, roots=False, carbon=False), *_mean_inputs(stands)]
    inputs += table_inputs(_FOREST, names)

    def carbon(values: Mapping[str, Floats]) -> Floats:
        mass = [*_above(stands, values, roots=False, carbon=False)]
        mass += [
            values[f"{_MEANS}.{stand}.above"] * hectares for stand, hectares in stands.means.items()
        ]
        wood, wood_carbon, fallen, fallen_carbon = (values[f"{_FOREST}.{n}"] for n in names)
        return _sum(mass) * (wood * wood_carbon + fallen * fallen_carbon)

    return stands.result(carbon, inputs, seed)


def fang_biomass_carbon(rows: pd.DataFrame, *, seed: int) -> CompartmentCarbon:
    """Living biomass in tC: 0.5 (a V + b A) of trees, means of bamboo and shrubs."""
    stands = _Stands.of(rows)
    lines: dict[str, tuple[float, float]] = {}
    for name, hectares in stands.hectares.items():
        row = tree_species()[name].fang
        before = lines.get(row, (0.0, 0.0))
        lines[row] = (before[0] + stands.volume[name], before[1] + hectares)
    used = [f"{row}.{name}" for row in sorted(lines) for name in ("slope", "intercept")]
    inputs = [
        *table_inputs(_FANG, [*used, "carbon_fraction"]),
        *table_inputs(_VOLUME, ["volume_error"]),
    ]

    def carbon(values: Mapping[str, Floats]) -> Floats:
        mass = [
            values[f"{_FANG}.{row}.slope"] * volume * values[_ERROR]
            + values[f"{_FANG}.{row}.intercept"] * hectares
            for row, (volume, hectares) in lines.items()
        ]
        trees = _sum(mass) * values[f"{_FANG}.carbon_fraction"]
        return _sum([trees, *_means(stands, values, ("above", "below"))])

    return stands.result(carbon, [*inputs, *_mean_inputs(stands)], seed)


def yearly_gain(rows: pd.DataFrame, *, seed: int) -> CompartmentCarbon:
    """Gain less losses of living biomass of arbor stands in tC/yr (IPCC gain-loss).

    Stands up to 20 years of age grow at the rate of young ones, all others, those of unknown age
    among them, at that of old ones. Wood that sub-compartments are said to lose is taken off.
    """
    arbor = {name for name, one in tree_species().items() if one.stand is Stand.ARBOR}
    trees = rows[rows["species"].isin(sorted(arbor))]
    grown, taken = _growth(trees), _taken(trees)
    used = sorted({name for pair in grown for name in pair} | set(taken))
    inputs = table_inputs(_FOREST, [*used, "carbon_fraction", "removal_expansion", "bark"])

    def carbon(values: Mapping[str, Floats]) -> Floats:
        gains = [
            values[f"{_FOREST}.{growth}"] * (1.0 + values[f"{_FOREST}.{roots}"]) * hectares
            for (growth, roots), hectares in grown.items()
        ]
        losses = [
            -values[f"{_FOREST}.removal_expansion"]
            * (1.0 + values[f"{_FOREST}.{roots}"] + values[f"{_FOREST}.bark"])
            * volume
            for roots, volume in taken.items()
        ]
        return _sum([*gains, *losses]) * values[f"{_FOREST}.carbon_fraction"]

    m2 = float(trees["area_m2"].sum())
    found = propagate(carbon, inputs, seed=seed)
    return CompartmentCarbon(found, certainty_of(inputs), m2, 0.0)


def _growth(trees: pd.DataFrame) -> dict[tuple[str, str], float]:
    """(growth, root-to-shoot ratio) by their rows in the table -> hectares."""
    until = parameter_table(_FOREST).value("young_until")
    young = (trees["age"] <= until).to_numpy()
    roots = _root_rows(trees)
    area = _hectares(trees["area_m2"])
    found: dict[tuple[str, str], float] = {}
    for is_young, name in ((True, "growth_young"), (False, "growth_old")):
        for row in ("root_shoot_light", "root_shoot_heavy"):
            hectares = float(area[(young == is_young) & (roots == row)].sum())
            if hectares > 0.0:
                found[(name, row)] = hectares
    return found


def _taken(trees: pd.DataFrame) -> dict[str, float]:
    """Root-to-shoot ratio by its row in the table -> m³ of wood taken in a year."""
    wood = trees["harvest"].fillna(0.0).to_numpy(dtype=np.float64) * _hectares(trees["area_m2"])
    roots = _root_rows(trees)
    found = {row: float(wood[roots == row].sum()) for row in sorted(set(roots.tolist()))}
    return {row: volume for row, volume in found.items() if volume > 0.0}


def _root_rows(trees: pd.DataFrame) -> NDArray[np.object_]:
    """Row of the root-to-shoot ratio that holds for each; the light one without a volume."""
    table = parameter_table(_VOLUME)
    heavy_from = parameter_table(_FOREST).value("heavy_from")
    mass = {
        name: table.value(f"{one.volume}.density") * table.value(f"{one.volume}.expansion")
        for name, one in tree_species().items()
        if one.volume
    }
    above = trees["species"].map(mass).to_numpy(dtype=np.float64)
    above = above * trees["volume"].fillna(0.0).to_numpy(dtype=np.float64)
    rows = np.where(above > heavy_from, "root_shoot_heavy", "root_shoot_light")
    return rows.astype(object)


def _above(
    stands: _Stands, values: Mapping[str, Floats], *, roots: bool, carbon: bool = True
) -> list[Floats]:
    """Biomass above ground (with roots below if asked) of each species, tC or t."""
    found = []
    for name, volume in stands.volume.items():
        row = f"{_VOLUME}.{tree_species()[name].volume}"
        mass = values[f"{row}.density"] * values[f"{row}.expansion"] * volume * values[_ERROR]
        mass = mass * (1.0 + values[f"{row}.root_shoot"]) if roots else mass
        found.append(mass * values[f"{row}.carbon_fraction"] if carbon else mass)
    return found


def _means(stands: _Stands, values: Mapping[str, Floats], parts: tuple[str, ...]) -> list[Floats]:
    """Carbon of bamboo, tree crops and shrubs in tC."""
    return [
        values[f"{_MEANS}.{stand}.{part}"] * values[f"{_MEANS}.carbon_fraction"] * hectares
        for stand, hectares in stands.means.items()
        for part in parts
    ]


def _tree_inputs(stands: _Stands, *, roots: bool, carbon: bool = True) -> list[Uncertain]:
    names = ["density", "expansion"]
    names += ["root_shoot"] if roots else []
    names += ["carbon_fraction"] if carbon else []
    rows = sorted({tree_species()[name].volume for name in stands.volume})
    return table_inputs(_VOLUME, [*(f"{r}.{n}" for r in rows for n in names), "volume_error"])


def _mean_inputs(stands: _Stands) -> list[Uncertain]:
    names = [f"{stand}.{part}" for stand in stands.means for part in ("above", "below")]
    return table_inputs(_MEANS, [*names, "carbon_fraction"])


def _hectares(m2: pd.Series) -> Floats:
    return m2.to_numpy(dtype=np.float64) * convert(1.0, SQUARE_METRE, HECTARE)


def _sum(parts: Iterable[Floats]) -> Floats:
    return reduce(np.add, parts, np.zeros(1))
