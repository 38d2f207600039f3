"""Statements and lists of one authority, as these tests make and open them."""

from __future__ import annotations

from keys.encoding import sha256
from keys.roles import Role
from keys.trust import issue_statement, issue_trust_list, open_trust_list
from tests.keys.cast import AUTHORITY, COMMITTEE, day, ring, signer, trusted

ROOT, NEXT = signer(Role.ANCHOR), signer(Role.ANCHOR)
OFFICE, CREDENTIAL, STATUS = signer(Role.AUTHORITY), signer(Role.CREDENTIAL), signer(Role.STATUS)
LI, WANG = signer(Role.COMMITTEE, "li-ming"), signer(Role.COMMITTEE, "wang-fang")
KEYS = ring(OFFICE)
SAID, LISTED, NOW, EXPIRES = day(2), day(3), day(4), day(6)
BEFORE = sha256(b"the list before")


def about(subject=COMMITTEE, keys=(LI, WANG), *, at=SAID, by=OFFICE, issuer=AUTHORITY, **more):
    given = [key if hasattr(key, "speaks_at") else trusted(key) for key in keys]
    return issue_statement(
        **{"issuer": issuer, "subject": subject, "keys": given, "metadata": {}, **more},
        signer=by,
        at=at,
    )


def listed(
    statements, history=(), *, at=LISTED, expires=EXPIRES, by=OFFICE, issuer=AUTHORITY, seq=1
):
    return issue_trust_list(
        issuer=issuer,
        seq=seq,
        prev=None if seq == 1 else BEFORE,
        statements=statements,
        history=history,
        signer=by,
        at=at,
        expires_at=expires,
    )


def opened(token, *, at=NOW, keys=KEYS, issuer=AUTHORITY, at_least=0):
    return open_trust_list(token, keys, issuer=issuer, at=at, at_least=at_least)
