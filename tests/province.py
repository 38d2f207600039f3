"""A province in memory: an anchor, an authority with an open office, committees with their people.

Whatever happens in it happens through the doors that people use: papers are drafted and signed as
at the desk, sealed decisions go to the registrar, certificates are judged with the published
bundle by a stranger who remembers which lists he saw.

Beside the office stands a model of it: which verdict each certificate must get. `check` holds the
two together, and audits the books.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from issuer.committee.drafts import Paper, Sitting, make_drafts
from issuer.committee.sealing import (
    Shown,
    make_notice,
    make_order,
    seal_notice,
    seal_order,
    sign_draft,
)
from issuer.fsck import fsck
from issuer.registrar.decisions_desk import Done
from issuer.registrar.reception import BatchStatus, Receipt
from issuer.store import awards, copies, rows, session
from keys.encoding import Sha256, sha256
from keys.public_key import Keyring, TrustedKey
from keys.roles import Role
from keys.signer import MemorySigner
from tests.authority import Authority
from tests.cast import (
    CLOSED,
    CONFIRMED,
    FORMS,
    FOUNDED,
    MEETING,
    POSTED,
    PUBLISHED,
    RECEIVED,
    Title,
)
from verifier.acts import Cause
from verifier.batch import Meeting, Row, batch_digest, row_hash
from verifier.bundle import Bundle, open_bundle
from verifier.decision import Confirm, Reinstate, Release, Revoke, Suspend
from verifier.titles import Method
from verifier.verdict import Verdict, VerdictCode
from verifier.verify import verify


class Province(Authority):
    """The world: batches, certificates, and what strangers say of them."""

    # -- batches ------------------------------------------------------------------------------

    def paper(
        self,
        slug: str,
        people: Sequence[Row],
        *,
        signers: Sequence[MemorySigner] | None = None,
        **said,
    ) -> Paper:
        """A batch, drafted and signed as at the desk, without the desk's own checks."""
        committee = self.committees[slug]
        method = committee.authority.methods[0]
        sitting = Sitting(
            number=f"{slug}-{secrets.token_hex(4)}",
            method=method,
            decided_on=MEETING,
            meeting=Meeting(MEETING, 1, sha256(b"tally")) if method is Method.REVIEW else None,
            applied=len(people) + 4,
            reviewed=len(people) + 3,
            standards=("示例标准条件（2025版）",),
            undertakings=("个人承诺书（2025版）", "单位承诺书（2025版）"),
        )
        sitting = replace(sitting, **said)
        (draft,) = make_drafts(
            people, sitting, committee.profile(), rules=self.office.rules, at=self.at
        )
        return sign_draft(draft, list(committee.signers if signers is None else signers))

    def hand_in(self, paper: Paper) -> Receipt:
        return self.registrar.receive(paper.to_bytes(), at=self.at)

    def notice(
        self,
        paper: Paper,
        *,
        posted: date = POSTED,
        closed: date = CLOSED,
        objections: Sequence[int] = (),
    ) -> bytes:
        """A notice that the clerk signed; `objections` are lines of the list."""
        clerk = self.committees[slug_of(paper)].clerk
        shown = Shown("示例公示栏", posted, closed, tuple(objections))
        return seal_notice(make_notice(paper, shown, at=self.at), clerk)

    def declare(self, paper: Paper, **shown) -> BatchStatus:
        return self.registrar.declare(self.notice(paper, **shown), at=self.at)

    def confirm(
        self,
        paper: Paper,
        *,
        withheld: Sequence[int] = (),
        by: Sequence[MemorySigner] | None = None,
        document: str = "威人社字〔2025〕61号（示例）",
        published: date = PUBLISHED,
    ) -> Done:
        """确认并公布; `withheld` are lines of the list."""
        return self.decide(self.confirmation(paper, withheld, document, published), by=by)

    def confirmation(
        self,
        paper: Paper,
        withheld: Sequence[int] = (),
        document: str = "威人社字〔2025〕61号（示例）",
        published: date = PUBLISHED,
    ) -> Confirm:
        hashes = tuple(row_hash(each) for each in paper.rows if each.line in withheld)
        return Confirm(digest_of(paper), document, published, hashes)

    def release(self, paper: Paper) -> Done:
        return self.decide(Release(digest_of(paper), "威人社函〔2025〕5号（示例）", "示例理由"))

    def mint(self, paper: Paper) -> list[Title]:
        """Make what a paper's publications release; gives the new titles in order of the list."""
        self.registrar.mint(digest_of(paper), at=self.at)
        return self.gather(paper)

    def gather(self, paper: Paper) -> list[Title]:
        """Take the made certificates of a paper into the model; gives the new ones."""
        made: list[Title] = []
        vault, digest = self.office.vault, digest_of(paper)
        with session.read(self.office.engine) as connection:
            known = {each.row_hash: each for each in rows.find(connection, digest, vault=vault)}
            for award in awards.of_batch(connection, digest, vault=vault):
                found = copies.of_award(connection, award.number)[-1]
                if award.number in self.titles or found.state is not copies.CopyState.MINTED:
                    continue
                assert award.row_hash is not None
                text = copies.text(connection, found.copy_id, vault=vault)
                title = Title(
                    number=award.number,
                    row=known[award.row_hash].row,
                    batch=digest,
                    committee=slug_of(paper),
                    code=text.code,
                    check_code=text.check_code,
                    credential=text.credential,
                    cwt=text.cwt,
                    made_after_fall=slug_of(paper) in self.fallen,
                )
                self.titles[title.number] = title
                made.append(title)
        return sorted(made, key=lambda title: title.row.line)

    def issue(self, slug: str, people: Sequence[Row], **said) -> list[Title]:
        """The whole path of one ordinary batch."""
        self.at = max(self.at, RECEIVED)
        paper = self.paper(slug, people, **said)
        self.hand_in(paper)
        self.declare(paper)
        self.at = max(self.at, CONFIRMED)
        self.confirm(paper)
        return self.mint(paper)

    # -- taking back --------------------------------------------------------------------------

    def order(
        self,
        number: str,
        cause: Cause = Cause.IMPROPER_MEANS,
        *,
        slug: str | None = None,
        by: Sequence[MemorySigner] | None = None,
    ) -> bytes:
        """A committee's revocation order, sealed; by default of the committee that gave it."""
        committee = self.committees[slug or self.titles[number].committee]
        order = make_order(
            committee.profile(),
            number=f"CX-{secrets.token_hex(4)}",
            certificate_no=number,
            cause=cause,
            document_no="示例评办〔2025〕3号",
            decided_on=self.at.date(),
            at=self.at,
        )
        return seal_order(order, list(committee.signers if by is None else by))

    def revoke(
        self,
        number: str,
        cause: Cause = Cause.IMPROPER_MEANS,
        *,
        order: Sha256 | None = None,
        by: Sequence[MemorySigner] | None = None,
    ) -> Done:
        act = Revoke(number, cause, "威人社撤〔2025〕1号（示例）", self.at.date(), order)
        done = self.decide(act, by=by)
        self.titles[number].expected = (
            VerdictCode.REVOKED if cause.is_revocation else VerdictCode.CANCELLED
        )
        return done

    def suspend(self, number: str, *, by: Sequence[MemorySigner] | None = None) -> Done:
        done = self.decide(Suspend(number, "威人社函〔2025〕7号（示例）"), by=by)
        self.titles[number].expected = VerdictCode.SUSPENDED
        return done

    def reinstate(self, number: str, *, by: Sequence[MemorySigner] | None = None) -> Done:
        done = self.decide(Reinstate(number, "威人社函〔2025〕8号（示例）"), by=by)
        self.titles[number].expected = VerdictCode.VALID
        return done

    # -- a stranger ---------------------------------------------------------------------------

    def bundle(self) -> Bundle:
        """The published bundle, opened by someone who remembers what he saw before."""
        data = (self.office.public_dir / "bundle.json").read_bytes()
        bundle = open_bundle(data, self.office.anchor, at=self.at, memory=self.seen)
        self.seen = bundle.seen
        return bundle

    def text(self, number: str, form: str = "credential") -> str:
        """What the holder shows: the credential with its proof, or the offline QR code."""
        title = self.titles[number]
        if form == "offline":
            return title.offline
        found = self.records.find(title.code)
        assert found is not None
        return found

    def verify(self, number: str, form: str = "credential") -> Verdict:
        return verify(self.text(number, form), self.bundle(), self.at)

    def expected(self, number: str, form: str = "credential") -> VerdictCode:
        """The verdict that the model foresees."""
        title = self.titles[number]
        if title.expected is not VerdictCode.VALID or title.committee not in self.fallen:
            return title.expected
        if form == "offline" and title.made_after_fall:
            # It has no room to say when its batch was received.
            return VerdictCode.CANNOT_TELL
        return VerdictCode.VALID_AUTH_WITHDRAWN

    def check(self) -> None:
        """The books are sound, and every certificate has the verdict that the model foresees."""
        keys = Keyring(
            TrustedKey(self.office.signers[role].public, role, None, FOUNDED)
            for role in (Role.LOG, Role.STATUS)
        )
        found = fsck(self.office.engine, self.office.public_dir, keys=keys, vault=self.office.vault)
        assert list(found) == []
        bundle = self.bundle()
        for number in self.titles:
            for form in FORMS:
                verdict = verify(self.text(number, form), bundle, self.at)
                said = [each.code for each in verdict.against]
                assert verdict.code is self.expected(number, form), (number, form, said)


def digest_of(paper: Paper) -> Sha256:
    """The identity of a batch."""
    return batch_digest(paper.header.to_bytes())


def slug_of(paper: Paper) -> str:
    """Whose batch it is."""
    return paper.header.issuer.rsplit("/", 1)[-1]
