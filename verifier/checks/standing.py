"""Steps 8 to 10: whether the rules of its day hold, where it stands now, and where it counts.

Follows the rule catalogue for names, scope and correspondence, and Token Status List draft-21
for the status. A status that is not known to be fresh is never shown as valid.
"""

from __future__ import annotations

from datetime import timedelta
from typing import assert_never

from keys.errors import Malformed, Refused
from verifier.bundle import AuthorityView
from verifier.certificate import Certificate
from verifier.checks.case import Case
from verifier.checks.presented import FRESH
from verifier.china_time import china_day
from verifier.profile import Status
from verifier.rules import Rule, Rules, covers
from verifier.status import RevocationKind, StatusList
from verifier.titles import Method, ScopeKind
from verifier.verdict import RULES, SCOPE, STATUS, Finding, Outcome, day
from verifier.wire import SdJwtPresented


def rules(case: Case) -> None:
    """8: the title fits series and level, the scope is the committee's, a mapping its clause."""
    certificate = case.claimed
    if certificate is None or case.key is None:
        case.skipped(RULES, "rules.nothing")
        return
    before = len(case.findings)
    book = _book(case, certificate)
    _title(case, certificate, book)
    if case.received is not None and certificate.scope != case.received.authority.scope:
        case.invalid(RULES, "rules.scope")
    if certificate.mapping_rule is not None:
        _mapping(case, certificate, certificate.mapping_rule, book)
    _recognition(case, certificate)
    if len(case.findings) == before:
        case.valid(RULES, "rules.kept")
    if withheld := _withheld(case):
        case.skipped(RULES, "rules.withheld", claims=withheld)


def _book(case: Case, certificate: Certificate) -> Rules:
    """The book that the certificate names, where the bundle carries it, else ours.

    The certificate's signature stands for the digest, and the digest for the entries.
    """
    evidence, view = certificate.evidence, case.view
    if evidence is None or view is None or not view.has_book(evidence.book):
        return case.bundle.rules
    try:
        return view.book(evidence.book)
    except Malformed:
        # Written for a newer program, or not by our kind of office: what it grants is not known.
        case.unknown(RULES, "rules.book-unreadable")
        return case.bundle.rules


def _recognition(case: Case, certificate: Certificate) -> None:
    """认定 names the clause that it rests on, and nothing but 认定 rests on one."""
    if case.received is None:
        return
    is_recognition = case.received.header.method is Method.RECOGNITION
    if is_recognition and certificate.mapping_rule is None and not _withheld(case):
        case.invalid(RULES, "rules.mapping-missing")
    if not is_recognition and certificate.mapping_rule is not None:
        case.invalid(RULES, "rules.mapping-method")


def _withheld(case: Case) -> int:
    """How many claims the holder kept back: what is not shown cannot be held against a rule."""
    return case.presented.withheld if isinstance(case.presented, SdJwtPresented) else 0


def _title(case: Case, certificate: Certificate, book: Rules) -> None:
    try:
        series = book.series(certificate.series)
    except Refused:
        # The book that it was issued under may know a series that ours does not.
        case.unknown(RULES, "rules.unknown-series", series=certificate.series)
        return
    if certificate.title in series.titles(certificate.level):
        return
    if series.standing.decides:
        case.invalid(RULES, "rules.title", series=series.name_zh, title=certificate.title)
    else:
        case.skipped(RULES, "rules.names-unconfirmed", series=series.name_zh)


def _mapping(case: Case, certificate: Certificate, rule_id: str, book: Rules) -> None:
    try:
        rule = book.rule(rule_id)
    except Refused:
        case.unknown(RULES, "rules.unknown-rule", rule=rule_id)
        return
    wrong = _not_by_rule(case, certificate, rule, book)
    finding = (
        ("rules.mapping-wrong", Outcome.INVALID) if wrong else ("rules.mapping", Outcome.VALID)
    )
    facts = {"document": rule.document.reference, "clause": rule.clause}
    case.findings.append(Finding(RULES, *finding, facts, rule.id))


def _not_by_rule(case: Case, certificate: Certificate, rule: Rule, book: Rules) -> bool:
    """Whether anything that the certificate says of its recognition is not what the rule says."""
    # Imported only for a recognition: few certificates are, and every cold start would wait.
    from verifier.correspondence import grants, may_grant, sources  # noqa: PLC0415

    if not grants(rule):
        return True
    said = certificate.mapping
    return (
        not may_grant(rule, series=certificate.series, level=certificate.level)
        or (certificate.award_date is not None and not rule.is_effective(certificate.award_date))
        or (case.received is not None and not covers(rule.region, case.received.authority.region))
        or (
            said is not None
            and (
                (said.document, said.clause) != (rule.document.reference, rule.clause)
                or said.source not in sources(rule, rules=book)
            )
        )
    )


def status(case: Case) -> None:
    """9: it has not been taken back, by a list that is fresh enough to say so."""
    certificate, view = case.claimed, case.view
    if certificate is None or view is None or case.key is None:
        case.skipped(STATUS, "status.nothing")
        return
    found = view.status_lists.get(certificate.status.uri)
    if found is None:
        case.unknown(STATUS, "status.no-list")
        return
    case.status_as_of = found.issued_at
    try:
        value = found.get(certificate.status.index)
    except Malformed as error:
        case.refused(STATUS, error)
        return
    match value:
        case Status.REVOKED:
            _taken_back(case, view, certificate)
        case Status.SUSPENDED:
            case.invalid(STATUS, "status.suspended")
        case Status.SUPERSEDED:
            case.invalid(STATUS, "status.superseded")
        case Status.VALID:
            _fresh(case, found)
        case _:
            assert_never(value)


def _taken_back(case: Case, view: AuthorityView, certificate: Certificate) -> None:
    number = certificate.certificate_no
    revocation = view.revocations.about(number) if view.revocations and number else None
    if revocation is None:
        case.invalid(STATUS, "status.revoked-undated")
        return
    cancelled = revocation.status is RevocationKind.CANCELLED
    case.invalid(
        STATUS,
        "status.cancelled" if cancelled else "status.revoked",
        on=revocation.on.isoformat(),
        authority=revocation.authority,
        decision_no=revocation.decision_no,
    )


def _fresh(case: Case, found: StatusList) -> None:
    age = case.at - found.issued_at
    as_of, days = day(found.issued_at), age // timedelta(days=1)
    if case.at >= found.expires_at:
        case.unknown(STATUS, "status.expired", as_of=as_of, days=days)
    elif age > FRESH:
        case.unknown(STATUS, "status.stale", as_of=as_of, days=days)
    else:
        case.valid(STATUS, "status.current", as_of=as_of)


def scope(case: Case) -> None:
    """10: where it counts, a note; and whether the days for which it may be used are over."""
    certificate = case.claimed
    if certificate is None or case.key is None:
        case.skipped(SCOPE, "scope.nothing")
        return
    said = certificate.scope
    region = case.bundle.rules.region_name(said.region)
    match said.kind:
        case ScopeKind.NATIONAL:
            case.valid(SCOPE, "scope.national")
        case ScopeKind.PROVINCE:
            case.valid(SCOPE, "scope.province", region=region)
        case ScopeKind.CITY:
            case.valid(SCOPE, "scope.city", region=region)
        case ScopeKind.UNIT:
            case.valid(SCOPE, "scope.unit", target=said.target or "")
        case ScopeKind.TARGETED:
            case.valid(SCOPE, "scope.targeted", region=region, target=said.target or "")
        case _:
            assert_never(said.kind)
    if said.until is not None and china_day(case.at) > said.until:
        case.invalid(SCOPE, "scope.expired", until=said.until.isoformat())
