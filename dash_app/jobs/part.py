"""The Python side of the components in ``jobs.js``."""

from __future__ import annotations

from typing import ClassVar

from dash_app.component.parts import NAMESPACE, Part

__all__ = ["JobBar", "JobPanel", "JobStart", "Prepared"]


class JobPanel(Part):
    """A chip that tells how many jobs run and how far they are, and opens on all of them.

    It asks ``url`` for jobs: often while one runs, seldom else, never while the page is hidden. All
    other parts hear from it. ``ended`` is set when another job has ended; ``words``: texts by key.
    """

    _namespace = NAMESPACE
    _type = "JobPanel"
    _properties: ClassVar[tuple[str, ...]] = ("url", "words", "ended")


class JobStart(Part):
    """A button that begins a job of ``kind``, with ``arguments`` or those of one of ``choices``
    (``{value, label, arguments}``, labelled ``choose``); what was said of it stands below."""

    _namespace = NAMESPACE
    _type = "JobStart"
    _properties: ClassVar[tuple[str, ...]] = (
        "url", "kind", "arguments", "choices", "choose", "label", "note", "newer"
    )  # fmt: skip


class JobBar(Part):
    """How far the job of number ``job`` is, while it runs, with a button that ends it."""

    _namespace = NAMESPACE
    _type = "JobBar"
    _properties: ClassVar[tuple[str, ...]] = ("url", "job", "words")


class Prepared(Part):
    """Tells of the map files while they are made or were not made; nothing once they are there.

    ``quiet``: tells only that there are none, where every layer can be drawn without. ``edition``
    is set when newer ones are there.
    """

    _namespace = NAMESPACE
    _type = "Prepared"
    _properties: ClassVar[tuple[str, ...]] = ("url", "words", "edition", "quiet")
