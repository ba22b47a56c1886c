"""Own browser components without a bundler: the map, native form controls, the table of units,
the fields of a question.

Dash serves the files named here from the package ``dash_app``, each under a fingerprinted URL.
"""

from __future__ import annotations

from dash_app.component.parts import (
    Amount,
    Choice,
    FileDrop,
    MapView,
    PrintForm,
    Quotas,
    Range,
    UnitTable,
    UploadForm,
    Weights,
)
from dash_app.component.rail import (
    BasemapChoice,
    CornerForm,
    Fold,
    LayerTree,
    SearchBox,
    YearSlider,
)

__all__ = [
    "CSS_DIST",
    "JS_DIST",
    "Amount",
    "BasemapChoice",
    "Choice",
    "CornerForm",
    "FileDrop",
    "Fold",
    "LayerTree",
    "MapView",
    "PrintForm",
    "Quotas",
    "Range",
    "SearchBox",
    "UnitTable",
    "UploadForm",
    "Weights",
    "YearSlider",
]

_PACKAGE = "dash_app"


def _served(*files: str) -> list[dict[str, str]]:
    return [{"relative_package_path": file, "namespace": _PACKAGE} for file in files]


JS_DIST = _served(
    "component/vendor/maplibre-gl.js",
    "component/vendor/terra-draw.js",
    "component/vendor/terra-draw-adapter.js",
    "component/layers.js",
    "component/swipe.js",
    "component/draw.js",
    "component/basemap.js",
    "component/mapview.js",
    "component/controls.js",
    "component/question.js",
    "component/print.js",
    "component/upload.js",
    "jobs/jobs.js",
    "component/drop.js",
    "component/rail.js",
    "page/browser.js",
    "browse/browse.js",
)
CSS_DIST = _served(
    "component/vendor/maplibre-gl.css",
    "page/page.css",
    "component/mapview.css",
    "page/panels.css",
    "page/beside.css",
    "browse/browse.css",
    "cases/cases.css",
    "siting/siting.css",
    "prints/prints.css",
    "data_page/data.css",
    "jobs/jobs.css",
    "report_page/report.css",
    "review/review.css",
)
