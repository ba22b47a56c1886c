import ast
from pathlib import Path

import pytest
from dash import Input, Output

from dash_app.app import create_app
from dash_app.browse.catalogue import MapCatalogue
from dash_app.browse.page import browse_table
from dash_app.context import Context
from dash_app.entries import (
    Access,
    BrowserCallback,
    PlainRoute,
    StrangerError,
    refuse_strangers,
)
from dash_app.indicators.page import indicator_table
from dash_app.routes import run_routes
from dash_app.sources import Sources

PACKAGE = Path(__file__).resolve().parents[2] / "dash_app"
REGISTERING = {
    "route",
    "get",
    "post",
    "put",
    "delete",
    "add_url_rule",
    "register_blueprint",
    "callback",
    "clientside_callback",
}
REGISTERED_BY = {"entries.py"}


def table(context):
    """Everything the pages over a run alone hold."""
    return (*overview(context), *indicator_table(context))


def overview(context):
    """What the application at the root holds, and the routes of the run."""
    return (*run_routes(context), *browse_table(context, MapCatalogue(context), None))


@pytest.fixture
def app(town):
    return create_app(Sources(town))


def registering_calls(path):
    """Calls on an app or server that register something; `.get` of mappings is not one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner = ast.unparse(node.func.value)
        if node.func.attr in REGISTERING and owner.split(".")[-1] in {"app", "server", "dash"}:
            yield f"{path.name}:{node.lineno} {owner}.{node.func.attr}"


def test_nothing_is_registered_outside_the_table():
    files = [p for p in PACKAGE.rglob("*.py") if "ui" not in p.relative_to(PACKAGE).parts]
    assert len(files) > 15
    elsewhere = [c for p in files if p.name not in REGISTERED_BY for c in registering_calls(p)]
    assert elsewhere == []
    assert list(registering_calls(PACKAGE / "entries.py"))


def test_every_entry_says_who_may_use_it(town):
    entries = table(Context(town))
    names = [entry.name for entry in entries]
    assert len(set(names)) == len(names)
    assert all(isinstance(entry.access, Access) for entry in entries)
    public = {e.name for e in entries if e.access is Access.PUBLIC}
    browser = {e.name for e in entries if isinstance(e, BrowserCallback)}
    assert public == browser | {"health"}


def test_routes_answer_get_only(app, town):
    rules = {rule.endpoint: rule.methods for rule in app.server.url_map.iter_rules()}
    plain = [e for e in table(Context(town)) if isinstance(e, PlainRoute)]
    assert {tuple(sorted(rules[e.name])) for e in plain} == {("GET", "HEAD", "OPTIONS")}


def test_a_route_from_elsewhere_is_refused(app, town):
    app.server._got_first_request = False  # Flask itself refuses later ones
    app.server.add_url_rule("/secret", "secret", lambda: "x")
    with pytest.raises(StrangerError, match="secret"):
        refuse_strangers({"/": (app, table(Context(town))), "/indicators/": (app, ())})


def test_a_callback_from_elsewhere_is_refused(app, town):
    app.callback(Output("figure", "lang"), Input("map", "state"))(lambda state: "zh")
    with pytest.raises(StrangerError, match="9 callbacks registered, 8 in the table"):
        refuse_strangers({"/": (app, overview(Context(town)))})
