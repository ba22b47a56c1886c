"""Which language a request is answered in."""

from __future__ import annotations

from flask import has_request_context, request

from sinkmap.text import Language

__all__ = ["COOKIE", "language_asked"]

COOKIE = "sinkmap_language"
"""Set by ``page/browser.js``; holds ``zh`` or ``en`` and nothing else."""


def language_asked(default: Language) -> Language:
    """The cookie's language, or the study's where there is no valid cookie."""
    wanted = request.cookies.get(COOKIE) if has_request_context() else None
    return Language(wanted) if wanted in set(Language) else default
