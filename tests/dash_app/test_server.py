import http.client
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from dash_app.server import PageServer
from dash_app.sources import Sources

HERE = Path(__file__).parent
SERVE = """
import sys
sys.path.insert(0, sys.argv[1])
import conftest
from dash_app.server import serve
from dash_app.sources import Sources
serve(Sources(conftest.TownRun()), "127.0.0.1", 0, lambda address: print(address, flush=True))
print("ended", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ends_cleanly_on_a_signal(number):
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, str(HERE)],
        cwd=HERE.parents[1],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        address = process.stdout.readline().strip()
        try:
            with urlopen(address + "healthz", timeout=10) as answer:
                assert answer.read() == b"run0123456789"
        finally:
            process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert out.strip() == "ended"
    assert err == ""
    assert process.returncode == 0


def test_sends_no_server_header(base):
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=10)
    connection.request("GET", "/healthz")
    answer = connection.getresponse()
    assert answer.status == 200
    assert answer.getheader("Server") is None
    connection.close()


def test_a_fresh_server_answers_many_first_requests_at_once(town):
    server = PageServer(Sources(town), "127.0.0.1", 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    address = server.address.rstrip("/")
    try:
        with urlopen(address, timeout=20) as answer:
            page = answer.read().decode()
        scripts = [part.split('"')[0] for part in page.split('<script src="')[1:]]
        assert len(scripts) > 8
        with ThreadPoolExecutor(24) as pool:
            codes = list(pool.map(lambda path: status(address + path), scripts * 2))
    finally:
        server.stop()
        thread.join(timeout=10)
    assert set(codes) == {200}


def status(url):
    with urlopen(url, timeout=20) as answer:
        return answer.status


def test_an_address_in_use_is_an_os_error(base, town):
    with pytest.raises(OSError, match=r"."):
        PageServer(Sources(town), "127.0.0.1", int(base.rsplit(":", 1)[1]))
