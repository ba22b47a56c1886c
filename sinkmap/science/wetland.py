"""Wetland of a unit by profile, and which of it is protected by which form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sinkmap.classes import WETLAND_PROFILES, code_system, groups, wetland_codes
from sinkmap.errors import UsageError
from sinkmap.indicator import ParcelShares, UnitAccount
from sinkmap.science.protection import FORM_SEPARATOR, counted_forms
from sinkmap.text import Text

__all__ = [
    "PROTECTION_TALLY",
    "WetlandParcels",
    "exclusive_by_form",
    "has_unsplit_classes",
    "has_wetland_profile",
    "listed_m2",
    "non_exclusive_by_form",
    "protected_m2",
    "rate_bounds",
    "unsplit_groups",
    "wetland_by_group",
    "wetland_parcels",
    "without_wetland_profile",
]

_UNSPLIT = {("ydyh2023", "law"): frozenset({"1704"})}
"""Codes of which a profile counts a part only: 1704 joins ponds with aquaculture ponds."""

PROTECTION_TALLY = ParcelShares(("protection",))
"""Parcel areas by class code and by the forms of protection that cover them."""


def has_wetland_profile(system: str, profile: str) -> bool:
    """Whether a code system tells which of its codes are wetland in a profile."""
    if profile not in WETLAND_PROFILES or not system:
        return False
    try:
        wetland_codes(system, profile)
    except UsageError:
        return False
    return True


def without_wetland_profile(system: str, profile: str) -> Text:
    """Words for why there is no wetland by a profile: the code system does not know it."""
    name = system or "-"
    return Text(
        f"编码体系 {name} 没有湿地口径 {profile}",
        f"code system {name} has no wetland profile {profile}",
    )


@dataclass(frozen=True, slots=True, eq=False)
class WetlandParcels:
    """A unit's parcels that are wetland, class by class and form by form.

    ``code``: (n,) class; ``area_m2``: (n,); ``forms``: (n,) tuple of the ids of forms that count by
    default, in the order of exclusive credit.
    """

    code: NDArray[Any]
    area_m2: NDArray[np.float64]
    forms: NDArray[Any]

    def only(self, chosen: NDArray[np.bool_]) -> WetlandParcels:
        """Some of them."""
        return WetlandParcels(self.code[chosen], self.area_m2[chosen], self.forms[chosen])

    @property
    def total_m2(self) -> float:
        """m² of all of them."""
        return float(self.area_m2.sum())


def wetland_parcels(account: UnitAccount, profile: str) -> WetlandParcels:
    """The unit's parcels that are wetland by a profile.

    Raises
    ------
    ValueError
        If the account has no parcels.
    """
    if account.parcels is None:
        raise ValueError(f"unit {account.unit.id} has no parcels in {account.year}")
    rows, wetland = account.parcels, wetland_codes(account.code_system, profile)
    code, protection = (rows[name].to_numpy(dtype=object) for name in ("code", "protection"))
    wet = np.flatnonzero([one in wetland for one in code])
    forms = np.empty(len(wet), dtype=object)
    forms[:] = [_counted(str(text)) for text in protection[wet]]
    area: NDArray[np.float64] = rows["area_m2"].to_numpy(dtype=np.float64)
    return WetlandParcels(code[wet], area[wet], forms)


@cache
def _counted(text: str) -> tuple[str, ...]:
    covering = set(text.split(FORM_SEPARATOR))
    return tuple(form for form in counted_forms() if form in covering)


def has_unsplit_classes(account: UnitAccount, profile: str) -> bool:
    """Whether the unit holds a class that is wetland in part only, and cannot be told apart."""
    codes = _UNSPLIT.get((account.code_system, profile), frozenset())
    if account.parcels is None or not codes:
        return False
    return bool(account.parcels["code"].isin(codes).any())


def rate_bounds(account: UnitAccount, profile: str) -> tuple[float, float]:
    """Lowest and highest protection rate in percent, whichever part of unsplit classes counts.

    The rate is lowest if just their protected part is no wetland, highest if just the other is.
    """
    wetland = wetland_parcels(account, profile)
    codes = _UNSPLIT.get((account.code_system, profile), frozenset())
    unsure = wetland.only(np.array([one in codes for one in wetland.code], dtype=bool))
    total, protected = wetland.total_m2, protected_m2(wetland)
    held = protected_m2(unsure)
    open_m2 = unsure.total_m2 - held
    low, high = (protected - held, total - held), (protected, total - open_m2)
    return (
        100.0 * low[0] / low[1] if low[1] > 0.0 else 0.0,
        100.0 * high[0] / high[1] if high[1] > 0.0 else 100.0,
    )


def wetland_by_group(account: UnitAccount, profile: str) -> dict[str, float]:
    """Group of classes -> m² of the unit's wetland in a profile; 0 for groups that do not occur.

    Raises
    ------
    ValueError
        If the account has no parcels.
    """
    if account.parcels is None:
        raise ValueError(f"unit {account.unit.id} has no parcels in {account.year}")
    codes = wetland_codes(account.code_system, profile)
    found = dict.fromkeys(_counted_groups(account.code_system, profile), 0.0)
    columns = (account.parcels[name].tolist() for name in ("code", "group", "area_m2"))
    for code, group, m2 in zip(*columns, strict=True):
        if code in codes:
            found[group] = found.get(group, 0.0) + m2
    return found


@cache
def _counted_groups(system: str, profile: str) -> tuple[str, ...]:
    """Groups with a class that counts as wetland, in the order of the groups."""
    counted = set(code_system(system).table["group"][list(wetland_codes(system, profile))])
    return tuple(one.id for one in groups() if one.id in counted)


def unsplit_groups(account: UnitAccount, profile: str) -> frozenset[str]:
    """Groups of the unit that hold a class of which the profile counts a part only."""
    codes = _UNSPLIT.get((account.code_system, profile), frozenset())
    if account.parcels is None or not codes:
        return frozenset()
    return frozenset(account.parcels["group"][account.parcels["code"].isin(codes)])


def listed_m2(account: UnitAccount, form: str, profile: str) -> float:
    """m² of wetland on the list of one form, whether the form counts by default or not."""
    if account.parcels is None:
        raise ValueError(f"unit {account.unit.id} has no parcels in {account.year}")
    wet = account.parcels["code"].isin(wetland_codes(account.code_system, profile))
    listed = [form in str(text).split(FORM_SEPARATOR) for text in account.parcels["protection"]]
    return float(account.parcels["area_m2"][wet & np.array(listed, dtype=bool)].sum())


def protected_m2(wetland: WetlandParcels) -> float:
    """m² of wetland under at least one form, each m² once."""
    return _total(wetland, (bool(forms) for forms in wetland.forms))


def exclusive_by_form(wetland: WetlandParcels) -> dict[str, float]:
    """Form -> m² credited to it: each m² goes to the first form that covers it."""
    return {
        form: _total(wetland, (forms[:1] == (form,) for forms in wetland.forms))
        for form in counted_forms()
    }


def non_exclusive_by_form(wetland: WetlandParcels) -> dict[str, float]:
    """Form -> m² under it, whatever else covers it: the sum over forms is no area."""
    return {
        form: _total(wetland, (form in forms for forms in wetland.forms))
        for form in counted_forms()
    }


def _total(wetland: WetlandParcels, chosen: Iterable[bool]) -> float:
    mask = np.fromiter(chosen, dtype=bool, count=len(wetland.area_m2))
    return float(wetland.area_m2[mask].sum())
