"""What the verify page says: a verdict turned into words, lines and a shape, in one language.

Pure: no Flask, no clock, no HTML. The page of `verifier.web` and the answer of the API both
read it, so that they cannot say two things. A claim whose signature did not hold is never
repeated: a forger's words on the official page would be half of the forgery.

Follows the words decided for each verdict; the msgid of a sentence is its Chinese.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from keys.words import Words
from verifier import report
from verifier.certificate import Certificate
from verifier.china_time import in_words
from verifier.page_face import Face, Line
from verifier.page_place import ASKS_WHERE, PlaceSaid, place_said
from verifier.page_words import (
    ADVICE,
    LOOKS,
    MARKS,
    MAY_BE_ACCEPTED,
    MENDS,
    OUTCOMES,
    SHOWS_CLAIM,
)
from verifier.placing import Placed
from verifier.rules import rule_address
from verifier.titles import ScopeKind
from verifier.verdict import SCOPE, SIGNATURE, Finding, Outcome, Verdict, VerdictCode

# Characters of a heading in large type that stand on one line of a 360 px screen.
_ONE_LINE: Final = {"zh_CN": 6, "en": 12}


@dataclass(frozen=True, slots=True)
class Step:
    """One of the numbered checks: its mark, its outcome and what was found, in words.

    Attributes:
        rule: Where the rule that it rests on can be read here; None without one that we know.
    """

    mark: str
    outcome: str
    says: str
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the verify page shows, in the order in which it is read.

    Attributes:
        origin: The province that issued it, where that is not the one that was asked about.
        place: The answer about the place that was asked about; None where none was.
        asks_where: Whether the page offers to choose a place.
        unit: The one unit that it is for, if it is for one.
    """

    code: VerdictCode
    look: str
    shape: str
    heading: str
    long_heading: bool
    line: str
    strip: str | None
    origin: str | None
    holder: str | None
    what: str | None
    field: str | None
    number: str | None
    scope: str | None
    advice: tuple[str, ...]
    key_facts: tuple[Line, ...]
    compare: bool
    place: PlaceSaid | None
    asks_where: bool
    unit: str | None
    mends: tuple[str, ...]
    fields: tuple[Line, ...]
    steps: tuple[Step, ...]
    evidence: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Speaker(Face):
    """Who turns verdicts into pages: words, catalogue and the official host.

    Attributes:
        words: Words of verdicts and findings.
        issuer: Name of the authority of this page.
        host: The only official host.
        region: Of the authority, six digits of GB/T 2260; None where it is not known.
        contact: Telephone or desk, None where there is none.
    """

    words: Words
    issuer: str
    host: str
    contact: str | None = None
    region: str | None = None

    def page(self, verdict: Verdict, placed: Placed | None = None) -> Page:
        """The page for a verdict; `placed` where it was held to a place."""
        look = LOOKS[verdict.code]
        facts = facts_of(verdict)
        issuer = str(facts.get("issuer", self.issuer))
        certificate = shown_certificate(verdict)
        heading = report.heading(verdict, self.words)
        place = self._place(verdict, placed) if certificate else None
        return Page(
            code=verdict.code,
            look=look.colour,
            shape=look.shape,
            heading=heading,
            long_heading=len(heading) > _ONE_LINE[self.language],
            line=self._line(verdict),
            strip=self._strip(verdict),
            origin=self._origin(verdict),
            holder=certificate.name if certificate else None,
            what=self.what(certificate) if certificate else None,
            field=self.field(certificate) if certificate else None,
            number=certificate.certificate_no if certificate else None,
            scope=self.scope(certificate.scope) if certificate else None,
            advice=tuple(self.say(sentence) for sentence in ADVICE.get(verdict.code, ())),
            key_facts=self._key_facts(verdict, certificate, place, issuer=issuer),
            compare=certificate is not None and verdict.code in MAY_BE_ACCEPTED,
            place=place,
            asks_where=verdict.code in ASKS_WHERE or place is not None,
            unit=_unit(certificate),
            mends=() if place else self._mends(verdict.code),
            fields=self.fields(certificate, issuer=issuer) if certificate else (),
            steps=self._steps(verdict),
            evidence=self._evidence(certificate, facts),
        )

    def _strip(self, verdict: Verdict) -> str | None:
        """What must be known beside a green verdict."""
        lost = replace(verdict, code=VerdictCode.VALID_AUTH_WITHDRAWN)
        if lost.deciding is None or verdict.code not in ASKS_WHERE:
            return None
        return report.line(lost, self.words)

    def _origin(self, verdict: Verdict) -> str | None:
        if verdict.code not in (VerdictCode.RECOGNISED_PEER, VerdictCode.PEER_UNCONFIRMED):
            return None
        name = "province" if self.language == "zh_CN" else "province_en"
        found = facts_of(verdict).get(name)
        return str(found) if found else None

    def _place(self, verdict: Verdict, placed: Placed | None) -> PlaceSaid | None:
        """The answer about the place; a certificate that counts nowhere has none."""
        is_judged = verdict.code in ASKS_WHERE or verdict.code is VerdictCode.CANNOT_TELL
        if placed is None or not is_judged:
            return None
        return place_said(
            placed, self.words, rules=self.rules, home=self.region, contact=self.contact
        )

    def _line(self, verdict: Verdict) -> str:
        if verdict.code is VerdictCode.VALID_AUTH_WITHDRAWN:
            return ""  # the strip says it, and that it stays valid
        facts = facts_of(verdict)
        if verdict.code is VerdictCode.STALE_OFFLINE and "days" in facts:
            # Who reads this is online: the list that nobody renewed is this site's.
            return self.words("verdict.stale-offline.line-here", **facts)
        return report.line(verdict, self.words, official=self.host)

    def _key_facts(
        self,
        verdict: Verdict,
        certificate: Certificate | None,
        place: PlaceSaid | None,
        *,
        issuer: str,
    ) -> tuple[Line, ...]:
        lines = []
        if certificate and certificate.committee:
            lines.append(Line(self.say("评委会"), certificate.committee))
        if certificate:
            lines.append(Line(self.say("签发"), issuer))
        lines.append(Line(self.say("核验于"), in_words(verdict.checked_at), exact=True))
        if verdict.status_as_of:
            lines.append(Line(self.say("状态更新"), in_words(verdict.status_as_of), exact=True))
        if certificate:
            lines.append(Line(self.say("适用"), self.scope(certificate.scope)))
        if place and verdict.code.is_valid:
            # Beside any other code the line under the heading says it.
            lines.append(Line(self.say("用于"), f"{place.where}{self.say('：')}{place.heading}"))
        return tuple(lines)

    def _mends(self, code: VerdictCode) -> tuple[str, ...]:
        mends = [self.say(sentence) for sentence in MENDS.get(code, ())]
        if mends and self.contact:
            mends.append(self.say("仍有疑问，请联系 {contact}。").format(contact=self.contact))
        return tuple(mends)

    def _steps(self, verdict: Verdict) -> tuple[Step, ...]:
        return tuple(
            Step(
                MARKS[finding.outcome],
                self.say(OUTCOMES[finding.outcome]),
                self.words(finding.code, **report.spoken(finding, self.words)),
                self._address(finding.rule),
            )
            for finding in told_findings(verdict)
        )

    def _address(self, rule: str | None) -> str | None:
        return rule_address(rule) if rule is not None and self.rules.knows(rule) else None

    def _evidence(
        self, certificate: Certificate | None, facts: Mapping[str, str | int]
    ) -> tuple[Line, ...]:
        if certificate is None:
            return ()
        evidence = certificate.evidence
        found = (
            (self.say("签名密钥"), facts.get("kid")),
            (self.say("日志"), evidence.log if evidence else None),
            (self.say("日志位置"), facts.get("index")),
            (self.say("检查点大小"), facts.get("size")),
            (self.say("批次摘要"), evidence.batch if evidence else None),
            (self.say("行摘要"), evidence.row if evidence else None),
            (self.say("规则摘要"), evidence.book if evidence else None),
            (self.say("状态名单"), f"{certificate.status.uri}#{certificate.status.index}"),
        )
        return tuple(Line(label, str(value)) for label, value in found if value is not None)


def _unit(certificate: Certificate | None) -> str | None:
    is_for_one = certificate is not None and certificate.scope.kind is ScopeKind.UNIT
    return certificate.scope.target if certificate and is_for_one else None


def shown_certificate(verdict: Verdict) -> Certificate | None:
    """The certificate's own words, where its signature held; None where they may be a forger's.

    Where nothing is open but the place that was asked about, it is shown like one that counts.
    """
    deciding = verdict.deciding
    is_known = verdict.code in SHOWS_CLAIM or (deciding is not None and deciding.step == SCOPE)
    return verdict.claimed if is_known and _is_signed(verdict) else None


def told_findings(verdict: Verdict) -> tuple[Finding, ...]:
    """The findings that are told: all, or only those against it while its words are not shown.

    What later steps found about a certificate that nobody signed repeats its claims. Of one that
    was signed and leaves something open, the first thing that is open is told, and no more.
    """
    if shown_certificate(verdict) is not None:
        return verdict.findings
    last, deciding = SIGNATURE, verdict.deciding
    if verdict.code is VerdictCode.CANNOT_TELL and deciding is not None and _is_signed(verdict):
        last = max(last, deciding.step)
    return tuple(each for each in verdict.against if each.step <= last)


def _is_signed(verdict: Verdict) -> bool:
    return any(
        finding.step == SIGNATURE and finding.outcome is Outcome.VALID
        for finding in verdict.findings
    )


def facts_of(verdict: Verdict) -> dict[str, str | int]:
    """The facts of all findings together; the names of ours do not clash."""
    return {name: fact for each in verdict.findings for name, fact in each.facts.items()}
