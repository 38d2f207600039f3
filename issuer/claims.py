"""Claiming: a code and a name come in, and one certificate's files go out, to whoever had both.

A digest over code and name finds a row or it does not: a wrong code, a wrong name and a code that
never was are one and the same here, by the same work. A code is used once. The form that used it
may come again, because a phone sends a page twice and loses an answer: it gets the same ticket,
and nobody else does. The ticket opens the files of that one certificate until it runs out, and
shows which units had it verified; no caller ever names a certificate.

Holds the data key and the pepper, and no signing key but what the press seals with. Of who claimed
what it writes no log: a row keeps the moment, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from issuer.claim_codes import name_key
from issuer.lifecycle import Standing
from issuer.printing import Press
from issuer.store import awards, claims, copies, revocations, rosters
from issuer.store.claims import Claim, ClaimState
from issuer.store.copies import CopyState
from issuer.store.rosters import Asked
from issuer.store.session import begin_write, read
from issuer.store.vault import Safe
from keys.encoding import sha256
from keys.errors import Refused
from keys.secret import Pepper
from verifier import sd_jwt
from verifier.titles import Level


@dataclass(frozen=True, slots=True)
class Title:
    """Whose certificate it is, as its signed text says."""

    number: str
    name: str
    title: str
    specialty: str
    level: Level
    committee: str
    employer: str | None


class Outcome(StrEnum):
    """What a claim comes to, for somebody who has both code and name."""

    CLAIMED = "CLAIMED"
    USED = "USED"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"
    TAKEN_BACK = "TAKEN_BACK"  # the title does not stand; the code stays as it was


class FileKind(StrEnum):
    """What a holder may take home."""

    PDF = "pdf"
    PNG = "png"
    CREDENTIAL = "credential"  # the signed text with its log proof, for programs


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How a title does not stand; without a decision where it is suspended."""

    standing: Standing
    decision_no: str | None = None
    authority: str | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """The answer to a code and a name.

    Attributes:
        at: When the code was used, withdrawn or ran out; for CLAIMED, until when files are given.
        title: Whose and which; None where only the state of the code is told.
        ticket: For the files; None but for CLAIMED.
        asked: Which units had it verified in a roster, the newest first; only for CLAIMED.
    """

    outcome: Outcome
    committee: str
    at: datetime | None = None
    title: Title | None = None
    ticket: str | None = None
    taken_back: TakenBack | None = None
    asked: tuple[Asked, ...] = ()


class ClaimDesk:
    """Where holders fetch their certificates."""

    def __init__(self, press: Press, pepper: Pepper, *, open_for: timedelta) -> None:
        """Open the desk.

        Args:
            press: Draws the files, and knows the database.
            open_for: How long files are given after a claim.
        """
        self._engine, self._vault = press.engine, press.vault
        self._press = press
        self._pepper = pepper
        self._open_for = open_for

    def claim(self, code: str, name: str, *, once: str, at: datetime) -> Claimed | None:
        """Use a code.

        Args:
            code: In its one spelling, as `claim_codes.as_typed` gives it.
            name: As typed.
            once: What the visitor's form holds, and no other form.

        Returns:
            None where code and name find nothing, whichever is wrong.
        """
        digest = self._pepper.claim(code, name_key(name))
        with read(self._engine) as connection:
            found = claims.find(connection, digest)
            if found is None:
                return None
            ticket = self._pepper.ticket(digest, once)
            if _opens(found, ticket, at) or found.state_at(at) is not ClaimState.ISSUED:
                return self._told(connection, found, ticket, at=at)
            told = self._standing(connection, found)
            if told is not None:
                return told
        until = at + self._open_for
        with begin_write(self._engine) as connection:
            claims.use(connection, digest, ticket=sha256(ticket.encode()), until=until, at=at)
            # Whoever came at the same moment and was late reads what the other one wrote.
            used = claims.find(connection, digest)
            return None if used is None else self._told(connection, used, ticket, at=at)

    def show(self, ticket: str, *, at: datetime) -> Claimed | None:
        """What a ticket opens; None for one that never was, or that ran out."""
        with read(self._engine) as connection:
            found = claims.by_ticket(connection, sha256(ticket.encode()))
            if found is None or not _opens(found, ticket, at):
                return None
            return self._told(connection, found, ticket, at=at)

    def file(self, number: str, kind: FileKind) -> bytes:
        """A file of a certificate that a ticket opened; raises as `Press.pdf`."""
        if kind is FileKind.PNG:
            return self._press.png(number)
        printed = self._press.pdf(number)
        if kind is FileKind.PDF:
            return printed.pdf
        return f"{printed.credential}\n\n{printed.proof}".encode()

    def _told(
        self, connection: Connection, claim: Claim, ticket: str, *, at: datetime
    ) -> Claimed | None:
        if not _opens(claim, ticket, at):
            title = title_of(connection, claim.number, vault=self._vault)
            state = claim.state_at(at)
            when = claim.expires_at if state is ClaimState.EXPIRED else claim.ended_at
            return Claimed(Outcome(state.value), title.committee, at=when)
        told = self._standing(connection, claim)
        if told is not None:
            return told
        title = title_of(connection, claim.number, vault=self._vault)
        return Claimed(
            Outcome.CLAIMED,
            title.committee,
            at=claim.ticket_until,
            title=title,
            ticket=ticket,
            asked=rosters.asked_about(connection, claim.number, vault=self._vault),
        )

    def _standing(self, connection: Connection, claim: Claim) -> Claimed | None:
        """How the title of a code does not stand; None when it does."""
        award = awards.get(connection, claim.number, vault=self._vault)
        standing = Standing(award.state)
        if standing is Standing.VALID:
            return None
        title = title_of(connection, claim.number, vault=self._vault)
        taken = TakenBack(standing)
        lines = revocations.of_certificate(connection, claim.number)
        if lines and standing in (Standing.REVOKED, Standing.CANCELLED):
            taken = TakenBack(standing, lines[-1].decision_no, lines[-1].authority)
        return Claimed(Outcome.TAKEN_BACK, title.committee, title=title, taken_back=taken)


def _opens(claim: Claim, ticket: str, at: datetime) -> bool:
    """Whether a ticket is this claim's, and its time has not run out."""
    until = claim.ticket_until
    return until is not None and at < until and claim.ticket == sha256(ticket.encode())


def title_of(connection: Connection, number: str, *, vault: Safe) -> Title:
    """What the latest signed copy of a certificate says.

    Raises:
        Refused: "print.not-minted" when the number has no signed copy.
    """
    minted = [
        copy for copy in copies.of_award(connection, number) if copy.state is CopyState.MINTED
    ]
    if not minted:
        raise Refused("print.not-minted", number=number)
    text = copies.text(connection, minted[-1].copy_id, vault=vault)
    said = sd_jwt.read(text.credential)
    return Title(
        number=number,
        name=said.name or "",
        title=said.title,
        specialty=said.specialty or "",
        level=said.level,
        committee=said.committee or "",
        employer=said.employer,
    )
