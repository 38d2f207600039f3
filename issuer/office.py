"""The office as one process holds it: who it is, its keys, its books, its rules.

Built once at start from the settings and handed to everything else. A damaged or swapped key,
one that others can read, or one that the anchor's list does not name stops the start: every
signer signs and verifies once before it may be used. The public surface does not come here; it
opens a pepper and an anchor and nothing else (`issuer.app`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine

from issuer.config import Config, InstanceIdentity
from issuer.render.glyphs import NO_GLYPHS, Glyphs
from issuer.store import lists
from issuer.store.lists import AUTHORITIES
from issuer.store.schema import require_current
from issuer.store.session import open_engine
from issuer.store.vault import Vault
from keys.errors import KeyFileError, Refused, Untrusted
from keys.file_signer import open_secret
from keys.public_key import Keyring
from keys.roles import Role
from keys.secret import DataKey, IndexKey, Pepper
from keys.signer import Signer, open_signer
from keys.trust import Anchor, TrustList, open_trust_list
from verifier.checkpoint import vkey
from verifier.committee import IssuerProfile
from verifier.profile import STATUS_PATH
from verifier.rules import Rules, load_own_rules

S = TypeVar("S", DataKey, IndexKey, Pepper)

OFFICE_ROLES: Final = (
    Role.AUTHORITY,
    Role.CREDENTIAL,
    Role.STATUS,
    Role.LOG,
    Role.SEAL,
    Role.ANSWER,
)
"""The keys of the machine. Operators, committees and the anchor keep theirs elsewhere."""
_RULES: Final = "rules"


@dataclass(frozen=True)
class Office:
    """An open office.

    Attributes:
        profile: Who it is, as its anchor signs it.
        anchor: The pinned root that strangers hold.
        signers: One for each of OFFICE_ROLES.
        vault: Seals personal data and finds it again.
        public_dir: Where published files go.
        glyphs: What it can print beside the package's fonts.
    """

    profile: IssuerProfile
    anchor: Anchor
    engine: Engine
    signers: Mapping[Role, Signer]
    vault: Vault
    pepper: Pepper
    rules: Rules
    public_dir: Path
    glyphs: Glyphs = NO_GLYPHS

    @property
    def entity(self) -> str:
        """Entity id of the authority."""
        return self.profile.entity

    def authority_keys(self, connection: Connection) -> Keyring:
        """Every key that may have signed a trust list of this authority, by the anchor's list.

        Raises:
            Refused: "office.not-named" before the anchor's list was taken in.
        """
        return self.named_keys(connection, Role.AUTHORITY)

    def named_keys(self, connection: Connection, *roles: Role) -> Keyring:
        """Every key that the anchor's list ever named for this authority in one of the roles.

        Raises:
            Refused: "office.not-named" before the anchor's list was taken in.
        """
        return named_keys(connection, self.anchor, self.entity, *roles)

    def operators(self, trust: TrustList, *, at: datetime) -> Keyring:
        """The people who may take decisions at a moment."""
        return trust.keyring(self.entity, Role.OPERATOR, at=at)


def open_office(config: Config, *, passphrase: bytes) -> Office:
    """Open the office of an instance with every key of the machine.

    Raises:
        KeyFileError: A key is missing, damaged, swapped, unreadable or readable by others.
        Refused: "store.schema" when the database needs an upgrade; "office.no-anchor" before an
            anchor is pinned.
        Untrusted: "office.key-unnamed" when the anchor's list names another key for a role.
    """
    identity = config.identity()
    signers = {
        role: open_signer(f"file:{key_file(config, role)}", passphrase=passphrase, role=role)
        for role in OFFICE_ROLES
    }
    engine = open_engine(config.database_url)
    require_current(engine)
    return Office(
        profile=profile_of(identity, signers[Role.LOG]),
        anchor=pinned_anchor(config),
        engine=engine,
        signers=signers,
        vault=Vault(
            data=open_data_key(config, passphrase=passphrase),
            index=_secret(config, Role.INDEX, IndexKey, passphrase),
        ),
        pepper=open_pepper(config, passphrase=passphrase),
        rules=rules_of(config),
        public_dir=config.public_dir,
        glyphs=Glyphs.read(config.instance),
    )


def rules_of(config: Config) -> Rules:
    """The rule book of an instance: the package's, with the entries of its folder `rules`.

    Raises:
        Malformed: "rules.*", naming file, entry and mend.
    """
    return load_own_rules(config.instance / _RULES)


def named_keys(connection: Connection, anchor: Anchor, entity: str, *roles: Role) -> Keyring:
    """Every key that the anchor's list ever named for an authority in one of the roles.

    Raises:
        Refused: "office.not-named" before the anchor's list was taken in.
    """
    last = lists.latest(connection, AUTHORITIES)
    if last is None:
        raise Refused("office.not-named", entity=entity)
    # Opened at its own time: what was signed under it stays readable after it ran out, and a
    # stranger judges its freshness for himself.
    opened = open_trust_list(last.token, anchor.keyring(), issuer=anchor.entity, at=last.at)
    return Keyring(key for role in roles for key in opened.ever(entity, role))


def check_named(office: Office, connection: Connection, *, at: datetime) -> None:
    """Whether the anchor's list names the keys that this office is about to sign with.

    Raises:
        Untrusted: "office.key-unnamed": a certificate signed with it would be called forged.
    """
    named = office.named_keys(connection, *office.signers)
    speaking = {(key.role, key.kid) for key in named if key.speaks_at(at)}
    for role, signer in office.signers.items():
        if (role, signer.public.kid) not in speaking:
            raise Untrusted("office.key-unnamed", role=role.value, kid=signer.public.kid)


def pinned_anchor(config: Config) -> Anchor:
    """The root of an instance; raises Refused("office.no-anchor") before one is pinned."""
    if not config.anchor_file.exists():
        raise Refused("office.no-anchor", path=str(config.anchor_file))
    return Anchor.from_bytes(config.anchor_file.read_bytes())


def open_data_key(config: Config, *, passphrase: bytes) -> DataKey:
    """What the holder's surface opens sealed texts with."""
    return _secret(config, Role.DATA, DataKey, passphrase)


def open_seal_key(config: Config, *, passphrase: bytes) -> Signer:
    """What the holder's surface seals files with."""
    path = key_file(config, Role.SEAL)
    return open_signer(f"file:{path}", passphrase=passphrase, role=Role.SEAL)


def open_pepper(config: Config, *, passphrase: bytes) -> Pepper:
    """The one key of the public surface."""
    return _secret(config, Role.PEPPER, Pepper, passphrase)


def open_answering(config: Config, *, passphrase: bytes) -> Signer:
    """The one signing key of the query surface."""
    path = key_file(config, Role.ANSWER)
    return open_signer(f"file:{path}", passphrase=passphrase, role=Role.ANSWER)


def profile_of(identity: InstanceIdentity, log: Signer) -> IssuerProfile:
    """The profile that goes with an identity and its log key."""
    origin = f"{identity.host}/log"
    return IssuerProfile(
        entity=identity.entity,
        name=identity.name,
        region=identity.region,
        hosts=(identity.host,),
        status_base=f"{identity.entity}{STATUS_PATH}",
        log_origin=origin,
        log_vkey=vkey(origin, log.public),
    )


def key_file(config: Config, role: Role) -> Path:
    """The one key file of a role in the instance.

    Raises:
        KeyFileError: "office.key-missing" without one, "office.key-double" with several.
    """
    found = sorted(config.keys_dir.glob(f"{role.value}-*"))
    if not found:
        raise KeyFileError("office.key-missing", path=str(config.keys_dir), role=role.value)
    if len(found) > 1:
        raise KeyFileError("office.key-double", path=str(config.keys_dir), role=role.value)
    return found[0]


def _secret(config: Config, role: Role, kind: type[S], passphrase: bytes) -> S:
    return open_secret(key_file(config, role), kind, passphrase=passphrase)
