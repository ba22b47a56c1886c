"""Soil organic carbon density from soil layers.

SOCD of a layer in tC/ha is SOC (g/kg) x bulk density (g/cm³) x thickness (cm) x (1 - coarse
fragments) x 0.1; layers add up. Soil surveys of China report organic matter, which holds
1 / 1.724 of carbon. Where bulk density is missing it follows from the carbon content by the
function fitted to Chinese cropland soils (Song et al. 2005); both numbers are in the table
``soil``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.parameters import parameter_table
from sinkmap.text import Text

__all__ = [
    "CarbonKind",
    "SoilLayer",
    "bulk_density",
    "bulk_density_ceiling",
    "check_depths",
    "depth_of",
    "soc_density",
    "soc_from_som",
]

_TO_TONNES_PER_HECTARE = 0.1
"""g/kg x g/cm³ x cm = 0.1 tC/ha."""


class CarbonKind(StrEnum):
    """What a laboratory reported: organic matter or organic carbon."""

    SOM = "SOM"
    SOC = "SOC"


@dataclass(frozen=True, slots=True)
class SoilLayer:
    """One layer of a soil profile.

    ``content`` in g/kg is organic carbon or matter as ``kind`` says; ``top, bottom`` in cm;
    ``bulk_density`` in g/cm³ or None; ``coarse`` is the volume share of fragments, 0 to 1.

    Raises
    ------
    ValueError
        If a number lies outside its physical range.
    """

    content: float
    kind: CarbonKind
    top: float
    bottom: float
    bulk_density: float | None = None
    coarse: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.content <= 1000.0:
            raise ValueError(f"content must be 0 to 1000 g/kg: {self.content}")
        if not 0.0 <= self.top < self.bottom:
            raise ValueError(f"a layer must end below its top: {self.top}-{self.bottom} cm")
        if self.bulk_density is not None and not 0.0 < self.bulk_density < 2.65:
            raise ValueError(f"bulk density must be below that of quartz: {self.bulk_density}")
        if not 0.0 <= self.coarse < 1.0:
            raise ValueError(f"coarse fragments are a share from 0 to 1: {self.coarse}")

    @property
    def soc(self) -> float:
        """Organic carbon in g/kg."""
        return soc_from_som(self.content) if self.kind is CarbonKind.SOM else self.content

    @property
    def density(self) -> float:
        """SOCD of the layer in tC/ha."""
        compact = bulk_density(self.soc) if self.bulk_density is None else self.bulk_density
        thickness = self.bottom - self.top
        return self.soc * compact * thickness * (1.0 - self.coarse) * _TO_TONNES_PER_HECTARE


def soc_from_som(som: float) -> float:
    """Organic carbon in g/kg from organic matter in g/kg."""
    return som / parameter_table("soil").value("som_per_soc")


def bulk_density(soc: float) -> float:
    """Bulk density in g/cm³ from organic carbon in g/kg, where none was measured."""
    table = parameter_table("soil")
    return table.value("bd_intercept") * math.exp(table.value("bd_exponent") * soc)


def bulk_density_ceiling(soc: float) -> float:
    """Bulk density in g/cm³ above which a soil of so much carbon (g/kg) cannot be.

    Matter and mineral each take their own volume (Adams 1973); denser than that by more than a
    factor of the table ``soil``, either number is wrong.
    """
    table = parameter_table("soil")
    matter = soc * table.value("som_per_soc") / 1000.0
    mixed = 1.0 / (matter / table.value("bd_organic") + (1.0 - matter) / table.value("bd_mineral"))
    return mixed * table.value("bd_most_ratio")


def depth_of(layers: Iterable[SoilLayer]) -> tuple[float, float]:
    """Top and bottom in cm of layers that follow each other without gap or overlap.

    Raises
    ------
    InputRefusedError
        ``SOIL-LAYERS-GAP`` if they do not, or if there is none.
    """
    ordered = sorted(layers, key=lambda layer: layer.top)
    ends = [layer.bottom for layer in ordered[:-1]]
    starts = [layer.top for layer in ordered[1:]]
    if not ordered or ends != starts:
        seen = ", ".join(f"{layer.top:g}-{layer.bottom:g}" for layer in ordered)
        message = Text("土层之间有缺口或重叠", "soil layers leave a gap or overlap")
        cure = Text("核对各层的上下界（厘米）", "check top and bottom of each layer in cm")
        raise InputRefusedError(
            Finding("SOIL-LAYERS-GAP", Severity.ERROR, message, cure, seen=seen)
        )
    return ordered[0].top, ordered[-1].bottom


def soc_density(layers: Iterable[SoilLayer]) -> float:
    """SOCD of a profile in tC/ha over the depth of its layers; raises like :func:`depth_of`."""
    profile = tuple(layers)
    depth_of(profile)
    return math.fsum(layer.density for layer in profile)


def check_depths(depths: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The one depth in cm of everything that is to be compared or added.

    Raises
    ------
    InputRefusedError
        ``SOIL-DEPTH-MIXED`` if there are several, or none.
    """
    distinct = sorted({(float(top), float(bottom)) for top, bottom in depths})
    if len(distinct) != 1:
        seen = ", ".join(f"{top:g}-{bottom:g} cm" for top, bottom in distinct)
        message = Text("土层深度不同，不能比较", "soil depths differ and cannot be compared")
        cure = Text("换算到同一深度后再比较", "bring all of them to one depth first")
        wanted = f"0-{parameter_table('soil').value('soil_depth'):g} cm"
        raise InputRefusedError(
            Finding("SOIL-DEPTH-MIXED", Severity.ERROR, message, cure, seen=seen, wanted=wanted)
        )
    return distinct[0]
