"""What must hold of every mutated input, whatever was done to it.

Nothing is VALID that shows a fact which no certificate that counts shows; no list is believed
that is not the newest genuine one; no batch opens that the committee did not sign; and nothing
is raised but the errors of this system.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from random import Random

from issuer.admission import open_batch
from keys.errors import CredentialError, Malformed
from tests.drill.people import NEIGHBOUR_HOST
from tests.drill.stage import FALSE, Stage
from tests.verifier.papers import NOW, RECEIVED, RULES
from tests.verifier.world import Copy
from verifier import sd_jwt, wire
from verifier.batch import batch_digest
from verifier.bundle import Bundle, open_bundle
from verifier.certificate import Certificate
from verifier.report import shown
from verifier.verdict import Finding, Outcome, Verdict
from verifier.verify import verify

Facts = frozenset[tuple[str, object]]


class FalseValid(AssertionError):
    """Something counted that must not: the message says what."""


class Oracle:
    """Judges mutated inputs of one stage; built from genuine presentations of it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.texts = {name: dict(_forms(stage, name)) for name in stage.copies}
        self.signed = [_all_facts(stage, each.values()) for each in self.texts.values()]
        self.true: dict[str, list[Facts]] = {}
        self.findings: list[tuple[Facts, set[object]]] = []
        for form in ("sd-jwt", "cwt"):
            self.true[form] = list(self._true(form))

    def _true(self, form: str) -> Iterator[Facts]:
        """The facts of each certificate that counts in this form, and what is found of it."""
        for texts in self.texts.values():
            verdicts = [verify(text, self.stage.opened, NOW) for text in texts.values()]
            valid = [each for each in verdicts if each.form == form and each.code.is_valid]
            if not valid:
                continue
            facts = frozenset().union(*(_facts(each.certificate) for each in valid))
            found = {_told(each) for verdict in valid for each in verdict.findings}
            self.findings.append((facts, found))
            yield facts

    # --- what is presented ---------------------------------------------------------------------

    def presented(self, text: str) -> str:
        """Judge a text; gives what it came to."""
        try:
            verdict = verify(text, self.stage.opened, NOW)
        except Malformed as error:
            return error.code
        if verdict.code.is_valid:
            self._valid(verdict)
        self._words(verdict)
        deciding = verdict.deciding
        return deciding.code if deciding else verdict.code.value

    def _words(self, verdict: Verdict) -> None:
        """A page that explains shows no word of a forger's as the certificate's.

        Except where nobody can tell: a thief may date back what he signs, and until a proof is
        shown it looks like a certificate from before the theft. It is never valid.
        """
        told = shown(verdict)
        if told is None or any(_facts(told) <= each for each in self.signed):
            return
        if "dates.key-revoked-since" not in {each.code for each in verdict.findings}:
            raise FalseValid(f"words shown that nobody signed: {told}")

    def _valid(self, verdict: Verdict) -> None:
        facts = _facts(verdict.certificate)
        if not any(facts <= each for each in self.true[verdict.form]):
            raise FalseValid(f"{verdict.code} with facts of no true certificate: {facts}")
        told = {_told(each) for each in verdict.findings}
        if not any(facts <= true and told <= found for true, found in self.findings):
            raise FalseValid(f"{verdict.code} with findings of no true one: {told}")

    # --- what is published ---------------------------------------------------------------------

    def published(self, data: bytes) -> str:
        """Judge a bundle that is handed to somebody who has seen the newest one."""
        stage = self.stage
        try:
            bundle = open_bundle(data, stage.anchor, at=NOW, memory=stage.memory, rules=RULES)
        except CredentialError as error:
            return error.code
        self._newest(bundle)
        random = Random(data)
        for name, texts in self.texts.items():
            form = random.choice(list(texts))
            verdict = verify(texts[form], bundle, NOW)
            self._words(verdict)
            if not verdict.code.is_valid or _unknowable(stage, bundle, name, form):
                continue
            if name in FALSE:
                raise FalseValid(f"the {name} certificate is {verdict.code} by its {form}")
            facts = _facts(verdict.certificate)
            if not any(facts <= each for each in self.true[verdict.form]):
                raise FalseValid(f"{verdict.code} with facts of no true certificate: {facts}")
        return "opened"

    def _newest(self, bundle: Bundle) -> None:
        """No number goes back, and what is believed is what was published last."""
        genuine = self.stage.opened
        for name, number in self.stage.memory.numbers.items():
            if bundle.seen.at_least(name) < number:
                raise FalseValid(f"{name} went back to {bundle.seen.at_least(name)}")
        if _statements(bundle.anchor_list) != _statements(genuine.anchor_list):
            raise FalseValid("another list of authorities is believed")
        for entity, view in bundle.authorities.items():
            last = genuine.authority(entity)
            if _statements(view.trust) != _statements(last.trust):
                raise FalseValid(f"another list of committees of {entity} is believed")
            if any(each != last.status_lists.get(uri) for uri, each in view.status_lists.items()):
                raise FalseValid(f"another status list of {entity} is believed")
            if view.revocations not in (None, last.revocations):
                raise FalseValid(f"other revocations of {entity} are believed")
            if view.checkpoint not in (None, last.checkpoint):
                raise FalseValid(f"another head of the log of {entity} is believed")

    # --- what is handed in ---------------------------------------------------------------------

    def handed_in(self, data: bytes) -> str:
        """Judge a batch file, as the office does when it arrives."""
        stage = self.stage
        try:
            opened = open_batch(data, stage.batch_keys, threshold=2, at=RECEIVED)
        except CredentialError as error:
            return error.code
        for header, rows in stage.handed_in.values():
            if opened.digest != batch_digest(header.to_bytes()):
                continue
            by_line = sorted(opened.rows, key=lambda each: each.line)
            if (opened.header, by_line) != (header, rows):
                raise FalseValid("a batch opened with other rows than were signed")
            if len({each.person for each in opened.signers}) < 2:
                raise FalseValid("a batch opened that one person signed")
            return "opened"
        raise FalseValid(f"a batch opened that nobody signed: {opened.header}")


def _forms(stage: Stage, name: str) -> Iterator[tuple[str, str]]:
    """A certificate as it can genuinely be shown."""
    copy: Copy = stage.copies[name]
    bare = sd_jwt.present(copy.credential, [])
    yield "credential", copy.credential
    yield "credential without claims", bare
    for label, proofs in (("proof", stage.proofs), ("older proof", stage.older_proofs)):
        if 0 <= copy.index < len(proofs):
            yield label, f"{copy.credential}\n\n{proofs[copy.index]}"
            yield f"{label} without claims", f"{bare}\n\n{proofs[copy.index]}"
    host = NEIGHBOUR_HOST if name == "neighbour" else None
    yield "offline code", wire.offline_link(host, copy.code, copy.cwt) if host else copy.offline


def _facts(certificate: Certificate) -> Facts:
    said = ((each.name, getattr(certificate, each.name)) for each in fields(certificate))
    return frozenset((name, value) for name, value in said if value is not None)


def _all_facts(stage: Stage, texts: Iterable[str]) -> Facts:
    claimed = [verify(text, stage.opened, NOW).claimed for text in texts]
    return frozenset().union(*(_facts(each) for each in claimed if each is not None))


def _told(finding: Finding) -> tuple[object, ...]:
    good = finding.outcome in (Outcome.VALID, Outcome.SKIPPED)
    # How many claims are withheld is the holder's doing, and stands beside the verdict.
    withheld = finding.code == "rules.withheld"
    facts = () if withheld else tuple(sorted(finding.facts.items()))
    return (finding.step, finding.code, good, facts, finding.rule)


def _statements(listing) -> tuple[object, ...]:
    said = (sorted(each.token for each in which) for which in (listing.statements, listing.history))
    return (listing.issuer, listing.seq, listing.prev, listing.issued_at, *map(tuple, said))


def _unknowable(stage: Stage, bundle: Bundle, name: str, form: str) -> bool:
    """What only a batch's header can tell is not known from a code, nor without the header."""
    if name not in ("alone", "barred"):
        return False
    copy = stage.copies[name]
    view = bundle.authorities.get(copy.certificate.issuer)
    return (
        form == "offline code"
        or view is None
        or not view.has_batch(copy.certificate.evidence.batch)
    )
