"""What a list knows about other days: succession, revocation, history."""

from __future__ import annotations

from keys.errors import Untrusted
from keys.roles import Role
from keys.trust import open_trust_list
from tests.keys.cast import ANCHOR, AUTHORITY, COMMITTEE, day, refused, ring, signer, trusted
from tests.keys.lists import LI, NEXT, OFFICE, ROOT, WANG, about, listed, opened


def test_the_statement_in_force_is_the_latest_by_then():
    old = about(at=day(2), metadata={"x": {"edition": 1}})
    new = about(at=day(4), metadata={"x": {"edition": 2}})
    found = opened(listed([new], [old], at=day(5)), at=day(5))

    def edition(at):
        return found.statement_about(COMMITTEE, at=at).metadata["x"]["edition"]

    assert [edition(at) for at in (day(2), day(3), day(4), day(5))] == [1, 1, 2, 2]
    refused(Untrusted, "trust.unknown-entity", lambda: found.statement_about(COMMITTEE, at=day(1)))


def test_a_subject_that_left_the_list_speaks_for_the_past_only():
    found = opened(listed([], [about(at=day(2))], at=day(4)), at=day(5))
    assert found.statement_about(COMMITTEE, at=day(3))
    for at in (day(4), day(5)):
        refused(
            Untrusted,
            "trust.unknown-entity",
            lambda at=at: found.statement_about(COMMITTEE, at=at),
        )
    refused(Untrusted, "trust.unknown-entity", lambda: found.current(COMMITTEE))
    assert found.subjects() == ()
    assert list(found.ever(COMMITTEE, Role.COMMITTEE))


def test_a_statement_that_ran_out_says_nothing():
    found = opened(listed([about(expires_at=day(4))]), at=day(5))
    assert found.statement_about(COMMITTEE, at=day(3))
    refused(
        Untrusted,
        "trust.statement-expired",
        lambda: found.keyring(COMMITTEE, Role.COMMITTEE, at=day(4)),
    )


def test_a_revocation_learned_later_counts_from_its_day_on():
    gone = trusted(WANG).revoked(day(3), "compromised")
    found = opened(listed([about(keys=[LI, gone], at=day(4))], [about()], at=day(5)), at=day(5))
    before = found.keyring(COMMITTEE, Role.COMMITTEE, at=day(2))
    assert before.find(WANG.kid).revoked_at == day(3)
    after = found.keyring(COMMITTEE, Role.COMMITTEE, at=day(3))
    refused(Untrusted, "key.revoked", lambda: after.find(WANG.kid))
    assert [key.person for key in after] == ["li-ming"]


def test_a_later_statement_cannot_take_a_revocation_back():
    gone = trusted(WANG).revoked(day(3), "compromised")
    found = opened(
        listed([about(keys=[LI, WANG], at=day(4))], [about(keys=[LI, gone])], at=day(5)), at=day(5)
    )
    assert found.ever(COMMITTEE, Role.COMMITTEE).find(WANG.kid).revoked_at == day(3)
    now = found.keyring(COMMITTEE, Role.COMMITTEE, at=day(5))
    refused(Untrusted, "key.revoked", lambda: now.find(WANG.kid))


def test_a_key_left_out_is_unknown_from_then_on_and_remembered():
    found = opened(listed([about(keys=[LI], at=day(4))], [about()], at=day(5)), at=day(5))
    now = found.keyring(COMMITTEE, Role.COMMITTEE, at=day(5))
    refused(Untrusted, "key.unknown", lambda: now.find(WANG.kid))
    assert found.keyring(COMMITTEE, Role.COMMITTEE, at=day(3)).find(WANG.kid)
    assert found.ever(COMMITTEE, Role.COMMITTEE).find(WANG.kid)


def test_an_anchor_rolls_over_by_a_statement_about_itself():
    itself = about(ANCHOR, [ROOT, NEXT], by=ROOT, issuer=ANCHOR)
    office = about(AUTHORITY, [OFFICE], by=NEXT, issuer=ANCHOR)
    old_reader = ring(ROOT)
    for by in ([ROOT, NEXT], NEXT):
        token = listed([itself, office], by=by, issuer=ANCHOR)
        found = open_trust_list(token, old_reader, issuer=ANCHOR, at=day(4))
        assert found.subjects() == (AUTHORITY,)
        assert found.current(ANCHOR).subject == ANCHOR


def test_an_anchor_revokes_its_old_key_in_that_statement():
    """The old key signed the history; from its revocation on it signs no list."""
    gone = trusted(ROOT).revoked(day(3), "superseded")
    itself = about(ANCHOR, [gone, NEXT], by=ROOT, issuer=ANCHOR, at=day(2))
    assert open_trust_list(
        listed([itself], by=NEXT, issuer=ANCHOR), ring(ROOT), issuer=ANCHOR, at=day(4)
    )
    token = listed([itself], by=ROOT, issuer=ANCHOR, at=day(2, 2))
    refused(
        Untrusted,
        "key.revoked",
        lambda: open_trust_list(token, ring(ROOT), issuer=ANCHOR, at=day(4)),
    )


def test_only_anchor_keys_are_inherited_from_that_statement():
    status = signer(Role.STATUS)
    itself = about(ANCHOR, [ROOT, status], by=ROOT, issuer=ANCHOR)
    found = open_trust_list(
        listed([itself], by=ROOT, issuer=ANCHOR), ring(ROOT), issuer=ANCHOR, at=day(4)
    )
    assert found.ever(ANCHOR, Role.STATUS).find(status.kid)


def test_a_stranger_does_not_make_itself_the_anchors_heir():
    heir = signer(Role.ANCHOR)
    itself = about(ANCHOR, [ROOT, heir], by=heir, issuer=ANCHOR)
    token = listed([itself], by=heir, issuer=ANCHOR)
    refused(
        Untrusted,
        "key.unknown",
        lambda: open_trust_list(token, ring(ROOT), issuer=ANCHOR, at=day(4)),
    )


def test_an_authority_cannot_name_keys_of_its_own():
    heir = signer(Role.AUTHORITY)
    itself = about(AUTHORITY, [OFFICE, heir], by=OFFICE)
    refused(Untrusted, "key.unknown", lambda: opened(listed([itself], by=heir)))
