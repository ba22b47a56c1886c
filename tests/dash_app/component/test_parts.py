import re
from pathlib import Path

import pytest

import dash_app
from dash_app.component import (
    Amount,
    Choice,
    CornerForm,
    Fold,
    LayerTree,
    MapView,
    Quotas,
    Range,
    SearchBox,
    UnitTable,
    Weights,
    YearSlider,
)

ROOT = Path(dash_app.__file__).parent
PARTS = {
    Amount: "question.js",
    Choice: "controls.js",
    CornerForm: "rail.js",
    Fold: "rail.js",
    LayerTree: "rail.js",
    MapView: "mapview.js",
    Quotas: "question.js",
    Range: "controls.js",
    SearchBox: "rail.js",
    UnitTable: "controls.js",
    Weights: "question.js",
    YearSlider: "rail.js",
}
"""Component -> the file that draws it."""


@pytest.mark.parametrize("part", PARTS)
def test_unknown_properties_are_refused(part):
    with pytest.raises(TypeError, match="nonsense"):
        part(id="x", nonsense=1)


@pytest.mark.parametrize("part", PARTS)
def test_the_browser_side_reads_known_properties_only(part):
    script = (ROOT / "component" / PARTS[part]).read_text(encoding="utf-8")
    known = set().union(*(p(id="x").available_properties for p in PARTS)) | {"setProps"}
    assert set(re.findall(r"\bprops\.(\w+)", script)) <= known
    assert f"{part._type}" in script


def test_every_file_handed_to_the_browser_exists():
    files = [row["relative_package_path"] for row in (*dash_app._js_dist, *dash_app._css_dist)]
    assert [file for file in files if not (ROOT / file).is_file()] == []


def test_no_file_of_ours_names_another_host():
    ours = [*ROOT.glob("component/*.js"), *ROOT.glob("page/*"), *ROOT.glob("browse/*")]
    found = [
        (path.name, address)
        for path in ours
        if path.is_file() and path.suffix in {".js", ".css"}
        for address in re.findall(r"https?://\S+|url\(", path.read_text(encoding="utf-8"))
    ]
    assert found == []
