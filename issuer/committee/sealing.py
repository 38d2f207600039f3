"""Signing at the desk: batches, notices, revocation orders, and the second person's signature.

The signer proves itself on a random message before it signs anything that counts. What is signed
was shown before; this module shows nothing and asks nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from issuer.committee.drafts import Paper
from issuer.committee.profile import Profile
from keys.encoding import Sha256, parse, unb64
from keys.envelope import claimed_kids, countersign, peek, seal_together
from keys.errors import Malformed, Refused
from keys.roles import Typ
from keys.signer import Signer, self_test
from verifier.acts import Cause, Notice, RevocationOrder
from verifier.batch import BatchHeader, batch_digest, row_hash

MAX_SEALED_BYTES: Final = 2**20
DOCUMENTS: Final = (Typ.BATCH, Typ.NOTICE, Typ.REVOCATION_ORDER)


@dataclass(frozen=True, slots=True)
class Shown:
    """When and where the results were shown to the public (公示), and who objected to whom.

    Attributes:
        objections: Lines of the committee's list that somebody objected to.
    """

    place: str
    posted_on: date
    closed_on: date
    objections: tuple[int, ...] = ()


def sign_draft(draft: Paper, signers: Sequence[Signer]) -> Paper:
    """The batch that a draft becomes.

    Raises:
        Refused: "desk.signed-already" for a batch: it wants a countersignature.
        KeyFileError, Untrusted: A signer that does not work, or whose key may not sign a batch.
    """
    if draft.sealed is not None:
        raise Refused("desk.signed-already")
    for signer in signers:
        self_test(signer)
    return replace(draft, sealed=seal_together(draft.header.to_bytes(), Typ.BATCH, signers))


def countersign_paper(batch: Paper, signer: Signer) -> Paper:
    """The batch with one more signature; raises Refused("desk.not-signed") for a draft."""
    if batch.sealed is None:
        raise Refused("desk.not-signed")
    self_test(signer)
    return replace(batch, sealed=countersign(batch.sealed, Typ.BATCH, signer))


def countersign_document(sealed: bytes, signer: Signer) -> bytes:
    """A notice or an order with one more signature."""
    self_test(signer)
    return countersign(sealed, typ_of(sealed), signer)


def make_notice(batch: Paper, shown: Shown, *, at: datetime) -> Notice:
    """The notice of a batch.

    Raises:
        Refused: "notice.order" where it closes before it is posted, "desk.not-signed" for a
            draft, "desk.unknown-line" for an objection to a line that is not in the batch.
    """
    if shown.closed_on < shown.posted_on:
        raise Refused("notice.order")
    if batch.sealed is None:
        raise Refused("desk.not-signed")
    by_line = {row.line: row for row in batch.rows}
    for line in shown.objections:
        if line not in by_line:
            raise Refused("desk.unknown-line", line=line)
    return Notice(
        issuer=batch.header.issuer,
        audience=batch.header.audience,
        issued_at=at,
        batch=digest_of(batch.header),
        place=shown.place,
        posted_on=shown.posted_on,
        closed_on=shown.closed_on,
        objections=tuple(sorted(row_hash(by_line[line]) for line in set(shown.objections))),
    )


def seal_notice(notice: Notice, signer: Signer) -> bytes:
    """A notice, signed."""
    self_test(signer)
    return seal_together(notice.to_bytes(), Typ.NOTICE, [signer])


def make_order(
    profile: Profile,
    *,
    number: str,
    certificate_no: str,
    cause: Cause,
    document_no: str,
    decided_on: date,
    at: datetime,
) -> RevocationOrder:
    """A committee's order to take a title back."""
    return RevocationOrder(
        issuer=profile.committee.entity,
        audience=profile.authority,
        issued_at=at,
        number=number,
        certificate_no=certificate_no,
        cause=cause,
        document_no=document_no,
        decided_on=decided_on,
    )


def seal_order(order: RevocationOrder, signers: Sequence[Signer]) -> bytes:
    """A revocation order, signed."""
    for signer in signers:
        self_test(signer)
    return seal_together(order.to_bytes(), Typ.REVOCATION_ORDER, signers)


def digest_of(header: BatchHeader) -> Sha256:
    """The identity of a batch."""
    return batch_digest(header.to_bytes())


def typ_of(data: bytes) -> Typ:
    """Which of our documents a file CLAIMS to be, by its first signature; nothing is verified.

    Raises:
        Malformed: "desk.not-sealed" where it is none of them.
    """
    try:
        signatures = parse(data.split(b"\n", 1)[0], limit=MAX_SEALED_BYTES).get("signatures")
        first = signatures[0] if isinstance(signatures, list) and signatures else None
        protected = first.get("protected") if isinstance(first, Mapping) else None
        if isinstance(protected, str):
            typ = parse(unb64(protected), limit=MAX_SEALED_BYTES).get("typ")
            found = [each for each in DOCUMENTS if each.value == typ]
            if found:
                return found[0]
    except Malformed as error:
        raise Malformed("desk.not-sealed") from error
    raise Malformed("desk.not-sealed")


def signatures_of(sealed: bytes) -> int:
    """How many signatures a document carries; whether they hold is the office's to judge."""
    return len(claimed_kids(sealed))


def read_notice(sealed: bytes) -> Notice:
    """What a sealed notice says, unverified."""
    return Notice.from_dict(peek(sealed))


def read_order(sealed: bytes) -> RevocationOrder:
    """What a sealed order says, unverified."""
    return RevocationOrder.from_dict(peek(sealed))
