"""The Python side of the component in ``jobs.js``."""

from __future__ import annotations

from typing import ClassVar

from dash_app.component.parts import NAMESPACE, Part

__all__ = ["JobList"]


class JobList(Part):
    """Jobs with their progress, each with buttons.

    ``rows`` are ``{id, title, what, state, chip, stage, share, said, cancel}``: ``share`` 0 to 1
    or None, ``said`` a list of texts, ``cancel`` whether it can be ended. ``log`` is
    ``{job, text}`` or None, ``words`` the texts of the buttons by key. ``asked`` is set by the
    list: ``{job, what, at}``, ``what`` being ``cancel``, ``log`` or ``close``.
    """

    _namespace = NAMESPACE
    _type = "JobList"
    _properties: ClassVar[tuple[str, ...]] = ("label", "rows", "log", "words", "asked")
