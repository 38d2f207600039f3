"""Vectors of the offline QR code: a link whose fragment carries the certificate as a CWT."""

from __future__ import annotations

from dataclasses import replace

import cbor2

from keys.encoding import unb64
from keys.roles import Role
from keys.signer import MemorySigner
from tests.vectors.collection import KEYS_LOST, VALID, Collection, error, forged, verdict
from tests.vectors.controls import MAPPED
from tests.vectors.scene import NEIGHBOUR_HOST, Scene
from tests.vectors.tampering import second_signature
from tests.verifier.world import HOST, REGION
from verifier import cwt, digits, wire

OFFLINE = "offline-qr"


def sealed(payload: bytes, signer: MemorySigner, *, algorithm: int = -9) -> bytes:
    """A COSE_Sign1 over any payload."""
    protected = cbor2.dumps({1: algorithm, 4: unb64(signer.kid)[:8]})
    signature = signer.sign(cbor2.dumps(["Signature1", protected, b"", payload]))
    return cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature]))


def _with_unprotected(data: bytes, header: dict[int, bytes]) -> bytes:
    protected, _, payload, signature = cbor2.loads(data).value
    return cbor2.dumps(cbor2.CBORTag(18, [protected, header, payload, signature]))


def add_offline_codes(book: Collection, scene: Scene) -> None:
    copy = scene.copy
    book.control(OFFLINE, "The offline QR code of a certificate.", VALID, input=copy.offline)
    book.control(
        f"{OFFLINE}-of-a-{MAPPED}",
        "The offline QR code of a recognised title names its rule.",
        VALID,
        input=scene.recognised.offline,
    )
    book.control(
        f"{OFFLINE}-revoked",
        "The offline QR code of a revoked certificate.",
        verdict("REVOKED", "status.revoked"),
        input=scene.revoked.offline,
    )
    twin = scene.copy.cwt[:-64] + second_signature(scene.copy.cwt[-64:])
    book.control(
        f"{OFFLINE}-with-the-second-signature",
        "s became n - s, which holds over the same bytes and shows the same facts (SEC 1 4.1.4).",
        VALID,
        input=wire.offline_link(HOST, scene.copy.code, twin),
    )
    _add_links(book, scene)
    _add_bytes(book, scene)
    _add_keys(book, scene)


def _add_links(book: Collection, scene: Scene) -> None:
    code, data, text = scene.copy.code, scene.copy.cwt, scene.copy.offline
    address, _, fragment = text.partition("#")
    foreign = verdict("NOT_OFFICIAL_QR", "read.foreign-host")
    for label, says, host in (
        ("foreign-host", "a host that looks alike", f"{HOST.replace('.', '-', 1)}"),
        ("sub-domain", "a host that begins with the official name", f"{HOST}.fake.example"),
        ("homograph", "a host that looks alike in another script", f"xn--80ak6aa92e.{HOST}"),
        ("port", "the official host and another door of it", f"{HOST}:8443"),
    ):
        book.flaw(
            f"{OFFLINE}-on-a-{label}",
            f"The link leads to {says}; the signature is genuine.",
            foreign,
            of=OFFLINE,
            input=wire.offline_link(host, code, data),
        )
    book.flaw(
        f"{OFFLINE}-on-another-authoritys-host",
        "The link leads to the official host of another authority.",
        forged("document.misdirected"),
        of=OFFLINE,
        input=wire.offline_link(NEIGHBOUR_HOST, code, data),
    )
    elsewhere = address.replace(f"https://{HOST}", "https://zc.fake.example")
    for label, says, refusal, tampered in (
        (
            "with-a-user-before-the-host",
            "The official host stands where a name of a user stands (RFC 3986 3.2.1).",
            "wire.host",
            text.replace(HOST, f"{HOST}@zc.fake.example"),
        ),
        (
            "with-the-host-in-its-path",
            "The official host stands in the path, behind another one.",
            "wire.host",
            text.replace(HOST, f"zc.fake.example/{HOST}"),
        ),
        (
            "with-a-stroke-behind-the-host",
            "A backslash, which some readers take for a slash (WHATWG URL 4.4).",
            "wire.host",
            text.replace(HOST, f"{HOST}\\@zc.fake.example"),
        ),
        (
            "on-a-host-in-another-script",
            "The host is written with a Cyrillic letter (UTS 39).",
            "wire.host",
            text.replace(HOST, HOST.replace("c", "\u0441", 1)),
        ),
        (
            "on-a-host-with-a-dot-behind-it",
            "The host ends in a dot: another spelling of it (RFC 3986 3.2.2).",
            "wire.host",
            text.replace(HOST, f"{HOST}."),
        ),
        (
            "on-a-host-that-is-only-there",
            "The path of the link is not that of certificates.",
            "wire.code",
            f"{elsewhere.replace('/v/', '/w/')}#{fragment}",
        ),
        ("without-tls", "The link is http (RFC 3986).", "wire.form", f"http{text[5:]}"),
        (
            "of-another-version",
            "The digit before the digits is another version's.",
            "wire.version",
            f"{address}#2{fragment[1:]}",
        ),
        (
            "digits-padded",
            "One digit too many: no bytes have that many digits (FIDO CTAP 2.2 11.5).",
            "wire.digits",
            f"{text}0",
        ),
        (
            "digits-too-great",
            "A group of 17 digits that is greater than its 7 bytes can be.",
            "wire.digits",
            f"{address}#1{'9' * 17}{fragment[18:]}",
        ),
        (
            "digits-cut",
            "The last group is missing, so the bytes end too early (RFC 9052 4.2).",
            "cwt.form",
            f"{address}#1{digits.encode(data[:-7])}",
        ),
    ):
        book.flaw(f"{OFFLINE}-{label}", says, error(refusal), of=OFFLINE, input=tampered)


def _add_bytes(book: Collection, scene: Scene) -> None:
    code, data = scene.copy.code, scene.copy.cwt
    signer = scene.signers[Role.CREDENTIAL]
    payload = cwt.take_apart(data).payload
    renamed = data.replace("欧阳文博".encode(), "欧阳文搏".encode())
    turned = cbor2.dumps(dict(reversed(cbor2.loads(payload).items())))
    for label, says, expected, tampered in (
        (
            "with-a-changed-byte",
            "One byte of the name was changed (RFC 9052 4.4).",
            forged("signature.wrong"),
            renamed,
        ),
        (
            "in-another-order",
            "Signed claims in another order than the one spelling (RFC 8949 4.2.1).",
            forged("cwt.canonical"),
            sealed(turned, signer),
        ),
        (
            "of-another-region",
            "Signed by the authority and says another region than its own.",
            forged("document.misdirected"),
            cwt.encode(scene.copy.certificate, signer, region="370600"),
        ),
        (
            "with-another-algorithm",
            "alg is -7 (ES256) and not -9 (ESP256; RFC 9864): another spelling of the header.",
            error("cwt.form"),
            sealed(payload, signer, algorithm=-7),
        ),
        (
            "under-a-mac",
            "alg is 5 (HMAC 256/256; RFC 9053 3.1), which anybody can make.",
            error("cwt.form"),
            sealed(payload, signer, algorithm=5),
        ),
        (
            "with-an-unprotected-header",
            "A key beside the signature, which nobody has signed (RFC 9052 3).",
            error("cwt.form"),
            _with_unprotected(data, {4: unb64(signer.kid)[:8]}),
        ),
        (
            "with-a-signature-of-zeros",
            "r and s are zero (FIPS 186-5 6.4.2).",
            forged("signature.wrong"),
            data[:-64] + bytes(64),
        ),
        ("untagged", "Tag 18 is missing (RFC 9052 2).", error("cwt.form"), data[1:]),
    ):
        text = wire.offline_link(HOST, code, tampered)
        book.flaw(f"{OFFLINE}-{label}", says, expected, of=OFFLINE, input=text)


def _add_keys(book: Collection, scene: Scene) -> None:
    code, certificate = scene.copy.code, scene.copy.certificate
    payload = cwt.take_apart(scene.copy.cwt).payload
    stranger = MemorySigner.generate(Role.CREDENTIAL)
    unlisted = replace(certificate, issuer="https://zc.fake.example")
    for label, says, expected, tampered in (
        (
            "signed-by-a-stranger",
            "Signed by a key that nobody has published.",
            forged("key.unknown"),
            cwt.encode(certificate, stranger, region=REGION),
        ),
        (
            "signed-by-another-authority",
            "Signed by the certificate key of another authority, for a region that is not its own.",
            forged("document.misdirected"),
            cwt.encode(certificate, scene.neighbour[Role.CREDENTIAL], region=REGION),
        ),
        (
            "of-an-unlisted-region",
            "Signed by nobody known for a region that has no authority on the anchor's list.",
            verdict("WRONG_ISSUER", "key.unknown-issuer"),
            cwt.encode(unlisted, stranger, region="110000"),
        ),
        (
            "signed-by-a-status-key",
            "Signed by the authority's own key of role status; a key has one role.",
            forged("key.role"),
            sealed(payload, scene.signers[Role.STATUS]),
        ),
    ):
        text = wire.offline_link(HOST, code, tampered)
        book.flaw(f"{OFFLINE}-{label}", says, expected, of=OFFLINE, input=text)
    book.flaw(
        f"{OFFLINE}-of-a-stolen-key",
        "The key was revoked since; a QR code carries no log proof, so nobody knows when.",
        verdict("CANNOT_TELL", "dates.key-revoked-since"),
        of=OFFLINE,
        bundle=KEYS_LOST,
    )
