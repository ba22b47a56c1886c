"""The overview: its callbacks, and the page that says a link's run is not here."""

from __future__ import annotations

from dash import Input, Output, State

from dash_app import ids
from dash_app.browse.callbacks import BrowseCallbacks
from dash_app.browse.catalogue import MapCatalogue
from dash_app.browse.source import PlaceSource
from dash_app.context import Context
from dash_app.entries import Access, BrowserCallback, Entry, ServerCallback, frame_entries

__all__ = ["browse_table"]

_CATALOGUE = State(ids.BROWSE_CATALOGUE, "data")


def browse_table(
    context: Context, catalogue: MapCatalogue, places: PlaceSource | None, *, prints: bool = False
) -> tuple[Entry, ...]:
    """Every callback of the overview; without ``places`` only layers are shown.

    ``prints``: the page has a form for sheets.
    """
    wanted = {"wanted": Input(ids.BROWSE_WANTED, "data")}
    if context.jobs is not None:  # newer files have other addresses
        wanted["edition"] = Input(ids.JOBS_PREPARED, "edition")
    known = {"addresses": Output(ids.BROWSE_ADDRESSES, "data")}
    return (
        BrowserCallback("browse_move", "browseMove", _moved(), _moves()),
        BrowserCallback(
            "browse_wanted",
            "browseWanted",
            (Output(ids.BROWSE_WANTED, "data"),),
            (Input(ids.BROWSE_LAYERS, "value"), State(ids.BROWSE_WANTED, "data")),
        ),
        ServerCallback(
            "browse_addresses",
            known,
            wanted,
            Access.VIEWER,
            lambda wanted, edition="": {"addresses": catalogue.addresses(_listed(wanted))},
        ),
        BrowserCallback("browse_layers", "browseLayers", _layers(), _chosen()),
        BrowserCallback(
            "browse_basemap",
            "browseBasemap",
            (Output(ids.BROWSE_MAP, "basemap"),),
            (Input(ids.BROWSE_BASEMAP, "value"),),
        ),
        BrowserCallback("browse_link", "browseLink", (_kept(),), _linked()),
        *((_printed(),) if prints else ()),
        *(() if places is None else (*_asking(BrowseCallbacks(context, places)), _newest())),
        *frame_entries("browse_", ids.BROWSE_KEPT),
    )


def _printed() -> Entry:
    seen = (Input(ids.BROWSE_MAP, "seen"), Input(ids.BROWSE_MAP, "drawn"))
    return BrowserCallback(
        "browse_print", "browsePrint", (Output(ids.BROWSE_PRINT, "place"),), seen
    )


def _newest() -> Entry:
    opened = (Input(ids.BROWSE_CARD, "children"), Input(ids.BROWSE_SHAPE, "children"))
    return BrowserCallback("browse_newest", "browseNewest", (), opened)


def _listed(wanted: object) -> list[str]:
    return [str(one) for one in wanted] if isinstance(wanted, list) else []


def _asking(callbacks: BrowseCallbacks) -> tuple[Entry, ...]:
    viewer = Access.VIEWER
    year = Input(ids.BROWSE_YEAR, "value")
    found = {
        "hits": Output(ids.BROWSE_SEARCH, "hits"),
        "answered": Output(ids.BROWSE_SEARCH, "answered"),
    }
    card = {
        "card": Output(ids.BROWSE_CARD, "children"),
        "shown": Output(ids.BROWSE_MAP, "shown"),
    }
    view = {
        "seen": Input(ids.BROWSE_MAP, "seen"),
        "other": Input(ids.BROWSE_COMPARE, "value"),
        "year": year,
    }
    return (
        ServerCallback(
            "browse_search",
            found,
            {"text": Input(ids.BROWSE_SEARCH, "text")},
            viewer,
            callbacks.search,
        ),
        ServerCallback(
            "browse_card",
            card,
            {"place": Input(ids.BROWSE_PLACE, "data")},
            viewer,
            callbacks.card,
        ),
        ServerCallback(
            "browse_shape",
            {"shape": Output(ids.BROWSE_SHAPE, "children")},
            {"drawn": Input(ids.BROWSE_MAP, "drawn"), "year": year},
            viewer,
            callbacks.shape,
        ),
        ServerCallback(
            "browse_difference",
            {"difference": Output(ids.BROWSE_DIFFERENCE, "children")},
            view,
            viewer,
            callbacks.difference,
        ),
    )


def _moves() -> tuple[Input | State, ...]:
    return (
        Input(ids.BROWSE_ADDRESS, "search"),
        Input(ids.BROWSE_SEARCH, "picked"),
        Input(ids.BROWSE_CORNERS, "typed"),
        Input(ids.BROWSE_MAP, "click"),
        Input(ids.BROWSE_CLOSE, "n_clicks"),
        _CATALOGUE,
    )


def _moved() -> tuple[Output, ...]:
    return (
        Output(ids.BROWSE_LAYERS, "value"),
        Output(ids.BROWSE_YEAR, "value"),
        Output(ids.BROWSE_COMPARE, "value"),
        Output(ids.BROWSE_AT, "data"),
        Output(ids.BROWSE_MAP, "view"),
        Output(ids.BROWSE_MAP, "drawn"),
        Output(ids.BROWSE_PLACE, "data"),
        Output(ids.BROWSE_BASEMAP, "value"),
    )


def _chosen() -> tuple[Input | State, ...]:
    return (
        Input(ids.BROWSE_LAYERS, "value"),
        Input(ids.BROWSE_YEAR, "value"),
        Input(ids.BROWSE_COMPARE, "value"),
        Input(ids.BROWSE_AT, "data"),
        Input(ids.BROWSE_ADDRESSES, "data"),
        _CATALOGUE,
    )


def _layers() -> tuple[Output, ...]:
    return (
        Output(ids.BROWSE_MAP, "rasters"),
        Output(ids.BROWSE_MAP, "vectors"),
        Output(ids.BROWSE_MAP, "outlines"),
        Output(ids.BROWSE_MAP, "compare"),
        Output(ids.BROWSE_LAYERS, "year"),
    )


def _kept() -> Output:
    return Output(ids.BROWSE_KEPT, "data")


def _linked() -> tuple[Input | State, ...]:
    return (
        Input(ids.BROWSE_MAP, "seen"),
        Input(ids.BROWSE_LAYERS, "value"),
        Input(ids.BROWSE_YEAR, "value"),
        Input(ids.BROWSE_COMPARE, "value"),
        Input(ids.BROWSE_MAP, "swiped"),
        Input(ids.BROWSE_MAP, "drawn"),
        Input(ids.BROWSE_PLACE, "data"),
        Input(ids.BROWSE_BASEMAP, "value"),
        State(ids.BROWSE_AT, "data"),
        _CATALOGUE,
    )
