"""Each line of a roster gets its verdict: by the verifier that a stranger runs at home.

Lines are judged by the hundred: what they lead to is fetched together, and a certificate that
stands on several lines is judged once. A line whose number, name and check code find nothing is
one answer, whichever is wrong. A genuine certificate that is about another name or number than
the line says is no good news for that line, and is called so.

Asks no clock. Guesses at a check code are bounded after it, by `issuer.roster.guessing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol, TypeAlias

from issuer.roster.columns import NAME, NUMBER
from issuer.roster.finding import Door
from issuer.roster.reading import Line
from issuer.typed import as_check_code, as_name, as_number
from keys.encoding import Sha256, sha256
from keys.errors import Malformed
from verifier import wire
from verifier.bundle import Bundle
from verifier.certificate import Certificate
from verifier.report import shown
from verifier.titles import Level, Scope
from verifier.verdict import Verdict, VerdictCode
from verifier.verify import verify


class Beyond(StrEnum):
    """Conclusions about a line that are no verdict on a certificate."""

    DIFFERS = "DIFFERS"  # genuine or not, it is about somebody or something else
    UNREADABLE = "UNREADABLE"
    TOO_MANY_MISSES = "TOO_MANY_MISSES"


class Match(StrEnum):
    """How a whole identity number compares."""

    SAME = "SAME"
    DIFFERENT = "DIFFERENT"
    UNCHECKED = "UNCHECKED"
    CLOSED = "CLOSED"  # too many that differed


Code: TypeAlias = VerdictCode | Beyond


@dataclass(frozen=True, slots=True)
class Facts:
    """What a certificate says that a result repeats; the name is only compared.

    Number and name are "" where whoever showed it withheld them: then they agree with nothing.
    """

    number: str
    name: str
    title: str
    level: Level
    specialty: str | None
    scope: Scope


@dataclass(frozen=True, slots=True)
class Judged:
    """One line with its answer.

    Attributes:
        verdict: With the deciding finding only; None where nothing was judged.
        facts: Where the signature held and nothing makes it a forgery.
        differs: What the line says otherwise than the certificate: "name", "number", "id_no".
        beyond: A conclusion that goes before the verdict.
        wrong: Code of why the line could not be read.
        again: Number of the first line with the same certificate.
        match: Of the identity number; None where the line has none.
        knocked: The number whose door was tried; None where a line has a QR text or is wrong.
    """

    line: Line
    verdict: Verdict | None = None
    facts: Facts | None = None
    differs: tuple[str, ...] = ()
    beyond: Beyond | None = None
    wrong: str | None = None
    again: int | None = None
    match: Match | None = None
    knocked: str | None = None

    @property
    def code(self) -> Code:
        """The conclusion."""
        if self.beyond is not None or self.verdict is None:
            return self.beyond or Beyond.UNREADABLE
        return self.verdict.code

    @property
    def missed(self) -> bool:
        """Whether number, name and check code led nowhere."""
        return self.knocked is not None and self.code is VerdictCode.NOT_FOUND


class Finds(Protocol):
    """What judging needs of the record."""

    def codes(self, doors: Sequence[Door]) -> dict[Door, str]:
        """The code behind each door that is one."""
        ...

    def texts(self, codes: Sequence[str]) -> dict[str, str]:
        """The certificate with its proof behind each code that has one."""
        ...


@dataclass(frozen=True, slots=True)
class _Told:
    """What is kept of a judged text: ten thousand of them are kept at once.

    Attributes:
        verdict: With the deciding finding only.
        claimed_no: The number that it claims, whatever the verdict.
    """

    verdict: Verdict
    facts: Facts | None = None
    claimed_no: str | None = None

    @classmethod
    def of(cls, verdict: Verdict) -> _Told:
        """Of a whole verdict."""
        deciding, certificate = verdict.deciding, shown(verdict)
        return cls(
            replace(verdict, findings=(deciding,) if deciding else (), claimed=None),
            _facts(certificate) if certificate else None,
            verdict.claimed.certificate_no if verdict.claimed else None,
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A line as far as its text alone tells: what to fetch, or what is known already."""

    line: Line
    door: Door | None = None
    code: str | None = None
    told: _Told | None = None
    wrong: str | None = None


@dataclass(slots=True)
class Judge:
    """Judges the lines of one roster, in as many parts as the caller likes."""

    finds: Finds
    bundle: Bundle
    at: datetime
    _behind: dict[str, _Told] = field(default_factory=dict)
    _texts: dict[Sha256, _Told] = field(default_factory=dict)
    _first: dict[str, int] = field(default_factory=dict)

    def saw(self, certificate_no: str, line: int) -> None:
        """A line of this roster that was judged before."""
        if certificate_no:
            self._first.setdefault(certificate_no, line)

    def judge(self, lines: Sequence[Line]) -> list[Judged]:
        """The answers to these lines, in their order."""
        asked = [self._ask(line) for line in lines]
        doors = [each.door for each in asked if each.door]
        behind = self.finds.codes(doors)
        codes = [*behind.values(), *(each.code for each in asked if each.code)]
        fresh = [code for code in dict.fromkeys(codes) if code not in self._behind]
        for code, text in self.finds.texts(fresh).items():
            self._behind[code] = _Told.of(verify(text, self.bundle, self.at))
        return [self._answer(each, behind) for each in asked]

    def _ask(self, line: Line) -> _Asked:
        if line.wrong:
            return _Asked(line, wrong=line.wrong)
        if not line.qr:
            door = Door(
                as_number(line.certificate_no), as_name(line.name), as_check_code(line.check_code)
            )
            return _Asked(line, door=door)
        try:
            return self._presented(line)
        except Malformed:
            return _Asked(line, wrong="roster.qr-form")

    def _presented(self, line: Line) -> _Asked:
        """What the text of a QR code, or a whole certificate, leads to."""
        try:
            return _Asked(line, code=wire.normalise_code(line.qr))
        except Malformed:
            presented = wire.read(line.qr)
        if isinstance(presented, wire.LinkPresented) and presented.host in self.bundle.hosts():
            return _Asked(line, code=presented.code)
        told = self._shown(line.qr)
        if isinstance(presented, wire.CwtPresented) and told.verdict.code not in _ENOUGH:
            # An offline code says the same twice: in its digits, and by the link before them.
            return _Asked(line, code=presented.code, told=told)
        return _Asked(line, told=told)

    def _shown(self, text: str) -> _Told:
        digest = sha256(text.encode())
        if digest not in self._texts:
            self._texts[digest] = _Told.of(verify(text, self.bundle, self.at))
        return self._texts[digest]

    def _answer(self, asked: _Asked, behind: dict[Door, str]) -> Judged:
        line = asked.line
        if asked.wrong:
            return Judged(line, beyond=Beyond.UNREADABLE, wrong=asked.wrong)
        told, code = asked.told, asked.code
        if asked.door is not None:
            code = behind.get(asked.door)
        if code is not None or told is None:
            told = self._joined(told, self._behind.get(code or ""))
        return self._held_against(asked, told)

    def _joined(self, presented: _Told | None, on_record: _Told | None) -> _Told:
        if on_record is None:
            return presented or _Told(Verdict(VerdictCode.NOT_FOUND, (), self.at))
        if presented is None or None in (presented.claimed_no, on_record.claimed_no):
            return on_record
        if presented.claimed_no != on_record.claimed_no:
            # Two certificates that somebody joined.
            return _Told(Verdict(VerdictCode.FORGED, (), self.at))
        return on_record

    def _held_against(self, asked: _Asked, told: _Told) -> Judged:
        """The verdict, held against what the line itself says."""
        line, verdict, facts = asked.line, told.verdict, told.facts
        knocked = asked.door.number if asked.door else None
        if facts is None:
            return Judged(line, verdict, knocked=knocked)
        first = self._first.setdefault(facts.number, line.number) if facts.number else line.number
        differs = _differences(line, facts)
        return Judged(
            line,
            verdict,
            facts=facts,
            differs=differs,
            beyond=Beyond.DIFFERS if differs and verdict.code.is_valid else None,
            again=first if first != line.number else None,
            knocked=knocked,
        )


_ENOUGH: Final = frozenset(
    {
        VerdictCode.NOT_OFFICIAL_QR,
        VerdictCode.FORGED,
        VerdictCode.WRONG_ISSUER,
        VerdictCode.NO_AUTHORITY,
    }
)
"""Verdicts on a text that no record of this host can mend."""


def _differences(line: Line, facts: Facts) -> tuple[str, ...]:
    if not line.qr:
        return ()  # the door opens for this number and this name only
    told = []
    if line.certificate_no and as_number(line.certificate_no) != facts.number:
        told.append(NUMBER)
    if line.name and as_name(line.name) != as_name(facts.name):
        told.append(NAME)
    return tuple(told)


def _facts(certificate: Certificate) -> Facts:
    return Facts(
        number=certificate.certificate_no or "",
        name=certificate.name or "",
        title=certificate.title,
        level=certificate.level,
        specialty=certificate.specialty,
        scope=certificate.scope,
    )
