"""Does it count there? A verdict held to a place: the same judgement, and one finding more.

What ten questions found about a certificate is true everywhere; where it counts depends on who
asks. So this is asked beside `verifier.verify` and never inside it: the rules of recognition
answer for one region and one kind of employer, and their answer becomes a finding. A certificate
that counts elsewhere only is not green for whoever asked about here, and what was not said enough
of to be answered is not green either.

Pure: no clock, no socket. Follows the ladder of `verifier.recognition`; the receiving authority
decides, whatever is answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from verifier.bundle import Bundle
from verifier.china_time import in_words
from verifier.recognition import Answer, Receiving, Reply, recognise, title_of
from verifier.recognition.case import TitleFacts
from verifier.rules import Rules, short_code
from verifier.titles import Scope, ScopeKind
from verifier.verdict import SCOPE, STATUS, Finding, Outcome, Verdict, gravest, meaning

AGAIN: Final = timedelta(hours=1)
"""After this long it is worth asking again about a peer whose list was not at hand: status lists
are new at each change and at least daily."""
_PROVINCE: Final = 2  # digits of a province's code
_OPEN: Final = frozenset(
    {
        *("EMPLOYER_NOT_SAID", "UNIT_NOT_SAID", "TARGET_IN_WORDS"),
        *("UNKNOWN_REGION", "STATUS_UNKNOWN", "NOT_YET"),
    }
)
"""Reasons for which nothing can be said about the place, neither yes nor no."""
_NOT_HEARD: Final = frozenset({"status.stale", "status.expired", "status.no-list"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A verdict for a place.

    Attributes:
        verdict: With the finding about the place; its code may be another than before.
        reply: What the rules of recognition answer, with clause and standing.
        chosen: Whether somebody chose the place; False for the region of the host itself, which
            is asked about when a certificate of another province is shown there.
    """

    verdict: Verdict
    receiving: Receiving
    reply: Reply
    chosen: bool = True


def place(verdict: Verdict, receiving: Receiving, *, bundle: Bundle | None, rules: Rules) -> Placed:
    """Hold a verdict to a place.

    Args:
        verdict: Of `verifier.verify`, not yet held to any place.
        bundle: What it was judged by; None where the lists could not be read.
    """
    shown = title_of(verdict, bundle)
    reply = recognise(shown, receiving, rules=rules)
    found = None
    if bundle is not None and shown.facts is not None:
        asked = _Asked(verdict, shown.facts, receiving, reply, rules)
        found = asked.counting() if verdict.code.is_valid else asked.unconfirmed(bundle)
    if found is None:
        return Placed(verdict, receiving, reply)
    code = gravest((verdict.code, meaning(found)))
    findings = sorted((*verdict.findings, found), key=lambda each: each.step)
    told = replace(verdict, code=code, findings=tuple(findings))
    return Placed(told, receiving, reply)


def is_elsewhere(verdict: Verdict, region: str, *, bundle: Bundle) -> bool:
    """Whether a certificate, by its signature, is one of another province than a region's."""
    facts = title_of(verdict, bundle).facts
    return facts is not None and _province(facts.issuer_region) != _province(region)


def kept_elsewhere(
    verdict: Verdict, host: str, *, ours: str, bundle: Bundle, rules: Rules
) -> Verdict | None:
    """What a bare link to another authority's records comes to: known there, and not here.

    Args:
        verdict: On the link.
        host: Where it leads.
        ours: A host of the authority that is asked.

    Returns:
        None where no other authority that we know keeps records there.
    """
    if host == ours:
        return None
    hosts = [(view, view.profile.hosts) for view in bundle.authorities.values()]
    found = next((view for view, known in hosts if host in known and ours not in known), None)
    if found is None:
        return None
    province = _province(found.profile.region)
    facts = {
        "province": rules.region_name(province),
        "province_en": rules.region_name(province, "en"),
        "host": host,
        "retry": _again(verdict),
    }
    silent = Finding(STATUS, "status.peer-unconfirmed", Outcome.UNKNOWN, facts)
    findings = (*verdict.findings, silent)
    return replace(verdict, code=meaning(silent), findings=findings)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One certificate whose signature held, and one place."""

    verdict: Verdict
    title: TitleFacts
    receiving: Receiving
    reply: Reply
    rules: Rules

    @property
    def is_from_elsewhere(self) -> bool:
        """Whether another province's authority signed it."""
        return _province(self.title.issuer_region) != _province(self.receiving.region)

    def counting(self) -> Finding:
        """What the rules say of a certificate that stands."""
        if self.reply.answer is Answer.RECOGNISED:
            code = "scope.recognised" if self.is_from_elsewhere else "scope.counts"
            return self._finding(SCOPE, code, Outcome.VALID)
        until = self.title.scope.until
        if self.reply.reason == "SCOPE_EXPIRED" and until is not None:
            over = self._finding(SCOPE, "scope.expired", Outcome.INVALID)
            return replace(over, facts={**over.facts, "until": until.isoformat()})
        if self.reply.reason in _OPEN:
            return self._finding(SCOPE, "scope.open", Outcome.UNKNOWN)
        return self._finding(SCOPE, "scope.outside", Outcome.INVALID)

    def unconfirmed(self, bundle: Bundle) -> Finding | None:
        """That another province has not said lately whether it still stands; else None."""
        deciding = self.verdict.deciding
        if not self.is_from_elsewhere or deciding is None or deciding.code not in _NOT_HEARD:
            return None
        claimed = self.verdict.claimed
        host = bundle.authority(claimed.issuer).profile.host if claimed else ""
        retry = _again(self.verdict)
        found = self._finding(STATUS, "status.peer-unconfirmed", Outcome.UNKNOWN)
        return replace(found, facts={**found.facts, "host": host, "retry": retry})

    def _finding(self, step: int, code: str, outcome: Outcome) -> Finding:
        return Finding(step, code, outcome, self._facts(), self.reply.rule.id)

    def _facts(self) -> Mapping[str, str]:
        """Names in both languages: a sentence takes those of its own."""
        rule, asked = self.reply.rule, self.receiving.region
        province = _province(self.title.issuer_region)
        clause = "" if rule.clause == "-" else f" {rule.clause}"
        return {
            "region": short_code(asked),
            "place": self.rules.region_name(asked),
            "place_en": self.rules.region_name(asked, "en"),
            "province": self.rules.region_name(province),
            "province_en": self.rules.region_name(province, "en"),
            "scope": _scope(self.title.scope, self.rules, "zh_CN"),
            "scope_en": _scope(self.title.scope, self.rules, "en"),
            "document": f"{rule.document.reference}{clause}",
        }


def _scope(scope: Scope, rules: Rules, language: str) -> str:
    """Where a title counts, in a few words."""
    region = rules.region_name(scope.region, language)
    if scope.kind not in (ScopeKind.UNIT, ScopeKind.TARGETED):
        return region
    return f"{scope.target}（{region}）" if language == "zh_CN" else f"{scope.target} ({region})"


def _again(verdict: Verdict) -> str:
    """When to ask again, to the minute."""
    return in_words(verdict.checked_at + AGAIN)[: -len(":00")]


def _province(region: str) -> str:
    return short_code(region)[:_PROVINCE]
