"""Which language a request is answered in."""

from __future__ import annotations

from flask import Response, has_request_context, request

from sinkmap.text import Language

__all__ = ["COOKIE", "keep_language", "language_asked"]

COOKIE = "sinkmap_language"
"""Set by ``page/browser.js`` and `keep_language`; holds ``zh`` or ``en`` and nothing else."""
_YEAR = 365 * 24 * 3600
"""How long the choice is kept, seconds."""


def language_asked(default: Language) -> Language:
    """The cookie's language, or the study's where there is no valid cookie."""
    wanted = request.cookies.get(COOKIE) if has_request_context() else None
    return Language(wanted) if wanted in set(Language) else default


def keep_language(response: Response, language: Language) -> Response:
    """Let the browser ask for this language from now on."""
    response.set_cookie(COOKIE, str(language), max_age=_YEAR, path="/", samesite="Lax")
    return response
