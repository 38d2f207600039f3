from __future__ import annotations

import pytest

from keys.ceremony import Change, Request, draft_list
from keys.encoding import canonical
from keys.errors import Malformed, Refused
from keys.roles import Role
from keys.trust import Anchor, open_trust_list
from tests.keys.cast import ANCHOR, AUTHORITY, day, refused, signer, trusted

ROOT, NEXT = signer(Role.ANCHOR), signer(Role.ANCHOR)
ROOTED = Anchor(ANCHOR, (trusted(ROOT),))
OFFICE, NEW_OFFICE = signer(Role.AUTHORITY), signer(Role.AUTHORITY)
SAID = day(2)
OTHER = "https://zc.other.example"


def asked(entity=AUTHORITY, key=OFFICE, **metadata):
    return Request(entity, (trusted(key),), metadata)


def signed(*requests, before=None, drop=(), anchor=ROOTED, by=(ROOT,), at=SAID):
    draft = draft_list(anchor, requests, before=before, drop=drop)
    token = draft.sign(by, at=at, expires_at=day(9))
    return open_trust_list(token, anchor.keyring(), issuer=ANCHOR, at=at, at_least=draft.seq)


def changes(*requests, before=None, drop=(), anchor=ROOTED):
    draft = draft_list(anchor, requests, before=before, drop=drop)
    return {entry.subject: entry.change for entry in draft.entries}


def test_the_first_list_names_who_asked():
    assert changes(asked()) == {AUTHORITY: Change.NEW}
    found = signed(asked(federation_entity={"organization_name": "x"}))
    assert (found.seq, found.prev, found.history) == (1, None, ())
    assert found.current(AUTHORITY).metadata == {"federation_entity": {"organization_name": "x"}}


def test_what_is_said_again_is_kept_word_for_word():
    first = signed(asked(x={"y": 1}))
    assert changes(asked(x={"y": 1}), before=first) == {AUTHORITY: Change.KEPT}
    second = signed(asked(OTHER), asked(x={"y": 1}), before=first, at=day(3))
    assert (second.seq, second.prev) == (2, first.digest)
    assert second.current(AUTHORITY).token == first.current(AUTHORITY).token
    assert second.history == ()


@pytest.mark.parametrize("request_", [asked(key=NEW_OFFICE), asked(x={"y": 2})])
def test_what_is_said_otherwise_moves_the_former_into_history(request_):
    first = signed(asked(x={"y": 1}))
    assert changes(request_, before=first) == {AUTHORITY: Change.CHANGED}
    second = signed(request_, before=first, at=day(3))
    assert [each.token for each in second.history] == [first.current(AUTHORITY).token]
    assert second.statement_about(AUTHORITY, at=day(2)).token == first.current(AUTHORITY).token


def test_a_dropped_subject_stays_in_history_only():
    first = signed(asked(), asked(OTHER))
    assert changes(before=first, drop=[OTHER])[OTHER] is Change.DROPPED
    second = signed(before=first, drop=[OTHER], at=day(3))
    assert second.subjects() == (AUTHORITY,)
    assert [each.subject for each in second.history] == [OTHER]


def test_what_cannot_be_dropped_is_told():
    first = signed(asked())
    for requests, drop in (((), OTHER), ((asked(),), AUTHORITY)):
        refused(
            Refused,
            "ceremony.nothing-to-drop",
            lambda r=requests, d=drop: draft_list(ROOTED, r, before=first, drop=[d]),
        )


def test_one_entity_asks_once():
    refused(Refused, "ceremony.request-twice", lambda: changes(asked(), asked(key=NEW_OFFICE)))


def test_a_draft_shows_new_keys_and_changed_texts():
    first = signed(asked(x={"y": "old", "same": 1, "gone": 2}))
    request = Request(
        AUTHORITY,
        (trusted(OFFICE), trusted(NEW_OFFICE)),
        {"x": {"y": "new", "same": 1, "z": ["a"]}},
    )
    (entry,) = draft_list(ROOTED, [request], before=first, drop=[]).entries
    assert [key.kid for key in entry.new_keys()] == [NEW_OFFICE.kid]
    assert len(entry.keys()) == 2
    assert entry.differences() == (
        ("x.gone", "2", ""),
        ("x.y", "old", "new"),
        ("x.z", "", '["a"]'),
    )


def test_a_text_that_could_deceive_the_eye_is_shown_by_its_codes():
    (entry,) = draft_list(ROOTED, [asked(x={"y": "a\u202eb"})], before=None, drop=[]).entries
    assert entry.differences() == (("x.y", "", "'a\\u202eb'"),)


def test_an_anchor_with_two_keys_says_so_about_itself():
    both = Anchor(ANCHOR, (trusted(ROOT), trusted(NEXT)))
    first = signed(asked())
    token = draft_list(both, [asked()], before=first, drop=[]).sign(
        [ROOT, NEXT], at=day(3), expires_at=day(9)
    )
    for reader in (ROOTED, both):
        found = open_trust_list(token, reader.keyring(), issuer=ANCHOR, at=day(4))
        assert found.subjects() == (AUTHORITY,)
        assert len(found.current(ANCHOR).keys) == 2


def test_a_request_is_read_strictly():
    jwk = {**OFFICE.public.to_jwk(), "zc_role": "authority"}
    document = {"entity": AUTHORITY, "keys": [jwk], "metadata": {}}
    found = Request.from_bytes(canonical(document), since=day(5))
    assert found.keys[0].not_before == day(5)
    dated = {**document, "keys": [{**jwk, "nbf": 7}]}
    assert Request.from_bytes(canonical(dated), since=day(5)).keys[0].not_before < day(5)
    for member, value in (("entity", "x"), ("keys", 1), ("metadata", []), ("more", 1)):
        wrong = canonical({**document, member: value})
        refused(Malformed, "claims.member", lambda w=wrong: Request.from_bytes(w, since=day(5)))
