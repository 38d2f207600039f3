"""Flaws in what stands behind a credential: log, committee, filing, status."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from keys.roles import Role
from keys.signer import MemorySigner
from tests.vectors.collection import (
    RIGHTS_LOST,
    VALID,
    Collection,
    forged,
    no_authority,
    verdict,
)
from tests.vectors.controls import MAPPED, NARROW, WITH_PROOF
from tests.vectors.scene import Scene
from tests.verifier.world import NOW, ORIGIN
from verifier.log import Checkpoint, LogProof, sign_checkpoint
from verifier.merkle import audit_path, leaf_hash, root_of


def add_log(book: Collection, scene: Scene) -> None:
    copy, credential = scene.copy, scene.copy.credential
    proof = scene.proof(copy.index)
    bent = replace(proof, path=(bytes(32), *proof.path[1:]))
    kept = scene.signers[Role.LOG]
    scene.signers[Role.LOG] = MemorySigner.generate(Role.LOG)
    stranger = scene.proof(copy.index)
    scene.signers[Role.LOG] = kept
    for name, says, expected, text in (
        (
            "log-proof-of-another-entry",
            "The proof is of another certificate's entry (C2SP tlog-proof).",
            forged("log.other-certificate"),
            f"{credential}\n\n{scene.proof(scene.recognised.index).to_text()}",
        ),
        (
            "log-proof-of-a-batch",
            "The proof is of a batch's entry.",
            forged("log.other-certificate"),
            f"{credential}\n\n{scene.proof(0).to_text()}",
        ),
        (
            "log-path-to-another-root",
            "The path does not lead to the root of the checkpoint (RFC 9162 2.1.3.2).",
            forged("log.inclusion"),
            f"{credential}\n\n{bent.to_text()}",
        ),
        (
            "checkpoint-signed-by-another-key",
            "The checkpoint bears the log's name and another key's signature (C2SP signed-note).",
            forged("key.unknown"),
            f"{credential}\n\n{stranger.to_text()}",
        ),
        (
            "log-forked",
            "The log's own key has signed two histories of one length.",
            forged("log.split"),
            f"{credential}\n\n{_forked_proof(scene).to_text()}",
        ),
        (
            "logged-in-the-future",
            "The log's time is an hour after the moment asked about.",
            forged("log.future"),
            scene.full(scene.logged_in_the_future),
        ),
        (
            "logged-before-it-was-issued",
            "The log's time is a day before the certificate was issued.",
            forged("dates.logged-before"),
            scene.full(scene.logged_first),
        ),
    ):
        book.flaw(name, says, expected, of=WITH_PROOF, input=text)


def _forked_proof(scene: Scene) -> LogProof:
    """A proof in another history of the same log: as long, signed by the log's own key."""
    leaves = [leaf_hash(each) for each in (*scene.log[:-1], scene.log[0])]
    head = Checkpoint(ORIGIN, len(leaves), root_of(leaves))
    note = sign_checkpoint(head, scene.signers[Role.LOG])
    copy = scene.copy
    return LogProof(copy.entry, copy.index, tuple(audit_path(leaves, copy.index)), note)


def add_committee(book: Collection, scene: Scene) -> None:
    book.control(
        "credential-of-a-batch-not-at-hand",
        "Signed and logged, and the bundle does not hold its batch: what a committee signed is not "
        "judged, and the answer says so. Whoever has the whole log finds no such batch in it.",
        VALID,
        input=scene.full(scene.without_batch),
    )
    for name, says, code, which in (
        (
            "row-not-under-the-root",
            "The row is not among those that the committee signed (RFC 9162 2.1.3.2).",
            "batch.path",
            scene.unlisted,
        ),
        (
            "row-hash-that-does-not-match",
            "The certificate names another row than its log entry.",
            "batch.other-row",
            scene.other_row,
        ),
        (
            "issued-before-the-batch",
            "Issued and logged before its batch was received.",
            "batch.after-certificate",
            scene.before_receipt,
        ),
        (
            "other-committee",
            "Names a committee that did not sign its batch.",
            "batch.other-committee",
            scene.other_committee,
        ),
        (
            "other-method",
            "Says another way of obtaining the title than the batch.",
            "batch.method",
            scene.other_method,
        ),
        (
            "batch-exchanged",
            "The bundle holds another batch under the digest that the certificate names.",
            "batch.digest",
            scene.exchanged,
        ),
        (
            "batch-signed-by-one-person",
            "One member signed the batch with two keys; a threshold counts people.",
            "envelope.threshold",
            scene.one_person,
        ),
        (
            "batch-for-another-authority",
            "The committee handed its batch to another authority (RFC 7519 4.1.3).",
            "batch.audience",
            scene.abroad,
        ),
        (
            "title-of-another-level",
            "The title does not belong to the level that it stands beside.",
            "rules.title",
            scene.other_title,
        ),
        (
            "scope-wider-than-the-filing",
            "Says nation-wide where the committee was filed for its province.",
            "rules.scope",
            scene.other_scope,
        ),
    ):
        book.flaw(name, says, no_authority(code), of=WITH_PROOF, input=scene.full(which))
    book.flaw(
        "recognition-that-the-clause-refuses",
        "Recognised under a clause that lets a 高级 grade open a review and grants nothing "
        "(威人社字〔2022〕32号 六).",
        no_authority("rules.mapping-wrong"),
        of=MAPPED,
        input=scene.other_clause,
    )
    lost = no_authority("batch.no-authority")
    says = "The committee was {} six days before its batch was received (鲁人社字〔2019〕208号 三)."
    book.flaw(
        "committee-suspended-before-receipt",
        says.format("suspended"),
        lost,
        of=WITH_PROOF,
        bundle=RIGHTS_LOST,
    )
    book.flaw(
        "committee-withdrawn-before-receipt",
        says.format("stripped of its right"),
        lost,
        of=MAPPED,
        bundle=RIGHTS_LOST,
    )


def add_filing(book: Collection, scene: Scene) -> None:
    for name, says, code, which in (
        ("level-above-the-filing", "the level is above the filing", "batch.level", scene.high),
        (
            "specialty-outside-the-filing",
            "the specialty is outside the filing",
            "batch.specialty",
            scene.outside,
        ),
        (
            "series-outside-the-filing",
            "the series is outside the filing",
            "batch.series",
            scene.other_series,
        ),
        (
            "meeting-outside-the-filing",
            "the meeting was before the filing began",
            "committee.filing",
            scene.unfiled,
        ),
        (
            "filing-number-of-nobody",
            "the batch uses a filing number that is not the committee's",
            "batch.filing-number",
            scene.other_filing,
        ),
    ):
        text = f"Signed by the committee, but {says} (职称评审管理暂行规定 第八条)."
        book.flaw(name, text, no_authority(code), of=NARROW, input=scene.full(which))


def add_status(book: Collection, scene: Scene) -> None:
    for name, says, expected, change in (
        (
            "status-index-out-of-range",
            "Its place is one beyond the end of the list (Token Status List draft-21 8.3).",
            forged("status.index"),
            {"input": scene.full(scene.beyond_the_list)},
        ),
        (
            "status-list-not-at-hand",
            "Its status list is the authority's and not in the bundle: grey, never green.",
            verdict("CANNOT_TELL", "status.no-list"),
            {"input": scene.full(scene.other_list)},
        ),
        (
            "status-list-stale",
            "The newest status list at hand is two days old: grey, never green.",
            verdict("STALE_OFFLINE", "status.stale"),
            {"at": NOW + timedelta(days=2)},
        ),
        (
            "status-list-expired",
            "The newest status list at hand has expired (Token Status List draft-21 8.3).",
            verdict("STALE_OFFLINE", "status.expired"),
            {"at": NOW + timedelta(days=8)},
        ),
    ):
        book.flaw(name, says, expected, of=WITH_PROOF, **change)
