"""A small world in memory, built through the real interfaces: an anchor, an authority, two
committees, their signed batches, certificates in a log, a status list, revocations, a bundle.

Everybody in it is fictitious. Tests change it (`suspend`, `revoke_key`, `take_back`, ...) and then
ask for a bundle; nothing is cached, so a change shows at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from keys.encoding import Sha256, b64, sha256, unb64
from keys.envelope import seal_together
from keys.public_key import TrustedKey
from keys.roles import Role, Typ
from keys.signer import MemorySigner, Signer
from keys.statement import Anchor, issue_statement
from keys.trust import issue_trust_list
from verifier import cwt, sd_jwt, wire
from verifier.acts import Cause
from verifier.batch import (
    BatchHeader,
    Counts,
    IdType,
    Meeting,
    Row,
    batch_digest,
    in_tree_order,
    row_hash,
    rows_root,
)
from verifier.bundle import AuthorityPart, Bundle, KeptBatch, Seen, make_bundle, open_bundle
from verifier.certificate import Certificate, Evidence, StatusReference
from verifier.committee import CommitteeAuthority, CommitteeState, IssuerProfile, OrganiserType
from verifier.correspondence import correspondence_by_rule
from verifier.log import (
    CertificateEntry,
    Checkpoint,
    DigestEntry,
    EntryKind,
    LogProof,
    sign_checkpoint,
    vkey,
)
from verifier.merkle import audit_path, leaf_hash, root_of
from verifier.profile import STATUS_PATH
from verifier.rules import load_rules
from verifier.status import Revocation, issue_revocations, issue_status_list
from verifier.titles import DigitalGrade, DigitalGradeCertificate, Level, Method, Scope, ScopeKind

ANCHOR_ENTITY: Final = "https://anchor.example"
HOST: Final = "zc.weihai.example"
ENTITY: Final = f"https://{HOST}"
ORIGIN: Final = f"{HOST}/log"
STATUS_URI: Final = f"{ENTITY}{STATUS_PATH}1"
REGION: Final = "371000"
MARINE: Final = f"{ENTITY}/committees/marine"
DIGITAL: Final = f"{ENTITY}/committees/digital"
RULES: Final = load_rules()
MAPPING: Final = "correspondence.digital-engineer.weihai-intermediate"


def moment(month: int, day: int, hour: int = 2) -> datetime:
    """A moment of 2024, UTC; two in the morning is ten in China."""
    return datetime(2024, month, day, hour, tzinfo=UTC)


FOUNDED: Final = moment(1, 4)
MET: Final = date(2024, 5, 20)
HANDED_IN: Final = moment(5, 27)
RECEIVED: Final = moment(5, 28)
MINTED: Final = moment(6, 12)
NOW: Final = moment(7, 1)


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


def person_signers(*persons: str) -> list[MemorySigner]:
    return [MemorySigner.generate(Role.COMMITTEE, person) for person in persons]


def trusted(signer: Signer, since: datetime = FOUNDED) -> TrustedKey:
    return TrustedKey(signer.public, signer.role, signer.person, since)


def committee(entity: str, name: str, **changes: object) -> CommitteeAuthority:
    filing = CommitteeAuthority(
        entity=entity,
        name=name,
        filing_no="威人社备〔2024〕1号",
        organiser="威海示例经济技术开发区管理委员会",
        organiser_type=OrganiserType.DEVELOPMENT_ZONE,
        series=("ENGINEERING",),
        specialties=(),
        levels=tuple(Level),
        methods=(Method.REVIEW,),
        region="3710",
        scope=Scope(ScopeKind.PROVINCE, "37"),
        valid_from=date(2024, 1, 4),
        valid_to=date(2026, 12, 31),
    )
    return replace(filing, **changes)  # type: ignore[arg-type]


def row(name: str, serial: int, **changes: object) -> Row:
    """A fictitious person; 371000 and 1990-01-01 with a made-up serial is nobody's number."""
    person = Row(
        salt=b64(sha256(f"{name} {serial}".encode()).encode()[:16]),
        line=serial + 1,
        name=name,
        id_type=IdType.RESIDENT_ID,
        id_no=f"37100019900101{serial:03}X",
        title="高级工程师",
        series="ENGINEERING",
        specialty="海洋装备",
        level=Level.ASSOCIATE_SENIOR,
        award_date=MET,
        scope=Scope(ScopeKind.PROVINCE, "37"),
        employer="威海蓝帆示例船舶有限公司",
    )
    return replace(person, **changes)  # type: ignore[arg-type]


def header(issuer: str, rows: Sequence[Row], **changes: object) -> BatchHeader:
    said = BatchHeader(
        issuer=issuer,
        audience=ENTITY,
        issued_at=HANDED_IN,
        expires_at=HANDED_IN + timedelta(days=30),
        number="2024-1",
        filing_no="威人社备〔2024〕1号",
        method=Method.REVIEW,
        meeting=Meeting(MET, 1, sha256(b"tally")),
        decided_on=MET,
        counts=Counts(len(rows) * 2, len(rows) * 2, len(rows)),
        standards=("海洋装备专业职称评价标准条件（示例）2024版",),
        undertakings=("personal/1", "unit/1"),
        row_count=len(rows),
        rows_root=rows_root(list(rows)),
        book=RULES.digest,
    )
    return replace(said, **changes)  # type: ignore[arg-type]


class World:
    """An authority with its committees; see the module's docstring."""

    def __init__(self) -> None:
        self.anchor_signer = MemorySigner.generate(Role.ANCHOR)
        self.signers = {
            role: MemorySigner.generate(role)
            for role in (Role.AUTHORITY, Role.CREDENTIAL, Role.STATUS, Role.LOG)
        }
        self.anchor = Anchor(ANCHOR_ENTITY, (trusted(self.anchor_signer),))
        self.members = {
            MARINE: person_signers("chen-jing", "liu-yang", "sun-hao"),
            DIGITAL: person_signers("ma-lin", "hu-bo"),
        }
        self.profile = IssuerProfile(
            entity=ENTITY,
            name="威海市示例人力资源和社会保障局",
            region=REGION,
            hosts=(HOST,),
            status_base=f"{ENTITY}{STATUS_PATH}",
            log_origin=ORIGIN,
            log_vkey=vkey(ORIGIN, self.signers[Role.LOG].public),
        )
        self.keys = {role: trusted(signer) for role, signer in self.signers.items()}
        self.authority_statements = [self.state_authority(FOUNDED)]
        self.filings = {
            MARINE: committee(MARINE, "威海市示例海洋装备高级职称评审委员会"),
            DIGITAL: committee(
                DIGITAL, "威海市示例数字技术中级职称评审委员会", methods=(Method.RECOGNITION,)
            ),
        }
        self.committee_statements = {
            entity: [self.state_committee(filing, FOUNDED)]
            for entity, filing in self.filings.items()
        }
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

    # --- what the anchor and the authority say -------------------------------------------------

    def state_authority(self, at: datetime) -> str:
        return issue_statement(
            issuer=ANCHOR_ENTITY,
            subject=ENTITY,
            keys=self.keys.values(),
            metadata=self.profile.to_metadata(),
            signer=self.anchor_signer,
            at=at,
        )

    def state_committee(self, filing: CommitteeAuthority, at: datetime) -> str:
        return issue_statement(
            issuer=ENTITY,
            subject=filing.entity,
            keys=[trusted(each) for each in self.members[filing.entity]],
            metadata=filing.to_metadata(),
            signer=self.signers[Role.AUTHORITY],
            at=at,
        )

    def change_committee(self, entity: str, *, at: datetime, **changes: object) -> None:
        """A new statement about a committee; the former one goes into the history."""
        self.filings[entity] = replace(self.filings[entity], **changes)  # type: ignore[arg-type]
        self.committee_statements[entity].append(self.state_committee(self.filings[entity], at))

    def suspend(self, entity: str, *, at: datetime) -> None:
        self.change_committee(
            entity, at=at, state=CommitteeState.SUSPENDED, state_decision="威人社停〔2024〕1号"
        )

    def withdraw(self, entity: str, *, at: datetime) -> None:
        self.change_committee(
            entity, at=at, state=CommitteeState.WITHDRAWN, state_decision="威人社收〔2024〕1号"
        )

    def revoke_key(self, role: Role, *, revoked_at: datetime, at: datetime) -> None:
        """The anchor says that a key of the authority is lost."""
        self.keys[role] = self.keys[role].revoked(revoked_at, "compromised")
        self.authority_statements.append(self.state_authority(at))

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

    def anchor_list(self, *, seq: int = 1, at: datetime = NOW) -> str:
        return self._trust_list(
            ANCHOR_ENTITY, [self.authority_statements], self.anchor_signer, seq=seq, at=at
        )

    def committee_list(self, *, seq: int = 1, at: datetime = NOW) -> str:
        return self._trust_list(
            ENTITY,
            list(self.committee_statements.values()),
            self.signers[Role.AUTHORITY],
            seq=seq,
            at=at,
        )

    def _trust_list(
        self, issuer: str, said: list[list[str]], signer: Signer, *, seq: int, at: datetime
    ) -> str:
        return issue_trust_list(
            issuer=issuer,
            seq=seq,
            prev=None if seq == 1 else sha256(b"the list before"),
            statements=[each[-1] for each in said],
            history=[token for each in said for token in each[:-1]],
            signer=signer,
            at=at,
            expires_at=at + timedelta(days=90),
        )

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
