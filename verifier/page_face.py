"""What a certificate says, in words of one language: its title in a line, and all of its fields.

Pure: no Flask, no clock, no HTML. Whether any of it may be shown is for `verifier.page`.

Follows the order of the certificate's face; the msgid of a sentence is its Chinese.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from verifier.certificate import Certificate
from verifier.china_time import in_words
from verifier.page_words import LEVELS, METHODS, SCOPES
from verifier.rules import Rules
from verifier.titles import Method, Scope

Say = Callable[[str], str]
"""Chinese sentence -> sentence in the reader's language."""


@dataclass(frozen=True, slots=True)
class Line:
    """One labelled fact; `exact` marks numbers and dates, set in figures of equal width."""

    label: str
    value: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Face:
    """Who reads a certificate aloud.

    Attributes:
        language: "zh_CN" or "en".
        say: Sentences of the page.
    """

    language: str
    say: Say
    rules: Rules

    def what(self, certificate: Certificate) -> str:
        """Level and title."""
        return " · ".join((self.say(LEVELS[certificate.level]), certificate.title))

    def field(self, certificate: Certificate) -> str:
        """Series and specialty."""
        parts = (self._series(certificate), certificate.specialty)
        return " · ".join(part for part in parts if part)

    def _series(self, certificate: Certificate) -> str:
        if certificate.series not in self.rules.series_codes:
            return certificate.series
        series = self.rules.series(certificate.series)
        return series.name_en if self.language == "en" else series.name_zh

    def fields(self, certificate: Certificate, *, issuer: str) -> tuple[Line, ...]:
        """Everything that a certificate says, in the order of its face.

        Args:
            issuer: Name of the authority that signed it.
        """
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
            (self.say("发证机关"), issuer, False),
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
        told = self.say(SCOPES[scope.kind]).format(region=region, target=scope.target or "")
        if scope.until is None:
            return told
        return self.say("{scope}，可用至 {until}").format(scope=told, until=scope.until.isoformat())


def _day(certificate: Certificate) -> str | None:
    return certificate.award_date.isoformat() if certificate.award_date else None
