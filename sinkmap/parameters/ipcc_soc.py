"""Reference soil carbon and stock change factors of the IPCC, one object a vintage.

The guidelines of 2006 and their refinement of 2019 are two sets of numbers that only make sense
within themselves: a factor of one with a reference stock of the other is no method at all. So a
number of either is read from its :class:`SocVintage` and from nowhere else, and every function
takes one vintage for all of its numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from sinkmap.parameters._tables import Parameter, ParameterTable, parameter_table, read_csv
from sinkmap.text import Text

__all__ = [
    "IPCC_2006",
    "IPCC_2019",
    "PRACTICED_GROUP",
    "Management",
    "SocVintage",
    "SoilClass",
    "soc_management",
    "soc_practices",
    "soil_class_of",
]

PRACTICED_GROUP = "cropland_dry"
"""Group of land classes whose tillage and input count; those of paddy do not (Tier 1)."""


class SoilClass(StrEnum):
    """Soil classes of IPCC 2006 Vol 4 table 2.3, by what they are called there."""

    HAC = "HAC"
    LAC = "LAC"
    SANDY = "sandy"
    SPODIC = "spodic"
    VOLCANIC = "volcanic"
    WETLAND = "wetland"

    @property
    def text(self) -> Text:
        """Words for people."""
        return _SOIL_CLASS[self]

    @property
    def raster_value(self) -> int:
        """What class rasters hold; 0 is no data."""
        return list(SoilClass).index(self) + 1


_SOIL_CLASS = {
    SoilClass.HAC: Text("高活性黏土矿质土", "mineral soil with high-activity clay"),
    SoilClass.LAC: Text("低活性黏土矿质土", "mineral soil with low-activity clay"),
    SoilClass.SANDY: Text("砂质土", "sandy soil"),
    SoilClass.SPODIC: Text("灰化土", "spodic soil"),
    SoilClass.VOLCANIC: Text("火山灰土", "volcanic soil"),
    SoilClass.WETLAND: Text("潜育与沼泽土", "wetland soil"),
}


@dataclass(frozen=True, slots=True, order=True)
class Management:
    """How land is used, tilled and fed: levels of the factors FLU, FMG and FI.

    A level left empty does not apply (paddy has no tillage level) and counts as 1.
    """

    land_use: str
    tillage: str = ""
    input: str = ""

    def __str__(self) -> str:
        """Levels joined by ``|``."""
        return "|".join(level for level in (self.land_use, self.tillage, self.input) if level)

    @property
    def factors(self) -> tuple[str, ...]:
        """Names of the parameters that apply."""
        named = (("FLU", self.land_use), ("FMG", self.tillage), ("FI", self.input))
        return tuple(f"{factor}.{level}" for factor, level in named if level)


@dataclass(frozen=True, slots=True)
class SocVintage:
    """One set of guidelines: its reference stocks (tC/ha, 0-30 cm) and its factors."""

    id: str
    title: Text
    table: ParameterTable

    def reference(self, soil: SoilClass) -> Parameter:
        """SOCref of a soil class in tC/ha.

        Raises
        ------
        UsageError
            ``PARAMETER-UNKNOWN`` where the vintage has none (spodic soil in 2006).
        """
        return self.table.get(f"SOCref.{soil}")

    def factors(self, management: Management) -> tuple[Parameter, ...]:
        """The factors that apply, without unit; raises like :meth:`reference`."""
        return tuple(self.table.get(name) for name in management.factors)

    def covers(self, soil: SoilClass) -> bool:
        """Whether there is a reference stock for a soil class."""
        return any(row.id == f"SOCref.{soil}" for row in self.table)

    @property
    def transition_years(self) -> float:
        """D of equation 2.25: years from one equilibrium to the next."""
        return self.table.value("transition_years")


IPCC_2006 = SocVintage(
    "ipcc2006",
    Text("IPCC 2006 指南", "IPCC guidelines of 2006"),
    parameter_table("ipcc_soc_2006"),
)
IPCC_2019 = SocVintage(
    "ipcc2019",
    Text("IPCC 2019 修订版", "IPCC refinement of 2019"),
    parameter_table("ipcc_soc_2019"),
)


@cache
def soc_management() -> dict[str, Management]:
    """Management of the groups of land classes where none is stated.

    Groups that are missing have no factor of the IPCC: settlements and open water. Their soil
    carbon is not estimated.
    """
    return {
        row["group"]: Management(row["land_use"], row["tillage"], row["input"])
        for row in read_csv("soc_management").to_dict("records")
    }


@cache
def soc_practices() -> dict[str, Management]:
    """Practices that shares of cropland may be stated for, by name, as managements of dry cropland.

    They exclude each other: straw returned under no tillage is a practice of its own.
    """
    return {
        row["practice"]: Management(row["land_use"], row["tillage"], row["input"])
        for row in read_csv("soc_practice").to_dict("records")
    }


@cache
def soil_class_of(name: str) -> SoilClass | None:
    """Class of a soil by its Chinese name, whatever stands before it; None if it is not known.

    Names of subgroups end in the name of their group (潴育水稻土); the longest one counts. The
    class's own name (HAC) is taken as well.
    """
    text = name.strip()
    if text in {str(one) for one in SoilClass}:
        return SoilClass(text)
    rows = {row["name"]: row["soil_class"] for row in read_csv("soil_types").to_dict("records")}
    fitting = [known for known in rows if text.endswith(known)]
    return SoilClass(rows[max(fitting, key=len)]) if fitting else None
