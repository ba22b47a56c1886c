"""The map people work in: a Dash page over one finished run, without a network."""

from dash_app.app import create_app
from dash_app.component import CSS_DIST, JS_DIST
from dash_app.server import PageServer, is_loopback, serve
from dash_app.source import RunSource
from dash_app.sources import Sources
from sinkmap import __version__

__all__ = [
    "PageServer",
    "RunSource",
    "Sources",
    "__version__",
    "create_app",
    "is_loopback",
    "serve",
]

# Dash looks these names up on the package that holds a component.
_js_dist = JS_DIST
_css_dist = CSS_DIST
