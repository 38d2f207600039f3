"""One key in one file: encrypted, named for what it is, and refused when anything is wrong with it.

The file says its role, its thumbprint and its public half in the clear, so that it can be shown
without a passphrase; the private key is sealed under the passphrase, with all of that as
associated data. A file that is damaged, cut, swapped for another, readable by others, or opened
with the wrong passphrase is refused with its path and the mend. It is never overwritten.

Follows RFC 7914 (scrypt), NIST SP 800-38D (AES-256-GCM); the container is ours ("zc-key/1").
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keys.algorithms import PRIVATE_BYTES
from keys.claims import Claims
from keys.encoding import Json, Kid, b64, canonical, parse, sha256, unb64
from keys.errors import KeyFileError, Malformed
from keys.public_key import PublicKey
from keys.roles import SYMMETRIC, Role, algorithm_of
from keys.secret import Secret
from keys.signer import MemorySigner

MAX_KEY_FILE_BYTES: Final = 4096  # ours have about 700
_VERSION: Final = "zc-key/1"
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_MODE: Final = 0o600


@dataclass(frozen=True, slots=True)
class ScryptCost:
    """What a guess at the passphrase costs: 128 * n * r bytes of memory, p times over.

    The default takes 128 MiB and about 0.4 s (OWASP Password Storage Cheat Sheet, scrypt).
    """

    n: int = 2**17
    r: int = 8
    p: int = 1

    def reaches(self, floor: ScryptCost) -> bool:
        """Whether no part is below the floor's."""
        return self.n >= floor.n and self.r >= floor.r and self.p >= floor.p


STANDARD: Final = ScryptCost()
FLOOR: Final = ScryptCost(n=2**15)
"""Least that a reader accepts, so that a file cannot be made cheap to guess behind its owner."""
_CEILING: Final = ScryptCost(n=2**20, r=16, p=4)  # a header must not take all memory there is

Keyholder: TypeAlias = MemorySigner | Secret
"""What can be written to a key file."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A key file as anyone may see it; nothing in it is proven until it is unsealed.

    Attributes:
        id: Thumbprint of the public half; of a symmetric key, its public name.
        public: None for a symmetric key.
    """

    path: Path
    role: Role
    id: Kid
    person: str | None
    public: PublicKey | None
    cost: ScryptCost
    _salt: bytes
    _nonce: bytes
    _sealed: bytes
    _associated: bytes

    def unseal(self, passphrase: bytes, *, floor: ScryptCost = FLOOR) -> bytes:
        """The private key, 32 bytes.

        Raises:
            KeyFileError: The passphrase is wrong ("key-file.passphrase"), or guessing it would be
                cheaper than `floor` ("key-file.cost").
        """
        if not self.cost.reaches(floor):
            raise KeyFileError("key-file.cost", path=str(self.path))
        key = _derived(passphrase, self._salt, self.cost)
        try:
            raw = AESGCM(key).decrypt(self._nonce, self._sealed, self._associated)
        except InvalidTag as error:
            raise KeyFileError("key-file.passphrase", path=str(self.path)) from error
        if len(raw) != PRIVATE_BYTES:
            raise KeyFileError("key-file.damaged", path=str(self.path))
        return raw


def write_key_file(
    directory: Path, key: Keyholder, passphrase: bytes, *, cost: ScryptCost = STANDARD
) -> Path:
    """Write a key into `directory` as "<role>-<id>.key", mode 0600, never over another file.

    The file appears whole or not at all, and is on the disk when this returns.

    Args:
        directory: Made, for the owner alone, where it is missing.
        cost: Cheaper than FLOOR only where the reader's floor is lowered too.

    Raises:
        KeyFileError: It exists ("key-file.exists"), the passphrase is empty
            ("key-file.passphrase-empty"), or it cannot be written ("key-file.unwritable").
    """
    header = _header(key, cost, _salt(passphrase, cost))
    path = directory / f"{key.role.value}-{header.get('kid') or header.get('id')}.key"
    if not passphrase:
        raise KeyFileError("key-file.passphrase-empty", path=str(path))
    nonce = os.urandom(_NONCE_BYTES)
    header["nonce"] = b64(nonce)
    derived = _derived(passphrase, _salt(passphrase, cost), cost)
    sealed = AESGCM(derived).encrypt(nonce, key.private_bytes(), canonical(header))
    document: dict[str, Json] = {**header, "sealed": b64(sealed)}
    document["sum"] = sha256(canonical(document))
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_new(path, canonical(document) + b"\n")
    except FileExistsError as error:
        raise KeyFileError("key-file.exists", path=str(path)) from error
    except OSError as error:
        raise KeyFileError(
            "key-file.unwritable", path=str(path), why=error.strerror or ""
        ) from error
    return path


def read_key_file(path: Path) -> KeyFile:
    """Read a key file without opening the key.

    Raises:
        KeyFileError: Missing ("key-file.missing"), unreadable ("key-file.unreadable"), no file
            ("key-file.not-a-file"), open to others ("key-file.mode"), another's
            ("key-file.owner"), damaged ("key-file.damaged"), or a key other than the file's name
            says ("key-file.swapped").
    """
    data = read_private(path)
    try:
        found = _parsed(path, data)
    except Malformed as error:
        raise KeyFileError("key-file.damaged", path=str(path)) from error
    # The name of the real file: what a symbolic link is called is its maker's business.
    name = f"{found.role.value}-{found.id}.key"
    if path.resolve().name != name:
        raise KeyFileError("key-file.swapped", path=str(path), name=name)
    return found


def read_private(path: Path, *, limit: int = MAX_KEY_FILE_BYTES) -> bytes:
    """The bytes of a file that nobody but its owner, who runs this process, can read.

    Everything is asked of the open file and not of its path, which could be changed in between.

    Raises:
        KeyFileError: As `read_key_file`.
    """
    # Not to wait for a writer where somebody put a pipe in the key's place.
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError as error:
        raise KeyFileError("key-file.missing", path=str(path)) from error
    except OSError as error:
        why = error.strerror or ""
        raise KeyFileError("key-file.unreadable", path=str(path), why=why) from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise KeyFileError("key-file.not-a-file", path=str(path))
        if stat.S_IMODE(status.st_mode) & 0o077:
            mode = f"{stat.S_IMODE(status.st_mode):04o}"
            raise KeyFileError("key-file.mode", path=str(path), mode=mode)
        if status.st_uid != os.geteuid():
            raise KeyFileError("key-file.owner", path=str(path), owner=status.st_uid)
        data = os.read(descriptor, limit + 1)
    except OSError as error:
        why = error.strerror or ""
        raise KeyFileError("key-file.unreadable", path=str(path), why=why) from error
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise KeyFileError("key-file.damaged", path=str(path))
    return data


def _header(key: Keyholder, cost: ScryptCost, salt: bytes) -> dict[str, Json]:
    kdf: dict[str, Json] = {
        "name": "scrypt",
        "n": cost.n,
        "r": cost.r,
        "p": cost.p,
        "salt": b64(salt),
    }
    header: dict[str, Json] = {"v": _VERSION, "role": key.role.value, "kdf": kdf}
    if isinstance(key, MemorySigner):
        header |= {"kid": key.kid, "jwk": key.public.to_jwk()}
        if key.person is not None:
            header["person"] = key.person
    else:
        header["id"] = key.id
    return header


def _parsed(path: Path, data: bytes) -> KeyFile:
    document = parse(data, limit=MAX_KEY_FILE_BYTES)
    # One spelling: a byte changed where JSON does not care is a changed file all the same.
    if canonical(document) + b"\n" != data:
        raise Malformed("encoding.json")
    claims = Claims(document, "key-file")
    summed = {name: value for name, value in document.items() if name != "sum"}
    if claims.digest("sum") != sha256(canonical(summed)):
        raise claims.wrong("sum")
    header: Mapping[str, Json] = {n: v for n, v in summed.items() if n != "sealed"}
    if claims.text("v") != _VERSION:
        raise claims.wrong("v")
    role = claims.text("role")
    if role not in frozenset(Role):
        raise claims.wrong("role")
    public = None
    if Role(role) in SYMMETRIC:
        id_ = claims.digest("id")
    else:
        public, id_ = PublicKey.from_jwk(claims.value("jwk")), claims.digest("kid")
        if str(public.kid) != id_ or public.algorithm != algorithm_of(Role(role)):
            raise claims.wrong("jwk")
    kdf = claims.object("kdf")
    cost = ScryptCost(kdf.integer("n"), kdf.integer("r"), kdf.integer("p"))
    if kdf.text("name") != "scrypt" or not _computable(cost):
        raise kdf.wrong("n")
    salt = unb64(kdf.text("salt"))
    kdf.done()
    nonce, sealed = unb64(claims.text("nonce")), unb64(claims.text("sealed"))
    person = claims.optional_text("person")
    claims.done()
    if len(nonce) != _NONCE_BYTES or len(salt) != _SALT_BYTES:
        raise claims.wrong("nonce")
    associated = canonical(header)
    return KeyFile(
        path, Role(role), Kid(id_), person, public, cost, salt, nonce, sealed, associated
    )


def _computable(cost: ScryptCost) -> bool:
    least = ScryptCost(n=2, r=1, p=1)
    return cost.n.bit_count() == 1 and cost.reaches(least) and _CEILING.reaches(cost)


def _write_new(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, _MODE)
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        # A link, unlike a rename, refuses to replace what is there.
        os.link(draft, path)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


# The keys of one ceremony share passphrase and salt, so that an office opens eight files at the
# price of one derivation. Each file has a nonce of its own, so no two texts meet under one.
@lru_cache(maxsize=16)
def _salt(_passphrase: bytes, _cost: ScryptCost) -> bytes:
    return os.urandom(_SALT_BYTES)


@lru_cache(maxsize=64)
def _derived(passphrase: bytes, salt: bytes, cost: ScryptCost) -> bytes:
    memory = 128 * cost.r * (cost.n + cost.p + 2)
    return hashlib.scrypt(
        passphrase, salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=memory + 2**20, dklen=32
    )
