"""The world that is attacked: true certificates, ones that must not count, and older lists.

One authority with a neighbour under the same anchor. Every list that is published has an older,
genuine one, signed a few hours before it, in which nothing was taken back yet: a reader who has
seen the newer number must never believe it again. Made from a seed, and then looked at only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from keys.encoding import canonical, unb64
from keys.envelope import seal, seal_together
from keys.public_key import Keyring
from keys.roles import MAY_SIGN, Role, Typ
from keys.signer import MemorySigner
from tests.drill.fixed import fixed
from tests.drill.people import BARRED, LATER, People
from tests.verifier.papers import (
    ANCHOR_ENTITY,
    DIGITAL,
    ENTITY,
    MARINE,
    NOW,
    RECEIVED,
    RULES,
    STATUS_URI,
    header,
    moment,
    row,
    trusted,
)
from verifier.acts import Cause, Notice, RevocationOrder
from verifier.batch import batch_digest
from verifier.bundle import AuthorityPart, make_bundle, open_bundle
from verifier.decision import Decision, Revoke

THEFT = moment(6, 1)
EARLIER = NOW - timedelta(hours=3)
FALSE = ("revoked", "suspended", "superseded", "stolen", "barred", "alone")
"""Certificates that were really issued and must not count."""


class Stage(People):
    """See the module's docstring; `Stage.of(seed)` makes one."""

    @classmethod
    def of(cls, seed: str) -> Stage:
        with fixed(seed):
            return cls()

    def __init__(self) -> None:
        super().__init__()
        self.copies = {"first": self.copy, "recognised": self.recognised}
        self._issue()
        self._batch_files()
        self.older = self._publish(EARLIER, seq=1)
        self.older_proofs = self._proofs()
        self._take_back()
        self.log.append(self.log[0].replace(b'"batch"', b'"trust"'))
        self.newer = self._publish(LATER, seq=2)
        self.proofs = self._proofs()
        self.neighbour_part = self._publish_neighbour()
        self.documents = dict(self._documents())
        self.matrix = list(self._matrix())
        self.bundle_file = self.file(self.newer)
        self.opened = open_bundle(self.bundle_file, self.anchor, at=NOW, rules=RULES)
        self.memory = self.opened.seen
        self._who_and_what()

    # --- what was issued -----------------------------------------------------------------------

    def _issue(self) -> None:
        rows = [row("欧阳文博", 1), row("司徒明月", 2), row("南宫晓", 3)]
        said = header(MARINE, rows)
        for name, place in (("second", 1), ("revoked", 2), ("suspended", 0), ("superseded", 1)):
            self.copies[name] = self.mint(rows[place], rows, said)
        with self._signing(self.thief):
            # It says that it is older than the theft; the log knows better.
            self.copies["stolen"] = self.mint(rows[1], rows, said, issued_at=moment(5, 29))
        person = row("公孙止", 7)
        barred = header(BARRED, [person])
        self.hand_in(barred, BARRED)
        self.copies["barred"] = self.mint(person, [person], barred)
        alone = header(MARINE, [person], number="2024-7")
        self.hand_in(alone, MARINE, signers=self.members[MARINE][:1])
        self.copies["alone"] = self.mint(person, [person], alone)

    @contextmanager
    def _signing(self, signer: MemorySigner) -> Iterator[None]:
        own = self.signers[Role.CREDENTIAL]
        self.signers[Role.CREDENTIAL] = signer
        yield
        self.signers[Role.CREDENTIAL] = own

    def _take_back(self) -> None:
        """What the newer lists know and the older ones did not."""
        self.take_back(self.copies["revoked"], Cause.IMPROPER_MEANS)
        self.statuses[self.copies["suspended"].certificate.status.index] = 2
        self.statuses[self.copies["superseded"].certificate.status.index] = 3
        self.keys["stolen"] = self.keys["stolen"].revoked(THEFT, "compromised")
        self.authority_statements.append(self.state_authority(moment(6, 2)))
        self.suspend(BARRED, at=moment(5, 21))

    # --- what is published ---------------------------------------------------------------------

    def anchor_list(self, **when: object) -> str:
        said = [self.authority_statements, [self.neighbour_statement]]
        return self._trust_list(ANCHOR_ENTITY, said, self.anchor_signer, **when)

    def _publish(self, at, *, seq) -> dict[str, object]:
        """The members of a bundle as they were published at a moment."""
        proved = {
            digest: replace(kept, proof=self._proof_of(digest)) if digest == self.review else kept
            for digest, kept in self.batches.items()
        }
        second = f"{STATUS_URI[:-1]}2"
        part = AuthorityPart(
            entity=ENTITY,
            trust_list=self.committee_list(seq=seq, at=at),
            status_lists=[
                self.status_list(at=at, seq=seq),
                self.status_list(at=at, seq=seq, uri=second),
            ],
            revocations=self.revocations_document(at=at, seq=seq),
            checkpoint=self.checkpoint(),
            batches=proved,
        )
        return {"anchor_list": self.anchor_list(seq=seq, at=at), "part": part}

    def _proofs(self) -> list[str]:
        return [self.proof(at).to_text() for at in range(len(self.log))]

    def _proof_of(self, digest: str) -> str:
        place = next(at for at, entry in enumerate(self.log) if digest.encode() in entry)
        return self.proof(place).to_text()

    def file(self, published: dict[str, object]) -> bytes:
        return make_bundle(
            made_at=NOW,
            anchor_list=published["anchor_list"],
            authorities=[published["part"], self.neighbour_part],
        )

    # --- one document of each kind -------------------------------------------------------------

    def _documents(self) -> Iterator[tuple[Typ, bytes]]:
        """A payload of each kind."""
        part = self.newer["part"]
        number = self.copies["revoked"].certificate.certificate_no
        digest = batch_digest(header(MARINE, [row("欧阳文博", 1)]).to_bytes())
        why = (Cause.ERROR, "示例〔2024〕1号", date(2024, 6, 1))
        order = RevocationOrder(MARINE, ENTITY, RECEIVED, "R-1", number, *why)
        posted = (date(2024, 5, 20), date(2024, 5, 27))
        yield Typ.STATEMENT, payload(self.authority_statements[0])
        yield Typ.TRUST_LIST, payload(part.trust_list)
        yield Typ.BATCH, header(MARINE, [row("欧阳文博", 1)]).to_bytes()
        yield Typ.NOTICE, Notice(MARINE, ENTITY, RECEIVED, digest, "示例栏", *posted).to_bytes()
        yield Typ.REVOCATION_ORDER, order.to_bytes()
        act = Revoke(number, *why, None)
        yield Typ.DECISION, Decision(ENTITY, RECEIVED, "D-1", act).to_bytes()
        yield Typ.CREDENTIAL, payload(self.copy.credential)
        yield Typ.STATUS_LIST, payload(self.older["part"].status_lists[0])
        yield Typ.REVOCATIONS, payload(self.older["part"].revocations)
        yield Typ.RECEIPT, canonical({"iss": ENTITY, "iat": 1716861600, "batch": digest})

    def _matrix(self) -> Iterator[str]:
        """Each kind's payload under each other kind's typ, by somebody who may sign that typ."""
        for typ in Typ:
            able = [each for each in self.signers_all if each.role in MAY_SIGN[typ]]
            for of, body in self.documents.items():
                if of is not typ:
                    yield from (seal(body, typ, signer) for signer in able[:2])

    # --- batches as files ----------------------------------------------------------------------

    def _who_and_what(self) -> None:
        """Whose signature counts under what, and every genuine token there is."""
        self.rightful = {
            role: frozenset(each.kid for each in self.signers_all if each.role is role)
            - {self.stranger.kid, self.thief.kid}
            for role in Role
        }
        self.foreign = frozenset(each.kid for each in self.neighbour.values())
        self.published = json.loads(self.bundle_file)
        self.published_before = json.loads(self.file(self.older))
        parts = [self.older["part"], self.newer["part"], self.neighbour_part]
        self.tokens = [
            *(each.credential.split("~")[0] for each in self.copies.values()),
            *(published["anchor_list"] for published in (self.older, self.newer)),
            *(token for each in parts for token in (each.trust_list, *each.status_lists)),
            *(each.revocations for each in parts if each.revocations),
            *self.authority_statements,
            *(each for said in self.committee_statements.values() for each in said),
        ]

    def _batch_files(self) -> None:
        """Two batches of the marine committee, and one of another, as they are handed in."""
        self.batch_keys = Keyring(trusted(each) for each in self.members[MARINE])
        people = [row("欧阳文博", 1), row("司徒明月", 2), row("南宫晓", 3)]
        more = [row(f"宇文示例{'甲乙丙丁戊'[place]}", 20 + place) for place in range(5)]
        self.handed_in = {
            "review": (header(MARINE, people), people),
            "larger": (header(MARINE, more, number="2024-8"), more),
        }
        foreign = header(DIGITAL, people[:1], number="2024-R9")
        self.batch_files = {}
        for name, (said, rows) in {**self.handed_in, "foreign": (foreign, people[:1])}.items():
            self.hand_in(said, said.issuer)
            lines = [each.to_bytes() for each in rows]
            members = self.members[said.issuer]
            # Any two of them may sign, and all may.
            self.batch_files[name] = [
                (seal_together(said.to_bytes(), Typ.BATCH, signers), lines)
                for signers in (members, *combinations(members, 2))
            ]


def payload(token: str) -> bytes:
    return unb64(token.split(".")[1])
