"""How an indicator's value, change, numerator and denominator are shown, by its unit of measure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sinkmap.report.numbers import (
    DENSITY,
    DENSITY_CHANGE,
    HECTARES,
    HECTARES_CHANGE,
    KILOTONNES_10_C,
    KILOTONNES_10_CO2,
    MU,
    PERCENT,
    POINTS,
    SQUARE_KILOMETRES,
    SQUARE_KILOMETRES_CHANGE,
    TONNES_C,
    TONNES_C_CHANGE,
    NumberFormat,
    show,
)
from sinkmap.text import Text
from sinkmap.uom import (
    HECTARE,
    SQUARE_KILOMETRE,
    SQUARE_METRE,
    TEN_THOUSAND_MU,
    Uom,
    co2_from_carbon,
    convert,
    uom,
)

if TYPE_CHECKING:
    from sinkmap.figure import Figure
    from sinkmap.indicator import Indicator

__all__ = ["Part", "Quantity", "quantity_of", "without_unit"]

_TEN_THOUSAND = 10_000.0
_STORED_ZH = re.compile(
    "（(?:平方米|四次方米|米|吨碳|吨碳/年|吨二氧化碳/年|吨二氧化碳当量/年|吨/年|元|元/年)"
    "(?:，([^）]*))?）$"
)
_STORED_EN = re.compile(r", (?:m²|m⁴|m|t ?C|tC/yr|tCO2/yr|tCO2e/yr|t/yr|CNY|CNY/yr)(?=$|,| \()")


@dataclass(frozen=True, slots=True)
class Part:
    """A number of a figure on its way to paper: format, and factor from the stored unit."""

    shown_as: NumberFormat
    factor: float = 1.0

    def of(self, stored: float | None) -> float | None:
        """The stored number in the unit shown, at full precision."""
        return None if stored is None else stored * self.factor

    def words(self, stored: float | None) -> Text:
        """The stored number as printed, with its unit."""
        number = show(self.of(stored), self.shown_as)
        unit = self.shown_as.unit
        if unit is None or stored is None:
            return Text(number, number)
        if unit == PERCENT.unit:
            return Text(f"{number}%", f"{number}%")
        return Text(f"{number} {unit.zh}", f"{number} {unit.en}")


@dataclass(frozen=True, slots=True)
class Quantity:
    """How the figures of one indicator are shown.

    ``also`` gives the numerator (or an amount itself) in a second unit; ``is_rate`` says that the
    numerator and denominator are worth a column of their own, ``of_area`` that the numerator is an
    area in m².
    """

    value: Part
    change: Part
    numerator: Part
    denominator: Part
    also: tuple[Part, ...] = ()
    is_rate: bool = False
    of_area: bool = False

    def interval(self, figure: Figure) -> Text:
        """The interval as words; else that there is none, and why."""
        return figure.interval_text(lambda bound: show(self.value.of(bound), self.value.shown_as))


def without_unit(words: Text) -> Text:
    """Words of a numerator without the unit it is stored in; the column states the one shown."""
    zh = _STORED_ZH.sub(lambda found: f"（{found[1]}）" if found[1] else "", words.zh)
    en = _STORED_EN.sub("", words.en)
    return Text(zh or words.zh, en or words.en)


_KM = Part(NumberFormat(Text("公里", "km"), 2), 1e-3)
_KM4 = Part(NumberFormat(Text("km⁴", "km⁴"), 2), 1e-12)


def _area(source: Uom, shown: Uom, shown_as: NumberFormat) -> Part:
    return Part(shown_as, convert(1.0, source, shown))


def _amount_of_area(source: Uom, *, wide: bool) -> Quantity:
    """Areas: hectares with ten thousand mu beside them, or square kilometres for red lines."""
    shown = SQUARE_KILOMETRE if wide else HECTARE
    value, change = (
        (SQUARE_KILOMETRES, SQUARE_KILOMETRES_CHANGE) if wide else (HECTARES, HECTARES_CHANGE)
    )
    part = _area(SQUARE_METRE, shown, value)
    also = () if wide else (_area(source, TEN_THOUSAND_MU, MU),)
    return Quantity(
        _area(source, shown, value), _area(source, shown, change), part, part, also, of_area=True
    )


def _is_area(words: Text) -> bool:
    """Whether a numerator is an area: its words end in the unit it is stored in, if not in m²."""
    return "m⁴" not in words.en and not words.en.endswith(", m")


def quantity_of(indicator: Indicator) -> Quantity:
    """How an indicator's figures are shown. Areas are stored in m², stocks in t C."""
    wide = indicator.id.startswith("redline")
    hectares = _area(SQUARE_METRE, HECTARE, HECTARES)
    if indicator.uom == "%" and not _is_area(indicator.numerator):
        part = _KM4 if "m⁴" in indicator.numerator.en else _KM
        return Quantity(Part(PERCENT), Part(POINTS), part, part, is_rate=True)
    if indicator.uom == "%":
        area = _area(SQUARE_METRE, SQUARE_KILOMETRE, SQUARE_KILOMETRES) if wide else hectares
        mu = () if wide else (_area(SQUARE_METRE, TEN_THOUSAND_MU, MU),)
        return Quantity(Part(PERCENT), Part(POINTS), area, area, mu, is_rate=True, of_area=True)
    if indicator.uom == "tC/ha":
        tonnes = Part(TONNES_C)
        return Quantity(Part(DENSITY), Part(DENSITY_CHANGE), tonnes, hectares, is_rate=True)
    if indicator.uom == "tC":
        also = (
            Part(KILOTONNES_10_C, 1.0 / _TEN_THOUSAND),
            Part(KILOTONNES_10_CO2, co2_from_carbon(1.0) / _TEN_THOUSAND),
        )
        tonnes = Part(TONNES_C)
        return Quantity(tonnes, Part(TONNES_C_CHANGE), tonnes, hectares, also)
    if indicator.uom in {"m2", "ha", "km2", "mu", "10k_mu"}:
        return _amount_of_area(uom(indicator.uom), wide=wide or indicator.uom == "km2")
    known = uom(indicator.uom)
    plain = NumberFormat(known.name, known.decimals)
    signed = NumberFormat(known.name, known.decimals, signed=True)
    return Quantity(Part(plain), Part(signed), Part(plain), Part(plain))
