"""A committee's result batch: the header that is signed and the rows that travel beside it.

The header holds no person: it names the meeting, the counts and the Merkle root of the rows, so
that header and signatures can be public and anyone with an audit path sees that a committee
signed this row. The tree is built over the row hashes in ascending order: the salts make that
order random, so a place in the tree says nothing about a place in a public list.

This module gives shape and arithmetic. Whether a batch may be believed is for `keys.envelope`
and `verifier.trust`, whether it keeps the rules for the office's admission.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from keys.encoding import Json, Sha256, b64, canonical, sha256, unb64
from keys.errors import Malformed
from verifier.batch_header import MAX_ROWS, BatchHeader, Counts, Meeting
from verifier.members import Members, without_none
from verifier.merkle import leaf_hash, root_of
from verifier.titles import Level, Scope

if TYPE_CHECKING:
    from verifier.facts import Fact

__all__ = [
    "MAX_BATCH_BYTES",
    "MAX_FACTS",
    "MAX_NAME",
    "MAX_ROWS",
    "SALT_BYTES",
    "BatchHeader",
    "Counts",
    "IdType",
    "Meeting",
    "Row",
    "batch_digest",
    "in_tree_order",
    "row_hash",
    "rows_root",
]

MAX_BATCH_BYTES: Final = 16 * 2**20
SALT_BYTES: Final = 16
MAX_FACTS: Final = 16
MAX_NAME: Final = 60  # characters; the longest names in use (维吾尔族, 藏族) stay below 40


class IdType(StrEnum):
    """证件类型."""

    RESIDENT_ID = "RESIDENT_ID"  # 居民身份证
    RESIDENCE_PERMIT = "RESIDENCE_PERMIT"  # 港澳台居民居住证
    HK_MACAO_PASS = "HK_MACAO_PASS"  # 港澳居民来往内地通行证
    TAIWAN_PASS = "TAIWAN_PASS"  # 台湾居民来往大陆通行证
    FOREIGNER_ID = "FOREIGNER_ID"  # 外国人永久居留身份证
    PASSPORT = "PASSPORT"  # 护照


@dataclass(frozen=True, slots=True)
class Row:
    """One person's result. Never public: only its salted hash leaves the office.

    Attributes:
        salt: 16 random bytes, base64url; keeps an identity number from being guessed by hash.
        line: Row of the committee's list, from 1 with the heading, for messages to the clerk.
        award_date: 取得时间.
        basis: What the grant rests on, where the committee must say (破格, 绿色通道).
        facts: Typed evidence; an unknown kind is refused.
        mapping: Id of the catalogue entry by which the title was recognised; None otherwise.
    """

    salt: str
    line: int
    name: str
    id_type: IdType
    id_no: str
    title: str
    series: str
    specialty: str
    level: Level
    award_date: date
    scope: Scope
    employer: str | None = None
    employer_uscc: str | None = None
    basis: str | None = None
    facts: tuple[Fact, ...] = ()
    mapping: str | None = None
    _spelt: bytes | None = field(default=None, init=False, repr=False, compare=False)

    def to_bytes(self) -> bytes:
        """Canonical JSON, one line of the batch file and the input of the row hash."""
        spelt = self._spelt
        if spelt is None:
            spelt = self._spell()
            # Desk and office ask for it over and over, and a row never changes.
            object.__setattr__(self, "_spelt", spelt)
        return spelt

    def _spell(self) -> bytes:
        return canonical(
            without_none(
                {
                    "salt": self.salt,
                    "line": self.line,
                    "name": self.name,
                    "id_type": self.id_type,
                    "id_no": self.id_no,
                    "employer": self.employer,
                    "employer_uscc": self.employer_uscc,
                    "title": self.title,
                    "series": self.series,
                    "specialty": self.specialty,
                    "level": self.level,
                    "award_date": self.award_date.isoformat(),
                    "basis": self.basis,
                    "facts": [fact.to_dict() for fact in self.facts],
                    "mapping": self.mapping,
                    "scope": self.scope.to_dict(),
                }
            )
        )

    @classmethod
    def from_dict(cls, document: Json) -> Row:
        """Read one line of a batch file; raises Malformed."""
        members = Members(document, "row")
        row = cls(
            salt=members.text("salt", limit=22),
            line=members.integer("line", least=1, most=10**7),
            name=members.text("name", limit=MAX_NAME),
            id_type=members.choice("id_type", IdType),
            id_no=members.text("id_no", limit=30),
            employer=members.optional_text("employer"),
            employer_uscc=members.optional_text("employer_uscc", limit=18),
            title=members.text("title", limit=40),
            series=members.text("series", limit=40),
            specialty=members.text("specialty", limit=60),
            level=members.choice("level", Level),
            award_date=members.day("award_date"),
            basis=members.optional_text("basis"),
            facts=tuple(_fact(fact) for fact in members.array("facts", limit=MAX_FACTS)),
            mapping=members.optional_text("mapping", limit=80),
            scope=Scope.from_dict(members.value("scope")),
        )
        members.done()
        if len(unb64(row.salt)) != SALT_BYTES:
            raise Malformed("document.member", where="row", member="salt")
        return row


def _fact(document: Json) -> Fact:
    # Only a desk and an office read rows: no verification waits for what facts there are.
    from verifier.facts import fact_from  # noqa: PLC0415

    return fact_from(document)


def row_hash(row: Row) -> Sha256:
    """SHA-256(0x00 || canonical row): the leaf of the batch's tree (RFC 9162 2.1.1)."""
    return Sha256(b64(leaf_hash(row.to_bytes())))


def in_tree_order(hashes: list[Sha256]) -> list[bytes]:
    """The leaves of a batch's tree: row hashes as bytes, ascending."""
    return sorted(unb64(each) for each in hashes)


def rows_root(rows: list[Row]) -> Sha256:
    """Root of the tree over the rows (RFC 9162 2.1.1), whatever order they are given in."""
    return Sha256(b64(root_of(in_tree_order([row_hash(row) for row in rows]))))


def batch_digest(payload: bytes) -> Sha256:
    """The identity of a batch: the digest of what was signed.

    ECDSA is randomised, so the same header signed again is the same batch under other bytes.
    """
    return sha256(payload)
