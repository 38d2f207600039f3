"""Vectors of what others publish: trust lists, status lists, bundles."""

from __future__ import annotations

import zlib
from datetime import timedelta

from keys.encoding import Json, b64, canonical, parse, unb64
from keys.envelope import seal
from keys.roles import Role, Typ
from keys.signer import MemorySigner
from keys.statement import issue_statement
from tests.vectors.collection import ACCEPTED, OTHER_ANCHOR, Collection, error
from tests.vectors.scene import NARROW, NEIGHBOUR, Scene
from tests.vectors.tampering import (
    compact,
    header_for,
)
from tests.verifier.world import (
    ANCHOR_ENTITY,
    ENTITY,
    FOUNDED,
    NOW,
    ORIGIN,
    STATUS_URI,
    trusted,
)
from verifier.profile import LIST_BYTES
from verifier.status import issue_status_list

BUNDLE, STATUS_LIST = "bundle", "status-list"
ANCHOR_LIST, COMMITTEE_LIST = "list-of-authorities", "list-of-committees"


def add_bundles(book: Collection) -> None:
    book.control(BUNDLE, "A bundle opened with its anchor.", ACCEPTED, kind="open-bundle")
    for name, says, code, change in (
        (
            "bundle-of-another-anchor",
            "Its list of authorities is not signed by the pinned anchor.",
            "key.unknown",
            {"anchor": OTHER_ANCHOR},
        ),
        (
            "bundle-with-an-old-list-of-authorities",
            "A higher number of the anchor's list was seen before (TUF 1.0 5.3.5).",
            "trust.rolled-back",
            {"memory": {f"trust {ANCHOR_ENTITY}": 2}},
        ),
        (
            "bundle-with-an-old-list-of-committees",
            "A higher number of the authority's list was seen before (TUF 1.0 5.3.5).",
            "trust.rolled-back",
            {"memory": {f"trust {ENTITY}": 2}},
        ),
        (
            "bundle-with-a-shorter-log",
            "A longer log was seen before; a log only grows (RFC 9162 2.1.4).",
            "bundle.rolled-back",
            {"memory": {f"log {ORIGIN}": 10_000}},
        ),
        (
            "bundle-with-old-revocations",
            "A higher number of the revocations was seen before.",
            "bundle.rolled-back",
            {"memory": {f"revocations {ENTITY}": 2}},
        ),
        (
            "bundle-expired",
            "Its trust lists have expired, 90 days after their issue.",
            "trust.expired",
            {"at": NOW + timedelta(days=90)},
        ),
        (
            "bundle-from-the-future",
            "Its trust lists were issued an hour after the moment asked about.",
            "trust.future",
            {"at": NOW - timedelta(hours=1)},
        ),
    ):
        book.flaw(name, says, error(code), of=BUNDLE, **change)


def add_trust_lists(book: Collection, scene: Scene) -> None:
    kind = "trust-list"
    authorities, committees = scene.anchor_list(), scene.committee_list()
    says = "The anchor's list of authorities."
    book.control(ANCHOR_LIST, says, ACCEPTED, kind=kind, input=authorities, issuer=ANCHOR_ENTITY)
    says = "The authority's list of committees."
    book.control(COMMITTEE_LIST, says, ACCEPTED, kind=kind, input=committees, issuer=ENTITY)
    of = ANCHOR_LIST
    expired, future = NOW + timedelta(days=91), NOW - timedelta(minutes=2)
    book.flaw(
        "trust-list-expired",
        "The list has expired.",
        error("trust.expired"),
        of=of,
        at=expired,
    )
    book.flaw(
        "trust-list-from-the-future",
        "The list was issued after the moment asked about.",
        error("trust.future"),
        of=of,
        at=future,
    )
    book.flaw(
        "trust-list-rolled-back",
        "List 5 was seen before (TUF 1.0 5.3.5).",
        error("trust.rolled-back"),
        of=of,
        memory={f"trust {ANCHOR_ENTITY}": 5},
    )
    stranger = MemorySigner.generate(Role.ANCHOR)
    options = {"seq": 1, "at": NOW}
    said = [scene.authority_statements]
    abroad = scene._trust_list(NEIGHBOUR, [], scene.anchor_signer, **options)
    signed = scene._trust_list(ANCHOR_ENTITY, said, stranger, **options)
    twice = scene._trust_list(ANCHOR_ENTITY, said * 2, scene.anchor_signer, **options)
    for name, says, code, token in (
        ("trust-list-of-another-issuer", "The list is another entity's.", "trust.issuer", abroad),
        (
            "trust-list-signed-by-a-stranger",
            "Signed by a key that the anchor file does not name.",
            "key.unknown",
            signed,
        ),
        (
            "trust-list-with-two-statements-about-one",
            "Two statements in force about one subject.",
            "trust.duplicate-subject",
            twice,
        ),
    ):
        book.flaw(name, says, error(code), of=of, input=token)
    _add_committee_lists(book, scene)


def _add_committee_lists(book: Collection, scene: Scene) -> None:
    options = {"seq": 1, "at": NOW}
    signer = scene.signers[Role.AUTHORITY]
    statement = issue_statement(
        issuer=ENTITY,
        subject=NARROW,
        keys=[trusted(each) for each in scene.members[NARROW]],
        metadata=scene.filings[NARROW].to_metadata(),
        signer=scene.neighbour[Role.AUTHORITY],
        at=FOUNDED,
    )
    claims = parse(unb64(scene.committee_statements[NARROW][0].split(".")[1]), limit=2**16)
    jwk: dict[str, Json] = trusted(scene.signers[Role.STATUS]).to_jwk()
    claims["jwks"] = {"keys": [jwk]}
    misplaced = compact(
        header_for(signer, Typ.STATEMENT.value),
        canonical(claims),
        signer,
    )
    for name, says, code, token in (
        (
            "statement-signed-by-another-authority",
            "A statement in the list is signed by a neighbour, who may not speak for its issuer.",
            "key.unknown",
            statement,
        ),
        (
            "operational-key-among-the-entitys-own",
            "A status key stands where keys that sign statements stand.",
            "trust.key-place",
            misplaced,
        ),
    ):
        text = scene._trust_list(ENTITY, [[token]], signer, **options)
        book.flaw(name, says, error(code), of=COMMITTEE_LIST, input=text)


def add_status_lists(book: Collection, scene: Scene) -> None:
    token, signer = scene.status_list(), scene.signers[Role.STATUS]
    claims = parse(unb64(token.split(".")[1]), limit=2**20)
    says = "A status list in a bundle."
    book.control(STATUS_LIST, says, ACCEPTED, kind="status-list", input=token)
    credential = scene.signers[Role.CREDENTIAL]

    def issued(uri: str = STATUS_URI, issuer: str = ENTITY, **more: object) -> str:
        options = {"prev": None, "statuses": {}, "at": NOW, "signer": signer, **more}
        return issue_status_list(uri, 1, issuer=issuer, **options)

    def listed(data: bytes, bits: int = 2) -> str:
        changed = {**claims, "status_list": {"bits": bits, "lst": b64(data)}}
        return seal(canonical(changed), Typ.STATUS_LIST, signer)

    good, plain = zlib.compress(bytes(LIST_BYTES), 9), canonical(claims)
    for name, says, code, text in (
        (
            "status-list-of-another-address",
            "Its address is not under its authority's (Token Status List draft-21 8.3).",
            "bundle.address",
            issued(f"{NEIGHBOUR}/status/1"),
        ),
        (
            "status-list-of-another-issuer",
            "Another's list.",
            "bundle.issuer",
            issued(issuer=NEIGHBOUR),
        ),
        (
            "status-list-from-the-future",
            "Issued an hour after the moment asked about.",
            "bundle.future",
            issued(at=NOW + timedelta(hours=1)),
        ),
        (
            "status-list-signed-by-a-certificate-key",
            "Signed by the authority's own key of role credential; a key has one role.",
            "key.role",
            compact(header_for(credential, "statuslist+jwt"), plain, credential),
        ),
        (
            "status-list-under-a-foreign-typ",
            "Signed by the right key as a list of revocations (RFC 8725 3.11).",
            "envelope.typ",
            seal(plain, Typ.REVOCATIONS, signer),
        ),
        (
            "status-list-that-inflates",
            "Inflates far beyond the size of a list (zlib).",
            "status.list",
            listed(zlib.compress(bytes(64 * LIST_BYTES), 9)),
        ),
        (
            "status-list-with-bytes-after-its-end",
            "Bytes follow the compressed list (RFC 1950).",
            "status.list",
            listed(good + b"\0"),
        ),
        (
            "status-list-of-one-bit",
            "One bit an entry: every index would be read elsewhere than it was written.",
            "status.list",
            listed(good, bits=1),
        ),
        (
            "status-list-without-predecessor",
            "Number 2 names no predecessor.",
            "document.chain",
            seal(canonical({**claims, "seq": 2}), Typ.STATUS_LIST, signer),
        ),
    ):
        book.flaw(name, says, error(code), of=STATUS_LIST, input=text)
    book.flaw(
        "status-list-rolled-back",
        "A higher number of the list was seen before.",
        error("bundle.rolled-back"),
        of=STATUS_LIST,
        memory={f"status {STATUS_URI}": 2},
    )
