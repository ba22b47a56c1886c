"""Carbon of woody biomass: from stock volume, by Fang's function, by gain and loss, by means.

All results are tC/ha or, where areas or volumes enter, tC and tC/yr. The three methods of one
stand differ by up to a half at low volumes, as Fang's function does not go through zero: a
result always goes with the name of its method.
"""

from __future__ import annotations

from dataclasses import dataclass

from sinkmap.classes import Species, Stand
from sinkmap.parameters import parameter_table

__all__ = [
    "Carbon",
    "annual_gain",
    "dead_wood",
    "disturbance_loss",
    "fang_carbon",
    "litter",
    "mean_carbon",
    "removal_loss",
    "volume_carbon",
]


@dataclass(frozen=True, slots=True)
class Carbon:
    """Carbon above and below ground, tC/ha."""

    above: float
    below: float

    @property
    def total(self) -> float:
        """Both, tC/ha."""
        return self.above + self.below


def volume_carbon(species: Species, volume: float) -> Carbon:
    """Stock-volume method: V x D x BEF x CF above ground, times R below, tC/ha.

    ``volume``: growing stock in m³/ha.

    Raises
    ------
    ValueError
        If the species is no tree that has a stock volume.
    """
    row = _row(species, species.volume)
    table = parameter_table("tree_volume")
    density, expansion, roots, fraction = (
        table.value(f"{row}.{name}")
        for name in ("density", "expansion", "root_shoot", "carbon_fraction")
    )
    above = volume * density * expansion * fraction
    return Carbon(above, above * roots)


def fang_carbon(species: Species, volume: float) -> float:
    """Fang's continuous factor: 0.5 (a V + b), tC/ha of whole trees with their roots.

    Raises like :func:`volume_carbon`.
    """
    row, table = _row(species, species.fang), parameter_table("fang_biomass")
    mass = table.value(f"{row}.slope") * volume + table.value(f"{row}.intercept")
    return table.value("carbon_fraction") * mass


def mean_carbon(stand: Stand) -> Carbon:
    """Mean of bamboo, tree crops or shrub, tC/ha.

    Above and below are means of their own; they do not sum to the guideline's mean of the whole.

    Raises
    ------
    ValueError
        If the stand is arbor: its biomass follows from its volume.
    """
    if stand is Stand.ARBOR:
        raise ValueError("arbor stands have no mean; take their stock volume")
    table = parameter_table("woody_classes")
    fraction = table.value("carbon_fraction")
    above, below = (table.value(f"{stand}.{name}") * fraction for name in ("above", "below"))
    return Carbon(above, below)


def annual_gain(hectares: float, growth: float, roots: float, fraction: float) -> float:
    """Gain of biomass carbon in tC/yr: A x Gw x (1 + R) x CF (IPCC 2006 Vol 4 eq. 2.9, 2.10).

    ``growth``: above ground, t of dry mass per hectare and year.
    """
    return hectares * growth * (1.0 + roots) * fraction


def removal_loss(
    cubic_metres: float, expansion: float, roots: float, bark: float, fraction: float
) -> float:
    """Carbon in tC taken with wood: H x BCEF x (1 + R + bark) x CF (eq. 2.12, worked example)."""
    return cubic_metres * expansion * (1.0 + roots + bark) * fraction


def disturbance_loss(
    hectares: float, above: float, roots: float, fraction: float, share: float
) -> float:
    """Carbon in tC lost to fire, pests or storms: A x B x (1 + R) x CF x fd (eq. 2.14).

    ``above``: t/ha of dry mass; ``share`` of the biomass lost, 0 to 1.
    """
    return hectares * above * (1.0 + roots) * fraction * share


def dead_wood(above_mass: float) -> float:
    """Carbon of dead wood in tC (or tC/ha) from the dry mass above ground in t (or t/ha)."""
    table = parameter_table("forest_biomass")
    return above_mass * table.value("dead_wood_share") * table.value("dead_wood_carbon")


def litter(above_mass: float) -> float:
    """Carbon of litter in tC (or tC/ha) from the dry mass above ground in t (or t/ha)."""
    table = parameter_table("forest_biomass")
    return above_mass * table.value("litter_share") * table.value("litter_carbon")


def _row(species: Species, row: str) -> str:
    if not row:
        raise ValueError(f"{species.id} has no stock volume to start from")
    return row
