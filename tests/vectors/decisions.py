"""Vectors of decisions: acts of the office, sealed by the operators who take them."""

from __future__ import annotations

from keys.encoding import b64
from keys.envelope import seal_together
from keys.roles import Typ
from tests.vectors.collection import ACCEPTED, Collection, error
from tests.vectors.scene import NARROW, Scene
from tests.vectors.tampering import (
    signature_twice,
    stray_bits,
    together,
    with_other_signature,
)
from tests.verifier.world import (
    ENTITY,
    NOW,
)
from verifier.batch import batch_digest
from verifier.decision import Confirm, Decision

DECISION = "decision-by-two-people"


def add_decisions(book: Collection, scene: Scene) -> None:
    one, two, again = scene.operators
    act = Confirm(batch_digest(scene.said.to_bytes()), "威人社职〔2024〕9号", NOW.date())
    payload = Decision(ENTITY, NOW, "2024-17", act).to_bytes()
    sealed = seal_together(payload, Typ.DECISION, [one, two])
    says = "A confirmation sealed by two operators."
    book.control(DECISION, says, ACCEPTED, kind="decision", input=sealed.decode())
    member = scene.members[NARROW][0]
    mixed = together(b64(payload), Typ.DECISION.value, [one, member])
    unknown = payload.replace(b'"act":"confirm"', b'"act":"pardon"')
    twice = payload.replace(b'"jti":', b'"jti":"2024-16","jti":')
    strayed = together(stray_bits(b64(payload)), Typ.DECISION.value, [one, two])
    for name, says, code, text in (
        (
            "decision-by-one-person-twice",
            "One operator signed with two keys; a threshold counts people.",
            "envelope.threshold",
            seal_together(payload, Typ.DECISION, [one, again]),
        ),
        (
            "decision-by-one-person",
            "A confirmation needs two people.",
            "envelope.threshold",
            seal_together(payload, Typ.DECISION, [one]),
        ),
        (
            "decision-with-a-committee-key",
            "A member of a committee signed an act of the office; only its operators may.",
            "key.unknown",
            mixed,
        ),
        (
            "decision-with-one-signature-twice",
            "The same signature stands twice.",
            "envelope.duplicate-signature",
            signature_twice(sealed),
        ),
        (
            "decision-with-a-garbage-signature",
            "The second signature is none, which refuses the whole.",
            "signature.wrong",
            with_other_signature(sealed, 1, b64(bytes(range(64)))),
        ),
        (
            "decision-of-an-unknown-act",
            "An act that the office does not have.",
            "document.unknown-act",
            seal_together(unknown, Typ.DECISION, [one, two]),
        ),
        (
            "decision-with-duplicate-members",
            "The signed decision has two numbers (RFC 8259 4).",
            "encoding.duplicate-member",
            seal_together(twice, Typ.DECISION, [one, two]),
        ),
        (
            "decision-with-stray-bits",
            "The payload sets bits that belong to no byte (RFC 4648 3.5).",
            "envelope.form",
            strayed,
        ),
    ):
        book.flaw(name, says, error(code), of=DECISION, input=text.decode())
