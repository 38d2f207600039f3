"""Flaws of time: clocks that run wrong, what was taken back since, what a thief signed since."""

from __future__ import annotations

from datetime import timedelta

from tests.vectors.collection import (
    MEMBER_LOST,
    TAKEN_BACK,
    VALID,
    Collection,
    error,
    forged,
    no_authority,
    verdict,
)
from tests.vectors.controls import NARROW, WITH_PROOF
from tests.vectors.offline_codes import OFFLINE
from tests.vectors.scene import Scene
from tests.verifier.world import ENTITY, NOW, ORIGIN, STATUS_URI
from verifier.checks.presented import FRESH
from verifier.profile import LEEWAY

SELECTIVE = "selective-presentation"
AHEAD, AHEAD_OFFLINE = "issued-60-seconds-ahead", f"{OFFLINE}-issued-60-seconds-ahead"
LATER_BATCH, DATED_BACK = "credential-of-a-later-batch", "credential-of-an-old-batch-logged-late"
SECOND = timedelta(seconds=1)


def add_moments(book: Collection, scene: Scene) -> None:
    _add_clocks(book, scene)
    _add_taken_back(book)
    _add_theft(book, scene)


def _add_clocks(book: Collection, scene: Scene) -> None:
    for name, says, text, at in (
        ("clock-60-seconds-slow", "A clock 60 s behind is forgiven.", WITH_PROOF, NOW - LEEWAY),
        ("status-list-24-hours-old", "24 hours old to the second.", WITH_PROOF, NOW + FRESH),
    ):
        book.control(name, says, VALID, input=book.positive[text].input, at=at)
    says = "Issued and logged 60 s ahead of the moment asked about, which is forgiven."
    book.control(AHEAD, says, VALID, input=scene.full(scene.ahead))
    book.control(AHEAD_OFFLINE, says.replace("and logged ", ""), VALID, input=scene.ahead.offline)
    late = forged("dates.future")
    says = "Issued 61 s after the moment asked about (RFC 7519 4.1.5)."
    book.flaw(
        "issued-61-seconds-ahead", says, late, of=AHEAD, input=scene.full(scene.too_far_ahead)
    )
    book.flaw(
        f"{OFFLINE}-issued-61-seconds-ahead",
        says,
        late,
        of=AHEAD_OFFLINE,
        input=scene.too_far_ahead.offline,
    )
    for name, says, expected, at in (
        (
            "clock-61-seconds-slow",
            "The device's clock is 61 s behind the newest list: it is not believed.",
            error("trust.future"),
            NOW - LEEWAY - SECOND,
        ),
        (
            "clock-a-day-slow",
            "The device's clock is a day behind the newest list.",
            error("trust.future"),
            NOW - timedelta(days=1),
        ),
        (
            "clock-a-day-and-a-second-fast",
            "By the device's clock the newest list is too old: grey, never green.",
            verdict("STALE_OFFLINE", "status.stale"),
            NOW + FRESH + SECOND,
        ),
        (
            "clock-beyond-the-end-of-the-lists",
            "By the device's clock the trust lists have run out.",
            error("trust.expired"),
            NOW + timedelta(days=90),
        ),
    ):
        book.flaw(name, says, expected, of=WITH_PROOF, at=at)


def _add_taken_back(book: Collection) -> None:
    """The same bytes again after the revocation; and an old bundle to hide it."""
    undated = verdict("REVOKED", "status.revoked-undated")
    for of, expected in (
        (WITH_PROOF, verdict("REVOKED", "status.revoked")),
        (OFFLINE, verdict("REVOKED", "status.revoked")),
        (SELECTIVE, undated),
    ):
        book.flaw(
            f"{of}-taken-back-since",
            "Good when it was printed, and shown again after it was revoked.",
            expected,
            of=of,
            bundle=TAKEN_BACK,
        )
    for list_name, label in (
        (f"status {STATUS_URI}", "status-list"),
        (f"revocations {ENTITY}", "revocations"),
        (f"trust {ENTITY}", "list-of-committees"),
        (f"log {ORIGIN}", "checkpoint"),
    ):
        code = "trust.rolled-back" if label == "list-of-committees" else "bundle.rolled-back"
        book.flaw(
            f"{WITH_PROOF}-and-an-old-{label}",
            "Shown with a bundle from before: a higher number was seen already (TUF 1.0 5).",
            error(code),
            of=WITH_PROOF,
            memory={list_name: 10_000},
        )


def _add_theft(book: Collection, scene: Scene) -> None:
    """The key of a committee's member was stolen; nothing else was."""
    book.control(
        "credential-of-a-batch-older-than-the-theft",
        "A member's key was stolen after the batch was received: what was given stays given.",
        VALID,
        input=scene.full(scene.narrow),
        bundle=MEMBER_LOST,
    )
    says = "A certificate of a batch that was received on 24 June 2024."
    book.control(LATER_BATCH, says, VALID, input=scene.full(scene.after_theft))
    says = "Its batch was signed in May, and the log shows that it came on 24 June 2024."
    book.control(DATED_BACK, says, VALID, input=scene.full(scene.dated_back))
    for name, says, of in (
        (
            "batch-signed-with-a-stolen-key",
            "Its batch came after a signer's key was revoked.",
            LATER_BATCH,
        ),
        (
            "batch-dated-back-by-a-thief",
            "Its batch says that it is older than the theft; the log shows that it came later.",
            DATED_BACK,
        ),
    ):
        book.flaw(name, says, no_authority("key.revoked"), of=of, bundle=MEMBER_LOST)
    assert NARROW in book.positive
