"""Every kind of document under the typ of every other: only its own opens it."""

from __future__ import annotations

from keys.encoding import b64, parse, unb64
from keys.roles import Role, Typ
from tests.vectors.collection import Collection, error, forged
from tests.vectors.controls import WITHOUT_PROOF
from tests.vectors.decisions import DECISION
from tests.vectors.desk import Desk, file_of
from tests.vectors.lists import ANCHOR_LIST, STATUS_LIST
from tests.vectors.scene import NARROW, Scene
from tests.vectors.tampering import (
    compact,
    disclosures_of,
    header_for,
    joined,
    payload_of,
    together,
)

BATCH = "batch"
# Made where the flaws of these kinds are.
ELSEWHERE = {
    (WITHOUT_PROOF, Typ.STATUS_LIST),
    (STATUS_LIST, Typ.REVOCATIONS),
    (BATCH, Typ.NOTICE),
}


def add_kinds(book: Collection, scene: Scene) -> None:
    desk = Desk(scene)
    credential = scene.copy.credential
    disclosures = disclosures_of(credential)
    status, anchor_list = book.positive[STATUS_LIST].input, book.positive[ANCHOR_LIST].input
    decision = book.positive[DECISION].input
    assert status is not None
    assert anchor_list is not None
    assert decision is not None
    said = parse(decision, limit=2**16)["payload"]
    assert isinstance(said, str)
    one_line = (
        (WITHOUT_PROOF, Typ.CREDENTIAL, payload_of(credential), scene.signers[Role.CREDENTIAL]),
        (STATUS_LIST, Typ.STATUS_LIST, unb64(status.split(".")[1]), scene.signers[Role.STATUS]),
        (ANCHOR_LIST, Typ.TRUST_LIST, unb64(anchor_list.split(".")[1]), scene.anchor_signer),
    )
    for of, own, payload, signer in one_line:
        for typ in _others(of, own):
            text = compact(header_for(signer, typ.value), payload, signer)
            if of == WITHOUT_PROOF:
                text = joined(text, disclosures)
            _add(book, of, own, typ, text)
    header = b64(desk.header(desk.rows).to_bytes())
    for typ in _others(BATCH, Typ.BATCH):
        sealed = together(header, typ.value, scene.members[NARROW][:2])
        _add(book, BATCH, Typ.BATCH, typ, file_of(sealed, desk.rows))
    for typ in _others(DECISION, Typ.DECISION):
        sealed = together(said, typ.value, scene.operators[:2])
        _add(book, DECISION, Typ.DECISION, typ, sealed.decode())


def _others(of: str, own: Typ) -> list[Typ]:
    return [typ for typ in Typ if typ is not own and (of, typ) not in ELSEWHERE]


def _add(book: Collection, of: str, own: Typ, typ: Typ, text: str) -> None:
    label = {each.value: each.name.lower().replace("_", "-") for each in Typ}
    book.flaw(
        f"{label[own]}-under-the-typ-of-a-{label[typ]}",
        f'Signed by the right key under typ "{typ}" (RFC 8725 3.11, 3.12).',
        forged("envelope.typ") if of == WITHOUT_PROOF else error("envelope.typ"),
        of=of,
        input=text,
    )
