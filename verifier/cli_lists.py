"""`zc-verify lists`: whom the lists trust, each signature checked from the anchor on.

    zc-verify lists --bundle bundle.json --anchor anchor.json

Tells the fingerprint of the anchor, then each authority and its committees with their keys, so
that a page that shows them can be held against the lists. Names no person. Exit codes: 0 told, 3
unusable input or usage. Opens no socket; writes only the file named by --memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import click

from keys.encoding import Json, Sha256, fingerprint, sha256
from keys.errors import Fact, Malformed
from keys.public_key import TrustedKey
from keys.roles import PERSONAL, Role
from keys.statement import Anchor
from verifier.authority_view import AuthorityView
from verifier.bundle import Bundle
from verifier.china_time import china_day, in_words
from verifier.cli_rim import MAX_SMALL, VALID, Asked, opened_bundle, read_file, verifying
from verifier.filing import CommitteeAuthority


@dataclass(frozen=True, slots=True)
class _Party:
    """Somebody who may speak: `kind` chooses the words, `facts` fill them."""

    kind: str
    facts: Mapping[str, Fact]
    keys: tuple[TrustedKey, ...]


@click.command(help="列出信任名单和公钥指纹。Whom the lists trust, with fingerprints.")
@click.option("--find", "source", default="", help="只列含有这些字的。 Only with these words.")
@verifying
def command(asked: Asked) -> int:
    """All who may speak; gives the exit code."""
    opened = opened_bundle(asked)
    anchor = Anchor.from_bytes(read_file(asked.anchor, MAX_SMALL))
    found = [each for each in _parties(opened, anchor) if _has(each, asked.source)]
    if asked.as_json:
        told = [_document(each) for each in found]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(line for each in found for line in _lines(each, asked)))
    return VALID


def _parties(opened: Bundle, anchor: Anchor) -> Iterator[_Party]:
    digest = fingerprint(sha256(anchor.to_bytes()))
    yield _Party("anchor", {"entity": anchor.entity, "fingerprint": digest}, anchor.keys)
    for view in opened.authorities.values():
        trust = view.trust
        facts: dict[str, Fact] = {
            "entity": view.entity,
            "seq": trust.seq,
            "issued_at": in_words(trust.issued_at),
            "fingerprint": fingerprint(trust.digest),
        }
        yield _Party("authority", facts, _institutional(view))
        yield from _committees(view)


def _institutional(view: AuthorityView) -> tuple[TrustedKey, ...]:
    rings = (view.credential_keys, view.log_keys, view.other_keys)
    known = {key.kid: key for ring in rings for key in ring}.values()
    return tuple(key for key in known if key.role not in PERSONAL)


def _committees(view: AuthorityView) -> Iterator[_Party]:
    for subject in view.trust.subjects():
        try:
            filing = CommitteeAuthority.from_statement(view.trust.current(subject))
        except Malformed:
            continue  # of another kind
        facts: dict[str, Fact] = {
            "entity": subject,
            "name": filing.name,
            "filing_no": filing.filing_no,
            "state": filing.state.value,
            "since": filing.valid_from.isoformat(),
            "until": filing.valid_to.isoformat(),
        }
        yield _Party("committee", facts, tuple(view.trust.ever(subject, Role.COMMITTEE)))


def _has(party: _Party, wanted: str) -> bool:
    said = " ".join(map(str, party.facts.values())).casefold()
    return all(word in said for word in wanted.casefold().split())


def _document(party: _Party) -> dict[str, Json]:
    keys: list[Json] = [
        {
            "role": key.role.value,
            "fingerprint": fingerprint(Sha256(key.kid)),
            "thumbprint": key.kid,
            "not_before": key.not_before.isoformat(),
            "not_after": key.not_after.isoformat() if key.not_after else None,
            "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
        }
        for key in _in_order(party.keys)
    ]
    return {"kind": party.kind, **party.facts, "keys": keys}


def _lines(party: _Party, asked: Asked) -> Iterator[str]:
    """One line for whoever it is, and one for each key below it."""
    yield asked.words(f"lists.{party.kind}", **party.facts)
    for key in _in_order(party.keys):
        line = f"  {fingerprint(Sha256(key.kid))}  {key.role.value:<10}  {_day(key.not_before)}"
        ends = f" – {_day(key.not_after)}" if key.not_after else ""
        fell = asked.words("lists.revoked", day=_day(key.revoked_at)) if key.revoked_at else ""
        yield f"{line}{ends}  {fell}".rstrip()


def _in_order(keys: Iterable[TrustedKey]) -> list[TrustedKey]:
    return sorted(keys, key=lambda each: (each.role, each.not_before, each.kid))


def _day(moment: datetime) -> str:
    return china_day(moment).isoformat()
