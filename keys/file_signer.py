"""Keys that live in encrypted files, opened: signers and symmetric keys.

The scheme "file:" of `keys.signer.open_signer`. An opened key has proven that its private half
belongs to the public half the file shows.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from keys.algorithms import ALGORITHMS
from keys.errors import KeyFileError
from keys.key_file import FLOOR, KeyFile, ScryptCost, read_key_file
from keys.roles import Role
from keys.secret import DataKey, IndexKey, Pepper
from keys.signer import MemorySigner, self_test

S = TypeVar("S", bound=DataKey | IndexKey | Pepper)


def open_file_signer(
    place: str | Path,
    *,
    passphrase: bytes,
    role: Role | None = None,
    floor: ScryptCost = FLOOR,
) -> MemorySigner:
    """The signer in a key file, self-tested.

    Args:
        role: If given, a key of another role is refused.
        floor: Least cost of the file's key derivation.

    Raises:
        KeyFileError: As `read_key_file` and `KeyFile.unseal`; a symmetric key or another role
            ("key-file.role"); a private key that is not the one shown ("key-file.damaged").
    """
    file = read_key_file(Path(place))
    if file.public is None or (role is not None and file.role is not role):
        wanted = role.value if role is not None else "signing"
        raise KeyFileError("key-file.role", path=str(place), wanted=wanted, found=file.role.value)
    raw = file.unseal(passphrase, floor=floor)
    try:
        material = ALGORITHMS[file.public.algorithm].private_of(raw)
    except ValueError as error:
        raise KeyFileError("key-file.damaged", path=str(place)) from error
    signer = MemorySigner(material, file.role, person=file.person)
    if signer.public != file.public:
        raise KeyFileError("key-file.damaged", path=str(place))
    self_test(signer)
    return signer


def open_secret(
    place: str | Path, kind: type[S], passphrase: bytes, *, floor: ScryptCost = FLOOR
) -> S:
    """The symmetric key in a key file.

    Args:
        kind: DataKey, IndexKey or Pepper; a key of another role is refused.

    Raises:
        KeyFileError: As `open_file_signer`.
    """
    file: KeyFile = read_key_file(Path(place))
    if file.role is not kind.role:
        raise KeyFileError(
            "key-file.role", path=str(place), wanted=kind.role.value, found=file.role.value
        )
    secret = kind(file.unseal(passphrase, floor=floor))
    if secret.id != file.id:
        raise KeyFileError("key-file.damaged", path=str(place))
    return secret
