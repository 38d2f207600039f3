"""What the desk signs, the office can open; and nobody signs by mistake."""

from __future__ import annotations

from datetime import date

import pytest

from issuer.committee.sealing import (
    Shown,
    countersign_document,
    countersign_paper,
    digest_of,
    make_notice,
    make_order,
    read_notice,
    read_order,
    seal_notice,
    seal_order,
    sign_draft,
    signatures_of,
    typ_of,
)
from keys.envelope import open_together
from keys.errors import KeyFileError, Malformed, Refused, Untrusted
from keys.public_key import Keyring
from keys.roles import Role, Typ
from keys.signer import MemorySigner
from tests.issuer.desk_world import AT, CHAIR, CLERK, batch, draft, profile, refused, trusted
from verifier.acts import Cause
from verifier.batch import row_hash

KEYS = Keyring([trusted(CLERK), trusted(CHAIR)])
SHOWN = Shown("公告栏（示例）", date(2025, 6, 16), date(2025, 6, 24), objections=(3,))


def order():
    return make_order(
        profile(),
        number="CX-1",
        certificate_no="ZC0000000000000000000X",
        cause=Cause.IMPROPER_MEANS,
        document_no="威示评〔2026〕3号",
        decided_on=date(2026, 3, 9),
        at=AT,
    )


def test_two_people_sign_one_after_the_other():
    once = sign_draft(draft(), [CLERK])
    twice = countersign_paper(once, CHAIR)
    assert (signatures_of(once.sealed), signatures_of(twice.sealed)) == (1, 2)
    opened = open_together(twice.sealed, Typ.BATCH, KEYS, threshold=2, at=AT, limit=2**16)
    assert opened.payload == draft().header.to_bytes()


def test_nobody_countersigns_twice_with_one_key():
    with refused(Untrusted, "envelope.duplicate-signature"):
        countersign_paper(sign_draft(draft(), [CLERK]), CLERK)


def test_batch_is_not_signed_anew_and_draft_is_not_countersigned():
    with refused(Refused, "desk.signed-already"):
        sign_draft(sign_draft(draft(), [CLERK]), [CHAIR])
    with refused(Refused, "desk.not-signed"):
        countersign_paper(draft(), CHAIR)
    with refused(Refused, "desk.not-signed"):
        make_notice(draft(), SHOWN, at=AT)


def test_key_of_another_role_signs_no_batch():
    operator = MemorySigner.generate(Role.OPERATOR, "operator")
    with refused(Untrusted, "key.role"):
        sign_draft(draft(), [operator])


def test_damaged_key_is_found_before_it_signs():
    class Damaged:
        public, role, person = CLERK.public, CLERK.role, CLERK.person

        def sign(self, data):
            return CHAIR.sign(data)

    for attempt in (
        lambda: sign_draft(draft(), [Damaged()]),
        lambda: countersign_paper(sign_draft(draft(), [CLERK]), Damaged()),
        lambda: seal_notice(make_notice(sign_draft(draft(), [CLERK]), SHOWN, at=AT), Damaged()),
        lambda: seal_order(order(), [Damaged()]),
        lambda: countersign_document(seal_order(order(), [CLERK]), Damaged()),
    ):
        with refused(KeyFileError, "signer.self-test"):
            attempt()


def test_notice_names_its_batch_and_the_rows_objected_to():
    paper = sign_draft(draft(), [CLERK, CHAIR])
    sealed = seal_notice(make_notice(paper, SHOWN, at=AT), CLERK)
    opened = open_together(sealed, Typ.NOTICE, KEYS, threshold=1, at=AT, limit=2**16)
    notice = read_notice(sealed)
    assert notice.to_bytes() == opened.payload
    assert notice.batch == digest_of(paper.header)
    assert notice.objections == (row_hash(draft().rows[1]),)


def test_objection_to_a_line_that_is_not_there_is_refused():
    with refused(Refused, "desk.unknown-line"):
        make_notice(sign_draft(draft(), [CLERK]), Shown("x", AT.date(), AT.date(), (99,)), at=AT)


def test_notice_that_closes_before_it_opens_is_refused():
    backwards = Shown("x", date(2025, 6, 24), date(2025, 6, 16))
    with refused(Refused, "notice.order"):
        make_notice(sign_draft(draft(), [CLERK]), backwards, at=AT)


def test_order_is_signed_by_two():
    sealed = countersign_document(seal_order(order(), [CLERK]), CHAIR)
    open_together(sealed, Typ.REVOCATION_ORDER, KEYS, threshold=2, at=AT, limit=2**16)
    assert read_order(sealed) == order()


def test_documents_are_told_apart_by_their_type():
    paper = sign_draft(draft(), [CLERK])
    assert typ_of(paper.to_bytes()) is Typ.BATCH
    assert typ_of(seal_notice(make_notice(paper, SHOWN, at=AT), CLERK)) is Typ.NOTICE
    assert typ_of(seal_order(order(), [CLERK])) is Typ.REVOCATION_ORDER


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"x", draft().to_bytes(), b'{"signatures":[]}', b'{"signatures":[{}]}']
)
def test_what_is_not_sealed_is_refused(data):
    with refused(Malformed, "desk.not-sealed"):
        typ_of(data)


def test_batch_bytes_open_again():
    from issuer.committee.drafts import read_paper

    assert read_paper(batch()).rows == draft().rows
