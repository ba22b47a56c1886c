"""A Dash application with the frame of our pages: language, title and icon."""

from __future__ import annotations

from html import escape
from typing import Any

from dash import Dash

from dash_app.context import Context
from dash_app.language import language_asked
from dash_app.page.icon import ICON
from dash_app.view import words
from sinkmap.text import Language, Text

__all__ = ["PLAIN", "Page", "warm_up"]

PLAIN: dict[str, Any] = {
    "update_title": "",
    "include_assets_files": False,
    "enable_mcp": False,
    "add_log_handler": False,
    # Else the whole layout is sent twice.
    "suppress_callback_exceptions": True,
}
"""What all our applications tell Dash."""


class Page(Dash):
    """Dash with the page's own frame: language, title and icon.

    ``most_body``: of the first page of a server, the largest request any of them takes, in bytes.
    """

    context: Context
    heading: Text | None = None
    most_body: int = 0

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
            # Shown by browser.js. In both languages: without the font one of them cannot be read.
            f'<p class="no-font" role="alert" hidden>{escape(words.NO_FONT.en)} '
            f"{escape(words.NO_FONT.zh)}</p>"
            '<div id="react-entry-point"><p class="first-loading">'
            f"{escape(words.LOADING.say(language))}</p></div>"
            f"<footer>{config}{scripts}{renderer}</footer>"
            "</body></html>"
        )


def warm_up(app: Dash, path: str) -> None:
    """Let Dash fill its tables before the first requests race for them (plotly/dash#3971)."""
    with app.server.test_request_context(path):
        app._setup_server()  # type: ignore[no-untyped-call]
        app.index()  # type: ignore[no-untyped-call]
