"""Class codes of plans and issued tables, which may be of the first level or of any finer one."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from raster_pipeline.steps.check.codes import code_findings, declared_system
from raster_pipeline.steps.check.place import Place
from sinkmap.classes import CodeSystem
from sinkmap.errors import Finding
from sinkmap.layer import Given
from sinkmap.study import InputEntry

__all__ = ["level_codes"]


def level_codes(
    codes: pd.Series,
    ids: pd.Series,
    area_m2: pd.Series,
    entry: InputEntry,
    given: Given,
    place: Place,
) -> tuple[pd.Series, list[Finding]]:
    """Codes as the code system writes them, and findings of those it does not know.

    A layer that can have one system only needs no declaration. Codes that cannot be read are empty.

    Parameters
    ----------
    codes, ids, area_m2
        (n,) code, name of the row, and its area, for the findings.
    """
    if not entry.code_system and len(given.code_systems) == 1:
        entry = replace(entry, code_system=given.code_systems[0])
    system, findings = declared_system(entry, given, place)
    if system is None:
        return codes.fillna("").astype("str"), findings
    text = codes.fillna("").astype("str").str.strip()
    first = text.isin(_first_level(system))
    clean = system.normalise(codes[~first])
    found = text.copy()
    found[~first] = clean.codes.fillna("").astype("str")
    return found, findings + code_findings(clean, ids[~first], area_m2[~first], place)


def _first_level(system: CodeSystem) -> frozenset[str]:
    return frozenset(system.table["l1"]) if "l1" in system.table else frozenset()
