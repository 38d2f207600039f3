"""A small world in memory, built through the real interfaces: an anchor, an authority, two
committees, their signed batches, certificates in a log, a status list, revocations, a bundle.

Everybody in it is fictitious. Tests change it (`suspend`, `revoke_key`, `take_back`, ...) and then
ask for a bundle; nothing is cached, so a change shows at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from keys.encoding import Sha256, b64, sha256, unb64
from keys.envelope import seal_together
from keys.roles import Role, Typ
from keys.signer import Signer
from tests.verifier.papers import (
    ANCHOR_ENTITY,
    DIGITAL,
    ENTITY,
    FOUNDED,
    HANDED_IN,
    HOST,
    MAPPING,
    MARINE,
    MET,
    MINTED,
    NOW,
    ORIGIN,
    RECEIVED,
    REGION,
    RULES,
    STATUS_URI,
    committee,
    header,
    moment,
    person_signers,
    row,
    trusted,
)
from tests.verifier.trust_world import Trust
from verifier import cwt, sd_jwt, wire
from verifier.acts import Cause
from verifier.batch import (
    BatchHeader,
    Row,
    batch_digest,
    in_tree_order,
    row_hash,
)
from verifier.bundle import AuthorityPart, Bundle, KeptBatch, Seen, make_bundle, open_bundle
from verifier.certificate import Certificate, Evidence, StatusReference
from verifier.correspondence import correspondence_by_rule
from verifier.log import (
    CertificateEntry,
    Checkpoint,
    DigestEntry,
    EntryKind,
    LogProof,
    sign_checkpoint,
)
from verifier.merkle import audit_path, leaf_hash, root_of
from verifier.status import Revocation, issue_revocations, issue_status_list
from verifier.titles import DigitalGrade, DigitalGradeCertificate, Level, Method

__all__ = [
    "ANCHOR_ENTITY",
    "DIGITAL",
    "ENTITY",
    "FOUNDED",
    "HANDED_IN",
    "HOST",
    "MAPPING",
    "MARINE",
    "MET",
    "MINTED",
    "NOW",
    "ORIGIN",
    "RECEIVED",
    "REGION",
    "RULES",
    "STATUS_URI",
    "Copy",
    "World",
    "committee",
    "header",
    "moment",
    "person_signers",
    "row",
    "trusted",
]


@dataclass(frozen=True)
class Copy:
    """One certificate of the world, in both encodings, with its place in batch and log."""

    certificate: Certificate
    credential: str
    cwt: bytes
    code: str
    entry: bytes
    index: int

    @property
    def link(self) -> str:
        return wire.qr_link(HOST, self.code)

    @property
    def offline(self) -> str:
        return wire.offline_link(HOST, self.code, self.cwt)


class World(Trust):
    """An authority with its committees; see the module's docstring."""

    def __init__(self) -> None:
        super().__init__()
        self.statuses: dict[int, int] = {}
        self.revocations: list[Revocation] = []
        self.batches: dict[Sha256, KeptBatch] = {}
        self.log: list[bytes] = []
        rows = [row("欧阳文博", 1), row("司徒明月", 2), row("南宫晓", 3)]
        self.review = self.hand_in(header(MARINE, rows), MARINE)
        self.copy = self.mint(rows[0], rows, header(MARINE, rows))
        graded = row(
            "慕容清",
            4,
            title="工程师",
            level=Level.INTERMEDIATE,
            specialty="人工智能",
            facts=(
                DigitalGradeCertificate(
                    "2-02-38-01", DigitalGrade.INTERMEDIATE, "S000037202400001", date(2024, 3, 1)
                ),
            ),
            mapping=MAPPING,
        )
        recognition = header(
            DIGITAL, [graded], method=Method.RECOGNITION, meeting=None, number="2024-R1"
        )
        self.hand_in(recognition, DIGITAL)
        self.recognised = self.mint(graded, [graded], recognition)

    # --- what committees and the office do -----------------------------------------------------

    def hand_in(
        self, said: BatchHeader, entity: str, *, signers: Sequence[Signer] | None = None
    ) -> Sha256:
        """Seal a batch by two members (or others) and keep it; gives its digest."""
        payload = said.to_bytes()
        sealed = seal_together(payload, Typ.BATCH, signers or self.members[entity][:2])
        digest = batch_digest(payload)
        self.batches[digest] = KeptBatch(sealed.decode())
        self.log.append(DigestEntry(EntryKind.BATCH, RECEIVED, digest, said.issuer).to_bytes())
        return digest

    def certificate(self, of: Row, said: BatchHeader, *, index: int) -> Certificate:
        return Certificate(
            issuer=ENTITY,
            issued_at=MINTED,
            title=of.title,
            series=of.series,
            level=of.level,
            scope=of.scope,
            version=1,
            evidence=Evidence(batch_digest(said.to_bytes()), row_hash(of), ORIGIN, RULES.digest),
            status=StatusReference(STATUS_URI, index),
            name=of.name,
            certificate_no=f"ZC3710002024052{index:07}",
            specialty=of.specialty,
            committee=self.filings[said.issuer].name,
            committee_id=said.issuer,
            method=said.method,
            award_date=of.award_date,
            approval_doc_no="威人社职〔2024〕9号",
            employer=of.employer,
            mapping=correspondence_by_rule(of.mapping, of.facts, rules=RULES)
            if of.mapping
            else None,
        )

    def mint(
        self,
        of: Row,
        rows: Sequence[Row],
        said: BatchHeader,
        *,
        logged_at: datetime = MINTED,
        **changes: object,
    ) -> Copy:
        """Sign a row's certificate and log it; `changes` falsify what it says."""
        certificate = replace(self.certificate(of, said, index=112_000 + len(self.log)), **changes)  # type: ignore[arg-type]
        signer = self.signers[Role.CREDENTIAL]
        credential = sd_jwt.encode(certificate, signer)
        sealed = cwt.encode(certificate, signer, region=REGION)
        leaves = in_tree_order([row_hash(each) for each in rows])
        place = leaves.index(unb64(row_hash(of)))
        entry = CertificateEntry(
            time=logged_at,
            jwt=sd_jwt.take_apart(credential).digest,
            cwt=sha256(sealed),
            batch=batch_digest(said.to_bytes()),
            row=row_hash(of),
            index=place,
            size=len(leaves),
            path=tuple(Sha256(b64(each)) for each in audit_path(leaves, place)),
        )
        return self.enter(certificate, credential, sealed, entry)

    def enter(
        self, certificate: Certificate, credential: str, sealed: bytes, entry: CertificateEntry
    ) -> Copy:
        """Put an entry into the log, true or not."""
        self.log.append(entry.to_bytes())
        return Copy(
            certificate,
            credential,
            sealed,
            wire.new_code(lambda size: bytes([len(self.log)] * size)),
            self.log[-1],
            len(self.log) - 1,
        )

    def take_back(self, copy: Copy, cause: Cause, *, on: date = date(2024, 6, 25)) -> None:
        self.statuses[copy.certificate.status.index] = 1
        self.revocations.append(
            Revocation(
                certificate_no=copy.certificate.certificate_no or "",
                on=on,
                authority=self.profile.name,
                decision_no="威人社撤〔2024〕3号",
                cause=cause,
            )
        )

    # --- what is published ---------------------------------------------------------------------

    def checkpoint(self) -> str:
        head = Checkpoint(ORIGIN, len(self.log), root_of([leaf_hash(each) for each in self.log]))
        return sign_checkpoint(head, self.signers[Role.LOG])

    def proof(self, index: int) -> LogProof:
        leaves = [leaf_hash(each) for each in self.log]
        return LogProof(self.log[index], index, tuple(audit_path(leaves, index)), self.checkpoint())

    def full(self, copy: Copy) -> str:
        """What the holder has: the credential with its log proof."""
        return f"{copy.credential}\n\n{self.proof(copy.index).to_text()}"

    def status_list(self, *, at: datetime = NOW, seq: int = 1, uri: str = STATUS_URI) -> str:
        return issue_status_list(
            uri,
            seq,
            prev=None if seq == 1 else sha256(b"the list before"),
            statuses=self.statuses,
            issuer=ENTITY,
            at=at,
            signer=self.signers[Role.STATUS],
        )

    def revocations_document(self, *, at: datetime = NOW, seq: int = 1) -> str:
        return issue_revocations(
            self.revocations,
            seq,
            prev=None if seq == 1 else sha256(b"the document before"),
            issuer=ENTITY,
            at=at,
            signer=self.signers[Role.STATUS],
        )

    def part(self, **changes: object) -> AuthorityPart:
        """What the authority publishes, as of now."""
        published = AuthorityPart(
            entity=ENTITY,
            trust_list=self.committee_list(),
            status_lists=[self.status_list()],
            revocations=self.revocations_document(),
            checkpoint=self.checkpoint(),
            batches=self.batches,
        )
        return replace(published, **changes)  # type: ignore[arg-type]

    def bundle_bytes(self, *parts: AuthorityPart, anchor_list: str | None = None) -> bytes:
        return make_bundle(
            made_at=NOW,
            anchor_list=anchor_list or self.anchor_list(),
            authorities=parts or [self.part()],
        )

    def bundle(
        self, *, at: datetime = NOW, memory: Seen | None = None, **changes: object
    ) -> Bundle:
        """A bundle opened at a moment; `changes` are of its one part."""
        data = self.bundle_bytes(self.part(**changes))
        return open_bundle(data, self.anchor, at=at, memory=memory, rules=RULES)
