"""Serving the page until the process is told to stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from waitress.server import create_server

from dash_app.app import create_app
from dash_app.source import RunSource

__all__ = ["serve", "start"]

_THREADS = 8


def start(run: RunSource, host: str, port: int) -> Any:
    """A waitress server over a run, bound but not yet running; port 0 takes a free one.

    Call ``run()`` to serve and ``close()``, from another thread too, to stop;
    ``effective_port`` is the port taken.

    Raises
    ------
    OSError
        If the address cannot be bound.
    """
    app = create_app(run)
    # Without an identity waitress sends no Server header.
    return create_server(app.server, host=host, port=port, threads=_THREADS, ident="")


def serve(
    run: RunSource,
    host: str = "127.0.0.1",
    port: int = 8050,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve a run until SIGINT or SIGTERM, then finish what is being answered and return.

    ``ready`` is called with the page's address once connections are accepted.
    """
    server = start(run, host, port)
    if ready is not None:
        ready(f"http://{host}:{server.effective_port}/")
    with _stopped_by_signals():
        server.run()
    server.close()


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Both signals end waitress's loop the way it expects; only the main thread gets any."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {s: signal.signal(s, stop) for s in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
