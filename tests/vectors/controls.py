"""Certificates as they should be: what the flaws are measured against."""

from __future__ import annotations

from tests.vectors.collection import (
    KEYS_LOST,
    RIGHTS_LOST,
    VALID,
    Collection,
    verdict,
)
from tests.vectors.scene import Scene
from verifier import sd_jwt

WITH_PROOF, WITHOUT_PROOF = "credential-with-proof", "credential-without-proof"
MAPPED, NARROW, LATE = "recognised-title", "credential-of-a-bounded-committee", "later-credential"


def add_controls(book: Collection, scene: Scene) -> None:
    copy = scene.copy
    shown = sd_jwt.present(copy.credential, ["name", "specialty"])
    for name, says, text in (
        (WITH_PROOF, "A certificate with all claims and its log proof.", scene.full(copy)),
        (WITHOUT_PROOF, "The same certificate without its log proof.", copy.credential),
        (MAPPED, "A title recognised from a grade certificate.", scene.full(scene.recognised)),
        (
            NARROW,
            "A certificate of a committee with narrow bounds.",
            scene.full(scene.narrow),
        ),
        (LATE, "A certificate issued on 25 June 2024.", scene.full(scene.late)),
        (
            "selective-presentation",
            "Only name and specialty are shown; what is withheld harms nobody (RFC 9901 4).",
            f"{shown}\n\n{scene.proof(copy.index).to_text()}",
        ),
    ):
        book.control(name, says, VALID, input=text)
    book.control(
        "credential-older-than-the-theft",
        "The log shows that it was there before the key was stolen, so it still counts.",
        VALID,
        input=scene.full(copy),
        bundle=KEYS_LOST,
    )
    book.control(
        "committee-suspended-later",
        "Its committee lost its right after the batch was received, which acts forward only.",
        verdict("VALID_AUTH_WITHDRAWN"),
        input=scene.full(scene.narrow),
        bundle=RIGHTS_LOST,
    )
    for name, says, expected, which in (
        ("revoked", "revoked", verdict("REVOKED", "status.revoked"), scene.revoked),
        ("suspended", "suspended", verdict("SUSPENDED", "status.suspended"), scene.suspended),
        ("superseded", "replaced", verdict("SUPERSEDED", "status.superseded"), scene.superseded),
    ):
        text = f"A genuine certificate that the status list shows as {says}."
        book.control(f"{name}-credential", text, expected, input=scene.full(which))
