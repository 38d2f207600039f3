"""Flaws in the form of a credential: its disclosures and its header."""

from __future__ import annotations

from keys.encoding import b64, canonical, sha256, unb64
from keys.roles import Role
from tests.vectors.collection import (
    Collection,
    error,
    forged,
)
from tests.vectors.controls import WITHOUT_PROOF
from tests.vectors.scene import Scene
from tests.vectors.tampering import (
    claims_of,
    compact,
    compact_by,
    compact_over,
    disclosures_of,
    header_for,
    joined,
    mac_by,
    payload_of,
    pem_of,
    stray_bits,
    with_disclosures,
)
from verifier import sd_jwt
from verifier.disclosure import name_of


def add_disclosures(book: Collection, scene: Scene) -> None:
    text, signer = scene.copy.credential, scene.signers[Role.CREDENTIAL]
    jwt, disclosures = sd_jwt.issuer_jwt(text), disclosures_of(text)
    named = {name_of(each): each for each in disclosures}
    stranger = {name_of(each): each for each in disclosures_of(scene.recognised.credential)}
    renamed = b64(unb64(named["name"]).replace("欧阳文博".encode(), "欧阳文搏".encode()))
    others = [each for each in disclosures if each != named["name"]]
    loose = next(each for each in disclosures if len(each) % 4)
    strayed = [stray_bits(each) if each == loose else each for each in disclosures]
    salt = b64(sha256(b"salt").encode()[:16])

    def resigned(claim: str, value: str) -> str:
        raw = f'["{salt}","{claim}",{value}]'.encode()
        return with_disclosures(text, [*disclosures, b64(raw)], signer)

    for name, says, expected, tampered in (
        (
            "unreferenced-disclosure",
            "A disclosure that no digest of the signed part names (RFC 9901 7.1(5)).",
            forged("credential.unreferenced"),
            joined(jwt, [*disclosures, stranger["mapping"]]),
        ),
        (
            "changed-name",
            "One character of the name was changed, so no digest names it (RFC 9901 7.1(5)).",
            forged("credential.unreferenced"),
            joined(jwt, [renamed, *others]),
        ),
        (
            "disclosure-twice",
            "The same disclosure twice: its claim is there already (RFC 9901 7.1(3)).",
            forged("credential.duplicate-claim"),
            joined(jwt, [*disclosures, disclosures[0]]),
        ),
        (
            "claim-disclosed-twice",
            "Two signed disclosures of one claim with other salts (RFC 9901 7.1(3)).",
            forged("credential.duplicate-claim"),
            resigned("name", '"欧阳文博"'),
        ),
        (
            "digest-twice",
            "The signed part holds one digest twice (RFC 9901 7.1(4)).",
            forged("credential.duplicate-digest"),
            with_disclosures(text, disclosures, signer, also=(sha256(disclosures[0].encode()),)),
        ),
        (
            "disclosure-of-a-visible-claim",
            "A disclosure would overwrite the title in the signed part (RFC 9901 7.1(3)).",
            forged("credential.reserved-name"),
            resigned("title", '"正高级工程师"'),
        ),
        (
            "disclosure-of-sd",
            'A disclosure by the name of "_sd" (RFC 9901 4.2.1).',
            forged("credential.reserved-name"),
            resigned("_sd", "[]"),
        ),
        (
            "unknown-digest-algorithm",
            "The signed part names a digest algorithm that we do not know (RFC 9901 7.1(2)).",
            forged("credential.digest-algorithm"),
            joined(resealed(scene, _sd_alg="md5"), disclosures),
        ),
        (
            "padded-disclosure",
            "A disclosure in base64 with padding (RFC 7515 2).",
            error("credential.form"),
            joined(jwt, [*(each for each in disclosures if each != loose), loose + "="]),
        ),
        (
            "stray-bits-in-a-disclosure",
            "A signed disclosure sets bits that belong to no byte (RFC 4648 3.5).",
            forged("encoding.base64"),
            with_disclosures(text, strayed, signer),
        ),
        (
            "duplicate-members-in-a-disclosure",
            "A signed disclosure holds an object with one member twice (RFC 8259 4).",
            forged("encoding.duplicate-member"),
            resigned("mapping", '{"clause":"六","clause":"七"}'),
        ),
        (
            "key-binding",
            "A presentation bound to a holder's key, which our certificates do not have.",
            error("credential.key-binding"),
            text + jwt,
        ),
    ):
        book.flaw(name, says, expected, of=WITHOUT_PROOF, input=tampered)


def resealed(scene: Scene, **changes: str) -> str:
    """The signed part with other claims, signed by the office itself."""
    signer = scene.signers[Role.CREDENTIAL]
    payload = canonical({**claims_of(scene.copy.credential), **changes})
    return compact(header_for(signer, "dc+sd-jwt"), payload, signer)


def add_headers(book: Collection, scene: Scene) -> None:
    text, signer = scene.copy.credential, scene.signers[Role.CREDENTIAL]
    payload, disclosures = payload_of(text), disclosures_of(text)
    plain = header_for(signer, "dc+sd-jwt")
    head, body, signature = sd_jwt.issuer_jwt(text).split(".")
    twice = payload.replace(b'"title":', '"title":"正高级工程师","title":'.encode())
    short = payload if len(b64(payload)) % 4 else payload.replace(b'{"_sd"', b'{ "_sd"')
    strayed = compact_over(plain, stray_bits(b64(short)), signer)
    fraction = payload.replace(b'"version":1', b'"version":1.0')
    for name, says, expected, jwt in (
        *(
            (
                f"foreign-typ-{label}",
                f'Signed by the right key under typ "{typ}" (RFC 8725 3.11).',
                forged("envelope.typ"),
                compact({**plain, "typ": typ}, payload, signer),
            )
            for label, typ in (
                ("vc-sd-jwt", "vc+sd-jwt"),
                ("jwt", "JWT"),
                ("status-list", "statuslist+jwt"),
            )
        ),
        *(
            (
                f"header-with-{member}",
                f'The header carries "{member}" beside alg, kid and typ (RFC 8725 3.10).',
                error("envelope.header"),
                compact({**plain, member: value}, payload, signer),
            )
            for member, value in (
                ("jwk", signer.public.to_jwk()),
                ("jku", "https://zc.fake.example/keys"),
                ("x5c", ["MIIB"]),
                ("x5u", "https://zc.fake.example/chain"),
                ("crit", ["exp"]),
                ("zip", "DEF"),
                ("b64", False),
            )
        ),
        (
            "alg-none",
            'alg "none" and an empty signature (RFC 8725 3.2).',
            error("envelope.form"),
            f"{b64(canonical({**plain, 'alg': 'none'}))}.{body}.",
        ),
        (
            "alg-none-with-a-signature",
            'alg "none" beside a signature: the algorithm is the key\'s (RFC 8725 3.1).',
            forged("envelope.algorithm"),
            f"{b64(canonical({**plain, 'alg': 'none'}))}.{body}.{signature}",
        ),
        (
            "alg-hs256-with-the-public-key",
            "HS256 with the public key as its secret (RFC 8725 2.1).",
            forged("envelope.algorithm"),
            compact_by({**plain, "alg": "HS256"}, payload, mac_by(pem_of(signer.public))),
        ),
        (
            "duplicate-members-in-the-payload",
            "The signed payload says two titles (RFC 8259 4; RFC 7519 4).",
            forged("encoding.duplicate-member"),
            compact(plain, twice, signer),
        ),
        (
            "fraction-in-the-payload",
            "The signed payload says version 1.0, which is no whole number to every reader.",
            forged("encoding.number"),
            compact(plain, fraction, signer),
        ),
        (
            "padded-payload",
            "The payload in base64 with padding (RFC 7515 2).",
            error("credential.form"),
            f"{head}.{body}=.{signature}",
        ),
        (
            "stray-bits-in-the-payload",
            "The signed payload sets bits that belong to no byte (RFC 4648 3.5).",
            forged("encoding.base64"),
            strayed,
        ),
    ):
        book.flaw(name, says, expected, of=WITHOUT_PROOF, input=joined(jwt, disclosures))
