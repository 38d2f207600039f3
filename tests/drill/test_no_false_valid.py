"""Nobody without the keys makes anything valid that was not: 200,000 tries, each another one.

Credentials with and without their log proof, offline codes, bundles with other lists and heads,
and batch files are changed in every way that tests/drill knows. The verdict may stay VALID only
with the facts of a certificate that counts, an older list never counts beside a memory of the
newer one, no batch opens that its committee did not sign, and nothing is raised but this
system's own errors. That the drill would notice is shown on verifiers broken on purpose.
"""

from __future__ import annotations

import secrets
from functools import partial

import pytest

from keys.public_key import PublicKey
from tests.drill.campaign import KINDS, here, mutation, run, spread
from tests.drill.stage import Stage
from tests.vectors.tampering import second_signature, with_second_signature
from tests.verifier.papers import NOW
from tests.verifier.world import HOST
from verifier import cwt, disclosure, wire
from verifier.bundle import Seen
from verifier.profile import Status
from verifier.status import StatusList
from verifier.verdict import VerdictCode
from verifier.verify import verify

INPUTS = 200_000
FEW = 2_000
STEP = 50
PROCESSES = 2
# What mutations must run into, or they would be stopped at the door and prove little.
OFTEN = {
    *("VALID", "opened", "signature.wrong", "key.unknown", "key.revoked", "key.role"),
    *("envelope.form", "envelope.header", "envelope.typ", "envelope.algorithm", "encoding.json"),
    *("encoding.base64", "credential.unreferenced", "credential.duplicate-claim"),
    *("log.inclusion", "log.other-certificate", "log.origin", "note.form", "proof.form"),
    *("status.suspended", "status.superseded", "batch.no-authority", "envelope.threshold"),
    *("wire.digits", "cwt.form", "cwt.cbor", "bundle.rolled-back", "bundle.twice"),
    *("batch.rows-root", "batch.row-count"),
}
REACHED = {
    *OFTEN,
    *("encoding.number", "encoding.duplicate-member", "credential.key-binding", "status.revoked"),
    *("credential.duplicate-digest", "dates.key-revoked-since", "cwt.canonical", "cwt.version"),
    *("read.foreign-host", "trust.rolled-back", "batch.not-canonical", "document.misdirected"),
}


def test_nothing_false_is_valid_among_the_first_mutations():
    tally = here(FEW, seed="first")
    assert not tally.failures, "\n".join(map(str, tally.failures))
    assert tally.inputs == FEW
    assert tally.reasons >= OFTEN


@pytest.mark.long
@pytest.mark.drill
def test_nothing_false_is_valid(figures):
    seed = secrets.token_hex(4)
    tally = spread(INPUTS, seed=seed, processes=PROCESSES)
    figures(tally.line(seed))
    assert not tally.failures, "\n".join(map(str, tally.failures))
    assert tally.inputs == INPUTS
    assert len(tally.seen) > INPUTS * 0.8
    assert tally.reasons >= REACHED


def test_a_number_gives_the_same_input_in_another_world_of_the_seed():
    one, other = Stage.of("again"), Stage.of("again")
    for kind in KINDS:
        for number in range(20):
            made = partial(mutation, kind=kind, seed="again", number=number)
            assert made(one) == made(other)
    assert mutation(one, "batch", seed="again", number=1) != mutation(
        Stage.of("another"), "batch", seed="another", number=1
    )


# --- a verifier that is broken on purpose is caught --------------------------------------------


def _any_signature(patch):
    patch.setattr(PublicKey, "verify", lambda *_: None)


def _any_disclosure(patch):
    def resolve(disclosures, _digests):
        return resolved(disclosures, frozenset(map(disclosure.digest, disclosures)))

    resolved = disclosure.resolve
    patch.setattr("verifier.disclosure.resolve", resolve)


def _nothing_is_taken_back(patch):
    patch.setattr(StatusList, "get", lambda *_: Status.VALID)


def _no_memory(patch):
    patch.setattr(Seen, "at_least", lambda *_: 0)


def _any_proof(patch):
    patch.setattr("verifier.proof.check_inclusion", lambda *_, **__: None)


def _any_rows(patch):
    patch.setattr("issuer.admission.opening.check_rows_belong", lambda *_: None)


def _one_person_is_enough(patch):
    from issuer.admission import opening

    opened = opening.open_together

    def alone(*given, threshold, **more):
        return opened(*given, threshold=1, **more)

    patch.setattr("issuer.admission.opening.open_together", alone)


def _any_words(patch):
    patch.setattr("tests.drill.oracle.shown", lambda verdict: verdict.claimed)


def _a_bare_exception(patch):
    def careless(_host):
        raise KeyError("host")

    patch.setattr("verifier.wire.check_host", careless)


@pytest.mark.parametrize(
    ("broken", "kind", "says"),
    [
        (_any_signature, "credential with proof", "no true"),
        (_any_signature, "credential", "no true certificate"),
        (_any_signature, "offline code", "no true certificate"),
        (_any_signature, "status list", "another status list"),
        (_any_signature, "trust list", "another list of"),
        (_any_signature, "rest of a bundle", "believed"),
        (_any_signature, "batch", "that nobody signed"),
        (_any_disclosure, "credential", "no true certificate"),
        (_any_disclosure, "credential with proof", "no true"),
        (_nothing_is_taken_back, "credential", "no true certificate"),
        (_nothing_is_taken_back, "offline code", "no true certificate"),
        (_nothing_is_taken_back, "rest of a bundle", "certificate is VALID"),
        (_no_memory, "status list", "went back"),
        (_no_memory, "trust list", "went back"),
        (_any_proof, "credential with proof", "no true"),
        (_any_rows, "batch", "with other rows"),
        (_one_person_is_enough, "batch", "one person"),
        (_any_words, "credential", "words shown"),
        (_a_bare_exception, "offline code", "KeyError"),
    ],
)
def test_the_drill_notices(monkeypatch, broken, kind, says):
    run(kind, range(1), seed="first")  # the world and its truth are made by a whole verifier
    with monkeypatch.context() as patch:
        broken(patch)
        for start in range(0, FEW, STEP):
            tally = run(kind, range(start, start + STEP), seed="first")
            noticed = [each for each in tally.failures if says in each.why]
            if noticed:
                break
    assert noticed
    assert f"--seed first --kind {kind!r} --number {noticed[0].number}" in str(noticed[0])


# --- the second signature of ECDSA -------------------------------------------------------------


def _with_the_other(credential: str) -> str:
    jwt, tilde, rest = credential.partition("~")
    return f"{with_second_signature(jwt)}{tilde}{rest}"


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage.of("second signature")


def test_the_second_signature_of_a_credential_shows_the_same_facts(stage):
    copy = stage.copies["first"]
    bent = _with_the_other(copy.credential)
    assert bent != copy.credential
    verdict = verify(bent, stage.opened, NOW)
    assert verdict.code is VerdictCode.VALID
    assert verdict.certificate == copy.certificate


def test_the_second_signature_is_not_the_copy_in_the_log(stage):
    copy = stage.copies["first"]
    text = f"{_with_the_other(copy.credential)}\n\n{stage.proofs[copy.index]}"
    verdict = verify(text, stage.opened, NOW)
    assert verdict.code is VerdictCode.FORGED
    assert [each.code for each in verdict.against] == ["log.other-certificate"]


def test_the_second_signature_of_an_offline_code_shows_the_same_facts(stage):
    copy = stage.copies["first"]
    parts = cwt.take_apart(copy.cwt)
    bent = copy.cwt[:-64] + second_signature(parts.signature)
    verdicts = [
        verify(wire.offline_link(HOST, copy.code, each), stage.opened, NOW)
        for each in (copy.cwt, bent)
    ]
    assert [each.code for each in verdicts] == [VerdictCode.VALID] * 2
    assert verdicts[0].certificate == verdicts[1].certificate


def test_the_second_signature_takes_nothing_from_a_revoked_one(stage):
    bent = _with_the_other(stage.copies["revoked"].credential)
    assert verify(bent, stage.opened, NOW).code is VerdictCode.REVOKED
