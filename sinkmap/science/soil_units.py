"""Units in which maps of soil carbon are handed over, SoilGrids' own among them.

SoilGrids 2.0 (Poggio et al. 2021, SOIL 7:217-240) stores whole numbers in mapped units: ``soc``
dg/kg, ``bdod`` cg/cm³, ``cfvo`` cm³/dm³ (permille), ``ocs`` t/ha over 0-30 cm, ``ocd`` hg/m³. A
content (``soc``) is no density: it needs bulk density and fragments, see :func:`soilgrids_density`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sinkmap.parameters import parameter_table

__all__ = ["DENSITY_UNITS", "density_factor", "plausible_mean", "soilgrids_density"]

DENSITY_UNITS = ("tC/ha", "t/ha", "kg/m2", "hg/m3")
"""Units of a raster of carbon per area, or per volume over a depth that is declared."""

_SOC_DG_KG, _BDOD_CG_CM3, _CFVO_PERMILLE = 0.1, 0.01, 0.001
"""Mapped unit -> g/kg, g/cm³, share of the volume."""
_T_HA = 0.1
"""g/kg x g/cm³ x cm = 0.1 t/ha."""


def density_factor(unit: str, depth_cm: tuple[int, int] | None) -> float:
    """What a value in ``unit`` is multiplied by to be tC/ha.

    kg/m² is 10 t/ha; hg/m³ over a depth of d metres is 0.1 kg/m³ x d = d t/ha.

    Raises
    ------
    ValueError
        If the unit is none of :data:`DENSITY_UNITS`, or is per volume and no depth is declared.
    """
    if unit in ("tC/ha", "t/ha"):
        return 1.0
    if unit == "kg/m2":
        return 10.0
    if unit != "hg/m3":
        raise ValueError(f"unit {unit!r} is none of {DENSITY_UNITS}")
    if depth_cm is None:
        raise ValueError("a density per volume needs the depth it is taken over")
    return (depth_cm[1] - depth_cm[0]) / 100.0


def plausible_mean(depth_cm: tuple[int, int]) -> tuple[float, float]:
    """Range in tC/ha that the mean of a map of mineral soils lies in.

    The range of 0-30 cm holds for thinner layers in proportion; below 30 cm there is at least as
    much as in the topsoil and at most what the same content would give.
    """
    range_30 = parameter_table("soil").get("soc_density_plausible")
    thirty = parameter_table("soil").value("soil_depth")
    share = (depth_cm[1] - depth_cm[0]) / thirty
    low, high = range_30.low or 0.0, range_30.high or 0.0
    return low * min(1.0, share), high * share


def soilgrids_density(
    soc: NDArray[np.float64],
    bdod: NDArray[np.float64],
    cfvo: NDArray[np.float64],
    depth_cm: tuple[float, float],
) -> NDArray[np.float64]:
    """SOCD in tC/ha of one SoilGrids layer from its three maps in their mapped units.

    Arrays of one shape; NaN where any of them is.
    """
    thickness = depth_cm[1] - depth_cm[0]
    content, compact = soc * _SOC_DG_KG, bdod * _BDOD_CG_CM3
    return content * compact * thickness * (1.0 - cfvo * _CFVO_PERMILLE) * _T_HA
