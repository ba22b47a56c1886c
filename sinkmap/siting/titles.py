"""Titles of everything a siting names, by kind and id."""

from __future__ import annotations

from collections.abc import Mapping

from sinkmap.siting.siting_book import SitingBook
from sinkmap.text import Text

__all__ = ["siting_titles"]


def siting_titles(book: SitingBook, districts: Mapping[str, Text]) -> dict[str, Text]:
    """Titles by kind and id: ``type:AFF``, ``exclusion:core``, ``basis:core`` and the like."""
    found = {f"type:{name}": one.title for name, one in book.types.items()}
    found |= {f"constraint:{name}": one.constraint for name, one in book.types.items()}
    for one in book.exclusions:
        found |= {f"exclusion:{one.id}": one.title, f"basis:{one.id}": one.basis}
        if one.document is not None:
            found[f"document:{one.id}"] = one.document
    found |= {f"criterion:{one.id}": one.title for one in book.criteria}
    found |= {f"factor:{name}": one.title for name, one in book.factors.items()}
    found |= {f"class:{one.id}": one.title for one in book.classes}
    return found | {f"district:{name}": one for name, one in districts.items()} | _RULES


_RULES = {
    "exclusion:ground": Text("起算用地", "ground the type starts from"),
    "exclusion:twice": Text("图斑重叠（只计一次）", "ground of several parcels, counted once"),
    "exclusion:large": Text("单块超过最大面积", "pieces above the greatest area"),
    "exclusion:narrow": Text("不足最小宽度", "below the least width"),
    "exclusion:small": Text("合并后不足最小面积", "below the least area, neighbours merged"),
    "exclusion:kept": Text("候选地块", "candidates"),
    "basis:twice": Text("图斑重叠不得重复计算", "no ground counts twice"),
    "basis:large": Text("类型表的最大面积", "greatest area of the table of types"),
    "basis:narrow": Text("类型表的最小宽度", "least width of the table of types"),
    "basis:small": Text("类型表的最小面积", "least area of the table of types"),
}
