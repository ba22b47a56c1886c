"""Serving the page until the process is told to stop."""

from __future__ import annotations

import ipaddress
import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from waitress import wasyncore
from waitress.server import create_server

from dash_app.app import create_app
from dash_app.kept_alive import keep_alive
from dash_app.sources import Sources

__all__ = ["PageServer", "is_loopback", "serve"]

_THREADS = 8
_CONNECTIONS = 400
"""A browser keeps six, so waitress's own 100 are taken by 17 people. Windows can watch 512."""


class PageServer:
    """A waitress server bound to its ``address``, not yet running; port 0 takes a free one.

    Raises
    ------
    OSError
        If the address cannot be bound.
    ValueError
        If pages that write are to be served to other machines: there are no accounts yet.
    """

    def __init__(self, sources: Sources, host: str, port: int) -> None:
        if sources.for_this_machine and not is_loopback(host):
            raise ValueError(f"pages that write are for this machine alone, not for {host}")
        app = create_app(sources)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # Bound here, since waitress leaves its socket open where binding fails.
        bound = socket.create_server((host, port), family=family)
        # Without an identity waitress sends no Server header.
        self._server = create_server(
            app.server,
            sockets=[bound],
            threads=_THREADS,
            connection_limit=_CONNECTIONS,
            # Else a gigabyte is kept on the disk before the page is asked whether it takes it.
            max_request_body_size=app.most_body + 1,
            ident="",
        )
        keep_alive(self._server)
        name = f"[{host}]" if family is socket.AF_INET6 else host
        self.address = f"http://{name}:{bound.getsockname()[1]}/"

    def run(self) -> None:
        """Serve until :meth:`stop`; finish what is being answered, close everything, return."""
        self._server.run()
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._server._map)

    def stop(self) -> None:
        """End :meth:`run`, from any thread."""
        # Woken by something else, the loop may close everything before it is woken by this.
        with suppress(OSError):
            self._server.trigger.pull_trigger(lambda: wasyncore.close_all(self._server._map))


def serve(
    sources: Sources,
    host: str = "127.0.0.1",
    port: int = 8050,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve a run until SIGINT or SIGTERM, then finish what is being answered and return.

    ``ready`` is called with the page's address once connections are accepted.

    Raises
    ------
    OSError
        If the address cannot be bound.
    """
    # A page asks for a dozen files at once; that they queue for a moment is no warning.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = PageServer(sources, host, port)
    with _stopped_by_signals():
        if ready is not None:
            ready(server.address)
        server.run()


def is_loopback(host: str) -> bool:
    """Whether only this machine itself can reach an address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


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
