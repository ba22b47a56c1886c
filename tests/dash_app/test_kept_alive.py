"""A connection outlives answers without a body, and ends when it is asked to."""

import http.client
import threading
from contextlib import suppress

import pytest
from flask import Flask, Response
from waitress import wasyncore
from waitress.server import create_server

from dash_app.kept_alive import keep_alive


@pytest.fixture(scope="module")
def port():
    app = Flask("answers")
    app.add_url_rule("/<int:status>", "answer", lambda status: Response(status=status))
    app.add_url_rule("/said", "said", lambda: "said")
    app.add_url_rule("/pieces", "pieces", lambda: Response(iter(["one", "two"])))
    server = create_server(app, host="127.0.0.1", port=0, ident="")
    keep_alive(server)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server.effective_port
    # Closed by its own thread: a socket that another one closes fails the loop that watches it.
    with suppress(OSError):  # the loop may have closed everything by then
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
    thread.join(timeout=10)
    assert not thread.is_alive()
    server.task_dispatcher.shutdown()


@pytest.fixture
def connection(port):
    held = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    yield held
    held.close()


def ask(connection, path, **fields):
    connection.request("GET", path, headers=fields)
    answer = connection.getresponse()
    return answer.status, answer.read(), answer.getheader("Connection")


@pytest.mark.parametrize("status", [204, 304])
def test_a_connection_outlives_an_answer_without_a_body(connection, status):
    connection.connect()
    first = connection.sock
    assert ask(connection, f"/{status}") == (status, b"", None)
    assert ask(connection, "/said") == (200, b"said", None)
    assert connection.sock is first


def test_it_ends_when_the_browser_says_so(connection):
    assert ask(connection, "/204", Connection="close") == (204, b"", "close")
    assert connection.sock is None


def test_an_answer_of_unknown_length_ends_it_as_ever(connection):
    assert ask(connection, "/pieces") == (200, b"onetwo", "close")
