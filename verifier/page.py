"""What the verify page says: a verdict turned into words, lines and a shape, in one language.

Pure: no Flask, no clock, no HTML. The page of `verifier.web` and the answer of the API both
read it, so that they cannot say two things. A claim whose signature did not hold is never
repeated: a forger's words on the official page would be half of the forgery.

Follows the words decided for each verdict; the msgid of a sentence is its Chinese.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from keys.words import Words
from verifier import report
from verifier.certificate import Certificate
from verifier.china_time import in_words
from verifier.page_words import (
    ADVICE,
    LEVELS,
    LOOKS,
    MARKS,
    MAY_BE_ACCEPTED,
    MENDS,
    METHODS,
    OUTCOMES,
    SCOPES,
    SHOWS_CLAIM,
)
from verifier.rules import Rules, rule_address
from verifier.titles import Method, Scope
from verifier.verdict import SIGNATURE, Finding, Outcome, Verdict, VerdictCode

# Characters of a heading in large type that stand on one line of a 360 px screen.
_ONE_LINE: Final = {"zh_CN": 6, "en": 12}

Say = Callable[[str], str]
"""Chinese sentence -> sentence in the reader's language."""


@dataclass(frozen=True, slots=True)
class Line:
    """One labelled fact; `exact` marks numbers and dates, set in figures of equal width."""

    label: str
    value: str
    exact: bool = False


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
    """Everything that the verify page shows, in the order in which it is read."""

    code: VerdictCode
    look: str
    shape: str
    heading: str
    long_heading: bool
    line: str
    strip: str | None
    holder: str | None
    what: str | None
    field: str | None
    number: str | None
    scope: str | None
    advice: tuple[str, ...]
    key_facts: tuple[Line, ...]
    compare: bool
    mends: tuple[str, ...]
    fields: tuple[Line, ...]
    steps: tuple[Step, ...]
    evidence: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who turns verdicts into pages: words, catalogue and the official host.

    Attributes:
        language: "zh_CN" or "en".
        say: Sentences of the page.
        words: Words of verdicts and findings.
        issuer: Name of the authority of this page.
        host: The only official host.
        contact: Telephone or desk, None where there is none.
    """

    language: str
    say: Say
    words: Words
    rules: Rules
    issuer: str
    host: str
    contact: str | None = None

    def page(self, verdict: Verdict) -> Page:
        """The page for a verdict."""
        look = LOOKS[verdict.code]
        facts = facts_of(verdict)
        certificate = shown_certificate(verdict)
        heading = report.heading(verdict, self.words)
        return Page(
            code=verdict.code,
            look=look.colour,
            shape=look.shape,
            heading=heading,
            long_heading=len(heading) > _ONE_LINE[self.language],
            line=self._line(verdict),
            strip=self._strip(verdict),
            holder=certificate.name if certificate else None,
            what=self._what(certificate),
            field=self._field(certificate),
            number=certificate.certificate_no if certificate else None,
            scope=self.scope(certificate.scope) if certificate else None,
            advice=tuple(self.say(sentence) for sentence in ADVICE.get(verdict.code, ())),
            key_facts=self._key_facts(verdict, certificate),
            compare=certificate is not None and verdict.code in MAY_BE_ACCEPTED,
            mends=self._mends(verdict.code),
            fields=self.fields(certificate) if certificate else (),
            steps=self._steps(verdict),
            evidence=self._evidence(certificate, facts),
        )

    def _strip(self, verdict: Verdict) -> str | None:
        """What must be known beside a green verdict."""
        if verdict.code is not VerdictCode.VALID_AUTH_WITHDRAWN:
            return None
        return report.line(verdict, self.words)

    def _line(self, verdict: Verdict) -> str:
        if verdict.code is VerdictCode.VALID_AUTH_WITHDRAWN:
            return self.words("verdict.valid.line")
        return report.line(verdict, self.words, official=self.host)

    def _what(self, certificate: Certificate | None) -> str | None:
        if certificate is None:
            return None
        return " · ".join((self.say(LEVELS[certificate.level]), certificate.title))

    def _field(self, certificate: Certificate | None) -> str | None:
        if certificate is None:
            return None
        parts = (self._series(certificate), certificate.specialty)
        return " · ".join(part for part in parts if part)

    def _series(self, certificate: Certificate) -> str:
        if certificate.series not in self.rules.series_codes:
            return certificate.series
        series = self.rules.series(certificate.series)
        return series.name_en if self.language == "en" else series.name_zh

    def _key_facts(self, verdict: Verdict, certificate: Certificate | None) -> tuple[Line, ...]:
        lines = []
        if certificate and certificate.committee:
            lines.append(Line(self.say("评委会"), certificate.committee))
        if certificate:
            lines.append(Line(self.say("签发"), self.issuer))
            lines.append(Line(self.say("适用"), self.scope(certificate.scope)))
        lines.append(Line(self.say("核验于"), in_words(verdict.checked_at), exact=True))
        if verdict.status_as_of:
            lines.append(Line(self.say("状态更新"), in_words(verdict.status_as_of), exact=True))
        return tuple(lines)

    def fields(self, certificate: Certificate) -> tuple[Line, ...]:
        """Everything that a certificate says, in the order of its face."""
        found = (
            (self.say("姓名"), certificate.name, False),
            (self.say("职称"), certificate.title, False),
            (self.say("系列"), self._series(certificate), False),
            (self.say("专业"), certificate.specialty, False),
            (self.say("级别"), self.say(LEVELS[certificate.level]), False),
            (self.say("评委会"), certificate.committee, False),
            (self.say("取得方式"), self._method(certificate.method), False),
            (self.say("取得时间"), _day(certificate), True),
            (self.say("批准文号"), certificate.approval_doc_no, True),
            (self.say("证书编号"), certificate.certificate_no, True),
            (self.say("工作单位"), certificate.employer, False),
            (self.say("有效范围"), self.scope(certificate.scope), False),
            (self.say("对应关系"), self._mapping(certificate), False),
            (self.say("发证机关"), self.issuer, False),
            (self.say("本份签发"), in_words(certificate.issued_at), True),
            (self.say("版本"), str(certificate.version), True),
        )
        return tuple(Line(label, value, exact) for label, value, exact in found if value)

    def _method(self, method: Method | None) -> str | None:
        return self.say(METHODS[method]) if method else None

    def _mapping(self, certificate: Certificate) -> str | None:
        mapping = certificate.mapping
        if mapping is None:
            return None
        text = self.say("由“{source}”对应；依据：{document} {clause}")
        return text.format(source=mapping.source, document=mapping.document, clause=mapping.clause)

    def scope(self, scope: Scope) -> str:
        """Where a title counts, in words."""
        region = self.rules.region_name(scope.region, self.language)
        return self.say(SCOPES[scope.kind]).format(region=region, target=scope.target or "")

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
                self.words(finding.code, **finding.facts),
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


def shown_certificate(verdict: Verdict) -> Certificate | None:
    """The certificate's own words, where its signature held; None where they may be a forger's."""
    signed = any(
        finding.step == SIGNATURE and finding.outcome is Outcome.VALID
        for finding in verdict.findings
    )
    return verdict.claimed if signed and verdict.code in SHOWS_CLAIM else None


def told_findings(verdict: Verdict) -> tuple[Finding, ...]:
    """The findings that are told: all, or only those against it while its words are not shown.

    What later steps found about a certificate that nobody signed repeats its claims.
    """
    if shown_certificate(verdict) is not None:
        return verdict.findings
    return tuple(each for each in verdict.against if each.step <= SIGNATURE)


def facts_of(verdict: Verdict) -> dict[str, str | int]:
    """The facts of all findings together; the names of ours do not clash."""
    return {name: fact for each in verdict.findings for name, fact in each.facts.items()}


def _day(certificate: Certificate) -> str | None:
    return certificate.award_date.isoformat() if certificate.award_date else None
