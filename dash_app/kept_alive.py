"""A waitress server that keeps its connections after answers without a body.

Waitress closes a connection after any answer of unknown length, and takes 204 and 304 for such: a
map that asks for a hundred tiles, of which some show nothing, would open a new one for each.
"""

from __future__ import annotations

from typing import Any

from waitress.channel import HTTPChannel
from waitress.task import WSGITask

__all__ = ["keep_alive"]


class _Task(WSGITask):  # type: ignore[misc]
    def set_close_on_finish(self) -> None:
        """Close after this answer, unless it ends with its head and nobody asked to."""
        asked = self.request.headers.get("CONNECTION", "").lower() == "close"
        if self.has_body or asked or self.version != "1.1":
            super().set_close_on_finish()


class _Channel(HTTPChannel):  # type: ignore[misc]
    task_class = _Task


def keep_alive(server: Any) -> None:
    """Let a server keep connections whose answers have no body; before it runs."""
    server.channel_class = _Channel
