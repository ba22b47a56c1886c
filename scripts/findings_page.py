"""Write ``docs/findings.md`` from the source: every finding code with its weight, matter and cure.

The modules are parsed, not run. A code is any upper-case text with hyphens; what it means is read
where the code is declared: a call that holds the code and its texts, or an entry of a table.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "findings.md"
_PACKAGES = ("sinkmap", "layers", "raster_pipeline", "dash_app")
_CODE = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+")
_NO_FINDINGS = {"UTF-8", "ISO-8859-1", "SHA-256", "GCJ-02", "BD-09"}
_WEIGHTS = {"ERROR": "error", "WARNING": "warning", "NOTE": "note"}
_SHORT = {"_E": "error", "_W": "warning", "_N": "note"}
_HEAD = """# Findings

Every finding sinkmap can make, by code: how much it weighs, what is the matter, what to do. This
page is written from the source by `python scripts/findings_page.py`; do not edit it by hand.

An **error** refuses the input (exit code 3; with usage errors 2, where the work could not be
finished 4). A **warning** stays with the run and the figures it touches. A **note** informs. Some
codes weigh less where the plan allows a repair or where little is concerned. A finding also names
file, layer, year, features, the value seen and the value wanted; its JSON form is
[finding.schema.json](schema/finding.schema.json). `…` stands for what is filled in.
"""
_BY_HAND = {
    "SHADOWED": ("error", "another folder hides one of sinkmap's packages", "start elsewhere"),
}
"""Codes that are told before findings can be made."""


@dataclass(frozen=True, order=True)
class Entry:
    """What one declaration says of a code; empty texts where it says nothing."""

    weight: str
    matter: str
    cure: str


def codes() -> set[str]:
    """Every finding code that occurs in the source."""
    return {code for tree in _modules() for code in _constants(tree)} | set(_BY_HAND)


def entries() -> dict[str, list[Entry]]:
    """What the source says of each code, each saying once, heaviest first."""
    found: dict[str, set[Entry]] = {code: set() for code in codes()}
    for tree in _modules():
        for code, entry in _declared(tree):
            found[code].add(entry)
    found.update({code: {Entry(*said)} for code, said in _BY_HAND.items()})
    order = list(_WEIGHTS.values())
    return {
        code: sorted(said, key=lambda e: (order.index(e.weight), e.matter, e.cure))
        for code, said in sorted(found.items())
    }


def page() -> str:
    """The page as Markdown."""
    lines = [_HEAD]
    family = ""
    for code, said in entries().items():
        if code.partition("-")[0] != family:
            family = code.partition("-")[0]
            lines += [f"\n## {family}\n", "| code | weight | what is the matter | cure |"]
            lines.append("| --- | --- | --- | --- |")
        lines += [f"| `{code}` | {e.weight} | {_cell(e.matter)} | {_cell(e.cure)} |" for e in said]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


@cache
def _modules() -> tuple[ast.Module, ...]:
    paths = [path for package in _PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in paths)


def _constants(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if code := _code(node):
            yield code


class _Names:
    """What a module's names stand for: the last assignment above the place of use, else any."""

    def __init__(self, tree: ast.Module) -> None:
        self._given: dict[str, list[ast.Assign]] = {}
        for node in ast.walk(tree):
            for target in node.targets if isinstance(node, ast.Assign) else ():
                if isinstance(target, ast.Name) and isinstance(node, ast.Assign):
                    self._given.setdefault(target.id, []).append(node)

    def get(self, name: str, line: int) -> ast.expr | None:
        given = sorted(self._given.get(name, ()), key=lambda node: node.lineno)
        above = [node for node in given if node.lineno <= line]
        return (above or given)[-1].value if given else None

    def resolved(self, part: ast.expr) -> Iterator[ast.expr]:
        found = self.get(part.id, part.lineno) if isinstance(part, ast.Name) else None
        whole = found if found is not None else part
        yield from whole.elts if isinstance(whole, ast.Tuple) else [whole]


def _declared(tree: ast.Module) -> Iterator[tuple[str, Entry]]:
    names = _Names(tree)
    for node in ast.walk(tree):
        for code, parts in _holders(node):
            texts = _texts(parts, names)
            if texts:
                yield code, _entry(parts, texts, names)


def _holders(node: ast.AST) -> Iterator[tuple[str, list[ast.expr]]]:
    """(code, the expressions that stand beside it) of one node."""
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if code := _code(key):
                inside = value.args if isinstance(value, ast.Call) else [value]
                yield code, [value] if _english(value) is not None else [*_flat(inside)]
    elif isinstance(node, ast.Call | ast.Tuple):
        parts = node.elts if isinstance(node, ast.Tuple) else node.args
        parts = [*parts, *(k.value for k in getattr(node, "keywords", ()))]
        for part in parts:
            choices = [part.body, part.orelse] if isinstance(part, ast.IfExp) else [part]
            for code in filter(None, map(_code, choices)):
                yield code, [p for p in parts if p is not part]


def _flat(parts: list[ast.expr]) -> Iterator[ast.expr]:
    for part in parts:
        yield from part.elts if isinstance(part, ast.Tuple) else [part]


def _code(node: ast.AST | None) -> str:
    said = node.value if isinstance(node, ast.Constant) else None
    known = isinstance(said, str) and _CODE.fullmatch(said) and said not in _NO_FINDINGS
    return str(said) if known else ""


def _texts(parts: list[ast.expr], names: _Names) -> list[str]:
    """English of the texts among expressions; a bare zh, en pair of strings counts as one."""
    known = [_english(found) for part in parts for found in names.resolved(part)]
    texts = [text for text in known if text is not None]
    plain = [str(p.value) for p in parts if isinstance(p, ast.Constant) and _is_text(p.value)]
    if not texts and len(plain) == 2 and not plain[0].isascii():
        return [plain[1]]
    return texts


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _english(node: ast.expr) -> str | None:
    """The English of ``Text(zh, en)``; None for anything else."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return None
    if node.func.id != "Text" or len(node.args) != 2:
        return None
    said = node.args[1]
    if isinstance(said, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else "…" for v in said.values)
    if isinstance(said, ast.Constant):
        return re.sub(r"\{\w+\}", "…", str(said.value))
    return None


def _entry(parts: list[ast.expr], texts: list[str], names: _Names) -> Entry:
    weight = "error"
    for part in parts:
        if isinstance(part, ast.Attribute) and part.attr in _WEIGHTS:
            weight = _WEIGHTS[part.attr]
        elif isinstance(part, ast.Name) and part.id in _SHORT:
            weight = _SHORT[part.id]
    cure = texts[1] if len(texts) > 1 else ""
    if not cure:
        shared = names.get("_CURE", 0) or names.get("cure", 0)
        cure = (_english(shared) if shared is not None else None) or ""
    return Entry(weight, texts[0], cure)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
