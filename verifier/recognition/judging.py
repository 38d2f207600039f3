"""The ladder: M01 to M25, from the top, and the first that applies answers.

What makes a certificate worth nothing stands first, then what is no title at all, then the scope
that the certificate itself prints, then what the receiving region has promised to others. At the
foot stands the default: the receiving authority confirms. A region that nobody knows is asked for
before any region is compared (M25 stands after M07).

One rule over all: RECOGNISED is answered only on an entry whose source decides and has a document
number. A draft, an unseen agreement or hearsay is named beside the answer and moves nothing.

Follows the entries of verifier/rules/recognition.toml and scopes.toml; the table of steps is in
docs/formats/recognition-answer.md. Pure: no clock, no socket; it never raises.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from keys.errors import Refused
from verifier.correspondence import Question
from verifier.recognition.agreements import Agreement, agreed
from verifier.recognition.case import Answer, Receiving, TitleFacts, TitleHeld
from verifier.recognition.claimed import recognise_claim
from verifier.recognition.reply import FLOOR, Reply, by_rule, held_down
from verifier.rules import Kind, Rule, Rules, covers
from verifier.titles import ScopeKind
from verifier.verdict import VerdictCode

_V = VerdictCode
_NOT_HERE: Final = frozenset({_V.NOT_FOUND, _V.SERVICE_PROBLEM})
_NOT_KNOWN: Final = frozenset(
    {
        *(_V.STALE_OFFLINE, _V.CANNOT_TELL, _V.PEER_UNCONFIRMED),
        # What was judged for one place says nothing about another.
        *(_V.OUT_OF_SCOPE, _V.RECOGNISED_PEER),
    }
)
_NOT_GENUINE: Final = {
    _V.FORGED: "TAMPERED",
    _V.NOT_OFFICIAL_QR: "TAMPERED",
    _V.WRONG_ISSUER: "UNTRUSTED_ISSUER",
}
_TAKEN_BACK: Final = {
    _V.REVOKED: "REVOKED",
    _V.CANCELLED: "CANCELLED",
    _V.SUSPENDED: "SUSPENDED",
}


def recognise(shown: TitleHeld | Question, receiving: Receiving, *, rules: Rules) -> Reply:
    """Whether what is shown counts where it is to be received.

    Args:
        shown: A verified certificate; or a skill level, grade or qualification that somebody
            claims to hold (its own region and day give way to the receiving ones).
    """
    if isinstance(shown, Question):
        return recognise_claim(shown, receiving, rules)
    ladder = _Ladder(shown, receiving, rules)
    reply = next(found for step in _LADDER if (found := step(ladder)) is not None)
    return replace(held_down(reply, rules), as_of=reply.as_of or shown.as_of)


@dataclass(frozen=True, slots=True)
class _Ladder:
    """One certificate on its way down."""

    shown: TitleHeld
    receiving: Receiving
    rules: Rules

    @property
    def title(self) -> TitleFacts:
        """What it says; asked only below the rungs that need it to be signed."""
        if self.shown.facts is None:
            raise AssertionError("a rung above stops what says nothing")
        return self.shown.facts

    def floor(self, step: str, name: str, reason: str | None = None) -> Reply:
        return by_rule(step, self.rules.rule(FLOOR + name), reason)

    def is_inside(self) -> bool:
        """Whether the receiving region lies in the printed scope."""
        return covers(self.title.scope.region, self.receiving.region)


def _m01_not_in_register(ladder: _Ladder) -> Reply | None:
    if ladder.shown.verdict in _NOT_HERE:
        return ladder.floor("M01", "not-in-register")
    if ladder.shown.verdict in _NOT_KNOWN:
        return ladder.floor("M01", "status-unknown")
    return None


def _m02_tampered(ladder: _Ladder) -> Reply | None:
    reason = _NOT_GENUINE.get(ladder.shown.verdict)
    return ladder.floor("M02", "tampered", reason) if reason else None


def _m03_taken_back(ladder: _Ladder) -> Reply | None:
    reason = _TAKEN_BACK.get(ladder.shown.verdict)
    return ladder.floor("M03", "taken-back", reason) if reason else None


def _m04_superseded(ladder: _Ladder) -> Reply | None:
    if ladder.shown.verdict is not _V.SUPERSEDED:
        return None
    successor = ladder.shown.successor
    if successor is None or successor.verdict is _V.SUPERSEDED:
        return ladder.floor("M04", "superseded")
    return replace(recognise(successor, ladder.receiving, rules=ladder.rules), corrected=True)


def _m05_not_accepted(ladder: _Ladder) -> Reply | None:
    if ladder.shown.verdict is not _V.NO_AUTHORITY:
        return None
    decided = ladder.rules.deciding(
        "recognition.not-accepted", region=ladder.receiving.region, on=ladder.receiving.on
    )
    return by_rule("M05", decided[0]) if decided else ladder.floor("M05", "not-accepted")


def _m06_by_its_days(ladder: _Ladder) -> Reply | None:
    if ladder.shown.facts is None:  # nothing that it says is signed
        return ladder.floor("M01", "status-unknown")
    until, awarded = ladder.title.scope.until, ladder.title.award_date
    is_over = until is not None and ladder.receiving.on > until
    if is_over or ladder.shown.verdict is _V.SCOPE_EXPIRED:
        printed = ladder.floor("M06", "printed-scope")
        return replace(printed, answer=Answer.NOT_VALID_HERE, reason="SCOPE_EXPIRED")
    if awarded is None or ladder.receiving.on >= awarded:
        return None
    return ladder.floor("M06", "not-yet")


def _m25_unknown_region(ladder: _Ladder) -> Reply | None:
    asked = ladder.receiving.region
    for region in (asked, ladder.title.scope.region):
        try:
            ladder.rules.region(region[:2])
        except Refused:
            return ladder.floor("M25", "unknown-region")
    is_code = asked.isascii() and asked.isdigit() and len(asked) in (2, 4, 6)
    return None if is_code else ladder.floor("M25", "unknown-region")


def _m11_targeted(ladder: _Ladder) -> Reply | None:
    if ladder.title.scope.kind is not ScopeKind.TARGETED:
        return None
    told = _scope_rules(ladder, ScopeKind.TARGETED)
    printed = ladder.floor("M11", "printed-scope")
    if not ladder.is_inside():
        outside = replace(printed, answer=Answer.NOT_VALID_HERE, reason="TARGETED")
        return replace(outside, informs=(*told, *_conversions(ladder)))
    target = next((each for each in told if "ownership" in each.parameters), None)
    if target is None:
        in_words = replace(printed, answer=Answer.NEEDS_CONFIRMATION, reason="TARGET_IN_WORDS")
        return replace(in_words, informs=told)
    if ladder.receiving.employer is None:
        return Reply(Answer.UNKNOWN, "M11", "EMPLOYER_NOT_SAID", target)
    if ladder.receiving.employer.value == target.text("ownership"):
        return Reply(Answer.RECOGNISED, "M12", "IN_TARGET", target)
    return Reply(Answer.NOT_VALID_HERE, "M11", "TARGETED", target, informs=_conversions(ladder))


def _m13_city(ladder: _Ladder) -> Reply | None:
    if ladder.title.scope.kind is not ScopeKind.CITY:
        return None
    told = _scope_rules(ladder, ScopeKind.CITY)
    if ladder.is_inside():
        return replace(ladder.floor("M13", "printed-scope"), informs=told)
    outside = replace(
        ladder.floor("M14", "printed-scope"), answer=Answer.NOT_VALID_HERE, reason="CITY_ONLY"
    )
    return replace(outside, informs=told)


def _m15_unit(ladder: _Ladder) -> Reply | None:
    scope = ladder.title.scope
    if scope.kind is not ScopeKind.UNIT:
        return None
    if ladder.receiving.unit and ladder.receiving.unit == scope.target and ladder.is_inside():
        return ladder.floor("M15", "printed-scope")
    reason = "UNIT_SCOPE" if ladder.receiving.unit or not ladder.is_inside() else "UNIT_NOT_SAID"
    return replace(ladder.floor("M15", "confirm", reason), informs=_default(ladder.rules))


def _m16_province(ladder: _Ladder) -> Reply | None:
    if ladder.title.scope.kind is not ScopeKind.PROVINCE or not ladder.is_inside():
        return None
    told = _scope_rules(ladder, ScopeKind.PROVINCE)
    decided = [each for each in told if each.standing.decides]
    if ladder.title.characteristic and decided:
        return Reply(Answer.RECOGNISED, "M16", "IN_SCOPE", decided[0])
    return ladder.floor("M16", "printed-scope")


def _m17_nationwide(ladder: _Ladder) -> Reply | None:
    if ladder.title.scope.kind is not ScopeKind.NATIONAL:
        return None
    return _agreement("M17", ladder, "recognition.nationwide")


def _m18_agreement(ladder: _Ladder) -> Reply | None:
    return _agreement("M18", ladder, "recognition.agreement")


def _m24_default(ladder: _Ladder) -> Reply:
    return replace(ladder.floor("M24", "confirm"), informs=_default(ladder.rules))


def _agreement(step: str, ladder: _Ladder, subject: str) -> Reply | None:
    found = agreed(subject, ladder.title, ladder.receiving, rules=ladder.rules)
    match found:
        case None:
            return None
        case Agreement(rule=Rule() as rule):
            return replace(by_rule(step, rule), informs=found.informs)
        case Agreement(is_hearsay=True):
            return replace(ladder.floor("M23", "hearsay"), informs=found.informs)
        case Agreement(is_silent=True):
            silent = ladder.floor("M19", "confirm", "NOT_COVERED")
            return replace(silent, informs=(*found.informs, *_default(ladder.rules)))
    pending = ladder.floor(step, "confirm", "AGREEMENT_NOT_IN_FORCE")
    return replace(pending, informs=(*found.informs, *_default(ladder.rules)))


_LADDER: Final[tuple[Callable[[_Ladder], Reply | None], ...]] = (
    _m01_not_in_register,
    _m02_tampered,
    _m03_taken_back,
    _m04_superseded,
    _m05_not_accepted,
    _m06_by_its_days,
    _m25_unknown_region,
    _m11_targeted,
    _m13_city,
    _m15_unit,
    _m16_province,
    _m17_nationwide,
    _m18_agreement,
    _m24_default,
)


def _scope_rules(ladder: _Ladder, kind: ScopeKind) -> tuple[Rule, ...]:
    """What the issuing region says of such scopes on the day of award, nearest first."""
    title = ladder.title
    on = title.award_date or ladder.receiving.on
    found = [
        rule
        for rule in ladder.rules.all_rules
        if rule.kind is Kind.SCOPE
        and rule.parameters.get("scope") == kind.value
        and covers(rule.region, title.issuer_region)
        and rule.is_effective(on)
    ]
    return tuple(sorted(found, key=lambda rule: (-len(rule.region), rule.id)))


def _conversions(ladder: _Ladder) -> tuple[Rule, ...]:
    """How a targeted title may become a general one (转评)."""
    return tuple(
        rule
        for rule in ladder.rules.all_rules
        if rule.parameters.get("method") == "CONVERSION"
        and covers(rule.region, ladder.title.issuer_region)
    )


def _default(rules: Rules) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules.all_rules if rule.subject == "recognition.default")
