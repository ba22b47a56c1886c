"""How numbers are shown: one place for decimals, rounding, signs and units of every report.

The conventions are those of the yearly statistical reports: percent with two decimals, changes
between percentages in percentage points, areas in hectares and in ten thousand mu, red lines in
square kilometres, half-up rounding on display only, "—" for what is missing, 0 for zero and
"0.00" for what is less than half a unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_KILOMETRE, TEN_THOUSAND_MU, Uom

__all__ = [
    "BARE",
    "BARE_CHANGE",
    "COUNT",
    "COVERAGE",
    "DENSITY",
    "DENSITY_CHANGE",
    "HECTARES",
    "HECTARES_CHANGE",
    "KILOTONNES_10_C",
    "KILOTONNES_10_CO2",
    "MISSING",
    "MU",
    "PERCENT",
    "POINTS",
    "PPM",
    "PPM_LIMIT",
    "SQUARE_KILOMETRES",
    "SQUARE_KILOMETRES_CHANGE",
    "TONNES_C",
    "TONNES_C_CHANGE",
    "YEAR",
    "NumberFormat",
    "change_words",
    "rounded",
    "show",
]

MISSING = "—"


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How one kind of number is shown.

    ``unit`` is what stands in the column's header, None for pure numbers; ``decimals`` the digits
    shown; ``signed`` puts a plus before increases; ``grouped`` sets a comma at every thousand.
    """

    unit: Text | None
    decimals: int
    signed: bool = False
    grouped: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.decimals <= 9:
            raise ValueError(f"decimals must be 0 to 9: {self.decimals}")

    @property
    def excel(self) -> str:
        """The same rule as a number format of a spreadsheet: positive; negative; zero."""
        digits = "#,##0" if self.grouped else "0"
        if self.decimals:
            digits += "." + "0" * self.decimals
        return f"{'+' if self.signed else ''}{digits};-{digits};0"


def _named(unit: Uom, decimals: int = 2, *, signed: bool = False) -> NumberFormat:
    return NumberFormat(unit.name, decimals, signed=signed)


BARE = NumberFormat(None, 2)
BARE_CHANGE = NumberFormat(None, 2, signed=True)
PERCENT = NumberFormat(Text("%", "%"), 2)
POINTS = NumberFormat(Text("百分点", "pp"), 2, signed=True)
HECTARES = _named(HECTARE)
HECTARES_CHANGE = _named(HECTARE, signed=True)
MU = _named(TEN_THOUSAND_MU)
SQUARE_KILOMETRES = _named(SQUARE_KILOMETRE)
SQUARE_KILOMETRES_CHANGE = _named(SQUARE_KILOMETRE, signed=True)
TONNES_C = NumberFormat(Text("吨碳", "t C"), 0)
TONNES_C_CHANGE = NumberFormat(Text("吨碳", "t C"), 0, signed=True)
KILOTONNES_10_C = NumberFormat(Text("万吨碳", "10,000 t C"), 2)
KILOTONNES_10_CO2 = NumberFormat(Text("万吨 CO₂", "10,000 t CO₂"), 2)
DENSITY = NumberFormat(Text("吨碳/公顷", "t C/ha"), 2)
DENSITY_CHANGE = NumberFormat(Text("吨碳/公顷", "t C/ha"), 2, signed=True)
COVERAGE = NumberFormat(Text("%", "%"), 2)
PPM = NumberFormat(Text("百万分之一", "ppm"), 4, signed=True)
PPM_LIMIT = NumberFormat(PPM.unit, PPM.decimals)
COUNT = NumberFormat(None, 0)
YEAR = NumberFormat(None, 0, grouped=False)


def rounded(value: float, decimals: int) -> Decimal:
    """Round half up (away from zero), as statistics are printed; never a negative zero."""
    step = Decimal(1).scaleb(-decimals)
    result = Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP)
    return abs(result) if result.is_zero() else result


def show(value: float | None, shown_as: NumberFormat) -> str:
    """A number as it is printed, without its unit."""
    if value is None:
        return MISSING
    if value == 0:
        return "0"
    number = rounded(value, shown_as.decimals)
    sign = "+" if shown_as.signed and number > 0 else ""
    grouping = "," if shown_as.grouped else ""
    return f"{sign}{number:{grouping}.{shown_as.decimals}f}"


_WORDS: Mapping[bool, tuple[Text, Text]] = MappingProxyType(
    {
        True: (Text("提高", "up by"), Text("下降", "down by")),
        False: (Text("增加", "an increase of"), Text("减少", "a decrease of")),
    }
)
_SAME = Text("与上年持平", "unchanged")
_UNKNOWN = Text("无法比较", "no comparison")


def change_words(change: float | None, shown_as: NumberFormat) -> Text:
    """A change as words: 提高/下降 for rates, 增加/减少 for amounts, with number and unit."""
    if change is None:
        return _UNKNOWN
    size = rounded(abs(change), shown_as.decimals)
    if size.is_zero():
        return _SAME
    is_rate = shown_as.unit == POINTS.unit
    word = _WORDS[is_rate][0 if change > 0 else 1]
    unit = shown_as.unit or Text("个", "items")
    counter = "个" if is_rate else ""
    number = f"{size:,.{shown_as.decimals}f}"
    return Text(f"{word.zh} {number} {counter}{unit.zh}", f"{word.en} {number} {unit.en}")
