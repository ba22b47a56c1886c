"""The manifest of a run: the same content gives the same text and id."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinkmap.errors import Finding, Severity
from sinkmap.figure import DataState
from sinkmap.run import (
    InputRecord,
    OutputRecord,
    RunManifest,
    canonical_json,
    content_id,
)
from sinkmap.text import Text

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), values))
def test_order_of_keys_does_not_matter(value):
    turned = dict(reversed(value.items()))
    assert canonical_json(value) == canonical_json(turned)
    assert content_id(value) == content_id(turned)
    assert json.loads(canonical_json(value)) == value


def test_a_number_that_is_none_is_refused():
    with pytest.raises(ValueError):
        canonical_json({"a": math.nan})


def test_ids_tell_contents_apart():
    assert content_id({"a": 1}) != content_id({"a": 2})
    assert len(content_id({}, length=8)) == 8


MANIFEST = RunManifest(
    run_id="0123456789abcdef",
    version="0.1.0",
    code_hash="c",
    params_version="p",
    study={"id": "demo"},
    inputs=(
        InputRecord(
            "parcels", (2022, 2023), "a.gpkg", "ff", 10, "EPSG:4549", "UTF-8", "sd3",
            DataState.NATIONAL, "2022", "bureau",
        ),
    ),
    outputs=(OutputRecord("figures.parquet", "ee", 20),),
    findings=(
        Finding("CRS-ASSUMED", Severity.WARNING, Text("假定坐标系", "CRS assumed"),
                Text("核对", "check")),
    ),
    years=(2022, 2023),
)  # fmt: skip


def test_manifest_and_back():
    document = json.loads(canonical_json(MANIFEST.to_json()))
    assert RunManifest.from_json(document) == MANIFEST
    assert document["schema"] == "sinkmap-run/1"


def test_another_schema_is_refused():
    with pytest.raises(ValueError, match="not a run manifest"):
        RunManifest.from_json({**MANIFEST.to_json(), "schema": "sinkmap-run/0"})
