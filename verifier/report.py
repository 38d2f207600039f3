"""A verdict in words or as JSON, for the command line: heading, line, certificate, ten steps.

Shape and word carry the meaning, colour only repeats it. What a certificate says is shown only
when its signature held and nothing makes it a forgery: a forger's words on our screen would be
half of it. Pure: the words are handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from keys.encoding import Json
from keys.words import LANGUAGES, Words
from verifier.certificate import Certificate
from verifier.china_time import in_words
from verifier.rules import Rules
from verifier.titles import Level, Method
from verifier.verdict import SIGNATURE, Finding, Outcome, Verdict, VerdictCode, meaning

_ENGLISH: Final = "_en"
GREEN, AMBER, RED, GREY = "green", "yellow", "red", "bright_black"

_V = VerdictCode
LOOKS: Final[Mapping[VerdictCode, tuple[str, str]]] = MappingProxyType(
    {
        _V.VALID: ("✔", GREEN),
        _V.VALID_AUTH_WITHDRAWN: ("✔", GREEN),
        _V.RECOGNISED_PEER: ("✔", GREEN),
        _V.OUT_OF_SCOPE: ("◆", AMBER),
        _V.SCOPE_EXPIRED: ("◆", AMBER),
        _V.PEER_UNCONFIRMED: ("◇", AMBER),
        _V.SUPERSEDED: ("↻", AMBER),
        _V.SUSPENDED: ("‖", AMBER),
        _V.REVOKED: ("✖", RED),
        _V.CANCELLED: ("✖", RED),
        _V.FORGED: ("✖", RED),
        _V.WRONG_ISSUER: ("✖", RED),
        _V.NO_AUTHORITY: ("✖", RED),
        _V.NOT_OFFICIAL_QR: ("✖", RED),
        _V.NOT_FOUND: ("?", GREY),
        _V.STALE_OFFLINE: ("◷", GREY),
        _V.SERVICE_PROBLEM: ("!", GREY),
        _V.CANNOT_TELL: ("?", GREY),
    }
)
"""Shape and colour of each verdict; no two colours share a shape."""
MARKS: Final = {
    Outcome.VALID: ("✓", "通过", GREEN),
    Outcome.INVALID: ("✕", "不通过", RED),
    Outcome.UNKNOWN: ("?", "不能确认", GREY),
    Outcome.SKIPPED: ("–", "未检查", GREY),
}
_LEVELS: Final = {
    Level.FULL_SENIOR: "正高级",
    Level.ASSOCIATE_SENIOR: "副高级",
    Level.INTERMEDIATE: "中级",
    Level.ASSISTANT: "助理级",
    Level.TECHNICIAN: "员级",
}
_METHODS: Final = {
    Method.REVIEW: "评审",
    Method.RECOGNITION: "认定",
    Method.CONVERSION: "转评",
    Method.EXAM: "以考代评",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report; `style` only repeats what the text says."""

    text: str
    style: str = ""


def heading(verdict: Verdict, words: Words) -> str:
    """The verdict in a word or two."""
    deciding = verdict.deciding
    if verdict.code is _V.RECOGNISED_PEER and deciding is not None:
        return words(f"{heading_code(verdict.code)}-from", **spoken(deciding, words))
    return words(heading_code(verdict.code))


def heading_code(code: VerdictCode) -> str:
    """The code under which a verdict's heading has its words, whatever the case."""
    return f"verdict.{_name(code)}.heading"


def line(verdict: Verdict, words: Words, *, official: str = "") -> str:
    """The sentence under the heading, with the facts of the deciding finding.

    Args:
        official: The only official hosts, for NOT_OFFICIAL_QR.
    """
    deciding = verdict.deciding
    facts = {"official": official, **(spoken(deciding, words) if deciding else {})}
    return words(f"verdict.{_name(verdict.code)}.{_variant(verdict, facts)}", **facts)


def spoken(finding: Finding, words: Words) -> Mapping[str, str | int]:
    """The facts of a finding as a language says them: beside `place` may stand `place_en`."""
    if words.language == LANGUAGES[0]:
        return finding.facts
    named = {
        name.removesuffix(_ENGLISH): fact
        for name, fact in finding.facts.items()
        if name.endswith(_ENGLISH)
    }
    return {**finding.facts, **named}


def _variant(verdict: Verdict, facts: Mapping[str, str | int]) -> str:
    """Which sentence: some need facts that not every finding brings."""
    needed = {
        _V.REVOKED: "decision_no",
        _V.CANCELLED: "decision_no",
        _V.NO_AUTHORITY: "registered",
        _V.STALE_OFFLINE: "days",
        _V.RECOGNISED_PEER: "document",
        _V.OUT_OF_SCOPE: "place",
        _V.SCOPE_EXPIRED: "until",
        _V.PEER_UNCONFIRMED: "host",
    }
    if verdict.code is _V.CANNOT_TELL and "place" in facts:
        return "line-place"
    if verdict.code in needed and needed[verdict.code] not in facts:
        return "line-plain"
    if verdict.code is _V.SERVICE_PROBLEM and shown(verdict) is not None:
        return "line-signed"
    if verdict.code is _V.VALID_AUTH_WITHDRAWN and facts.get("state") == "SUSPENDED":
        return "line-suspended"
    return "line"


def _name(code: VerdictCode) -> str:
    return code.value.lower().replace("_", "-")


def shown(verdict: Verdict) -> Certificate | None:
    """The certificate's own words, when its signature held and nothing makes it a forgery.

    With a stolen key a signature holds as well; what the thief wrote is not shown either, even
    where the address of a strange site is the graver thing.
    """
    signed = any(
        each.step == SIGNATURE and each.outcome is Outcome.VALID for each in verdict.findings
    )
    meant = {verdict.code, *map(meaning, verdict.findings)}
    return verdict.claimed if signed and VerdictCode.FORGED not in meant else None


def lines(verdict: Verdict, words: Words, *, rules: Rules, official: str) -> list[Line]:
    """The whole report, line by line."""
    shape, style = LOOKS[verdict.code]
    report = [
        Line(f"{shape} {heading(verdict, words)}", f"bold {style}"),
        Line(f"  {line(verdict, words, official=official)}"),
        Line(""),
    ]
    certificate = shown(verdict)
    if certificate is not None:
        told = fields(certificate, words, rules=rules)
        report += [Line(f"  {label}  {value}") for label, value in told]
        report.append(Line(""))
    return report + steps(verdict, words)


def steps(verdict: Verdict, words: Words) -> list[Line]:
    """When it was asked, by which lists, and what each of the ten steps found."""
    report = [Line(f"  {words.text('核验时间')}  {in_words(verdict.checked_at)}")]
    if verdict.status_as_of is not None:
        report.append(Line(f"  {words.text('状态更新于')}  {in_words(verdict.status_as_of)}"))
    report.append(Line(""))
    for finding in verdict.findings:
        mark, word, style = MARKS[finding.outcome]
        says = words(finding.code, **spoken(finding, words))
        report.append(Line(f"  {finding.step:>2} {mark} {words.text(word)}  {says}", style))
    return report


def fields(certificate: Certificate, words: Words, *, rules: Rules) -> list[tuple[str, str]]:
    """What a certificate says, labelled; what was withheld or not carried is left out."""
    mapping = certificate.mapping
    found = (
        ("姓名", certificate.name),
        ("职称", certificate.title),
        ("系列", _series(certificate.series, words, rules)),
        ("专业", certificate.specialty),
        ("级别", words.text(_LEVELS[certificate.level])),
        ("评委会", certificate.committee),
        ("取得方式", words.text(_METHODS[certificate.method]) if certificate.method else None),
        ("取得时间", certificate.award_date.isoformat() if certificate.award_date else None),
        ("批准文号", certificate.approval_doc_no),
        ("证书编号", certificate.certificate_no),
        ("工作单位", certificate.employer),
        ("对应关系", f"{mapping.source}，{mapping.document} {mapping.clause}" if mapping else None),
        ("发证机关", certificate.issuer),
    )
    return [(words.text(label), value) for label, value in found if value]


def document(verdict: Verdict, words: Words, *, official: str) -> dict[str, Json]:
    """The verdict for a machine.

    `certificate` is what the text says, null unless its signature held; only `verdict` tells
    whether to believe it.
    """
    certificate = shown(verdict)
    return {
        "verdict": verdict.code.value,
        "heading": heading(verdict, words),
        "line": line(verdict, words, official=official),
        "checked_at": verdict.checked_at.isoformat(),
        "status_as_of": verdict.status_as_of.isoformat() if verdict.status_as_of else None,
        "form": verdict.form,
        "findings": [
            {
                "step": each.step,
                "code": each.code,
                "outcome": each.outcome.value,
                "facts": dict(each.facts),
                "rule": each.rule,
                "says": words(each.code, **spoken(each, words)),
            }
            for each in verdict.findings
        ],
        "certificate": certificate_document(certificate) if certificate else None,
    }


def certificate_document(certificate: Certificate) -> dict[str, Json]:
    """What a certificate says, for a machine."""
    mapping, award_date = certificate.mapping, certificate.award_date
    return {
        "certificate_no": certificate.certificate_no,
        "version": certificate.version,
        "issuer": certificate.issuer,
        "issued_at": certificate.issued_at.isoformat(),
        "name": certificate.name,
        "title": certificate.title,
        "series": certificate.series,
        "specialty": certificate.specialty,
        "level": certificate.level.value,
        "committee": certificate.committee,
        "committee_id": certificate.committee_id,
        "method": certificate.method.value if certificate.method else None,
        "award_date": award_date.isoformat() if award_date else None,
        "approval_doc_no": certificate.approval_doc_no,
        "employer": certificate.employer,
        "scope": certificate.scope.to_dict(),
        "mapping": mapping.to_dict() if mapping else None,
        "mapping_rule": certificate.mapping_rule,
    }


def _series(code: str, words: Words, rules: Rules) -> str:
    if code not in rules.series_codes:
        return code
    series = rules.series(code)
    return series.name_en if words.language == "en" else series.name_zh
