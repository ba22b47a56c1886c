"""Writing ``study.toml``: plain tables and values, in the order given."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["as_toml"]

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def as_toml(document: Mapping[str, Any]) -> str:
    """A document of tables and lists of tables as TOML text.

    Parameters
    ----------
    document
        Table name -> mapping, or -> list of mappings (an array of tables). Values may be text,
        numbers, flags, lists of these, and mappings (written inline).
    """
    blocks = []
    for name, content in document.items():
        array = isinstance(content, list)
        rows: Iterable[Mapping[str, Any]] = content if isinstance(content, list) else [content]
        head = f"[[{name}]]" if array else f"[{name}]"
        blocks += ["\n".join([head, *_lines(row)]) for row in rows]
    return "\n\n".join(blocks) + "\n"


def _lines(row: Mapping[str, Any]) -> list[str]:
    return [f"{_key(key)} = {_value(value)}" for key, value in row.items()]


def _key(key: str) -> str:
    """A key as it is where TOML lets it be, else in quotes."""
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key} = {_value(item)}" for key, item in value.items())
        return "{ " + inner + " }"
    if isinstance(value, (list, tuple)):
        if len(value) > 3 and isinstance(value[0], str):
            return "[\n" + "".join(f"    {_value(item)},\n" for item in value) + "]"
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return json.dumps(str(value), ensure_ascii=False)
