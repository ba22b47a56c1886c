"""Dominant tree species of forest sub-compartments, and the biomass parameters each one takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from sinkmap.classes._tables import read_table
from sinkmap.text import Text

__all__ = ["UNKNOWN_SPECIES", "Species", "Stand", "species_of", "tree_species"]

UNKNOWN_SPECIES = "mixed"
"""Species that stands in for one the table does not know: mixed conifer and broadleaf."""

_SUFFIXES = ("纯林", "林")


class Stand(StrEnum):
    """How biomass of a sub-compartment is found: from its stock volume, or by a mean."""

    ARBOR = "arbor"
    BAMBOO = "bamboo"
    SHRUB = "shrub"
    ECONOMIC = "economic"


@dataclass(frozen=True, slots=True)
class Species:
    """A species or group of species.

    ``volume, fang``: its rows in the parameter tables ``tree_volume`` and ``fang_biomass``; empty
    unless ``stand`` is arbor.
    """

    id: str
    title: Text
    stand: Stand
    volume: str
    fang: str


@cache
def tree_species() -> Mapping[str, Species]:
    """All species by id."""
    return MappingProxyType(
        {
            row["id"]: Species(
                row["id"],
                Text(row["name_zh"], row["name_en"]),
                Stand(row["kind"]),
                row["volume"],
                row["fang"],
            )
            for row in read_table("tree_species").to_dict("records")
        }
    )


@cache
def _ids_by_name() -> dict[str, str]:
    """Names and codes of the forest inventory -> species id."""
    return {
        name: row["id"]
        for row in read_table("tree_species").to_dict("records")
        for name in (*row["names"].split("|"), *row["codes"].split("|"))
    }


def species_of(written: str) -> Species | None:
    """The species a bureau wrote as a name or a code of the forest inventory; None if unknown."""
    text = written.strip()
    names = _ids_by_name()
    bare = next((text.removesuffix(s) for s in _SUFFIXES if text.endswith(s)), text)
    found = names.get(text) or names.get(bare)
    return tree_species()[found] if found else None
