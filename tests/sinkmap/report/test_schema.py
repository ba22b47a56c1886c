import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from sinkmap.figure import COLUMNS
from sinkmap.report.book import open_book

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "schema"
NAMES = (
    "figure", "figures", "filed", "filed-record", "filing", "filing-entry", "finding",
    "run", "site",
)  # fmt: skip


def read(name):
    return json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))


def errors(name, value):
    """What a validator has against a value after its way through JSON."""
    known = [(read(n)["$id"], Resource.from_contents(read(n))) for n in NAMES]
    validator = Draft202012Validator(read(name), registry=Registry().with_resources(known))
    return [e.message for e in validator.iter_errors(json.loads(json.dumps(value)))]


@pytest.mark.parametrize("name", NAMES)
def test_schemas_are_schemas(name):
    Draft202012Validator.check_schema(read(name))


def test_every_figure_fits(results):
    rows = [figure.to_row() for figure in open_book(results, 2024).figures.values()]
    document = {"schema": "sinkmap-figures/1", "run_id": results.manifest.run_id, "figures": rows}
    assert errors("figures", document) == []
    assert read("figure")["required"] == list(COLUMNS)


def test_what_does_not_fit_is_named(results):
    row = next(iter(open_book(results, 2024).figures.values())).to_row()
    assert errors("figure", row) == []
    assert errors("figure", {**row, "value": None}) != []
    assert errors("figure", {**row, "status": "fine"}) != []
    assert errors("figure", {**row, "coverage": 1.2}) != []
    assert errors("figure", {**row, "more": 1}) != []
    assert errors("figure", {k: v for k, v in row.items() if k != "ci_reason"}) != []


def test_findings_and_run_fit(results):
    manifest = results.manifest
    assert manifest.findings
    assert [errors("finding", finding.to_json()) for finding in manifest.findings] == [[], []]
    assert errors("run", manifest.to_json()) == []
    assert errors("run", {**manifest.to_json(), "schema": "sinkmap-run/9"}) != []
