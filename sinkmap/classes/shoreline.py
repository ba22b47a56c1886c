"""Uses of shoreline (岸线利用类型): ecology, production and town life."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from sinkmap.classes._tables import read_table
from sinkmap.text import Text

__all__ = ["ECOLOGY", "ShorelineUse", "shoreline_uses", "shoreline_zones", "use_of_groups"]

ECOLOGY = "ecology"


@dataclass(frozen=True, slots=True)
class ShorelineUse:
    """One use: its id, name, spellings in files, the groups of the estimate, and its colours."""

    id: str
    title: Text
    aliases: tuple[str, ...]
    groups: tuple[str, ...]
    colour: str
    island_colour: str


@cache
def shoreline_uses() -> tuple[ShorelineUse, ...]:
    """All uses, ecology first."""
    return tuple(
        ShorelineUse(
            row["use"],
            Text(row["name_zh"], row["name_en"]),
            tuple(row["aliases"].split("|")),
            tuple(name for name in row["groups"].split("|") if name),
            row["colour"],
            row["island_colour"],
        )
        for row in read_table("shoreline_uses").to_dict("records")
    )


def shoreline_zones() -> Iterator[tuple[str, Text, str]]:
    """Zone (use|shore), name and colour of every use, of the mainland and of islands."""
    for use in shoreline_uses():
        zh, en = use.title.zh, use.title.en
        yield f"{use.id}|mainland", Text(f"大陆{zh}", f"mainland {en}"), use.colour
        yield f"{use.id}|island", Text(f"洲岛{zh}", f"island {en}"), use.island_colour


@cache
def use_of_groups() -> Mapping[str, str]:
    """Group of land -> use, for the estimate; groups that are not in it are ecology."""
    return {group: use.id for use in shoreline_uses() for group in use.groups}
