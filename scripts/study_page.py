"""Write the lists of layers and code systems into ``docs/study.md``, from the declarations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from layers import given_layers
from sinkmap.classes.systems import code_system, code_system_ids
from sinkmap.layer import Given

PAGE = Path(__file__).resolve().parents[1] / "docs" / "study.md"


def page(text: str) -> str:
    """The page with its generated lists written again."""
    lists: dict[str, Callable[[], str]] = {"layers": _layers, "systems": _systems}
    for name, write in lists.items():
        head, tail = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, _, rest = text.partition(head)
        text = before + head + write() + tail + rest.partition(tail)[2]
    return text


def _layers() -> str:
    rows = ["| layer | form | code systems or unit | fields |", "| --- | --- | --- | --- |"]
    for layer in given_layers().values():
        holds = ", ".join(f"`{system}`" for system in layer.code_systems) or layer.uom or "—"
        rows.append(f"| `{layer.id}` | {layer.form} | {holds} | {_fields(layer)} |")
    return "\n".join(rows) + "\n"


def _fields(layer: Given) -> str:
    said = []
    for field in layer.fields:
        name = f"**{field.name}**" if field.required else field.name
        systems = [f"{s}: {' '.join(names)}" for s, names in field.by_system.items()]
        said.append(f"{name} ({'; '.join([' '.join(field.aliases), *systems])})")
    return ", ".join(said) or "—"


def _systems() -> str:
    rows = ["| id | what it is | of |", "| --- | --- | --- |"]
    for name in code_system_ids():
        system = code_system(name)
        of = "rasters" if system.kind == "raster" else "parcels"
        title = system.title
        said = title.en if title.zh == title.en else f"{title.en}: {title.zh}"
        rows.append(f"| `{name}` | {said} | {of} |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
