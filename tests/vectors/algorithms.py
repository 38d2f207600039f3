"""Flaws in how a credential is signed: other algorithms, numbers that sign nothing, odd kids."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384

from keys.encoding import Json, canonical
from keys.roles import Role
from keys.signer import MemorySigner
from tests.vectors.collection import TAKEN_BACK, VALID, Collection, Expected, error, forged, verdict
from tests.vectors.controls import WITH_PROOF, WITHOUT_PROOF
from tests.vectors.scene import Scene
from tests.vectors.tampering import (
    ORDER,
    compact,
    compact_by,
    disclosures_of,
    header_for,
    joined,
    mac_by,
    payload_of,
    with_second_signature,
)
from verifier import sd_jwt

SECOND = "credential-with-the-second-signature"
ATTACKER = "https://zc.fake.example"


def on_curve(curve: ec.EllipticCurve, algorithm: SHA256 | SHA384) -> Callable[[bytes], bytes]:
    """Signs with a fresh key of a curve: r and s side by side (RFC 7518 3.4)."""
    key = ec.generate_private_key(curve)
    width = (curve.key_size + 7) // 8

    def sign(data: bytes) -> bytes:
        pair = decode_dss_signature(key.sign(data, ec.ECDSA(algorithm)))
        return b"".join(each.to_bytes(width, "big") for each in pair)

    return sign


def in_der(signer: MemorySigner) -> Callable[[bytes], bytes]:
    return lambda data: signer._material.sign(data, ec.ECDSA(SHA256()))


def by_rsa() -> Callable[[bytes], bytes]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return lambda data: key.sign(data, padding.PKCS1v15(), SHA256())


def add_algorithms(book: Collection, scene: Scene) -> None:
    text, signer = scene.copy.credential, scene.signers[Role.CREDENTIAL]
    payload, disclosures = payload_of(text), disclosures_of(text)
    plain = header_for(signer, "dc+sd-jwt")
    p384, k1 = on_curve(ec.SECP384R1(), SHA384()), on_curve(ec.SECP256K1(), SHA256())
    other = forged("envelope.algorithm")
    jwk = canonical(signer.public.to_jwk())
    for name, says, expected, alg, sign in (
        (
            "alg-hs256-with-the-jwk",
            "HS256 with the public key as a JWK for its secret (RFC 8725 2.1).",
            *(other, "HS256", mac_by(jwk)),
        ),
        (
            "alg-es256-over-a-mac",
            "Says ES256, and the signature is a MAC under the public key (RFC 8725 2.1).",
            *(forged("signature.wrong"), "ES256", lambda data: mac_by(jwk)(data) * 2),
        ),
        (
            "alg-none-in-other-letters",
            'alg "nOnE" (RFC 8725 3.1: an algorithm is compared letter by letter).',
            *(other, "nOnE", signer.sign),
        ),
        (
            "alg-in-small-letters",
            'alg "es256" beside a genuine signature: one algorithm has one name (RFC 7518 3.1).',
            *(other, "es256", signer.sign),
        ),
        (
            "alg-es384",
            "ES384 by a key on P-384, under the kid of the listed key (RFC 7518 3.4).",
            *(other, "ES384", p384),
        ),
        (
            "alg-es256-by-a-key-on-p-384",
            "Says ES256, and the signature has the 96 bytes of P-384 (RFC 7518 3.4).",
            *(forged("envelope.form"), "ES256", p384),
        ),
        (
            "alg-es256k",
            "ES256K by a key on secp256k1, under the kid of the listed key (RFC 8812 3.2).",
            *(other, "ES256K", k1),
        ),
        (
            "alg-es256-by-a-key-on-secp256k1",
            "Says ES256, and the key that signed is on another curve (RFC 7518 3.4).",
            *(forged("signature.wrong"), "ES256", k1),
        ),
        *(
            (
                f"alg-{alg.lower()}",
                f"{alg} by an Ed25519 key, under the kid of the listed key (RFC 9864 2.2).",
                *(other, alg, ed25519.Ed25519PrivateKey.generate().sign),
            )
            for alg in ("EdDSA", "Ed25519")
        ),
        (
            "alg-rs256",
            "RS256 by an RSA key, under the kid of the listed key (RFC 7518 3.3).",
            *(other, "RS256", by_rsa()),
        ),
        (
            "signature-of-zeros-on-a-credential",
            "r and s are zero (FIPS 186-5 6.4.2; CVE-2022-21449).",
            *(forged("signature.wrong"), "ES256", lambda _: bytes(64)),
        ),
        (
            "signature-of-the-order",
            "r and s are the order of the curve, which is zero once more (FIPS 186-5 6.4.2).",
            *(forged("signature.wrong"), "ES256", lambda _: ORDER.to_bytes(32, "big") * 2),
        ),
        (
            "signature-in-der",
            "A genuine signature in DER, not as r and s (RFC 7518 3.4).",
            *(forged("envelope.form"), "ES256", in_der(signer)),
        ),
    ):
        jwt = compact_by({**plain, "alg": alg}, payload, sign)
        book.flaw(name, says, expected, of=WITHOUT_PROOF, input=joined(jwt, disclosures))
    _add_second_signature(book, scene)
    _add_kids(book, scene)


def _add_second_signature(book: Collection, scene: Scene) -> None:
    """Anybody can turn a signature into its twin; it shows the same facts and is another copy."""
    text = scene.copy.credential
    twin = joined(with_second_signature(sd_jwt.issuer_jwt(text)), disclosures_of(text))
    book.control(
        SECOND,
        "s became n - s, which holds over the same bytes and shows the same facts (SEC 1 4.1.4).",
        VALID,
        input=twin,
    )
    book.flaw(
        f"{SECOND}-taken-back",
        "The twin of a revoked certificate is as revoked as itself.",
        verdict("REVOKED", "status.revoked"),
        of=SECOND,
        bundle=TAKEN_BACK,
    )
    book.flaw(
        "second-signature-beside-a-log-proof",
        "s became n - s: the log holds another copy than this one (C2SP tlog-proof).",
        forged("log.other-certificate"),
        of=WITH_PROOF,
        input=f"{twin}\n\n{scene.proof(scene.copy.index).to_text()}",
    )


def _add_kids(book: Collection, scene: Scene) -> None:
    text, signer = scene.copy.credential, scene.signers[Role.CREDENTIAL]
    payload, disclosures = payload_of(text), disclosures_of(text)
    plain = header_for(signer, "dc+sd-jwt")
    stranger = MemorySigner.generate(Role.CREDENTIAL)
    without: dict[str, Json] = {"alg": "ES256", "typ": "dc+sd-jwt"}
    unknown, header = forged("key.unknown"), error("envelope.header")
    too_large = error("credential.too-large")
    headers: tuple[tuple[str, str, Expected, dict[str, Json]], ...] = (
        ("kid-as-a-path", "kid is a path to a file", unknown, {"kid": "../../../../dev/null"}),
        ("kid-as-sql", "kid is a piece of SQL", unknown, {"kid": "' OR '1'='1' --"}),
        ("kid-as-an-address", "kid is an address", unknown, {"kid": f"{ATTACKER}/key"}),
        ("kid-of-no-characters", "kid is empty", unknown, {"kid": ""}),
        ("kid-with-a-zero-byte", "kid goes on after a zero", unknown, {"kid": f"{signer.kid}\0x"}),
        ("kid-as-a-number", "kid is a number (RFC 7515 4.1.4)", header, {"kid": 7}),
        ("kid-as-a-list", "kid is a list of two", header, {"kid": [signer.kid, stranger.kid]}),
        ("kid-of-16-kib", "kid has 16,384 characters", header, {"kid": "A" * 2**14}),
        ("kid-of-32-kib", "kid has 32,768 characters", too_large, {"kid": "A" * 2**15}),
    )
    for name, says, expected, changes in headers:
        jwt = compact({**without, **changes}, payload, signer)
        book.flaw(
            name,
            f"{says[0].upper()}{says[1:]}; it is a name in the list of keys and nothing else.",
            expected,
            of=WITHOUT_PROOF,
            input=joined(jwt, disclosures),
        )
    book.flaw(
        "header-without-kid",
        "No kid: no key is tried because it happens to fit (RFC 7515 4.1.4).",
        header,
        of=WITHOUT_PROOF,
        input=joined(compact(without, payload, signer), disclosures),
    )
    taken: tuple[tuple[str, Json], ...] = (
        ("jwk", stranger.public.to_jwk()),
        ("jku", f"{ATTACKER}/keys"),
        ("x5c", ["MIIB"]),
        ("x5u", f"{ATTACKER}/chain"),
    )
    for member, value in taken:
        book.flaw(
            f"header-with-an-attackers-{member}",
            f'An attacker signed, and the header brings the key to check with: "{member}" '
            "(RFC 8725 3.10).",
            header,
            of=WITHOUT_PROOF,
            input=joined(compact({**plain, member: value}, payload, stranger), disclosures),
        )
