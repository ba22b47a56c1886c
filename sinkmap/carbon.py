"""What a plan says of carbon: climate, IPCC vintage, price, budgets, agreements and practice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sinkmap.agreement import Agreement
from sinkmap.parameters import PoolTable, SoilClass, shipped_pools
from sinkmap.plan import Reader

__all__ = [
    "Carbon",
    "CarbonBudget",
    "CarbonPrice",
    "ClimateZone",
    "IpccVintage",
    "PracticeShare",
    "SoilClass",
    "parse_carbon",
]

_SEEDS = (0, 2**31 - 1)


class ClimateZone(StrEnum):
    """Climate zones of the IPCC that there are tables of soil carbon for."""

    WARM_TEMPERATE_MOIST = "warm_temperate_moist"


class IpccVintage(StrEnum):
    """Edition of the IPCC guidelines; reference stocks and factors are of the same one."""

    REFINEMENT_2019 = "2019"
    GUIDELINES_2006 = "2006"


@dataclass(frozen=True, slots=True)
class CarbonPrice:
    """Price of a tonne of CO2 in yuan with its range, and what a value in years is worth today.

    ``discount_percent`` and ``rise_percent``: yearly, of the market and of the price.
    """

    value: float
    low: float
    high: float
    source: str
    discount_percent: float | None = None
    rise_percent: float = 0.0


@dataclass(frozen=True, slots=True)
class CarbonBudget:
    """Credit line of a unit in a year: tonnes of CO2 its sinks are counted on to remove."""

    statunit: str
    year: int
    credit_line_tco2: float
    source: str


@dataclass(frozen=True, slots=True)
class PracticeShare:
    """Share of a unit's cropland under a management practice in a year, 0 to 1."""

    statunit: str
    year: int
    practice: str
    share: float


@dataclass(frozen=True, slots=True)
class Carbon:
    """The carbon side's declared inputs.

    ``climate_zone`` is None where it is not declared: nothing that needs it is then estimated.
    ``soil_class`` is that of ground no layer ``soil_class`` says anything of; ``lake_burial``:
    whether burial in lakes counts as a sink; ``seed``: of propagated intervals.
    ``agreements_file``, ``practice_file`` and ``pools_file`` are CSVs relative to the study folder;
    their rows, ``agreements``, ``practices`` and ``pools`` (the shipped densities where no file is
    named), are read by intake.
    """

    climate_zone: ClimateZone | None = None
    ipcc_vintage: IpccVintage = IpccVintage.REFINEMENT_2019
    soil_class: SoilClass = SoilClass.HAC
    lake_burial: bool = False
    seed: int = 1
    price: CarbonPrice | None = None
    budgets: tuple[CarbonBudget, ...] = ()
    agreements_file: str = ""
    practice_file: str = ""
    agreements: tuple[Agreement, ...] = ()
    practices: tuple[PracticeShare, ...] = ()
    pools_file: str = ""
    pools: PoolTable = field(default_factory=shipped_pools)

    @property
    def files(self) -> tuple[str, ...]:
        """Every file the table names."""
        named = (self.agreements_file, self.practice_file, self.pools_file)
        return tuple(name for name in named if name)

    def files_of(self, parameters: Collection[str]) -> tuple[str, ...]:
        """Files that state of this study what these parameter tables say in general.

        The register of agreements is behind no figure, for nothing is reckoned from it.
        """
        named = {"soc_practice": self.practice_file, "carbon_pools": self.pools_file}
        return tuple(file for table, file in named.items() if file and table in parameters)

    def budget(self, statunit: str, year: int) -> CarbonBudget | None:
        """The credit line of a unit and year, or None."""
        named = (one for one in self.budgets if (one.statunit, one.year) == (statunit, year))
        return next(named, None)

    def practices_of(self, statunit: str, year: int) -> tuple[PracticeShare, ...]:
        """Practice of a unit in the last year up to this one that it is stated for."""
        mine = [one for one in self.practices if one.statunit == statunit and one.year <= year]
        last = max((one.year for one in mine), default=None)
        return tuple(one for one in mine if one.year == last)


def parse_carbon(row: Reader, years: tuple[int, int]) -> Carbon:
    """A plan's ``[carbon]``; faults go to the reader.

    Parameters
    ----------
    years
        First and last year that may be named.
    """
    default = Carbon()
    zone = row.choice("climate_zone", ClimateZone, ClimateZone.WARM_TEMPERATE_MOIST)
    seed, price = row.integer("seed", bounds=_SEEDS), row.table("price")
    budgets = tuple(_budget(one, years) for one in row.rows("budget"))
    _refuse_doubles(row, budgets)
    return Carbon(
        zone if row.has("climate_zone") else None,
        row.choice("ipcc_vintage", IpccVintage, default.ipcc_vintage),
        row.choice("soil_class", SoilClass, default.soil_class),
        row.flag("lake_burial", default=default.lake_burial),
        default.seed if seed is None else seed,
        _price(price) if row.has("price") else None,
        budgets,
        row.text("agreements"),
        row.text("practice"),
        pools_file=row.text("pools"),
    )


def _price(row: Reader) -> CarbonPrice:
    price = CarbonPrice(
        row.number("value", low=0.0, required=True),
        row.number("low", low=0.0, required=True),
        row.number("high", low=0.0, required=True),
        row.text("source", required=True),
        row.optional_number("discount_percent"),
        row.number("rise_percent", low=-100.0, high=100.0),
    )
    if not row.faulty and not price.low <= price.value <= price.high:
        row.fault("STUDY-VALUE", "value", f"{price.value:g}", f"{price.low:g}..{price.high:g}")
    if price.discount_percent is not None and not 0.0 <= price.discount_percent <= 100.0:
        row.fault("STUDY-VALUE", "discount_percent", f"{price.discount_percent:g}", "0..100")
    return price


def _budget(row: Reader, years: tuple[int, int]) -> CarbonBudget:
    return CarbonBudget(
        row.text("statunit", required=True),
        row.integer("year", bounds=years, required=True) or 0,
        row.number("credit_line_tco2", required=True),
        row.text("source", required=True),
    )


def _refuse_doubles(row: Reader, budgets: Sequence[CarbonBudget]) -> None:
    named = [f"{one.statunit}/{one.year}" for one in budgets]
    for double in sorted({name for name in named if named.count(name) > 1}):
        row.fault("STUDY-DOUBLE", "budget", double, "one of each")
