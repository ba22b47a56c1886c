"""Carbon and soil under a point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from raster_pipeline.place.pixel import pixel_at
from raster_pipeline.place.run_layers import RunLayers
from sinkmap.classes import group_at
from sinkmap.parameters import SoilClass
from sinkmap.text import Text

__all__ = ["CarbonHere", "SoilHere", "carbon_here", "soil_here"]


@dataclass(frozen=True, slots=True)
class CarbonHere:
    """Carbon of a pixel in one year, tC/ha.

    ``density`` from the run's raster; ``above, below, dead, soil`` are the pools of its land use
    in the densities the run counted by, ``soil`` None where none is accounted; ``low, high`` the
    95 % range of the total; ``certainty`` A to D.
    """

    year: int
    land_use: Text
    density: float
    above: float
    below: float
    dead: float
    soil: float | None
    low: float
    high: float
    certainty: str
    uom: str = "tC/ha"


@dataclass(frozen=True, slots=True)
class SoilHere:
    """Soil of a pixel: organic carbon in the upper 30 cm in tC/ha, and its class.

    ``mapped`` with ``low, high`` from the run's own map; ``given`` from the raster handed in; each
    None without one.
    """

    mapped: float | None
    low: float | None
    high: float | None
    given: float | None
    kind: Text | None
    uom: str = "tC/ha"


def carbon_here(layers: RunLayers, x: float, y: float) -> Iterator[CarbonHere]:
    """Carbon of every year that has a density and a land use under the point."""
    for year in layers.opened.study.years:
        density = pixel_at(layers, "carbon_density", year, x, y)
        value = pixel_at(layers, "land_use", year, x, y)
        of = None if value is None else group_at(int(value))
        if density is None or of is None:
            continue
        pools = layers.pools[of.id]
        yield CarbonHere(
            year,
            of.title,
            density,
            pools.above,
            pools.below,
            pools.dead,
            pools.soil,
            pools.low,
            pools.high,
            pools.certainty,
        )


def soil_here(layers: RunLayers, x: float, y: float, year: int) -> SoilHere | None:
    """Soil under the point; None where the run knows nothing of it."""
    names = ("soc_map", "soc_map_low", "soc_map_high", "soil_carbon", "soil_type")
    mapped, low, high, given, kind = (pixel_at(layers, name, year, x, y) for name in names)
    named = {one.raster_value: one.text for one in SoilClass}
    text = None if kind is None else named.get(int(kind))
    if mapped is None and given is None and text is None:
        return None
    return SoilHere(mapped, low, high, given, text)
