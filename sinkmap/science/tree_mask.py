"""Tree cover of any raster code system as classes of the tree mask."""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sinkmap.classes import code_system, group_at

__all__ = ["TreeClass", "tree_classes", "tree_kinds", "tree_mask"]


class TreeClass(IntEnum):
    """Classes of the tree mask; ``UNSEEN`` is no data."""

    NONE = 0
    ARBOR = 1
    BAMBOO = 2
    SHRUB = 3
    YOUNG = 4
    UNSEEN = 255


@cache
def tree_kinds() -> dict[str, str]:
    """Group -> how trees on it are treated by the third survey's table (column ``tree``).

    The kind of a group is that of its first code: none, arbor, bamboo, shrub, other, orchard, tea
    or park.
    """
    table = code_system("sd3").table
    kinds: dict[str, str] = {}
    for group_id, kind in zip(table["group"], table["tree"], strict=True):
        kinds.setdefault(str(group_id), str(kind))
    return kinds


@cache
def _class_of_group() -> dict[str, TreeClass]:
    """Group -> tree class: the groups of the tree mask itself, then swamps by the survey table."""
    by_kind = {"arbor": TreeClass.ARBOR, "bamboo": TreeClass.BAMBOO, "shrub": TreeClass.SHRUB}
    found = {g: by_kind[kind] for g, kind in tree_kinds().items() if kind in by_kind}
    mask = code_system("tree_mask")
    own = {str(g): TreeClass(int(str(code))) for code, g in mask.table["group"].items() if g}
    return {**found, **own}


@cache
def tree_classes(system: str) -> NDArray[np.uint8]:
    """Lookup table, shape (256,): pixel value of a raster code system -> :class:`TreeClass`.

    A value the system does not have, and its no data value, is UNSEEN; a class without trees is
    NONE.

    Raises
    ------
    UsageError
        If there is no such raster code system.
    """
    codes = code_system(system)
    groups_of = codes.raster_groups()
    table = np.full(256, TreeClass.UNSEEN, dtype=np.uint8)
    for code in codes.codes:
        value = int(code)
        one = group_at(int(groups_of[value]))
        kind = _class_of_group().get(one.id) if one else None
        table[value] = TreeClass.NONE if kind is None else kind
    if codes.nodata is not None:
        table[codes.nodata] = TreeClass.UNSEEN
    table.setflags(write=False)
    return table


def tree_mask(
    values: NDArray[Any], system: str = "tree_mask", nodata: float | None = None
) -> NDArray[np.uint8]:
    """Tree classes of pixel values.

    Parameters
    ----------
    values
        (y, x) integers of a raster code system.
    system
        Id of the code system.
    nodata
        Value that means no data in this file, where it is not the system's own.

    Returns
    -------
    (y, x) uint8 of :class:`TreeClass`.
    """
    if values.dtype == np.uint8:
        table = tree_classes(system)
        if nodata is not None:
            table = np.where(np.arange(256) == nodata, np.uint8(TreeClass.UNSEEN), table)
        return np.asarray(table[values])
    inside = (values >= 0) & (values <= 255)
    found = tree_classes(system)[np.where(inside, values, 0).astype(np.uint8)]
    unseen = ~inside if nodata is None else ~inside | (values == nodata)
    return np.asarray(np.where(unseen, np.uint8(TreeClass.UNSEEN), found))
