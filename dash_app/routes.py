"""The plain routes of a run, which every page reads from."""

from __future__ import annotations

from dash_app import urls
from dash_app.context import Context
from dash_app.entries import Access, Entry, PlainRoute
from dash_app.plain import PlainPage
from dash_app.responses import Responses

__all__ = ["run_routes"]


def run_routes(context: Context) -> tuple[Entry, ...]:
    """Map data of the run, the methods, the plain map, health."""
    responses = Responses(context)
    viewer, public = Access.VIEWER, Access.PUBLIC
    return (
        PlainRoute("health", urls.HEALTH, public, responses.health),
        PlainRoute("methods", urls.METHODS, viewer, responses.methods),
        PlainRoute("plain", urls.PLAIN, viewer, PlainPage(context).show),
        PlainRoute("shapes", urls.SHAPES, viewer, responses.shapes),
        PlainRoute("borders", urls.BORDERS, viewer, responses.borders),
        PlainRoute("zones", urls.ZONES, viewer, responses.zones),
        PlainRoute("picture", urls.PICTURE, viewer, responses.picture),
    )
