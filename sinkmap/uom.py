"""Units of measure: the only place where one unit is turned into another.

Sources: 1 mu = 2000/3 m² (the State Council's order of 1984 on legal units); 44/12 is the ratio of
the molar masses of CO2 and C as the IPCC guidelines use it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sinkmap.text import Text

__all__ = [
    "CO2_PER_C",
    "HECTARE",
    "KILOMETRE",
    "METRE",
    "METRE_PER_HECTARE",
    "ONE",
    "PERCENT",
    "SQUARE_KILOMETRE",
    "SQUARE_METRE",
    "SQUARE_METRE_PER_HEAD",
    "TEN_THOUSAND_MU",
    "TONNE_CARBON",
    "TONNE_CARBON_PER_HECTARE",
    "Uom",
    "co2_from_carbon",
    "convert",
    "uom",
]

CO2_PER_C = 44.0 / 12.0


@dataclass(frozen=True, slots=True)
class Uom:
    """A unit of measure.

    Parameters
    ----------
    symbol
        Short ASCII name used in data (``ha``).
    dimension
        What it measures; only units of one dimension convert into each other.
    numerator, denominator
        Size in the dimension's base unit as a ratio, so that 2000/3 stays exact until it is used.
    name
        Name in both languages.
    decimals
        Digits shown by the statistical convention of the unit.
    """

    symbol: str
    dimension: str
    numerator: float
    denominator: float
    name: Text
    decimals: int = 2

    def __post_init__(self) -> None:
        if self.numerator <= 0 or self.denominator <= 0:
            raise ValueError(f"a unit must have a positive size: {self.symbol}")


SQUARE_METRE = Uom("m2", "area", 1, 1, Text("平方米", "m²"))
HECTARE = Uom("ha", "area", 10_000, 1, Text("公顷", "ha"))
SQUARE_KILOMETRE = Uom("km2", "area", 1_000_000, 1, Text("平方公里", "km²"))
MU = Uom("mu", "area", 2_000, 3, Text("亩", "mu"))
TEN_THOUSAND_MU = Uom("10k_mu", "area", 20_000_000, 3, Text("万亩", "10,000 mu"))
METRE = Uom("m", "length", 1, 1, Text("米", "m"), 0)
KILOMETRE = Uom("km", "length", 1_000, 1, Text("千米", "km"))
METRE_PER_HECTARE = Uom("m/ha", "edge_density", 1, 10_000, Text("米/公顷", "m/ha"))
SQUARE_METRE_PER_HEAD = Uom("m2/person", "area_per_head", 1, 1, Text("平方米/人", "m² a head"))
ONE = Uom("1", "count", 1, 1, Text("个", "count"), 0)
PERCENT = Uom("%", "ratio", 1, 100, Text("%", "%"))
TONNE_CARBON = Uom("tC", "carbon", 1, 1, Text("吨碳", "t C"), 0)
TONNE_CARBON_PER_HECTARE = Uom("tC/ha", "carbon_density", 1, 1, Text("吨碳/公顷", "t C/ha"))
GRAM_PER_KILOGRAM = Uom("g/kg", "content", 1, 1, Text("克/千克", "g/kg"))
TONNE_CARBON_PER_YEAR = Uom("tC/yr", "carbon_flux", 1, 1, Text("吨碳/年", "t C/yr"), 0)
TONNE_CO2_PER_YEAR = Uom("tCO2/yr", "co2_flux", 1, 1, Text("吨二氧化碳/年", "t CO2/yr"), 0)
TONNE_CO2E_PER_YEAR = Uom("tCO2e/yr", "co2e_flux", 1, 1, Text("吨二氧化碳当量/年", "t CO2e/yr"), 0)
TONNE_PER_YEAR = Uom("t/yr", "mass_flux", 1, 1, Text("吨/年", "t/yr"), 0)
KILOGRAM_PER_YEAR = Uom("kg/yr", "mass_flux", 1, 1_000, Text("千克/年", "kg/yr"), 0)
TEN_THOUSAND_TONNES_PER_YEAR = Uom(
    "10k_t/yr", "mass_flux", 10_000, 1, Text("万吨/年", "10,000 t/yr")
)
CUBIC_METRE_PER_YEAR = Uom("m3/yr", "volume_flux", 1, 1, Text("立方米/年", "m³/yr"), 0)
TEN_THOUSAND_CUBIC_METRES_PER_YEAR = Uom(
    "10k_m3/yr", "volume_flux", 10_000, 1, Text("万立方米/年", "10,000 m³/yr")
)
YUAN = Uom("CNY", "money", 1, 1, Text("元", "CNY"), 0)
TEN_THOUSAND_YUAN = Uom("10k_CNY", "money", 10_000, 1, Text("万元", "10,000 CNY"))
YUAN_PER_YEAR = Uom("CNY/yr", "money_flow", 1, 1, Text("元/年", "CNY/yr"), 0)

_ALL = {
    unit.symbol: unit
    for unit in (
        SQUARE_METRE,
        HECTARE,
        SQUARE_KILOMETRE,
        MU,
        TEN_THOUSAND_MU,
        METRE,
        KILOMETRE,
        METRE_PER_HECTARE,
        SQUARE_METRE_PER_HEAD,
        ONE,
        PERCENT,
        TONNE_CARBON,
        TONNE_CARBON_PER_HECTARE,
        GRAM_PER_KILOGRAM,
        TONNE_CARBON_PER_YEAR,
        TONNE_CO2_PER_YEAR,
        TONNE_CO2E_PER_YEAR,
        TONNE_PER_YEAR,
        KILOGRAM_PER_YEAR,
        TEN_THOUSAND_TONNES_PER_YEAR,
        CUBIC_METRE_PER_YEAR,
        TEN_THOUSAND_CUBIC_METRES_PER_YEAR,
        YUAN,
        TEN_THOUSAND_YUAN,
        YUAN_PER_YEAR,
    )
}


def uom(symbol: str) -> Uom:
    """Return the unit with this symbol.

    Raises
    ------
    KeyError
        If no unit has this symbol.
    """
    return _ALL[symbol]


def convert(value: float, source: Uom, target: Uom) -> float:
    """Convert a value between two units of one dimension.

    Raises
    ------
    ValueError
        If the units measure different things.
    """
    if source.dimension != target.dimension:
        raise ValueError(f"cannot convert {source.symbol} to {target.symbol}")
    return value * (source.numerator * target.denominator) / (source.denominator * target.numerator)


def co2_from_carbon(tonnes_carbon: float) -> float:
    """Tonnes of CO2 that hold this many tonnes of carbon."""
    return tonnes_carbon * CO2_PER_C
