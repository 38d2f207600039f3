"""The world that the vectors are taken from: two authorities, three committees, an office.

Everybody is fictitious. The private keys live in one run of `build` and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from stdnum.cn import ric

from keys.encoding import Sha256, sha256
from keys.roles import Role
from keys.signer import MemorySigner
from keys.trust import issue_statement
from tests.verifier.rules.books import OWN_GRADES, UNREADABLE, with_own
from tests.verifier.world import (
    ANCHOR_ENTITY,
    DIGITAL,
    ENTITY,
    FOUNDED,
    HANDED_IN,
    MARINE,
    MINTED,
    NOW,
    STATUS_URI,
    Copy,
    World,
    committee,
    header,
    moment,
    person_signers,
    row,
    trusted,
)
from verifier import sd_jwt
from verifier.acts import Cause
from verifier.batch import BatchHeader, Row, batch_digest
from verifier.bundle import AuthorityPart, KeptBatch
from verifier.certificate import StatusReference
from verifier.committee import Unit
from verifier.log import (
    CertificateEntry,
    DigestEntry,
    EntryKind,
    read_entry,
    vkey,
)
from verifier.profile import LEEWAY, LIST_SIZE
from verifier.titles import Level, Method, Scope, ScopeKind

NARROW: Final = f"{ENTITY}/committees/electronics"
NEIGHBOUR_HOST: Final = "zc.yantai.example"
NEIGHBOUR: Final = f"https://{NEIGHBOUR_HOST}"
EMPLOYER: Final = "威海示例电子有限公司"
FILING: Final = "威人社备〔2024〕7号"
LATE: Final = moment(6, 25)
THEFT: Final = moment(6, 20)
AFTER_THEFT: Final = moment(6, 24)
OWN: Final = with_own(OWN_GRADES)


def id_no(serial: int) -> str:
    """A well-formed number of nobody: born in 1893, in a made-up sequence."""
    stem = f"37100018930614{serial:03d}"
    return stem + ric.calc_check_digit(stem + "0")


class Scene(World):
    """The world of the verifier's tests, with what the vectors need beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._committees()
        self._neighbour()
        self._copies()
        self._bounded()
        self._orders()
        self._own_rules()

    # --- who is there --------------------------------------------------------------------------

    def _committees(self) -> None:
        """A committee with narrow bounds, members with a second key, operators of the office."""
        self.members[NARROW] = person_signers("zhao-yi", "qian-er", "zhao-yi")
        self.filings[NARROW] = committee(
            NARROW,
            "威海市示例电子信息专业中级职称评审委员会",
            filing_no=FILING,
            levels=(Level.INTERMEDIATE, Level.ASSISTANT),
            specialties=("电子信息",),
            units=(Unit(EMPLOYER),),
            valid_from=date(2024, 3, 1),
        )
        self.committee_statements[NARROW] = [self.state_committee(self.filings[NARROW], FOUNDED)]
        self.operators = [
            MemorySigner.generate(Role.OPERATOR, person)
            for person in ("wu-min", "zheng-hua", "wu-min")
        ]
        self.committee_statements[ENTITY] = [
            issue_statement(
                issuer=ENTITY,
                subject=ENTITY,
                keys=[trusted(each) for each in self.operators],
                metadata={"federation_entity": {"organization_name": self.profile.name}},
                signer=self.signers[Role.AUTHORITY],
                at=FOUNDED,
            )
        ]

    def _neighbour(self) -> None:
        """Another authority on the anchor's list, which must not speak for the first."""
        roles = (Role.AUTHORITY, Role.CREDENTIAL, Role.STATUS, Role.LOG)
        self.neighbour = {role: MemorySigner.generate(role) for role in roles}
        origin = f"{NEIGHBOUR_HOST}/log"
        profile = replace(
            self.profile,
            entity=NEIGHBOUR,
            name="烟台市示例人力资源和社会保障局",
            region="370600",
            hosts=(NEIGHBOUR_HOST,),
            status_base=f"{NEIGHBOUR}/status/",
            log_origin=origin,
            log_vkey=vkey(origin, self.neighbour[Role.LOG].public),
        )
        self.neighbour_statement = issue_statement(
            issuer=ANCHOR_ENTITY,
            subject=NEIGHBOUR,
            keys=[trusted(each) for each in self.neighbour.values()],
            metadata=profile.to_metadata(),
            signer=self.anchor_signer,
            at=FOUNDED,
        )

    # --- what was issued -----------------------------------------------------------------------

    def _copies(self) -> None:
        """Certificates of the marine committee's batch, true ones first."""
        self.rows = [row("欧阳文博", 1), row("司徒明月", 2), row("南宫晓", 3)]
        self.said = header(MARINE, self.rows)
        self.revoked, self.suspended, self.superseded = (
            self.mint(self.rows[place], self.rows, self.said) for place in (1, 2, 2)
        )
        self.take_back(self.revoked, Cause.IMPROPER_MEANS)
        self.statuses[self.suspended.certificate.status.index] = 2
        self.statuses[self.superseded.certificate.status.index] = 3
        self.late = self.forged(issued_at=LATE, logged_at=LATE)
        self.ahead, self.too_far_ahead = (
            self.forged(issued_at=NOW + LEEWAY + by, logged_at=NOW + LEEWAY + by)
            for by in (timedelta(), timedelta(seconds=1))
        )
        self.other_title = self.forged(title="工程师")
        self.other_scope = self.forged(scope=Scope(ScopeKind.NATIONAL, "CN"))
        self.other_region = self.forged(scope=Scope(ScopeKind.PROVINCE, "45"))
        self.other_committee = self.forged(committee_id=DIGITAL)
        self.other_method = self.forged(method=Method.CONVERSION)
        self.before_receipt = self.forged(
            issued_at=HANDED_IN - timedelta(days=1), logged_at=HANDED_IN - timedelta(days=1)
        )
        self.logged_first = self.forged(logged_at=MINTED - timedelta(days=1))
        self.from_the_future = self.forged(
            issued_at=NOW + timedelta(hours=1), logged_at=NOW + timedelta(hours=1)
        )
        self.logged_in_the_future = self.forged(logged_at=NOW + timedelta(hours=1))
        self.beyond_the_list = self.forged(status=StatusReference(STATUS_URI, LIST_SIZE))
        self.other_list = self.forged(status=StatusReference(f"{ENTITY}/status/2", 5))
        self.elsewhere = self.forged(status=StatusReference(f"{NEIGHBOUR}/status/1", 5))
        stranger = row("独孤求名", 9)
        self.unlisted = self.mint(stranger, [stranger], self.said)
        self.without_batch = self.mint(stranger, [stranger], replace(self.said, number="2024-99"))
        self.other_row = self._other_row()
        mapping = self.recognised.certificate.mapping
        graded = self.recognised.certificate
        assert mapping is not None
        wrong = replace(mapping, rule="correspondence.digital-engineer.weihai-senior")
        self.other_clause = sd_jwt.encode(
            replace(graded, mapping=wrong), self.signers[Role.CREDENTIAL]
        )

    def forged(self, **changes: object) -> Copy:
        """A certificate that the office signed and logged although it says something wrong."""
        return self.mint(self.rows[0], self.rows, self.said, **changes)

    def _other_row(self) -> Copy:
        """The entry leads to the committee's row, the certificate names another hash."""
        entry = read_entry(self.copy.entry)
        evidence = self.copy.certificate.evidence
        assert isinstance(entry, CertificateEntry)
        assert evidence is not None
        elsewhere = replace(evidence, row=sha256(b"no row"))
        certificate = replace(self.copy.certificate, evidence=elsewhere)
        credential = sd_jwt.encode(certificate, self.signers[Role.CREDENTIAL])
        entered = replace(entry, jwt=sd_jwt.take_apart(credential).digest)
        return self.enter(certificate, credential, b"", entered)

    def narrow_row(self, name: str, serial: int, **changes: object) -> Row:
        plain = row(
            name,
            serial,
            id_no=id_no(serial),
            title="工程师",
            level=Level.INTERMEDIATE,
            specialty="电子信息",
            employer=EMPLOYER,
        )
        return replace(plain, **changes)

    def _bounded(self) -> None:
        """Batches of the narrow committee: one within its bounds, and others beyond them."""
        good = self.narrow_row("长孙无垠", 11)
        level = self.narrow_row("公孙望", 12, title="高级工程师", level=Level.ASSOCIATE_SENIOR)
        specialty = self.narrow_row("夏侯远", 13, specialty="海洋装备")
        series = self.narrow_row("钟离安", 14, series="ECONOMICS", title="经济师")
        rows = [good, level, specialty, series]
        said = header(NARROW, rows, filing_no=FILING)
        self.hand_in(said, NARROW)
        self.narrow, self.high, self.outside, self.other_series = (
            self.mint(each, rows, said) for each in rows
        )
        early = replace(said, number="2024-0", decided_on=date(2024, 2, 20))
        self.hand_in(early, NARROW)
        self.unfiled = self.mint(good, rows, early)
        later = replace(said, number="2024-8", issued_at=AFTER_THEFT)
        self.hand_in(later, NARROW)
        self.after_theft = self.mint(good, rows, later, issued_at=LATE, logged_at=LATE)
        self.dated_back = self._dated_back(rows, replace(said, number="2024-7"))
        unknown = replace(said, number="2024-9", filing_no="威人社备〔2023〕99号")
        self.hand_in(unknown, NARROW)
        self.other_filing = self.mint(good, rows, unknown)

    def _dated_back(self, rows: Sequence[Row], said: BatchHeader) -> Copy:
        """A batch that says that it is old; the log shows that it came after the theft."""
        digest = self.hand_in(said, NARROW)
        place = len(self.log) - 1
        self.log[place] = DigestEntry(EntryKind.BATCH, AFTER_THEFT, digest, NARROW).to_bytes()
        sealed = self.batches[digest].sealed
        self.batches[digest] = KeptBatch(sealed, self.proof(place).to_text())
        return self.mint(rows[0], rows, said, issued_at=LATE, logged_at=LATE)

    def _orders(self) -> None:
        """Batches that do not count: signed by one person, meant for others, or exchanged."""
        one, _, again = self.members[NARROW]
        good = self.narrow_row("长孙无垠", 11)
        alone = header(NARROW, [good], filing_no=FILING, number="2024-2")
        self.hand_in(alone, NARROW, signers=[one, again])
        self.one_person = self.mint(good, [good], alone)
        abroad = replace(alone, number="2024-3", audience=NEIGHBOUR)
        self.hand_in(abroad, NARROW)
        self.abroad = self.mint(good, [good], abroad)
        never = replace(alone, number="2024-4")
        self.exchanged = self.mint(good, [good], never)
        true = self.batches[batch_digest(self.said.to_bytes())]
        self.batches[batch_digest(never.to_bytes())] = KeptBatch(true.sealed)

    def _own_rules(self) -> None:
        """The recognised title again, by entries of the authority's own."""
        rule = "correspondence.digital-engineer.weihai-own"
        self.by_own_rule = self._recognised_by(rule)
        self.by_no_rule = self._recognised_by(rule, said=f"{rule}-2030")
        self.by_senior_grade = self._recognised_by(f"{rule}-senior")
        self.by_skill_level = self._recognised_by("correspondence.skill-level.weihai-own")
        self.by_a_newer_book = self._recognised_by(rule, book=UNREADABLE.digest)

    def _recognised_by(
        self, rule: str, *, said: str | None = None, book: Sha256 = OWN.digest
    ) -> Copy:
        of, entry = self.recognised.certificate, read_entry(self.recognised.entry)
        assert isinstance(entry, CertificateEntry)
        assert of.mapping is not None
        assert of.evidence is not None
        found = OWN.rule(rule)
        cited = {"document": found.document.reference, "clause": found.clause}
        mapping = replace(of.mapping, rule=said or rule, **cited)
        certificate = replace(of, mapping=mapping, evidence=replace(of.evidence, book=book))
        credential = sd_jwt.encode(certificate, self.signers[Role.CREDENTIAL])
        entered = replace(entry, jwt=sd_jwt.take_apart(credential).digest)
        return self.enter(certificate, credential, b"", entered)

    # --- what is published ---------------------------------------------------------------------

    def part(self, **changes: object) -> AuthorityPart:
        books = {OWN.digest: OWN.brief, UNREADABLE.digest: UNREADABLE}
        return super().part(**{"books": books, **changes})

    def anchor_list(self, **changes: object) -> str:
        said = [self.authority_statements, [self.neighbour_statement]]
        options: dict[str, object] = {"seq": 1, "at": NOW, **changes}
        return self._trust_list(ANCHOR_ENTITY, said, self.anchor_signer, **options)

    def bundle_bytes(self, *parts: AuthorityPart, anchor_list: str | None = None) -> bytes:
        signer = self.neighbour[Role.AUTHORITY]
        neighbour = AuthorityPart(
            entity=NEIGHBOUR,
            trust_list=self._trust_list(NEIGHBOUR, [], signer, seq=1, at=NOW),
            status_lists=[],
        )
        return super().bundle_bytes(*(parts or [self.part()]), neighbour, anchor_list=anchor_list)
