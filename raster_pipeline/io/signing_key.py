"""Ed25519 keys (RFC 8032) of the machine that signs approved reports, kept outside every study.

The folder of keys holds one private key, ``filing.key`` (PKCS 8, mode 0600), and public keys,
``*.pub``: its own and those of other machines whose signatures count here.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from raster_pipeline.io.disk import disk_errors
from sinkmap.errors import CannotFinishError, Finding, Severity, UsageError
from sinkmap.text import Text

__all__ = ["PublicKey", "SigningKey", "key_folder", "make_key", "public_keys", "signing_key"]

_FOLDER = "SINKMAP_KEYS"
_PRIVATE, _PUBLIC = "filing.key", "filing.pub"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that signatures are checked by; ``fingerprint`` is the SHA-256 of its 32 bytes."""

    fingerprint: str
    key: Ed25519PublicKey

    @classmethod
    def of(cls, key: Ed25519PublicKey) -> PublicKey:
        """A key with its fingerprint."""
        return cls(hashlib.sha256(key.public_bytes_raw()).hexdigest(), key)

    def signed(self, signature: bytes, content: bytes) -> bool:
        """Whether this key's owner signed exactly this content."""
        try:
            self.key.verify(signature, content)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private key of this machine with its public one."""

    key: Ed25519PrivateKey
    public: PublicKey

    def sign(self, content: bytes) -> bytes:
        """Detached signature, 64 bytes."""
        return self.key.sign(content)


def key_folder(named: Path | None = None) -> Path:
    """The folder of keys: the one named, ``SINKMAP_KEYS``, or ``sinkmap/keys`` in the user's
    configuration (``XDG_CONFIG_HOME``, ``~/.config``)."""
    if named is not None:
        return named
    if os.environ.get(_FOLDER):
        return Path(os.environ[_FOLDER])
    home = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(home) / "sinkmap" / "keys"


def make_key(folder: Path) -> PublicKey:
    """Make the key of this machine; never replaces one.

    Raises
    ------
    UsageError
        ``FILING-KEY-THERE`` if the folder has one.
    CannotFinishError
        If the disk does not allow it.
    """
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(folder / _PRIVATE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise UsageError(_finding("FILING-KEY-THERE", folder / _PRIVATE)) from None
        with os.fdopen(handle, "wb") as stream:
            stream.write(secret)
            stream.flush()
            os.fsync(stream.fileno())
        (folder / _PUBLIC).write_bytes(public)
    return PublicKey.of(key.public_key())


def signing_key(folder: Path) -> SigningKey:
    """The key of this machine.

    Raises
    ------
    UsageError
        ``FILING-KEY-MISSING``.
    CannotFinishError
        ``FILING-KEY-OPEN`` if others may read it, ``FILING-KEY-BROKEN`` if it is none.
    """
    path = folder / _PRIVATE
    if not path.is_file():
        raise UsageError(_finding("FILING-KEY-MISSING", path))
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise CannotFinishError(_finding("FILING-KEY-OPEN", path, f"{mode:04o}", "0600"))
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise CannotFinishError(_finding("FILING-KEY-BROKEN", path)) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise CannotFinishError(_finding("FILING-KEY-BROKEN", path, type(key).__name__, "Ed25519"))
    return SigningKey(key, PublicKey.of(key.public_key()))


def public_keys(folder: Path) -> Mapping[str, PublicKey]:
    """Keys whose signatures count here, by fingerprint; none where the folder has none.

    Raises
    ------
    CannotFinishError
        ``FILING-KEY-BROKEN`` if a file is no Ed25519 key.
    """
    found = {}
    for path in sorted(folder.glob("*.pub")):
        try:
            key = serialization.load_pem_public_key(path.read_bytes())
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise CannotFinishError(_finding("FILING-KEY-BROKEN", path)) from None
        if not isinstance(key, Ed25519PublicKey):
            raise CannotFinishError(
                _finding("FILING-KEY-BROKEN", path, type(key).__name__, "Ed25519")
            )
        public = PublicKey.of(key)
        found[public.fingerprint] = public
    return found


_SAID = {
    "FILING-KEY-THERE": (
        Text("已有签名密钥，不会覆盖", "there is a key; it is never replaced"),
        Text("沿用原密钥，或用 --keys 另指文件夹", "use it, or name another folder by --keys"),
    ),
    "FILING-KEY-MISSING": (
        Text("没有签名密钥", "there is no key to sign with"),
        Text("用 sinkmap file-key 生成", "make one with `sinkmap file-key`"),
    ),
    "FILING-KEY-OPEN": (
        Text("签名密钥可被他人读取", "others may read the key"),
        Text(
            "把权限改为 0600；若已泄露则换用新密钥", "set its mode to 0600; if it leaked, change it"
        ),
    ),
    "FILING-KEY-BROKEN": (
        Text("不是 Ed25519 密钥文件", "this is no file of an Ed25519 key"),
        Text("用备份恢复，或移出该文件夹", "restore it from a backup, or move it away"),
    ),
}


def _finding(code: str, path: Path, seen: str = "", wanted: str = "") -> Finding:
    return Finding(code, Severity.ERROR, *_SAID[code], file=str(path), seen=seen, wanted=wanted)
