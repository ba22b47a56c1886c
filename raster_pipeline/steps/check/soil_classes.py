"""Soil classes of a soil map, brought to those of the IPCC."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from raster_pipeline.steps.check.place import Kind, Place
from sinkmap.errors import Finding, Severity
from sinkmap.parameters import soil_class_of
from sinkmap.text import Text

__all__ = ["ipcc_soil_classes"]

_UNKNOWN = Kind(
    "SOIL-CLASS-UNKNOWN",
    Severity.WARNING,
    Text(
        "土壤类型无法归入 IPCC 土壤类，按方案 [carbon] soil_class 计算",
        "soil classes with no class of the IPCC; those of [carbon] soil_class are taken",
    ),
    Text("核对土类名称", "check the names of the soils"),
)


def ipcc_soil_classes(
    names: pd.Series, m2: pd.Series, place: Place
) -> tuple[NDArray[np.uint8], list[Finding]]:
    """(n,) value of :class:`~sinkmap.parameters.SoilClass` of each soil, 0 where it is not known.

    Parameters
    ----------
    names, m2
        Soil class as the map has it, and the area of each polygon.
    """
    written = names.fillna("").astype(str)
    known = {name: soil_class_of(name) for name in written.unique()}
    values = {name: one.raster_value if one else 0 for name, one in known.items()}
    found = np.array([values[name] for name in written], dtype=np.uint8)
    unknown = sorted(name for name, value in values.items() if not value)
    if not unknown:
        return found, []
    area = float(m2.to_numpy()[found == 0].sum())
    seen = ", ".join(name or "-" for name in unknown[:5])
    count = int((found == 0).sum())
    return found, [place.found(_UNKNOWN, seen=seen, count=count, area_m2=area)]
