"""Requests over kept connections for some seconds, answers counted: ``benchmarks.process.child``.

python -m benchmarks.tile_load PORT SECONDS CONNECTIONS FILE    FILE: a JSON list of paths
"""

from __future__ import annotations

import argparse
import json
import random
import selectors
import socket
import time
from pathlib import Path
from typing import Any

__all__ = ["load"]

_HEAD_END = b"\r\n\r\n"


class _Connection:
    """One connection that always has a request on its way; its answers by status."""

    def __init__(self, port: int, paths: list[str], seed: int) -> None:
        self._paths = paths
        self._chance = random.Random(seed)
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.seconds: list[float] = []
        self.statuses: dict[int, int] = {}
        self._ask()

    def _ask(self) -> None:
        path = self._chance.choice(self._paths)
        self._got = bytearray()
        self._begun = time.perf_counter()
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())

    def hear(self) -> None:
        """Take what has come; ask anew when an answer is whole."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the server closed a connection")
        self._got += part
        end = self._got.find(_HEAD_END)
        if end < 0:
            return
        status, length = _head(bytes(self._got[:end]))
        if len(self._got) - end - len(_HEAD_END) >= length:
            self.seconds.append(time.perf_counter() - self._begun)
            self.statuses[status] = self.statuses.get(status, 0) + 1
            self._ask()


def _head(text: bytes) -> tuple[int, int]:
    """Status of an answer and the length of its body."""
    first, *lines = text.split(b"\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in lines)
    return int(first.split()[1]), int(fields.get(b"content-length", b"0"))


def load(port: int, seconds: float, connections: int, paths: list[str]) -> dict[str, Any]:
    """Answers a second, how long they took, and how many there were of each status."""
    begun = time.perf_counter()
    with selectors.DefaultSelector() as waiting:
        made = [_Connection(port, paths, seed) for seed in range(connections)]
        for one in made:
            waiting.register(one.socket, selectors.EVENT_READ, one)
        # A server that has just begun may not have answered once by then.
        while time.perf_counter() - begun < seconds or not all(one.seconds for one in made):
            for key, _ in waiting.select(1.0):
                key.data.hear()
        taken = time.perf_counter() - begun
        for one in made:
            one.socket.close()
    times = sorted(time for one in made for time in one.seconds)
    statuses: dict[int, int] = {}
    for one in made:
        for status, count in one.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
    return {
        "a_second": len(times) / taken,
        "median_ms": times[len(times) // 2] * 1e3 if times else None,
        "p95_ms": times[int(len(times) * 0.95)] * 1e3 if times else None,
        "statuses": statuses,
    }


if __name__ == "__main__":
    reader = argparse.ArgumentParser()
    reader.add_argument("port", type=int)
    reader.add_argument("seconds", type=float)
    reader.add_argument("connections", type=int)
    reader.add_argument("paths", type=Path)
    given = reader.parse_args()
    asked = json.loads(given.paths.read_text(encoding="utf-8"))
    print(json.dumps(load(given.port, given.seconds, given.connections, asked)))
