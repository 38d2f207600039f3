"""Several hundred presentations of credentials, true and false, for judges who do not know us.

Each kind is one way to present a certificate, named for what it is, and is made of many
certificates. `ours` is what `verifier.verify` must say of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from keys.encoding import Json, b64, canonical, sha256, unb64
from keys.roles import Role
from tests.interop.issued import CURRENT, EXPIRED, NONE, STALE, Office
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
    with_second_signature,
)
from tests.verifier.papers import (
    ENTITY,
    NOW,
)
from tests.verifier.world import Copy
from verifier import sd_jwt
from verifier.disclosure import name_of

TYP: Final = "dc+sd-jwt"


@dataclass(frozen=True)
class Case:
    """One presentation.

    Attributes:
        kind: The way it was made.
        lists: Which publication of the status lists the judge sees.
    """

    kind: str
    text: str
    lists: str = CURRENT


def cases(world: Office) -> Iterator[Case]:
    """Every kind, of every certificate that it can be made of."""
    random = Random("differential")
    for copy in world.copies:
        for kind, make in _KINDS.items():
            yield Case(kind, make(world, copy, random))
        for place in range(3):
            count = random.randrange(1, len(disclosures_of(copy.credential)))
            yield Case(f"selection {place + 1}", selection(copy, random, count))
        yield Case("status list expired", copy.credential, EXPIRED)
        yield Case("status list a day old", copy.credential, STALE)
        yield Case("no status list", copy.credential, NONE)
    for kind, copies in (
        ("revoked", world.fallen[1]),
        ("suspended", world.fallen[2]),
        ("superseded", world.fallen[3]),
        ("issued an hour ahead", world.ahead),
        ("title of another level", world.mistitled),
        ("status beyond the list", world.beyond),
        ("status in an unknown list", world.unlisted),
    ):
        yield from (Case(kind, copy.credential) for copy in copies)


def selection(copy: Copy, random: Random, count: int) -> str:
    """A presentation of so many claims, in any order."""
    disclosures = disclosures_of(copy.credential)
    return joined(_jwt(copy), random.sample(disclosures, count))


def _jwt(copy: Copy) -> str:
    return sd_jwt.issuer_jwt(copy.credential)


Maker = Callable[[Office, Copy, Random], str]


def _shuffled(world: Office, copy: Copy, random: Random) -> str:
    return selection(copy, random, len(disclosures_of(copy.credential)))


def _second_signature(world: Office, copy: Copy, random: Random) -> str:
    return joined(with_second_signature(_jwt(copy)), disclosures_of(copy.credential))


def _claims(**changes: Any) -> Maker:
    """The signed part says something else, by the office's own signature."""

    def make(world: Office, copy: Copy, random: Random) -> str:
        payload = canonical({**claims_of(copy.credential), **changes})
        jwt = compact(header_for(world.signer, TYP), payload, world.signer)
        return joined(jwt, disclosures_of(copy.credential))

    return make


def _payload(change: Callable[[bytes], bytes]) -> Maker:
    """The signed part is written otherwise, by the office's own signature."""

    def make(world: Office, copy: Copy, random: Random) -> str:
        payload = change(payload_of(copy.credential))
        jwt = compact(header_for(world.signer, TYP), payload, world.signer)
        return joined(jwt, disclosures_of(copy.credential))

    return make


def _header(*without: str, **changes: Any) -> Maker:
    """The header says something else, by the office's own signature."""

    def make(world: Office, copy: Copy, random: Random) -> str:
        said = {**header_for(world.signer, TYP), **changes}
        kept = {name: value for name, value in said.items() if name not in without}
        jwt = compact(kept, payload_of(copy.credential), world.signer)
        return joined(jwt, disclosures_of(copy.credential))

    return make


def _disclosed(*more: tuple[str, Any]) -> Maker:
    """Disclosures beside the true ones, each named by the office's own signature."""

    def make(world: Office, copy: Copy, random: Random) -> str:
        added = [b64(canonical([b64(random.randbytes(16)), *each])) for each in more]
        every = [*disclosures_of(copy.credential), *added]
        return with_disclosures(copy.credential, every, world.signer)

    return make


def _twice_named(world: Office, copy: Copy, random: Random) -> str:
    disclosures = disclosures_of(copy.credential)
    twin = (sha256(disclosures[0].encode()),)
    return with_disclosures(copy.credential, disclosures, world.signer, also=twin)


def _edited_payload(world: Office, copy: Copy, random: Random) -> str:
    head, body, tail = _jwt(copy).split(".")
    document = {**json.loads(unb64(body)), "title": "正高级工程师", "level": "FULL_SENIOR"}
    return joined(f"{head}.{b64(canonical(document))}.{tail}", disclosures_of(copy.credential))


def _edited_name(world: Office, copy: Copy, random: Random) -> str:
    found = {name_of(each): each for each in disclosures_of(copy.credential)}
    salt, name, _ = json.loads(unb64(found["name"]))
    found["name"] = b64(canonical([salt, name, "独孤求名"]))
    return joined(_jwt(copy), list(found.values()))


def _borrowed(world: Office, copy: Copy, random: Random) -> str:
    other = random.choice([each for each in world.copies if each is not copy])
    taken = random.choice(disclosures_of(other.credential))
    return joined(_jwt(copy), [*disclosures_of(copy.credential), taken])


def _signed_by(role: Role | None, *, named: bool) -> Maker:
    """The true payload under the signature of somebody else."""

    def make(world: Office, copy: Copy, random: Random) -> str:
        signer = world.signers[role] if role else world.stranger
        said = header_for(signer if named else world.signer, TYP)
        jwt = compact(said, payload_of(copy.credential), signer)
        return joined(jwt, disclosures_of(copy.credential))

    return make


def _mac(world: Office, copy: Copy, random: Random) -> str:
    said = header_for(world.signer, TYP, alg="HS256")
    jwt = compact_by(said, payload_of(copy.credential), mac_by(pem_of(world.signer.public)))
    return joined(jwt, disclosures_of(copy.credential))


def _damaged(world: Office, copy: Copy, random: Random) -> str:
    raw = bytearray(unb64(_jwt(copy).split(".")[2]))
    raw[random.randrange(64)] ^= 1 << random.randrange(8)
    signed = _jwt(copy).rpartition(".")[0]
    return joined(f"{signed}.{b64(bytes(raw))}", disclosures_of(copy.credential))


def _strayed(world: Office, copy: Copy, random: Random) -> str:
    body = b64(payload_of(copy.credential))
    while not len(body) % 4:
        body = b64(unb64(body) + b" ")
    jwt = compact_over(header_for(world.signer, TYP), stray_bits(body), world.signer)
    return joined(jwt, disclosures_of(copy.credential))


def _padded(world: Office, copy: Copy, random: Random) -> str:
    disclosures = disclosures_of(copy.credential)
    return joined(_jwt(copy), [*disclosures[:-1], disclosures[-1] + "="])


def _bound(world: Office, copy: Copy, random: Random) -> str:
    said = {"alg": "ES256", "typ": "kb+jwt"}
    hashed = sha256(copy.credential.encode())
    payload: Json = {"aud": "x", "iat": int(NOW.timestamp()), "nonce": "n", "sd_hash": hashed}
    return copy.credential + compact(said, canonical(payload), world.stranger)


_KINDS: Final[dict[str, Maker]] = {
    "whole": lambda _, copy, __: copy.credential,
    "no claims": lambda _, copy, __: sd_jwt.present(copy.credential, []),
    "any order": _shuffled,
    "second signature": _second_signature,
    "payload with spaces": _payload(lambda data: json.dumps(json.loads(data)).encode()),
    "title edited": _edited_payload,
    "name edited": _edited_name,
    "claim of another": _borrowed,
    "claim shown twice": lambda _, copy, __: joined(
        _jwt(copy), [*disclosures_of(copy.credential), disclosures_of(copy.credential)[0]]
    ),
    "signature damaged": _damaged,
    "signed by a stranger": _signed_by(None, named=True),
    "signed by a stranger in our name": _signed_by(None, named=False),
    "signed by the status key": _signed_by(Role.STATUS, named=True),
    "signed by the trust list's key": _signed_by(Role.AUTHORITY, named=True),
    "typ vc+sd-jwt": _header(typ="vc+sd-jwt"),
    "typ JWT": _header(typ="JWT"),
    "typ of a status list": _header(typ="statuslist+jwt"),
    "no typ": _header("typ"),
    "alg none": _header(alg="none"),
    "alg ES384": _header(alg="ES384"),
    "alg HS256 with the public key": _mac,
    "header with jwk": _header(jwk={"kty": "EC"}),
    "header with crit": _header(crit=["exp"], exp=1),
    "vct of another type": _claims(vct=f"{ENTITY}/vct/another/1"),
    "payload with exp passed": _claims(exp=1_717_000_000),
    "payload with exp ahead": _claims(exp=1_999_000_000),
    "payload with a title twice": _payload(
        lambda data: data.replace(b'"title":', '"title":"正高级工程师","title":'.encode())
    ),
    "payload with a fraction": _payload(
        lambda data: data.replace(b'"version":1', b'"version":1.0')
    ),
    "payload with stray bits": _strayed,
    "disclosure padded": _padded,
    "digest twice": _twice_named,
    "digests by md5": _claims(_sd_alg="md5"),
    "name said twice": _disclosed(("name", "独孤求名")),
    "title disclosed": _disclosed(("title", "正高级工程师")),
    "status disclosed": _disclosed(("status", {})),
    "_sd disclosed": _disclosed(("_sd", [])),
    "unknown claim": _disclosed(("licence", "A1")),
    "bound to a holder": _bound,
    "cut": lambda _, copy, __: copy.credential[:-2],
    "no end": lambda _, copy, __: copy.credential[:-1],
    "an empty disclosure": lambda _, copy, __: copy.credential + "~",
}
