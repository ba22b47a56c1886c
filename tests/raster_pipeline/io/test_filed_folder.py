"""A filed report: signed, found out whatever is done to it, and never written again."""

import json
import shutil
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from raster_pipeline.io.chained_lines import BrokenLineError, chained, lines_of, unchained
from raster_pipeline.io.filed_folder import file_report, filed_findings, strange_in
from raster_pipeline.io.signing_key import key_folder, make_key, public_keys, signing_key
from sinkmap.errors import CannotFinishError, UsageError
from sinkmap.run import canonical_json

ENTRY = {
    "step": "draft",
    "role": "author",
    "by": "钱",
    "at": "2026-03-01T08:00:00+00:00",
    "comment": "a\u2028b",
    "office": "",
    "paper": "",
    "drafted": None,
    "values": [],
}


@pytest.fixture
def keys(tmp_path):
    make_key(tmp_path / "keys")
    return tmp_path / "keys"


def write(folder):
    (folder / "report.pdf").write_bytes(b"%PDF")
    (folder / "figures.parquet").write_bytes(b"PAR1")


def file_it(place, keys, make=write, name="2023"):
    return file_report(place, name, {"year": 2023}, chained([], [ENTRY]), signing_key(keys), make)


@pytest.fixture
def filed(tmp_path, keys):
    return file_it(tmp_path / "filed", keys)


def codes(folder, keys):
    return [(f.code, f.file) for f in filed_findings(folder, public_keys(keys))]


def test_a_filed_report_holds_everything_and_is_whole(filed, keys):
    assert {p.name for p in filed.iterdir()} == {
        "report.pdf", "figures.parquet", "record.json", "hashes.json", "hashes.json.sig",
    }  # fmt: skip
    assert codes(filed, keys) == []
    assert all(p.stat().st_mode & 0o222 == 0 for p in filed.iterdir())


def test_the_signature_is_plain_ed25519_of_the_bytes(filed, keys):
    public = load_pem_public_key((keys / "filing.pub").read_bytes())
    assert isinstance(public, Ed25519PublicKey)
    public.verify((filed / "hashes.json.sig").read_bytes(), (filed / "hashes.json").read_bytes())
    assert len((filed / "hashes.json.sig").read_bytes()) == 64


def rewrite(path, content):
    path.chmod(0o644)
    path.write_bytes(content)


def test_every_file_that_is_changed_missing_or_strange_is_named(filed, keys):
    rewrite(filed / "report.pdf", b"%PDE")
    (filed / "figures.parquet").unlink()
    (filed / "extra.docx").write_bytes(b"")
    (filed / "empty").mkdir()
    assert sorted(codes(filed, keys)) == [
        ("FILED-CHANGED", "filed/2023/report.pdf"),
        ("FILED-MISSING", "filed/2023/figures.parquet"),
        ("FILED-STRANGE", "filed/2023/empty"),
        ("FILED-STRANGE", "filed/2023/extra.docx"),
    ]


def test_a_link_to_the_same_bytes_is_a_change(filed, keys, tmp_path):
    shutil.move(filed / "report.pdf", tmp_path / "elsewhere.pdf")
    (filed / "report.pdf").symlink_to(tmp_path / "elsewhere.pdf")
    assert codes(filed, keys) == [("FILED-CHANGED", "filed/2023/report.pdf")]


def test_hashes_made_to_fit_do_not_fit_the_signature(filed, keys):
    rewrite(filed / "report.pdf", b"%PDE")
    document = json.loads((filed / "hashes.json").read_bytes())
    document["files"] = [f for f in document["files"] if f["file"] != "report.pdf"]
    rewrite(filed / "hashes.json", canonical_json(document).encode())
    assert ("FILED-SIGNATURE", "filed/2023/hashes.json.sig") in codes(filed, keys)


@pytest.mark.parametrize("content", [b"", b"x" * 64, b"x" * 65])
def test_a_bad_signature_is_named(filed, keys, content):
    rewrite(filed / "hashes.json.sig", content)
    assert codes(filed, keys) == [("FILED-SIGNATURE", "filed/2023/hashes.json.sig")]


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"files": 3}'])
def test_hashes_that_cannot_be_read_are_named(filed, keys, content):
    rewrite(filed / "hashes.json", content)
    assert codes(filed, keys) == [("FILED-HASHES", "filed/2023/hashes.json")]


@pytest.mark.parametrize("name", ["hashes.json", "hashes.json.sig", "record.json"])
def test_what_proves_the_rest_may_not_be_missing(filed, keys, name):
    (filed / name).unlink()
    assert codes(filed, keys) == [("FILED-MISSING", f"filed/2023/{name}")]


def test_a_report_signed_anew_by_another_key_is_foreign(tmp_path, keys):
    make_key(tmp_path / "theirs")
    folder = file_it(tmp_path / "filed", tmp_path / "theirs")
    assert codes(folder, keys) == [("FILED-FOREIGN", "filed/2023/hashes.json.sig")]
    shutil.copy(tmp_path / "theirs" / "filing.pub", keys / "bureau.pub")
    assert codes(folder, keys) == []
    assert codes(folder, tmp_path / "none") == [("FILED-FOREIGN", "filed/2023/hashes.json.sig")]


def test_one_year_is_not_passed_off_as_another(filed, keys):
    other = filed.rename(filed.with_name("2024"))
    assert codes(other, keys) == [("FILED-NAME", "filed/2024")]


def test_what_lies_beside_filed_reports_is_named(filed):
    (filed.parent / "note.txt").write_text("")
    (filed.parent / ".tmp-2024").mkdir()
    assert [f.file for f in strange_in(filed.parent, ["2023"])] == ["filed/note.txt"]


def test_a_filed_report_is_never_replaced(filed, keys):
    before = {p.name: p.read_bytes() for p in filed.iterdir()}
    with pytest.raises(CannotFinishError, match="FILED-THERE"):
        file_it(filed.parent, keys)
    assert {p.name: p.read_bytes() for p in filed.iterdir()} == before


def test_a_report_that_cannot_be_made_leaves_nothing(tmp_path, keys):
    def broken(folder):
        write(folder)
        raise RuntimeError("no font")

    with pytest.raises(RuntimeError):
        file_it(tmp_path / "filed", keys, broken)
    assert [p.name for p in (tmp_path / "filed").iterdir()] == [".lock"]


KILLED = """
import os, signal, sys
from pathlib import Path
from raster_pipeline.io.filed_folder import file_report
from raster_pipeline.io.signing_key import signing_key
def make(folder):
    (folder / "report.pdf").write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
file_report(Path(sys.argv[1]), "2023", {}, [], signing_key(Path(sys.argv[2])), make)
"""


def test_a_kill_while_it_is_built_leaves_no_report_and_hinders_no_later_one(tmp_path, keys):
    place = tmp_path / "filed"
    done = subprocess.run([sys.executable, "-c", KILLED, str(place), str(keys)], check=False)
    assert done.returncode == -9
    assert not (place / "2023").exists()
    assert strange_in(place, []) == ()
    assert codes(file_it(place, keys), keys) == []
    assert sorted(p.name for p in place.iterdir()) == [".lock", "2023"]


def test_the_key_is_for_its_owner_alone_and_is_never_replaced(keys):
    assert (keys / "filing.key").stat().st_mode & 0o777 == 0o600
    secret = (keys / "filing.key").read_bytes()
    with pytest.raises(UsageError, match="FILING-KEY-THERE"):
        make_key(keys)
    assert (keys / "filing.key").read_bytes() == secret
    (keys / "filing.key").chmod(0o640)
    with pytest.raises(CannotFinishError, match="FILING-KEY-OPEN"):
        signing_key(keys)


def test_what_is_no_key_is_named(keys, tmp_path):
    with pytest.raises(UsageError, match="FILING-KEY-MISSING"):
        signing_key(tmp_path / "none")
    (keys / "filing.key").write_bytes(b"nonsense")
    with pytest.raises(CannotFinishError, match="FILING-KEY-BROKEN"):
        signing_key(keys)
    (keys / "other.pub").write_bytes(b"nonsense")
    with pytest.raises(CannotFinishError, match="FILING-KEY-BROKEN"):
        public_keys(keys)


def test_keys_lie_outside_every_study_by_default(monkeypatch, tmp_path):
    monkeypatch.delenv("SINKMAP_KEYS", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert key_folder() == tmp_path / "sinkmap" / "keys"
    monkeypatch.setenv("SINKMAP_KEYS", str(tmp_path / "k"))
    assert key_folder() == tmp_path / "k"
    assert key_folder(tmp_path / "n") == tmp_path / "n"


def test_a_line_changed_or_taken_out_is_found_whatever_a_comment_holds():
    entries = [{"n": n, "comment": "\u2028\x85\r\n"} for n in range(3)]
    lines = lines_of("".join(line + "\n" for line in chained([], entries)))
    assert list(unchained(lines, dict)) == entries
    assert chained(lines[:2], entries[2:]) == lines[2:]
    for broken in ([lines[0], lines[2]], [lines[0].replace("0", "7"), lines[1]], lines[1:]):
        with pytest.raises(BrokenLineError):
            unchained(broken, dict)
