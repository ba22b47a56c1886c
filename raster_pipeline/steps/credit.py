"""Exclusive credit: ground that several zone layers cover counts once, for the first of them.

Adding up layers that overlap counts ground twice. Here every piece of a parcel is credited to the
first layer, in an order of precedence, that it lies in; beside it stands the area that each layer
covers by itself. The forms of protection have their own such order, decided on the ground of the
zones (:mod:`sinkmap.science.protection`); this is for layers met by parcels.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sinkmap.errors import Finding, InputRefusedError, Severity
from sinkmap.text import Text

__all__ = ["CREDIT_COLUMNS", "exclusive_credit"]

CREDIT_COLUMNS = (
    "parcel",
    "layer",
    "zone",
    "geometry_m2",
    "exclusive_m2",
    "register_m2",
    "exclusive_register_m2",
)

_TWICE = 1e-9
"""Share of a parcel above the whole from which zones of a layer are said to overlap."""

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def exclusive_credit(
    pieces: pd.DataFrame, precedence: Sequence[str], register_m2: Floats | None = None
) -> pd.DataFrame:
    """Area and exclusive credit of every zone in every parcel.

    Parameters
    ----------
    pieces
        As :func:`raster_pipeline.steps.overlay.overlay` gives them.
    precedence
        Names of layers, first to last; layers of ``pieces`` not named here play no part.
    register_m2
        (parcel,) register areas in m²; the geometry's where there is no register.

    Returns
    -------
    Columns :data:`CREDIT_COLUMNS` in the order of parcel, precedence and zone. ``geometry_m2`` is
    what the zone covers, ``exclusive_m2`` what of it no layer before covers; the register columns
    are the register area shared out by geometry share. The last rows of a parcel, with ``layer``
    and ``zone`` empty, are the ground in none of the layers: with them the exclusive columns of a
    parcel sum to the parcel.

    Raises
    ------
    InputRefusedError
        ``ZONE-OVERLAP`` if the zones of a layer have more than the whole of a parcel.
    ValueError
        If a layer is named twice.
    """
    if len(set(precedence)) != len(precedence):
        raise ValueError(f"a layer is named twice: {', '.join(precedence)}")
    parcel = pieces["parcel"].to_numpy(dtype=np.int64)
    share = pieces["share"].to_numpy(dtype=np.float64)
    geometry = pieces["geometry_m2"].to_numpy(dtype=np.float64)
    register = geometry if register_m2 is None else np.asarray(register_m2)[parcel] * share
    _refuse_more_than_whole(pieces, precedence, parcel, share)
    free = np.ones(len(pieces), dtype=bool)
    tables = []
    for place, name in enumerate(precedence):
        code = pieces[name].cat.codes.to_numpy().astype(np.int64)
        zones = pieces[name].cat.categories
        covered = np.flatnonzero(zones[code] != "")
        table = _sums(
            parcel[covered], code[covered], geometry[covered], register[covered], free[covered]
        )
        free[covered] = False
        tables.append(table.assign(place=place, layer=name, zone=zones[table["code"]]))
    rest = np.flatnonzero(free)
    nothing = np.zeros(len(rest), dtype=np.int64)
    table = _sums(parcel[rest], nothing, geometry[rest], register[rest], free[rest])
    tables.append(table.assign(place=len(precedence), layer="", zone=""))
    credit = pd.concat(tables, ignore_index=True)
    order = np.lexsort((credit["code"], credit["place"], credit["parcel"]))
    return credit.iloc[order].reset_index(drop=True)[list(CREDIT_COLUMNS)]


def _sums(parcel: Rows, code: Rows, geometry: Floats, register: Floats, free: Rows) -> pd.DataFrame:
    """Areas by parcel and zone; those of free pieces once more as exclusive."""
    width = int(code.max(initial=0)) + 1
    key, group = np.unique(parcel * width + code, return_inverse=True)

    def total(values: Floats) -> Floats:
        return np.bincount(group, weights=values, minlength=len(key)).astype(np.float64)

    return pd.DataFrame(
        {
            "parcel": key // width,
            "code": key % width,
            "geometry_m2": total(geometry),
            "exclusive_m2": total(geometry * free),
            "register_m2": total(register),
            "exclusive_register_m2": total(register * free),
        }
    )


def _refuse_more_than_whole(
    pieces: pd.DataFrame, precedence: Sequence[str], parcel: Rows, share: Floats
) -> None:
    findings = []
    for name in precedence:
        inside = (pieces[name] != "").to_numpy()
        sums = np.bincount(parcel[inside], weights=share[inside])
        found = np.flatnonzero(sums > 1.0 + _TWICE)
        if len(found):
            findings.append(
                Finding(
                    "ZONE-OVERLAP",
                    Severity.ERROR,
                    Text("同一图层的区域互相重叠", "zones of one layer overlap"),
                    Text("先融合重叠区域再计算", "dissolve the zones before anything is counted"),
                    layer=name,
                    features=tuple(map(str, found[:20])),
                    count=len(found),
                    seen=f"{sums.max():.9f}",
                    wanted="≤ 1",
                )
            )
    if findings:
        raise InputRefusedError(findings)
