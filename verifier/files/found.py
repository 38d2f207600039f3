"""What lies in a file: texts, codes and seals, as the child process reports them.

Everything here was taken out of a stranger's file and is a claim. The report crosses from the
child as JSON and is read strictly on this side: the child met the file first, and what it says
about it is bounded like the file itself. Nothing here judges.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from keys.encoding import Json
from keys.errors import Malformed
from verifier.files.kinds import Kind

T = TypeVar("T")

CREDENTIAL: Final = "credential.sd-jwt"
PROOF: Final = "credential.tlog-proof"
READABLE: Final = "certificate.json"
OURS: Final = (CREDENTIAL, PROOF, READABLE)
"""Names of the attachments that a certificate's PDF carries."""
MAX_ATTACHMENT_BYTES: Final = 512 * 2**10
MAX_OF_EACH: Final = 24
"""Attachments, codes and seals that are looked at; a certificate has three, two and one."""
MAX_CODE_CHARACTERS: Final = 4096


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the file.

    Attributes:
        name: One of OURS; others are not reported.
        sealed: Whether the same bytes lay under the same name when the file was sealed; None
            where that cannot be told, because there is no seal or it does not cover a revision.
    """

    name: str
    data: bytes
    sealed: bool | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """The text of a QR code and the page it was read from, counted from 1."""

    text: str
    page: int


@dataclass(frozen=True, slots=True)
class Seal:
    """A signature in a PDF, taken apart and not believed.

    Attributes:
        ranges: Where the signed bytes begin and how many they are, twice (ISO 32000-1 12.8.1).
        attributes: The signed attributes, DER; `signature` (DER) is over them, by `key` (SPKI
            DER). All three are empty where the signature could not be taken apart.
        signed_at: When the signer says that it signed.
        whole: Whether everything beside that is as it must be: the certificate is the one that
            was signed for, a time stamp fits, and nothing lies behind the signature.
        changes: What was done to the file since, in words of the difference analysis; empty
            where nothing was or nothing could be told.
    """

    ranges: tuple[int, int, int, int]
    attributes: bytes = b""
    signature: bytes = b""
    key: bytes = b""
    signed_at: datetime | None = None
    whole: bool = False
    changes: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A file taken apart.

    Attributes:
        pages: Its pages; 1 for a picture, 0 where they could not be read.
        picture: Whether it shows pictures of pages and no page that was set: a scan, a photo.
        credential: Of a picture, the text beside it.
        missing: Attachments that were there when it was sealed and no longer are.
        damaged: Whether the PDF's own structure could not be read.
        encrypted: Whether it opens with a password only, or was locked with one.
    """

    kind: Kind
    pages: int
    picture: bool = False
    credential: str | None = None
    attachments: tuple[Attachment, ...] = ()
    missing: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()
    seals: tuple[Seal, ...] = ()
    damaged: bool = False
    encrypted: bool = False

    def to_dict(self) -> dict[str, Json]:
        """As it crosses to the parent."""
        return {
            "pages": self.pages,
            "picture": self.picture,
            "credential": self.credential,
            "attachments": [[a.name, _b64(a.data), a.sealed] for a in self.attachments],
            "missing": list(self.missing),
            "codes": [[each.text, each.page] for each in self.codes],
            "seals": [_seal_to_dict(each) for each in self.seals],
            "damaged": self.damaged,
            "encrypted": self.encrypted,
        }

    @classmethod
    def from_dict(cls, kind: Kind, report: Json) -> Found:
        """Reads `to_dict`; raises Malformed("file.unreadable") for anything else."""
        try:
            given = _is(report, dict)
            credential = given["credential"]
            return cls(
                kind=kind,
                pages=_is(given["pages"], int),
                picture=_is(given["picture"], bool),
                credential=None if credential is None else _is(credential, str),
                attachments=tuple(map(_attachment, _some(given["attachments"]))),
                missing=tuple(_ours(each) for each in _some(given["missing"])),
                codes=tuple(map(_code, _some(given["codes"]))),
                seals=tuple(map(_seal, _some(given["seals"]))),
                damaged=_is(given["damaged"], bool),
                encrypted=_is(given["encrypted"], bool),
            )
        except (TypeError, ValueError, KeyError, binascii.Error) as error:
            raise Malformed("file.unreadable") from error


def _seal_to_dict(seal: Seal) -> dict[str, Json]:
    return {
        "ranges": list(seal.ranges),
        "attributes": _b64(seal.attributes),
        "signature": _b64(seal.signature),
        "key": _b64(seal.key),
        "signed_at": seal.signed_at.isoformat() if seal.signed_at else None,
        "whole": seal.whole,
        "changes": seal.changes,
    }


def _seal(report: object) -> Seal:
    given = _is(report, dict)
    start, length, again, rest = (_is(each, int) for each in _some(given["ranges"]))
    moment = given["signed_at"]
    signed_at = None if moment is None else datetime.fromisoformat(_is(moment, str))
    if signed_at is not None and signed_at.tzinfo is None:
        raise ValueError("a moment without a zone")
    return Seal(
        ranges=(start, length, again, rest),
        attributes=_unb64(given["attributes"]),
        signature=_unb64(given["signature"]),
        key=_unb64(given["key"]),
        signed_at=signed_at,
        whole=_is(given["whole"], bool),
        changes=_is(given["changes"], str),
    )


def _attachment(report: object) -> Attachment:
    name, data, sealed = _is(report, list)
    return Attachment(_ours(name), _unb64(data), None if sealed is None else _is(sealed, bool))


def _code(report: object) -> Code:
    text, page = _is(report, list)
    return Code(_is(text, str)[:MAX_CODE_CHARACTERS], _is(page, int))


def _ours(name: object) -> str:
    if name not in OURS:
        raise ValueError("not a name of ours")
    return str(name)


def _some(value: object) -> list[object]:
    return _is(value, list)[:MAX_OF_EACH]


def _is(value: object, kind: type[T]) -> T:
    # A truth value is an int to Python, and not to us.
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise TypeError(kind)
    return value


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _unb64(text: object) -> bytes:
    return base64.b64decode(_is(text, str), validate=True)
