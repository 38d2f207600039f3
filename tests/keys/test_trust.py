from __future__ import annotations

import pytest

from keys.encoding import canonical, parse, unb64
from keys.envelope import open_together, peek, seal
from keys.errors import Malformed, RolledBack, Untrusted
from keys.public_key import Keyring
from keys.roles import Role, Typ
from keys.trust import (
    LEEWAY,
    Anchor,
    issue_trust_list,
    open_statement,
    open_trust_list,
)
from tests.keys.cast import (
    ANCHOR,
    AUTHORITY,
    COMMITTEE,
    day,
    refused,
    ring,
    signer,
    trusted,
)
from tests.keys.lists import (
    BEFORE,
    CREDENTIAL,
    KEYS,
    LI,
    NEXT,
    OFFICE,
    ROOT,
    STATUS,
    about,
    listed,
    opened,
)


def claims(token):
    return dict(peek(token))


def test_a_list_says_who_speaks_for_whom():
    found = opened(listed([about(metadata={"zc_committee": {"filing_no": "7"}})]))
    assert found.subjects() == (COMMITTEE,)
    assert found.seq == 1
    assert found.current(COMMITTEE).metadata == {"zc_committee": {"filing_no": "7"}}
    keys = found.keyring(COMMITTEE, Role.COMMITTEE, at=day(4))
    assert {key.person for key in keys} == {"li-ming", "wang-fang"}
    assert list(found.keyring(COMMITTEE, Role.STATUS, at=day(4))) == []
    assert list(found.ever("https://nobody.example", Role.COMMITTEE)) == []
    assert len(unb64(found.digest)) == 32


def test_operational_keys_stand_with_their_metadata():
    token = about(
        AUTHORITY,
        [OFFICE, CREDENTIAL, STATUS],
        by=ROOT,
        issuer=ANCHOR,
        metadata={"zc_title_issuer": {"region": "371000"}},
    )
    document = claims(token)
    assert [key["zc_role"] for key in document["jwks"]["keys"]] == ["authority"]
    office = document["metadata"]["zc_title_issuer"]
    assert {key["zc_role"] for key in office["jwks"]["keys"]} == {"credential", "status"}
    found = opened(listed([token], by=ROOT, issuer=ANCHOR), keys=ring(ROOT), issuer=ANCHOR)
    assert found.current(AUTHORITY).metadata == {"zc_title_issuer": {"region": "371000"}}
    assert len(found.current(AUTHORITY).keys) == 3
    key = found.keyring(AUTHORITY, Role.CREDENTIAL, at=day(4)).find(CREDENTIAL.kid)
    assert key.public == CREDENTIAL.public


def test_metadata_may_not_bring_keys_of_its_own():
    refused(
        Malformed,
        "claims.member",
        lambda: about(metadata={"zc_title_issuer": {"jwks": {"keys": []}}}),
    )


@pytest.mark.parametrize("place", ["top", "metadata"])
def test_a_key_in_the_wrong_place_is_refused(place):
    document = claims(about())
    jwk = trusted(CREDENTIAL if place == "top" else LI).to_jwk()
    jwks = {"jwks": {"keys": [jwk]}}
    document |= jwks if place == "top" else {"metadata": {"zc_title_issuer": jwks}}
    token = seal(canonical(document), Typ.STATEMENT, OFFICE)
    refused(Malformed, "trust.key-place", lambda: open_statement(token, KEYS, issuer=AUTHORITY))


@pytest.mark.parametrize(
    "changes",
    [
        {"sub": "http://insecure.example"},
        {"sub": "https://a.example?x"},
        {"iss": "javascript:x"},
        {"crit": ["x"]},
        {"iat": "now"},
        {"jwks": {"keys": "x"}},
        {"jwks": {"keys": [], "more": 1}},
        {"jwks": []},
        {"metadata": []},
        {"metadata": {"x": 1}},
        {"exp": None},
    ],
)
def test_another_form_of_statement_is_refused(changes):
    token = seal(canonical({**claims(about()), **changes}), Typ.STATEMENT, OFFICE)
    refused(Malformed, "claims.member", lambda: open_statement(token, KEYS, issuer=AUTHORITY))


def test_a_key_twice_in_a_statement_is_refused():
    refused(Malformed, "trust.duplicate-key", lambda: about(keys=[LI, LI]))


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": 0},
        {"seq": 2},
        {"seq": "1"},
        {"prev": "AAAA"},
        {"statements": [1]},
        {"history": {}},
        {"more": 1},
        {"exp": -1},
    ],
)
def test_another_form_of_list_is_refused(changes):
    token = seal(canonical({**claims(listed([])), **changes}), Typ.TRUST_LIST, OFFICE)
    refused(Malformed, "claims.member", lambda: opened(token))


@pytest.mark.parametrize("fault", ["seq", "prev", "window"])
def test_a_contradictory_list_is_not_issued(fault):
    told = {"seq": 2, "prev": None} if fault == "seq" else {"seq": 1, "prev": None}
    if fault == "prev":
        told["prev"] = BEFORE
    with pytest.raises(ValueError, match="number, predecessor or window"):
        issue_trust_list(
            issuer=AUTHORITY,
            **told,
            statements=[],
            history=[],
            signer=OFFICE,
            at=day(3),
            expires_at=day(3) if fault == "window" else day(6),
        )


def test_an_older_list_than_seen_is_refused():
    token = listed([about()], seq=4)
    assert opened(token, at_least=4).prev == BEFORE
    error = refused(RolledBack, "trust.rolled-back", lambda: opened(token, at_least=5))
    assert error.facts == {"seq": 4, "seen": 5}


def test_an_expired_list_is_refused_from_that_second():
    token = listed([about()], expires=day(6))
    refused(Untrusted, "trust.expired", lambda: opened(token, at=day(6)))


def test_a_list_from_the_future_is_refused_beyond_the_leeway():
    token = listed([about()], at=day(3))
    assert opened(token, at=day(3) - LEEWAY)
    refused(Untrusted, "trust.future", lambda: opened(token, at=day(3) - 2 * LEEWAY))


def test_a_list_of_another_issuer_is_refused():
    token = listed([], issuer="https://other.example")
    refused(Untrusted, "trust.issuer", lambda: opened(token))


def test_a_statement_of_another_issuer_is_refused():
    token = listed([about(issuer="https://other.example")])
    refused(Untrusted, "trust.issuer", lambda: opened(token))


@pytest.mark.parametrize("where", ["statements", "history"])
def test_a_statement_that_a_stranger_signed_refuses_the_list(where):
    stranger = signer(Role.AUTHORITY)
    forged = about(by=stranger)
    token = listed([forged]) if where == "statements" else listed([about()], [forged])
    refused(Untrusted, "key.unknown", lambda: opened(token))
    swapped = about().rpartition(".")[0] + "." + about(at=day(1)).rpartition(".")[2]
    token = listed([swapped]) if where == "statements" else listed([about()], [swapped])
    refused(Untrusted, "signature.wrong", lambda: opened(token))


def test_two_statements_in_force_about_one_subject_are_refused():
    refused(Untrusted, "trust.duplicate-subject", lambda: opened(listed([about(), about()])))


@pytest.mark.parametrize(
    "token",
    [
        listed([about(at=day(2))], [about(at=day(2, 2))]),
        listed([about(at=day(4))]),
        listed([], [about(at=day(4))]),
    ],
)
def test_a_statement_from_a_later_day_is_refused(token):
    refused(Untrusted, "trust.history-order", lambda: opened(token, at=day(5)))


@pytest.mark.parametrize("other", ["role", "person"])
def test_a_key_keeps_its_role_and_its_person(other):
    turned = trusted(LI)
    if other == "person":
        impostor = type(turned)(LI.public, Role.COMMITTEE, "zhao-wei", day(1))
        token = listed([about(at=day(2, 2), keys=[impostor])], [about(at=day(2))])
    else:
        clerk = type(turned)(LI.public, Role.AUTHORITY, "li-ming", day(1))
        token = listed([about(AUTHORITY, [clerk]), about()])
    refused(Untrusted, "trust.key-changed", lambda: opened(token))


def test_the_signer_of_a_list_speaks_when_it_is_issued():
    late = Keyring([trusted(OFFICE, since=day(3, 2))])
    refused(Untrusted, "key.window", lambda: opened(listed([]), keys=late))
    short = Keyring([trusted(OFFICE, until=day(3, 2))])
    assert opened(listed([about()]), keys=short, at=day(5))


def test_a_list_of_a_key_revoked_since_is_refused():
    gone = Keyring([trusted(OFFICE).revoked(day(5), "compromised")])
    assert opened(listed([about()]), keys=gone, at=day(4))
    refused(Untrusted, "key.revoked", lambda: opened(listed([]), keys=gone, at=day(5)))


def test_a_statement_of_a_key_out_of_its_window_is_refused():
    late = Keyring([trusted(OFFICE, since=day(2, 2))])
    refused(Untrusted, "key.window", lambda: opened(listed([about()]), keys=late))


def test_a_statement_outlives_the_key_that_signed_it():
    """The list that carries it is signed by a key that speaks now."""
    new = signer(Role.AUTHORITY)
    keys = Keyring([trusted(OFFICE).revoked(day(3), "compromised"), trusted(new)])
    assert opened(listed([about()], by=new), keys=keys).subjects() == (COMMITTEE,)


def test_the_anchor_file_comes_back():
    anchor = Anchor(ANCHOR, (trusted(ROOT),))
    assert Anchor.from_bytes(anchor.to_bytes()) == anchor
    assert anchor.keyring().find(ROOT.kid)
    assert open_trust_list(
        listed([], by=ROOT, issuer=ANCHOR), anchor.keyring(), issuer=ANCHOR, at=day(4)
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"v": "zc-anchor/2"}, "claims.member"),
        ({"entity": "anchor"}, "claims.member"),
        ({"keys": []}, "trust.anchor"),
        ({"keys": [trusted(OFFICE).to_jwk()]}, "trust.anchor"),
        ({"keys": [trusted(ROOT).to_jwk()] * 2}, "trust.duplicate-key"),
        ({"more": 1}, "claims.member"),
    ],
)
def test_a_wrong_anchor_file_is_refused(changes, code):
    document = parse(Anchor(ANCHOR, (trusted(ROOT),)).to_bytes(), limit=10_000)
    refused(Malformed, code, lambda: Anchor.from_bytes(canonical({**document, **changes})))


def test_several_may_sign_a_list():
    token = listed([], by=[ROOT, NEXT], issuer=ANCHOR)
    sealed = open_together(
        token, Typ.TRUST_LIST, ring(ROOT, NEXT), threshold=2, at=day(4), limit=10_000
    )
    assert len(sealed.signers) == 2
    assert opened(token, keys=ring(ROOT, NEXT), issuer=ANCHOR).seq == 1
