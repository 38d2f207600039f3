"""Flaws in who signed a credential and what it says."""

from __future__ import annotations

from dataclasses import replace

from keys.roles import Role
from keys.signer import MemorySigner
from tests.vectors.collection import (
    KEYS_LOST,
    Collection,
    forged,
    verdict,
)
from tests.vectors.controls import LATE, WITHOUT_PROOF
from tests.vectors.forms import resealed
from tests.vectors.scene import Scene
from tests.vectors.tampering import (
    compact,
    disclosures_of,
    header_for,
    joined,
    payload_of,
)
from tests.verifier.judging import edited
from tests.verifier.world import ENTITY
from verifier import sd_jwt


def add_keys(book: Collection, scene: Scene) -> None:
    text, certificate = scene.copy.credential, scene.copy.certificate
    payload, disclosures = payload_of(text), disclosures_of(text)
    unlisted = replace(certificate, issuer="https://zc.fake.example")
    stranger = MemorySigner.generate(Role.CREDENTIAL)
    for name, says, expected, tampered in (
        (
            "edited-title",
            "The title was changed after signing (RFC 7515 5.2).",
            forged("signature.wrong"),
            edited(text, title="正高级工程师", level="FULL_SENIOR"),
        ),
        (
            "kid-unknown",
            "Signed by a key that nobody has published.",
            forged("key.unknown"),
            sd_jwt.encode(certificate, stranger),
        ),
        (
            "kid-of-another-authority",
            "Signed by the certificate key of another authority on the anchor's list.",
            forged("key.unknown"),
            sd_jwt.encode(certificate, scene.neighbour[Role.CREDENTIAL]),
        ),
        (
            "kid-borrowed",
            "Names the authority's key, and another key has signed (RFC 7515 5.2).",
            forged("signature.wrong"),
            joined(
                compact(header_for(scene.signers[Role.CREDENTIAL], "dc+sd-jwt"), payload, stranger),
                disclosures,
            ),
        ),
        *(
            (
                f"{role.value}-key-signs-a-credential",
                f"Signed by the authority's own key of role {role.value}; a key has one role.",
                forged("key.role"),
                joined(
                    compact(
                        header_for(scene.signers[role], "dc+sd-jwt"), payload, scene.signers[role]
                    ),
                    disclosures,
                ),
            )
            for role in (Role.STATUS, Role.AUTHORITY)
        ),
        (
            "issuer-not-listed",
            "Signed by an authority that is not on the anchor's list.",
            verdict("WRONG_ISSUER", "key.unknown-issuer"),
            sd_jwt.encode(unlisted, stranger),
        ),
    ):
        book.flaw(name, says, expected, of=WITHOUT_PROOF, input=tampered)
    revoked = "The key was revoked on 20 June 2024, and the log shows the certificate later."
    book.flaw("key-revoked-before-issue", revoked, forged("key.revoked"), of=LATE, bundle=KEYS_LOST)
    book.flaw(
        "key-revoked-and-no-proof",
        "The key was revoked since, and without a log proof nobody knows what it signed when.",
        verdict("CANNOT_TELL", "dates.key-revoked-since"),
        of=WITHOUT_PROOF,
        bundle=KEYS_LOST,
    )


def add_claims(book: Collection, scene: Scene) -> None:
    disclosures = disclosures_of(scene.copy.credential)
    vct = resealed(scene, vct="https://zc.fake.example/vct/zc-title/1")
    newer = resealed(scene, vct=f"{ENTITY}/vct/zc-title/2")
    misdirected = forged("document.misdirected")
    for name, says, expected, text in (
        (
            "vct-elsewhere",
            "Its vct is on a host that is not the issuer's.",
            misdirected,
            joined(vct, disclosures),
        ),
        (
            "vct-of-a-newer-version",
            "A version of the type that we do not know: no lie, but nothing we can judge.",
            verdict("CANNOT_TELL", "document.newer"),
            joined(newer, disclosures),
        ),
        (
            "unknown-claim",
            "The signed part holds a claim that the format does not have.",
            forged("document.unknown-member"),
            joined(resealed(scene, sex="F"), disclosures),
        ),
        (
            "status-elsewhere",
            "Its status list is another authority's.",
            misdirected,
            scene.elsewhere.credential,
        ),
        (
            "issued-in-the-future",
            "Issued an hour after the moment asked about (RFC 7519 4.1.5).",
            forged("dates.future"),
            scene.from_the_future.credential,
        ),
    ):
        book.flaw(name, says, expected, of=WITHOUT_PROOF, input=text)
