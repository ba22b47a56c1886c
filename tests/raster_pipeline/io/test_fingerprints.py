"""Kept digests: a file that was written to is hashed anew."""

import hashlib

from raster_pipeline.io.fingerprints import Fingerprints


def test_a_file_that_changed_has_another_digest(tmp_path):
    path, prints = tmp_path / "a.csv", Fingerprints()
    path.write_bytes(b"first")
    assert prints.of(path) == (hashlib.sha256(b"first").hexdigest(), 5)
    path.write_bytes(b"second")
    assert prints.of(path) == (hashlib.sha256(b"second").hexdigest(), 6)


def test_a_file_at_rest_is_read_once(tmp_path, monkeypatch):
    path, prints = tmp_path / "a.csv", Fingerprints()
    path.write_bytes(b"first")
    found = prints.of(path)
    monkeypatch.setattr("raster_pipeline.io.fingerprints.fingerprint", lambda _: ("", 0))
    assert prints.of(path) == found
