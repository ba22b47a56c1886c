"""The application: Dash on Flask over one run, with its doors shut."""

from __future__ import annotations

from html import escape
from typing import Any

from dash import Dash
from dash.exceptions import DependencyException
from flask import Flask, abort, request
from flask_compress import Compress

from dash_app import urls
from dash_app.cases.source import CaseSource
from dash_app.context import Context
from dash_app.headers import content_policy, send_headers
from dash_app.language import language_asked
from dash_app.page.icon import ICON
from dash_app.page.layout import page_layout
from dash_app.routes import refuse_strangers, register
from dash_app.source import RunSource
from dash_app.view import words
from sinkmap.text import Language, Text

__all__ = ["Page", "create_app", "warm_up"]

_MOST_BODY = 256 * 1024
_CATCH_ALL = "/<path:path>"
"""End of the rules by which Dash answers any path with the page."""
_COMPRESSED = (
    "text/html",
    "text/css",
    "text/javascript",
    "application/javascript",
    "application/json",
    "application/geo+json",
)


class Page(Dash):
    """Dash with the page's own frame: language, title and icon."""

    context: Context
    heading: Text | None = None

    def _config(self) -> dict[str, Any]:
        """What the renderer is told, without the versions of the machine it runs on."""
        told: dict[str, Any] = super()._config()  # type: ignore[no-untyped-call]
        return told | {"python_version": "", "dash_version_url": ""}

    def interpolate_index(
        self,
        metas: str = "",
        title: str = "",
        css: str = "",
        config: str = "",
        scripts: str = "",
        app_entry: str = "",
        favicon: str = "",
        renderer: str = "",
    ) -> str:
        """The HTML document Dash's parts are put into."""
        study = self.context.results.study
        language = language_asked(study.language)
        tag = "zh-CN" if language is Language.ZH else "en"
        named = [t.say(language) for t in (self.heading, study.title) if t is not None]
        return (
            f'<!doctype html>\n<html lang="{tag}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{escape(' · '.join(named))}</title>"
            f'<link rel="icon" href="{ICON}">{css}</head><body>'
            f"<noscript>{escape(words.NEEDS_SCRIPTS.say(language))}</noscript>"
            '<div id="react-entry-point"><p class="first-loading">'
            f"{escape(words.LOADING.say(language))}</p></div>"
            f"<footer>{config}{scripts}{renderer}</footer>"
            "</body></html>"
        )


def create_app(run: RunSource, cases: CaseSource | None = None) -> Dash:
    """Build the application over one run and make it ready for the first request.

    ``cases``: the case register, whose page is then beside the map. It knows no accounts: whoever
    serves it keeps to the loopback.

    Raises
    ------
    dash_app.routes.StrangerError
        If anything is registered outside the table of routes.
    """
    context = Context(run, has_cases=cases is not None)
    server = Flask("dash_app", static_folder=None)
    server.config["MAX_CONTENT_LENGTH"] = _MOST_BODY
    _compress(server)
    app = Page(
        "dash_app",
        server=server,  # type: ignore[arg-type]
        title=context.results.title.say(context.results.study.language),
        update_title="",
        include_assets_files=False,
        enable_mcp=False,
        add_log_handler=False,
        # Else the whole layout is sent twice.
        suppress_callback_exceptions=True,
    )
    app.context = context
    app.layout = lambda: page_layout(context, language_asked(context.results.study.language))
    register(app, context)
    _refuse_unknown_paths(server)
    hashes = list(app.csp_hashes())
    if cases is not None:
        # Imported late: that page is built of this module.
        from dash_app.cases.page import add_case_page, case_table

        beside = add_case_page(server, context, cases)
        refuse_strangers(app, context, {urls.CASES: (beside, case_table(context, cases))})
        hashes += [one for one in beside.csp_hashes() if one not in hashes]
    # Hashes name Dash's own inline scripts, so they are taken once all callbacks are known.
    send_headers(server, content_policy(hashes))
    warm_up(app, "/")
    return app


def _compress(server: Flask) -> None:
    server.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    server.config["COMPRESS_BR_LEVEL"] = 4
    server.config["COMPRESS_MIMETYPES"] = list(_COMPRESSED)
    Compress(server)


def _refuse_unknown_paths(server: Flask) -> None:
    """Dash answers any path with the page, and a wrong component file with an error of ours."""

    def refuse() -> None:
        if request.url_rule is not None and request.url_rule.rule.endswith(_CATCH_ALL):
            abort(404)

    server.before_request(refuse)
    server.register_error_handler(DependencyException, lambda _: ("", 404))


def warm_up(app: Dash, path: str) -> None:
    """Let Dash fill its tables before the first requests race for them (plotly/dash#3971)."""
    with app.server.test_request_context(path):
        app._setup_server()  # type: ignore[no-untyped-call]
        app.index()  # type: ignore[no-untyped-call]
