"""Founding an instance: identity, keys, database, and the first lists.

Runs once. The machine's keys are made here; the keys of people are not: operators bring the
public halves of keys that they made themselves. An anchor must then name the authority in its
list before anything can be published; `request` is what it is asked to sign.

The anchor's statement carries the keys that strangers rely on (AUTHORITY, CREDENTIAL, STATUS,
LOG, SEAL, ANSWER), so that whoever breaks into the office cannot put new ones beside them. The
authority's statement about itself carries its operators, who come and go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from issuer.config import Config, InstanceIdentity
from issuer.office import OFFICE_ROLES, Office, profile_of
from issuer.registrar.errand import errand
from issuer.registrar.rule_book import enter_book
from issuer.seal_certificate import install_certificate, make_certificate
from issuer.store import lists, session, settings
from issuer.store.lists import AUTHORITIES, TRUST, SignedList
from issuer.store.schema import upgrade
from keys.encoding import Json, canonical, parse
from keys.errors import Malformed, Refused, Untrusted
from keys.key_file import STANDARD, ScryptCost, write_key_file
from keys.public_key import TrustedKey
from keys.roles import Role
from keys.secret import DataKey, IndexKey, Pepper
from keys.signer import MemorySigner, Signer
from keys.trust import Anchor, issue_statement, issue_trust_list, open_trust_list
from verifier.committee import IssuerProfile
from verifier.log import EntryKind
from verifier.members import Members

ANCHOR_LIST_LIFE: Final = timedelta(days=90)
_MAX_REQUEST_BYTES: Final = 2**20
REQUEST_FILE: Final = "authority-request.json"
_MIN_OPERATORS: Final = 2  # every weighty act but a suspension needs two


@dataclass(frozen=True, slots=True)
class AuthorityRequest:
    """What an anchor is asked to sign about an authority: its profile and its public keys."""

    profile: IssuerProfile
    keys: tuple[TrustedKey, ...]

    def to_bytes(self) -> bytes:
        """Canonical JSON."""
        return canonical(
            {
                "entity": self.profile.entity,
                "metadata": self.profile.to_metadata(),
                "keys": [key.to_jwk() for key in self.keys],
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> AuthorityRequest:
        """Read a request; raises Malformed."""
        members = Members(parse(data, limit=_MAX_REQUEST_BYTES), "authority-request")
        entity = members.text("entity")
        metadata = members.value("metadata")
        keys = tuple(TrustedKey.from_jwk(each) for each in members.array("keys", limit=100))
        members.done()
        if not isinstance(metadata, Mapping):
            raise Malformed("document.member", where="authority-request", member="metadata")
        return cls(IssuerProfile.from_metadata(entity, metadata), keys)


def found(
    config: Config,
    identity: InstanceIdentity,
    *,
    passphrase: bytes,
    at: datetime,
    cost: ScryptCost = STANDARD,
) -> AuthorityRequest:
    """Make the instance's folder: identity file, the machine's keys, seal certificate, database.

    Args:
        cost: Of the key derivation of the key files.

    Returns:
        What the anchor must sign.

    Raises:
        Refused: "founding.exists" when the folder holds an instance already, or the keys of one
            whose founding was cut short; nothing of it is touched.
    """
    identity_file = config.instance / InstanceIdentity.FILE
    # With a second set of keys beside the first, nobody could say which of them the anchor named.
    if identity_file.exists() or any(config.keys_dir.glob("*")):
        raise Refused("founding.exists", path=str(config.instance))
    config.keys_dir.mkdir(parents=True, mode=0o700, exist_ok=True)
    signers = {role: MemorySigner.generate(role) for role in OFFICE_ROLES}
    for signer in signers.values():
        write_key_file(config.keys_dir, signer, passphrase, cost=cost)
    for secret in (DataKey.generate(), IndexKey.generate(), Pepper.generate()):
        write_key_file(config.keys_dir, secret, passphrase, cost=cost)
    certificate = make_certificate(signers[Role.SEAL], identity, at=at)
    install_certificate(config.instance, certificate)
    engine = session.open_engine(config.database_url)
    upgrade(engine)
    engine.dispose()
    request = AuthorityRequest(
        profile=profile_of(identity, signers[Role.LOG]),
        keys=trusted(signers.values(), since=at),
    )
    (config.instance / REQUEST_FILE).write_bytes(request.to_bytes())
    # Last: an instance with an identity file is whole.
    identity_file.write_text(identity.to_toml(), "utf-8")
    return request


def add_seal(
    config: Config, *, passphrase: bytes, at: datetime, cost: ScryptCost = STANDARD
) -> AuthorityRequest:
    """A SEAL key for an instance that was founded before there were seals.

    Returns:
        What the anchor must sign now: the former request, and the new key.

    Raises:
        Refused: "founding.sealed" when it has one; "founding.no-request" (`path`) when the
            former request is not in its folder any more.
    """
    path = config.instance / REQUEST_FILE
    if any(config.keys_dir.glob(f"{Role.SEAL.value}-*")):
        raise Refused("founding.sealed", path=str(config.keys_dir))
    if not path.exists():
        raise Refused("founding.no-request", path=str(path))
    former = AuthorityRequest.from_bytes(path.read_bytes())
    signer = MemorySigner.generate(Role.SEAL)
    write_key_file(config.keys_dir, signer, passphrase, cost=cost)
    install_certificate(config.instance, make_certificate(signer, config.identity(), at=at))
    request = AuthorityRequest(former.profile, (*former.keys, *trusted([signer], since=at)))
    path.write_bytes(request.to_bytes())
    return request


def trusted(signers: Iterable[Signer], *, since: datetime) -> tuple[TrustedKey, ...]:
    """The public halves, trusted from a moment on."""
    return tuple(TrustedKey(signer.public, signer.role, signer.person, since) for signer in signers)


def sign_authorities(
    request: AuthorityRequest, anchor: Anchor, signer: Signer, *, at: datetime
) -> str:
    """The first list of an anchor that names this one authority."""
    statement = issue_statement(
        issuer=anchor.entity,
        subject=request.profile.entity,
        keys=request.keys,
        metadata=request.profile.to_metadata(),
        signer=signer,
        at=at,
    )
    return _anchor_list(anchor, signer, [statement], [], before=None, at=at)


def renew_authorities(anchor: Anchor, signer: Signer, *, before: SignedList, at: datetime) -> str:
    """The anchor's next list, with the statements of the one before."""
    last = open_trust_list(before.token, anchor.keyring(), issuer=anchor.entity, at=before.at)
    statements = [each.token for each in last.statements]
    history = [each.token for each in last.history]
    return _anchor_list(anchor, signer, statements, history, before=before, at=at)


def _anchor_list(
    anchor: Anchor,
    signer: Signer,
    statements: list[str],
    history: list[str],
    *,
    before: SignedList | None,
    at: datetime,
) -> str:
    return issue_trust_list(
        issuer=anchor.entity,
        seq=before.seq + 1 if before else 1,
        prev=before.digest if before else None,
        statements=statements,
        history=history,
        signer=signer,
        at=at,
        expires_at=at + ANCHOR_LIST_LIFE,
    )


def install_authorities(office: Office, token: str, *, at: datetime) -> None:
    """Take in a new edition of the anchor's list; the same edition again changes nothing.

    Raises:
        Untrusted: Not the anchor's, expired, or older than the one in use; or another one under
            the number of the one in use ("founding.two-lists").
        Refused: "founding.not-named" when it does not name this authority.
    """
    with errand(office, at=at) as running:
        last = lists.latest(running.connection, AUTHORITIES)
        opened = open_trust_list(
            token,
            office.anchor.keyring(),
            issuer=office.anchor.entity,
            at=at,
            at_least=last.seq if last else 0,
        )
        if office.entity not in opened.subjects():
            raise Refused("founding.not-named", entity=office.entity)
        if last is not None and last.seq == opened.seq:
            if last.digest != opened.digest:
                raise Untrusted("founding.two-lists", seq=opened.seq)
            return
        lists.keep(
            running.connection,
            SignedList(
                name=AUTHORITIES,
                seq=opened.seq,
                token=token,
                digest=opened.digest,
                at=opened.issued_at,
                expires_at=opened.expires_at,
            ),
        )
        running.enter(EntryKind.TRUST, opened.digest)


def open_books(office: Office, operators: Sequence[TrustedKey], *, at: datetime) -> None:
    """Sign the authority's first statement about itself and its first trust list.

    Raises:
        Refused: "founding.operators" with fewer than two persons; "founding.opened" when it was
            done before.
    """
    persons = {key.person for key in operators if key.role is Role.OPERATOR}
    if len(persons) < _MIN_OPERATORS or any(key.role is not Role.OPERATOR for key in operators):
        raise Refused("founding.operators", found=len(persons), needed=_MIN_OPERATORS)
    with errand(office, at=at) as running:
        if lists.latest(running.connection, TRUST) is not None:
            raise Refused("founding.opened")
        statement = issue_statement(
            issuer=office.entity,
            subject=office.entity,
            keys=[*trusted([office.signers[Role.AUTHORITY]], since=at), *operators],
            metadata={"federation_entity": {"organization_name": office.profile.name}},
            signer=office.signers[Role.AUTHORITY],
            at=running.at,
        )
        settings.keep(running.connection, settings.FEDERATION, statement)
        settings.keep(running.connection, settings.ANCHOR, office.anchor.to_bytes().decode("utf-8"))
        enter_book(running)
        running.renew_trust_list([statement], [])
        running.renew_revocations()


def install_anchor(config: Config, anchor: Anchor) -> None:
    """Pin the anchor of an instance.

    Raises:
        Refused: "founding.anchor" when another one is pinned.
    """
    path: Path = config.anchor_file
    if path.exists() and path.read_bytes() != anchor.to_bytes():
        raise Refused("founding.anchor", path=str(path))
    path.write_bytes(anchor.to_bytes())


def read_public_key(data: bytes, *, since: datetime) -> TrustedKey:
    """The public half that a person brings: the JWK that `zc-keys show --public` prints."""
    document: Json = parse(data, limit=_MAX_REQUEST_BYTES)
    if isinstance(document, dict) and "nbf" not in document:
        document = {**document, "nbf": int(since.timestamp())}
    return TrustedKey.from_jwk(document)
