"""Who is on the stage beside the small world: a neighbour, a barred committee, a thief."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from keys.roles import Role
from keys.signer import MemorySigner
from keys.statement import issue_statement
from tests.verifier.papers import (
    ANCHOR_ENTITY,
    ENTITY,
    FOUNDED,
    NOW,
    committee,
    moment,
    person_signers,
    trusted,
)
from tests.verifier.world import Copy, World
from verifier import cwt, sd_jwt, wire
from verifier.bundle import AuthorityPart
from verifier.certificate import StatusReference
from verifier.log import vkey
from verifier.status import issue_status_list

NEIGHBOUR_HOST = "zc.yantai.example"
NEIGHBOUR = f"https://{NEIGHBOUR_HOST}"
BARRED = f"{ENTITY}/committees/barred"
LATER = NOW - timedelta(hours=1)


class People(World):
    """The small world and those around it.

    Attributes:
        stranger: A key that nobody vouches for.
        thief: Holds a key of the authority's that was stolen from it.
        signers_all: Whoever might try to sign, whatever their role.
    """

    def __init__(self) -> None:
        super().__init__()
        self._attackers()
        self._barred()
        self._neighbour()
        self.signers_all = (
            self.anchor_signer,
            *self.signers.values(),
            *(each for members in self.members.values() for each in members),
            *self.neighbour.values(),
            *(self.stranger, self.thief, self.answer, self.operator, self.foreign_log),
        )

    def _attackers(self) -> None:
        self.stranger = MemorySigner.generate(Role.CREDENTIAL)
        self.thief = MemorySigner.generate(Role.CREDENTIAL)
        self.answer = MemorySigner.generate(Role.ANSWER)
        self.operator = MemorySigner.generate(Role.OPERATOR, "wu-min")
        self.foreign_log = MemorySigner.generate(Role.LOG)
        self.keys |= {"stolen": trusted(self.thief), Role.ANSWER: trusted(self.answer)}
        self.authority_statements.append(self.state_authority(moment(1, 5)))

    def _barred(self) -> None:
        self.members[BARRED] = person_signers("zhao-yi", "qian-er")
        self.filings[BARRED] = committee(BARRED, "威海市示例停权高级职称评审委员会")
        self.committee_statements[BARRED] = [self.state_committee(self.filings[BARRED], FOUNDED)]

    def _neighbour(self) -> None:
        roles = (Role.AUTHORITY, Role.CREDENTIAL, Role.STATUS, Role.LOG)
        self.neighbour = {role: MemorySigner.generate(role) for role in roles}
        origin = f"{NEIGHBOUR_HOST}/log"
        self.neighbour_profile = replace(
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
            metadata=self.neighbour_profile.to_metadata(),
            signer=self.anchor_signer,
            at=FOUNDED,
        )

    def _publish_neighbour(self) -> AuthorityPart:
        """The neighbour's lists, and a certificate of its own, which counts."""
        plain = self.copy.certificate
        evidence = replace(plain.evidence, log=self.neighbour_profile.log_origin)
        certificate = replace(
            plain,
            issuer=NEIGHBOUR,
            name="尉迟敏",
            certificate_no="ZC37060020240520000009",
            committee_id=f"{NEIGHBOUR}/committees/marine",
            status=StatusReference(f"{NEIGHBOUR}/status/1", 77),
            evidence=evidence,
        )
        signer = self.neighbour[Role.CREDENTIAL]
        self.copies["neighbour"] = Copy(
            certificate,
            sd_jwt.encode(certificate, signer),
            cwt.encode(certificate, signer, region="370600"),
            wire.new_code(lambda size: bytes([7] * size)),
            b"",
            -1,
        )
        status = issue_status_list(
            f"{NEIGHBOUR}/status/1",
            1,
            prev=None,
            statuses={},
            issuer=NEIGHBOUR,
            at=LATER,
            signer=self.neighbour[Role.STATUS],
        )
        listing = self._trust_list(NEIGHBOUR, [], self.neighbour[Role.AUTHORITY], seq=1, at=LATER)
        return AuthorityPart(entity=NEIGHBOUR, trust_list=listing, status_lists=[status])
