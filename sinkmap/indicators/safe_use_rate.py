"""受污染耕地安全利用率: contaminated cropland in safe use, by class; sums only."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from sinkmap.chapter import Chapter
from sinkmap.classes import members
from sinkmap.figure import IntervalReason
from sinkmap.indicator import Indicator, Measure, ParcelShares, Profile, Rows, UnitAccount
from sinkmap.science.disclosure import withheld_because
from sinkmap.science.soil_safety import CONTAMINATED, SafeUse, safe_use_of
from sinkmap.text import Text
from sinkmap.uom import HECTARE, SQUARE_METRE, convert

_PLOTS = ParcelShares(("soil_safety",))
_LEDGER = Rows("safe_use")
_OVERLAY = Text(
    "耕地图斑与土壤类别地块叠置，只汇总", "cropland parcels cut by plots of soil class, sums only"
)
_BY_LEDGER = Text("台账汇总数", "sums of the ledger")
_TOO_MUCH = Text(
    "安全利用面积大于该类耕地面积", "more cropland in safe use than there is of the class"
)
_ITEMS = {
    "total": Text("受污染耕地合计", "all contaminated cropland"),
    "safe": Text("安全利用类", "safe use class"),
    "strict": Text("严格管控类", "strict control class"),
}


def safe_use_rate(account: UnitAccount, profile: Profile) -> Sequence[Measure]:
    """Percent of contaminated cropland in safe use, in all and by class.

    A unit below district level, or a cell of too few plots, has no figure.
    """
    if profile.id == "ledger":
        found = _of_ledger(account.table("safe_use"))
        if not found:
            lacking = Text("台账没有该单元", "the ledger has no row of the unit")
            return _absent(lacking)
        coverage, method = 1.0, _BY_LEDGER
    else:
        if account.parcels is None:
            lacking = Text("无图斑", "no parcels")
            return _absent(lacking)
        found, coverage, method = _of_plots(account.parcels), account.parcel_coverage, _OVERLAY
    known = all(kind in found for kind in CONTAMINATED)
    cells = {"total": sum(found.values(), SafeUse())} if known else {}
    cells.update(found)
    level = account.unit.level
    return tuple(_cell(use, item, level, coverage, method) for item, use in cells.items())


def _absent(lacking: Text) -> Sequence[Measure]:
    blank = Measure.absent(lacking, IntervalReason.MISSING_INPUT)
    return tuple(replace(blank, item=item) for item in _ITEMS)


def _of_plots(parcels: pd.DataFrame) -> dict[str, SafeUse]:
    cropland = parcels["group"].isin(members("CROP")) & (parcels["soil_safety"] != "")
    rows = parcels[cropland].rename(columns={"soil_safety": "safety"})
    return safe_use_of(rows)


def _of_ledger(rows: pd.DataFrame) -> dict[str, SafeUse]:
    found: dict[str, SafeUse] = {}
    for row in rows.to_dict("records"):
        whole, safe = (
            convert(float(row[name]), HECTARE, SQUARE_METRE) for name in ("whole_ha", "safe_ha")
        )
        plots = row.get("plots")
        # Nobody counted the plots: then none can be shown to be enough.
        count = 1 if plots is None or pd.isna(plots) else int(plots)
        kind = str(row["kind"])
        found[kind] = found.get(kind, SafeUse()) + SafeUse(whole, safe, 0.0, count)
    return found


def _cell(use: SafeUse, item: str, level: str, coverage: float, method: Text) -> Measure:
    reason = withheld_because(level, use.plots)
    if reason is not None:
        return replace(Measure.absent(reason.text, reason, coverage), item=item)
    safe, whole = use.safe_m2, use.whole_m2
    if safe > whole:
        reason = IntervalReason.CONTRADICTORY_INPUT
        return replace(Measure.absent(_TOO_MUCH, reason, coverage), item=item)
    rate = Measure.percentage(safe, whole, coverage, method, IntervalReason.REGISTER_AREA)
    if use.unknown_m2 > 0.0:
        rate = rate.untold(IntervalReason.STATE_UNKNOWN, use.bounds)
    return replace(rate, item=item)


INDICATOR = Indicator(
    id="safe_use_rate",
    title=Text("受污染耕地安全利用率", "Safe use of contaminated cropland"),
    chapter=Chapter.FARMLAND,
    uom="%",
    valid=(0.0, 100.0),
    numerator=Text("实现安全利用的面积（平方米）", "contaminated cropland in safe use, m²"),
    denominator=Text("受污染耕地面积（平方米）", "contaminated cropland, m²"),
    inputs=(_PLOTS, _LEDGER),
    profiles=(
        Profile(
            "overlay",
            Text("图斑叠置口径", "by overlay with parcels"),
            Text(
                "安全利用类和严格管控类地块内的耕地；只公布区县级及以上、地块数达到下限的合计",
                "cropland inside plots of safe use and strict control; only sums of a district "
                "or above and of enough plots are told",
            ),
            "GB 15618-2018",
            inputs=(_PLOTS,),
        ),
        Profile(
            "ledger",
            Text("台账口径", "by the ledger"),
            Text(
                "台账中分类面积及其安全利用面积；公布规则同上",
                "areas by class and in safe use as the ledger states them, told by the same rule",
            ),
            Text("受污染耕地安全利用台账", "ledger of safe use"),
            inputs=(_LEDGER,),
        ),
    ),
    reference="GB 15618-2018",
    compute=safe_use_rate,
    items=_ITEMS,
    parameters=("release",),
    whole="total",
    # Issued sums of a ledger are rounded, and withheld cells are missing.
    additive=False,
)
