"""Entries of the transparency log: digests, places and times, never a person.

One entry for each certificate, which ties both its encodings to the committee's batch, and one
for each document that changes what a stranger should believe. Bytes are canonical JSON, so that
anybody can rebuild an entry from the documents and find it in the log.

Follows C2SP tlog-tiles (an entry has at most 65,535 bytes) and RFC 8785.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeAlias

from keys.encoding import Json, Sha256, b64, canonical, parse, spells, unb64
from keys.errors import Malformed, TooLarge
from verifier.batch import MAX_ROWS
from verifier.members import Members, seconds, without_none
from verifier.merkle import HASH_BYTES, leaf_hash, root_from_path
from verifier.profile import LOG_VERSION, MAX_ENTRY_BYTES

_MAX_PATH: Final = MAX_ROWS.bit_length()


class EntryKind(StrEnum):
    """What an entry records. The digest is of the bytes as they were signed and published."""

    BATCH = "batch"  # a committee's header, its payload digest
    NOTICE = "notice"
    CERTIFICATE = "certificate"
    DECISION = "decision"
    REVOCATION_ORDER = "revocation-order"
    REVOCATIONS = "revocations"  # one publication of the revocations document
    STATUS = "status"  # one publication of one status list
    TRUST = "trust"  # one trust list
    BOOK = "book"  # a rule book
    RECEIPT = "receipt"
    JOURNAL = "journal"  # a line of the office's journal, whose body stays in the office


@dataclass(frozen=True, slots=True)
class CertificateEntry:
    """One certificate: both its encodings, and proof that a committee signed its row.

    Attributes:
        time: When it entered the log; never earlier than the entry before.
        jwt: Digest of the issuer-signed JWT before the first `~`, which every presentation keeps.
        cwt: Digest of the bytes in the offline QR.
        batch: Digest of the batch header.
        row: Salted hash of the row, the leaf of the batch's tree.
        index, size, path: Its place in the batch's tree and the proof; the tree is in order of
            the salted hashes, so the place says nothing about a person.
    """

    time: datetime
    jwt: Sha256
    cwt: Sha256
    batch: Sha256
    row: Sha256
    index: int
    size: int
    path: tuple[Sha256, ...]

    @property
    def kind(self) -> EntryKind:
        """Always CERTIFICATE."""
        return EntryKind.CERTIFICATE

    def rows_root(self) -> Sha256:
        """The root that the row and its path come to; the batch header must name the same.

        Raises:
            Untrusted: "log.inclusion": the path does not belong to the place.
        """
        path = [unb64(each) for each in self.path]
        return Sha256(b64(root_from_path(self.index, self.size, unb64(self.row), path)))

    def to_bytes(self) -> bytes:
        """The entry as it stands in the log."""
        return canonical(
            {
                "v": LOG_VERSION,
                "kind": self.kind,
                "time": seconds(self.time),
                "jwt": self.jwt,
                "cwt": self.cwt,
                "batch": self.batch,
                "row": self.row,
                "index": self.index,
                "size": self.size,
                "path": list(self.path),
            }
        )

    @classmethod
    def from_members(cls, members: Members) -> CertificateEntry:
        """Read the members after version and kind; raises Malformed."""
        entry = cls(
            time=members.time("time"),
            jwt=members.digest("jwt"),
            cwt=members.digest("cwt"),
            batch=members.digest("batch"),
            row=members.digest("row"),
            index=members.integer("index", most=MAX_ROWS - 1),
            size=members.integer("size", least=1, most=MAX_ROWS),
            path=tuple(_digest(each) for each in members.array("path", limit=_MAX_PATH)),
        )
        members.done()
        if entry.index >= entry.size:
            raise Malformed("document.member", where="entry", member="index")
        return entry


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """Any other document, by its digest.

    Attributes:
        kind: Anything but CERTIFICATE.
        subject: What it is about, never whom: an entity id, the address of a status list, the
            number of a decision.
        seq: Number of the publication, where the document has one.
    """

    kind: EntryKind
    time: datetime
    digest: Sha256
    subject: str | None = None
    seq: int | None = None

    def to_bytes(self) -> bytes:
        """The entry as it stands in the log.

        Raises:
            TooLarge: "entry.too-large".
        """
        data = canonical(
            without_none(
                {
                    "v": LOG_VERSION,
                    "kind": self.kind,
                    "time": seconds(self.time),
                    "digest": self.digest,
                    "subject": self.subject,
                    "seq": self.seq,
                }
            )
        )
        if len(data) > MAX_ENTRY_BYTES:
            raise TooLarge("entry.too-large", limit=MAX_ENTRY_BYTES)
        return data

    @classmethod
    def from_members(cls, members: Members, kind: EntryKind) -> DigestEntry:
        """Read the members after version and kind; raises Malformed."""
        entry = cls(
            kind=kind,
            time=members.time("time"),
            digest=members.digest("digest"),
            subject=members.optional_text("subject"),
            seq=members.integer("seq") if members.has("seq") else None,
        )
        members.done()
        return entry


Entry: TypeAlias = CertificateEntry | DigestEntry
"""A closed union: a kind that this version does not know is refused, never skipped."""


def read_entry(data: bytes) -> Entry:
    """The entry in `data`.

    Raises:
        Malformed: Not an entry of this version, or not in its one spelling ("entry.canonical").
    """
    document = parse(data, limit=MAX_ENTRY_BYTES)
    if canonical(document) != data:
        raise Malformed("entry.canonical")
    members = Members(document, "entry")
    if members.text("v") != LOG_VERSION:
        raise Malformed("entry.version", known=LOG_VERSION)
    kind = members.choice("kind", EntryKind)
    if kind is EntryKind.CERTIFICATE:
        return CertificateEntry.from_members(members)
    return DigestEntry.from_members(members, kind)


def entry_hash(data: bytes) -> bytes:
    """The leaf hash of an entry's bytes."""
    return leaf_hash(data)


def _digest(value: Json) -> Sha256:
    if not isinstance(value, str) or not spells(value, HASH_BYTES):
        raise Malformed("document.member", where="entry", member="path")
    return Sha256(value)
