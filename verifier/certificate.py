"""The certificate: what a title certificate says, in whichever encoding it travels.

Shape only. The two encodings are `verifier.sd_jwt`, which can say everything, and
`verifier.cwt`, which says what fits a QR code; whether to believe either is for
`verifier.verify`. A field that is None was not said: withheld by the holder, or not carried by
the encoding.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from keys.encoding import Json, Sha256
from verifier.members import Members
from verifier.titles import Correspondence, Level, Method, Scope

MAX_NUMBER: Final = 40  # characters of a certificate number; ours have 22
MAX_ENTITY: Final = 200
MAX_VERSION: Final = 999


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where the title comes from, without a word about the person.

    Attributes:
        batch: Digest of the batch header that the committee signed.
        row: Salted hash of the committee's row; never its place.
        log: Origin of the log that holds the certificate's entry.
        book: Digest of the rule book that the office decided by.
    """

    batch: Sha256
    row: Sha256
    log: str
    book: Sha256

    def to_dict(self) -> dict[str, Json]:
        """The wire form."""
        return {
            "batch_sha256": self.batch,
            "row_hash": self.row,
            "log": self.log,
            "book": self.book,
        }

    @classmethod
    def from_members(cls, members: Members) -> Evidence:
        """Read the wire form; raises Malformed."""
        evidence = cls(
            batch=members.digest("batch_sha256"),
            row=members.digest("row_hash"),
            log=members.text("log"),
            book=members.digest("book"),
        )
        members.done()
        return evidence


@dataclass(frozen=True, slots=True)
class StatusReference:
    """The place of one signed copy in a status list; no two copies share one.

    Attributes:
        uri: Address of the list, and its name (`sub`).
        index: Entry in it, from 0.
    """

    uri: str
    index: int

    def to_dict(self) -> dict[str, Json]:
        """The `status` claim (Token Status List draft-21, section 6.1)."""
        return {"status_list": {"idx": self.index, "uri": self.uri}}

    @classmethod
    def from_members(cls, members: Members) -> StatusReference:
        """Read the `status` claim; raises Malformed.

        Any index is read: whether the list is as long is known to `StatusList.get` alone.
        """
        inner = members.object("status_list")
        reference = cls(uri=inner.text("uri", limit=MAX_ENTITY), index=inner.integer("idx"))
        inner.done()
        members.done()
        return reference


@dataclass(frozen=True, slots=True)
class Certificate:
    """A title certificate (职称证书).

    Attributes:
        issuer: Entity id of the authority. Read from a CWT: "CN-" and the region, until
            `cwt.issued_by` puts the entity in its place.
        issued_at: When this copy was signed; not when the title was obtained.
        evidence: None in a CWT, which has no room for it.
        version: From 1; a correction keeps the number and adds one.
        certificate_no: 证书编号.
        committee: 评委会, its name; not in a CWT.
        committee_id: Its entity id.
        award_date: 取得时间.
        approval_doc_no: 批准文号; not in a CWT.
        employer: 工作单位; not in a CWT.
        mapping: What the title was recognised from, if it was; not in a CWT.
        mapping_id: Id of the catalogue entry, all that a CWT says of a mapping; None elsewhere.
    """

    issuer: str
    issued_at: datetime
    title: str
    series: str
    level: Level
    scope: Scope
    version: int
    evidence: Evidence | None
    status: StatusReference
    name: str | None = None
    certificate_no: str | None = None
    specialty: str | None = None
    committee: str | None = None
    committee_id: str | None = None
    method: Method | None = None
    award_date: date | None = None
    approval_doc_no: str | None = None
    employer: str | None = None
    mapping: Correspondence | None = None
    mapping_id: str | None = None

    @property
    def mapping_rule(self) -> str | None:
        """Id of the catalogue entry by which the title was recognised, from either encoding."""
        return self.mapping.rule if self.mapping else self.mapping_id
