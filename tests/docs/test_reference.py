"""The reference pages hold what the program knows: keys, defaults, layers, commands, options."""

from __future__ import annotations

import importlib.util
import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer

from sinkmap.cli.app import app
from sinkmap.errors import InputRefusedError
from sinkmap.run import RUN_SCHEMA
from sinkmap.study import Policies, parse_study

DOCS = Path(__file__).resolve().parents[2] / "docs"
STRANGE = "zzzzzzzzzzzzzzzzzz"
PLACES = {
    "`[study]`": ("study", {}),
    "`[study] city`": ("study.city", {"study": {"city": {}}}),
    "`[grid]`": ("grid", {}),
    "`[[partition]]`": ("partition[1]", {"partition": [{}]}),
    "`[[input]]`": ("input[1]", {"input": [{}]}),
    "`[policies]`": ("policies", {"policies": {}}),
    "`[carbon]`": ("carbon", {"carbon": {}}),
    "`[carbon] price`": ("carbon.price", {"carbon": {"price": {}}}),
    "`[[carbon.budget]]`": ("carbon.budget[1]", {"carbon": {"budget": [{}]}}),
    "`[[target]]`": ("target[1]", {"target": [{}]}),
    "`[ledger]`": ("ledger", {"ledger": {}}),
    "`[[reported]]`": ("reported[1]", {"reported": [{}]}),
}


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    _, _, rest = text.partition(f"\n## {heading}\n")
    assert rest, f"no section {heading}"
    return re.split(r"^## ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def listed(text: str) -> list[str]:
    """First cells of the rows of a section's tables."""
    return re.findall(r"^\| `([a-z_0-9]+)` \|", text.partition("<!--")[0], flags=re.MULTILINE)


def known_keys(place: str, document: dict[str, Any]) -> set[str]:
    """Keys the plan's reader asks for in a table, as it names them beside an unknown one."""
    document = {"study": {}, "grid": {}, **document}
    table: Any = document
    for part in re.findall(r"[a-z]+", place):
        table = table[part][0] if isinstance(table[part], list) else table[part]
    table[STRANGE] = 1
    with pytest.raises(InputRefusedError) as refused:
        parse_study(document)
    (found,) = [f for f in refused.value.findings if f.layer == f"{place}.{STRANGE}"]
    return set(found.wanted.split(", "))


@pytest.mark.parametrize("heading", PLACES)
def test_every_key_of_the_plan_is_explained(heading: str) -> None:
    place, document = PLACES[heading]
    said = listed(section(page("study.md"), heading))
    assert len(said) == len(set(said))
    assert set(said) == known_keys(place, document)


def test_defaults_of_policies_are_those_of_the_program() -> None:
    rows = re.findall(
        r"^\| `([a-z_0-9]+)` \| .*? \| `(.*?)` \|",
        section(page("study.md"), "`[policies]`"),
        flags=re.MULTILINE,
    )
    default = Policies()
    assert dict(rows) == {f.name: str(getattr(default, f.name)) for f in fields(Policies)}


def test_layers_and_code_systems_are_those_of_the_program() -> None:
    path = DOCS.parent / "scripts" / "study_page.py"
    spec = importlib.util.spec_from_file_location("study_page", path)
    assert spec is not None
    assert spec.loader is not None
    writer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(writer)
    assert page("study.md") == writer.page(page("study.md")), "python scripts/study_page.py"


def commands() -> dict[str, Any]:
    group: Any = typer.main.get_command(app)
    return dict(group.commands)


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_option_of_a_command_is_explained(name: str) -> None:
    wanted = rf"^## (`sinkmap {name}(?![\w-]).*)$"
    (heading,) = re.findall(wanted, page("commands.md"), re.MULTILINE)
    rows = re.findall(r"^\| (`-.*?`) \|", section(page("commands.md"), heading), re.MULTILINE)
    said = {option for row in rows for option in re.findall(r"`(-.*?)`", row)}
    parameters = commands()[name].params
    below = getattr(commands()[name], "commands", {})
    offered = [*parameters, *(p for one in below.values() for p in one.params)]
    known = {o for p in offered if p.param_type_name == "option" for o in p.opts}
    assert said == known - {"--help"}
    told = section(page("commands.md"), heading)
    assert all(re.search(rf"^\| `{one}\b", told, re.MULTILINE) for one in below)
    arguments = [p.metavar for p in parameters if p.param_type_name == "argument"]
    assert heading == " ".join([f"`sinkmap {name}", *map(str, arguments)]) + "`"


def test_keys_of_the_run_record_are_those_of_its_schema() -> None:
    text = page("runs.md")
    schema = json.loads(page("schema/run.schema.json"))
    assert set(listed(section(text, "run.json"))) == set(schema["required"])
    assert RUN_SCHEMA in text


@pytest.mark.parametrize(
    ("heading", "name"), [("hashes.json", "filed"), ("The state of a filing", "filing")]
)
def test_keys_of_what_is_filed_are_those_of_its_schema(heading: str, name: str) -> None:
    schema = json.loads(page(f"schema/{name}.schema.json"))
    told = section(page("filed.md"), heading)
    assert set(listed(told)) == set(schema["required"])
    assert f"`{schema['properties']['schema']['const']}`" in told


def test_pages_link_only_to_what_is_there() -> None:
    for path in [DOCS.parent / "README.md", *DOCS.glob("*.md"), *DOCS.glob("adr/*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"
