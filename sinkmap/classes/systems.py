"""Code systems: the tables that say what a land-class code means and which group it belongs to.

The system of a layer is declared, never guessed: ``0303`` is mangrove in the third survey and
shrubland in the 2023 guide, ``101`` is a railway in the second survey.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from sinkmap.classes._tables import read_table, table_sources, table_version
from sinkmap.classes.groups import group
from sinkmap.classes.normalise import (
    NormalisedCodes,
    clean_code,
    distinct_codes,
    looks_like_float,
)
from sinkmap.errors import Finding, Severity, UsageError
from sinkmap.text import Text

__all__ = ["CodeNote", "CodeSystem", "code_system", "code_system_ids"]


@dataclass(frozen=True, slots=True)
class CodeNote:
    """A remark on one code that a person must see beside figures made with it."""

    code: str
    note: Text


@dataclass(frozen=True, slots=True, eq=False)
class CodeSystem:
    """One code system.

    Parameters
    ----------
    id, title
        Name in ``study.toml``, and in both languages.
    kind
        ``text`` for codes in attribute tables, ``raster`` for integer pixel values.
    version
        First twelve digits of the table's SHA-256.
    table
        Index ``code`` (text); columns as in the CSV, all text, with at least ``name_zh, name_en,
        group, certainty, note_zh, note_en``. Do not change it.
    nodata
        Pixel value that means no data; ``None`` for text systems.
    """

    id: str
    title: Text
    kind: str
    version: str
    table: pd.DataFrame
    nodata: int | None = None
    _group_index: dict[str, int] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.kind not in {"text", "raster"}:
            raise ValueError(f"kind of a code system is text or raster: {self.kind!r}")
        if self.table.index.has_duplicates:
            raise ValueError(f"code system {self.id} lists a code twice")
        for code, id_ in self.table["group"].items():
            self._group_index[str(code)] = group(id_).index if id_ else 0

    @property
    def codes(self) -> frozenset[str]:
        """All codes of the system."""
        return frozenset(self._group_index)

    def name(self, code: str) -> Text:
        """Name of a known code; raises ``KeyError`` for any other."""
        return Text(str(self.table.at[code, "name_zh"]), str(self.table.at[code, "name_en"]))

    def notes(self) -> tuple[CodeNote, ...]:
        """Remarks on single codes, such as ponds that the 2023 guide does not split."""
        noted = self.table[self.table["note_zh"] != ""]
        return tuple(
            CodeNote(str(code), Text(zh, en))
            for code, zh, en in zip(noted.index, noted["note_zh"], noted["note_en"], strict=True)
        )

    def normalise(self, codes: pd.Series) -> NormalisedCodes:
        """Clean codes: NFKC, strip, upper case; lost leading zeros only in ``sd3``.

        Numbers that look like floats (``301.0``) are left as they are and reported. Works on the
        distinct codes, so half a million rows cost little.
        """
        positions, raw = distinct_codes(codes)
        rows = np.bincount(positions[positions >= 0], minlength=len(raw))
        cleaned: list[str | None] = []
        counts: dict[str, dict[str, int]] = {"repairs": {}, "unknown": {}, "float_like": {}}
        nulls = int(np.count_nonzero(positions < 0))
        for text, n in zip(raw, rows.tolist(), strict=True):
            code, repairs = clean_code(text, _padded_codes(self.id))
            cleaned.append(code or None)
            if not code:
                nulls += n
                continue
            for repair in repairs:
                _add(counts["repairs"], repair, n)
            if code not in self._group_index:
                _add(counts["unknown"], code, n)
                if looks_like_float(code):
                    _add(counts["float_like"], code, n)
        lookup = np.array([*cleaned, None], dtype=object)  # position -1 falls on the last
        return NormalisedCodes(
            system=self.id,
            codes=pd.Series(lookup[positions], index=codes.index, dtype=object, name=codes.name),
            repairs=counts["repairs"],
            unknown=dict(sorted(counts["unknown"].items())),
            float_like=dict(sorted(counts["float_like"].items())),
            nulls=nulls,
            hints=_hints(self.id, counts["unknown"]),
        )

    def lookup(self, codes: pd.Series | NormalisedCodes) -> pd.DataFrame:
        """Rows of the table for the codes, on the codes' index; unknown codes give missing."""
        clean = codes if isinstance(codes, NormalisedCodes) else self.normalise(codes)
        found = self.table.reindex(clean.codes.to_numpy())
        found.index = clean.codes.index
        return found

    def group_index(self, codes: pd.Series | NormalisedCodes) -> npt.NDArray[np.uint8]:
        """Group index of each code, shape (n,); 0 for unknown, missing and ungrouped codes."""
        clean = codes if isinstance(codes, NormalisedCodes) else self.normalise(codes)
        positions, distinct = distinct_codes(clean.codes)
        table = np.array([*(self._group_index.get(c, 0) for c in distinct), 0], dtype=np.uint8)
        return np.asarray(table[positions], dtype=np.uint8)

    def raster_groups(self) -> npt.NDArray[np.uint8]:
        """Lookup table, shape (256,): pixel value -> group index; 0 for unknown and no data.

        Raises
        ------
        UsageError
            ``CODE-SYSTEM-NOT-RASTER`` for a system of text codes.
        """
        if self.kind != "raster":
            raise UsageError(
                Finding(
                    code="CODE-SYSTEM-NOT-RASTER",
                    severity=Severity.ERROR,
                    message=Text(
                        f"分类体系 {self.id} 不是栅格分类", f"{self.id} has no raster values"
                    ),
                    cure=Text("为栅格图层选用栅格分类体系", "declare a raster code system"),
                    seen=self.id,
                    wanted=", ".join(s for s in code_system_ids() if _kind(s) == "raster"),
                )
            )
        table = np.zeros(256, dtype=np.uint8)
        for code, index in self._group_index.items():
            table[int(code)] = index
        return table


def _add(counts: dict[str, int], key: str, n: int) -> None:
    counts[key] = counts.get(key, 0) + n


def _kind(system: str) -> str:
    return table_sources()[system].kind


def _padded_codes(system: str) -> frozenset[str]:
    # Only the third survey writes all its numbers with four digits; in the second survey the
    # same three digits are another class, and the 2023 guide has codes of two, four and six.
    return code_system("sd3").codes if system == "sd3" else frozenset()


def _hints(system: str, unknown: dict[str, int]) -> dict[str, str]:
    """What an unknown code is in the other text systems, and what it would be in this one."""
    if not unknown or _kind(system) != "text":
        return {}
    others = [s for s in ("sd3", "sd2", "ydyh2023") if s != system]
    hints: dict[str, str] = {}
    for code in sorted(unknown):
        said: list[str] = []
        for other in others:
            there = clean_code(code, _padded_codes(other))[0]
            if there not in code_system(other).codes:
                continue
            name = code_system(other).name(there)
            said.append(f"{other} {there} {name.zh} ({name.en})")
            if system == "sd2" and other == "sd3":
                said += [f"sd2 {c}" for c in _second_survey_codes(there)]
        if said:
            hints[code] = f"{code}: " + " / ".join(said)
    return hints


def _second_survey_codes(code: str) -> list[str]:
    column = code_system("sd2").table["sd3"]
    return [str(old) for old, new in column.items() if code in str(new).split("/")]


def code_system_ids() -> tuple[str, ...]:
    """Ids of all code systems."""
    return tuple(s.table for s in table_sources().values() if s.kind in {"text", "raster"})


@cache
def code_system(id: str) -> CodeSystem:  # noqa: A002  (the field's own word)
    """A code system by id, read once.

    Raises
    ------
    UsageError
        ``CODE-SYSTEM-UNKNOWN`` with the ids there are.
    """
    if id not in code_system_ids():
        raise UsageError(
            Finding(
                code="CODE-SYSTEM-UNKNOWN",
                severity=Severity.ERROR,
                message=Text(f"没有分类体系 {id}", f"there is no code system {id}"),
                cure=Text(
                    "在 study.toml 中改用列出的分类体系",
                    "name one of the code systems listed in study.toml",
                ),
                seen=id,
                wanted=", ".join(code_system_ids()),
            )
        )
    source = table_sources()[id]
    return CodeSystem(
        id=id,
        title=source.title,
        kind=source.kind,
        version=table_version(id),
        table=read_table(id).set_index("code"),
        nodata=source.nodata,
    )
