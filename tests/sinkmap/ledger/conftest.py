"""A ledger on SQLite and on a real PostgreSQL, started here and stopped again."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import geopandas as gpd
import psycopg
import pytest
import shapely

from sinkmap.ledger import Actor, Role, open_ledger

SECRET = "gr0-und!water"  # of the throwaway cluster
EAST, NORTH = 500_000.0, 3_500_000.0
START = datetime(2025, 3, 1, 8, tzinfo=UTC)


def programs():
    """The folder with initdb and postgres, or None."""
    named = os.environ.get("SINKMAP_POSTGRESQL")
    places = [Path(named)] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    found = shutil.which("initdb")
    places += [Path(found).resolve().parent] if found and not named else []
    return next((p for p in reversed(places) if (p / "postgres").is_file()), None)


class Cluster:
    """A PostgreSQL of this test run, on the loopback, as a user that is not root."""

    def __init__(self, folder, owner):
        self.folder, self.owner = folder, owner
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.schemas = 0

    def start(self, bins):
        data, word = self.folder / "data", self.folder / "word"
        word.write_text(SECRET, encoding="utf-8")
        word.chmod(0o644)
        options = ["-U", "clerk", "-A", "scram-sha-256", f"--pwfile={word}", "--no-sync"]
        options += ["-E", "UTF8", "--locale=C"]
        subprocess.run(
            [bins / "initdb", "-D", data, *options],
            check=True, capture_output=True, cwd=self.folder, user=self.owner,
        )  # fmt: skip
        settings = (f"port={self.port}", "listen_addresses=127.0.0.1", "fsync=off")
        settings += (f"unix_socket_directories={self.folder}", "shared_buffers=16MB")
        options = [part for one in settings for part in ("-c", one)]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [bins / "postgres", "-D", data, *options],
                stdout=log, stderr=log, cwd=self.folder, user=self.owner,
            )  # fmt: skip
        for _ in range(200):
            try:
                return psycopg.connect(self.address(), autocommit=True)
            except psycopg.OperationalError:
                assert self.process.poll() is None, (self.folder / "log").read_text("utf-8")
                time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text("utf-8"))

    def stop(self):
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(timeout=30)

    def address(self, schema="public"):
        place = f"127.0.0.1:{self.port}/postgres?options=-csearch_path%3D{schema}"
        return f"postgresql://clerk:{SECRET}@{place}"

    def new_schema(self, connection):
        self.schemas += 1
        connection.execute(f"CREATE SCHEMA ledger_{self.schemas}")
        return self.address(f"ledger_{self.schemas}")


@pytest.fixture(scope="session")
def cluster():
    bins = programs()
    if bins is None:
        pytest.skip(
            "no PostgreSQL: run scripts/system_packages.sh, or name its folder of programs in "
            "SINKMAP_POSTGRESQL"
        )
    folder = Path(tempfile.mkdtemp(prefix="sinkmap-pg-"))
    owner = None
    if os.getuid() == 0:  # the server refuses to run as root
        try:
            owner = pwd.getpwnam("postgres").pw_uid
        except KeyError:
            owner = pwd.getpwnam("nobody").pw_uid
        os.chown(folder, owner, -1)
    made = Cluster(folder, owner)
    connection = made.start(bins)
    try:
        yield made, connection
    finally:
        connection.close()
        made.stop()
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def address(request):
    """Where the ledger of this test is kept."""
    if request.param == "sqlite":
        return "sqlite:///ledger.sqlite"
    cluster, connection = request.getfixturevalue("cluster")
    return cluster.new_schema(connection)


class Clock:
    """A minute later every time it is asked."""

    def __init__(self):
        self.now = START

    def __call__(self):
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def opened(address, tmp_path):
    """Opens the ledger of this test, as often as it is called."""
    made = []

    def open_one(clock=None):
        made.append(open_ledger(address, tmp_path, tmp_path / "files", clock or Clock()))
        return made[-1]

    yield open_one
    for ledger in made:
        ledger.close()


@pytest.fixture
def ledger(opened):
    return opened()


@pytest.fixture(scope="session")
def actors():
    return {role: Actor(f"{role} 张三", role) for role in Role}


@pytest.fixture(scope="session")
def clerk(actors):
    return actors[Role.COUNTY]


def patch_row(name, years, box, severity=4, **more):
    """A patch of a box (x, y, width, height in m) as a run finds it."""
    x, y, width, height = box
    shape = shapely.box(EAST + x, NORTH + y, EAST + x + width, NORTH + y + height)
    return {
        "patch_id": name, "t0": years[0], "t1": years[1], "zone_ids": "Z2 Z4",
        "rule_ids": "R03", "severity": severity, "before": "grass", "after": "built_town",
        "dlbm_t0": "0401", "dlbm_t1": "0701", "area_m2": float(width * height),
        "evidence": "both", "county": "320481", "town": "320481100", "village": "",
        "lon": 119.4, "lat": 31.6, "approval_no": "", "top_zone": "Z2", "geometry": shape,
    } | more  # fmt: skip


@pytest.fixture(scope="session")
def patches():
    """Makes a run's table of patches of rows (name, years, box)."""

    def make(*rows, **more):
        made = [patch_row(*row, **more) for row in rows]
        return gpd.GeoDataFrame(made, geometry="geometry", crs="EPSG:4549")

    return make


@pytest.fixture(scope="session")
def issued():
    """Makes a batch of (number, box) as a superior issues it, in degrees."""

    def make(*rows):
        shapes = [patch_row("", (0, 0), box)["geometry"] for _, box in rows]
        plane = gpd.GeoDataFrame(
            {"external_no": [n for n, _ in rows]}, geometry=shapes, crs="EPSG:4549"
        )
        return plane.to_crs("EPSG:4490")

    return make


@pytest.fixture(scope="session")
def picture():
    """Writes a file with the segments of a JPEG; its name is the comment."""

    def write(path):
        said = path.name.encode()
        comment = b"\xff\xfe" + (len(said) + 2).to_bytes(2) + said
        path.write_bytes(b"\xff\xd8" + comment + b"\xff\xda\x00\x02\x12\x34\xff\xd9")
        return path

    return write
