"""A registered unit before an office's database, and the ceremonies at its door."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from issuer.passkeys import RelyingParty
from issuer.store import units
from issuer.store.session import begin_write, open_engine, read
from issuer.store.units import Unit
from issuer.store.vault import Vault
from issuer.unit_access.ceremonies import Ceremonies
from issuer.unit_access.inviting import invite
from keys.errors import CredentialError
from keys.secret import DataKey, IndexKey, Pepper
from tests.issuer.unit_access.authenticator import Authenticator
from tests.migrated import migrate

ORIGIN = "https://zc.weihai.example"
HOST = "zc.weihai.example"
NOON = datetime(2026, 3, 9, 4, tzinfo=UTC)
UNIT = Unit("ab12cd34", "示例精密制造有限公司", "91370000MA00000000", "人事部", "D-1", NOON)
SECOND = Unit("ef56ab78", "示例海洋科技有限公司", "91370000MA00000001", "人事部", "D-2", NOON)
DEVICE = "Chrome · Windows"
ATTEMPT, REFUSED = "unit.attempt", "unit.passkey-refused"


@dataclass
class Door:
    """The door, and a clock that a test turns."""

    engine: object
    vault: object
    origin: str = ORIGIN
    at: datetime = NOON
    pepper: Pepper = field(default_factory=lambda: Pepper(bytes(range(32))))

    def __post_init__(self):
        party = RelyingParty(self.origin, "威海市人力资源和社会保障局（示例）")
        self.ceremonies = Ceremonies(self.engine, self.pepper, party)
        self.sessions = self.ceremonies.sessions
        with begin_write(self.engine) as connection:
            for unit in (UNIT, SECOND):
                units.keep(connection, unit, vault=self.vault)

    def device(self):
        party = self.ceremonies.party
        return Authenticator(party.origin, party.host)

    def invite(self, person="李明", unit=UNIT.id, *, days=7):
        return invite(
            self.engine, self.pepper, unit=unit, person=person,
            until=self.at + timedelta(days=days), at=self.at,
        )  # fmt: skip

    def join(self, device=None, *, unit=UNIT.id, person="李明"):
        """A person in, by a new invitation: the device, and the token of the session."""
        device = device or self.device()
        begun = self.ceremonies.begin_join(self.invite(person, unit), at=self.at)
        answer = device.create(begun.options)
        return device, self.ceremonies.join(begun.token, answer, device=DEVICE, at=self.at)

    def sign_in(self, device, *, instead=None, **false):
        begun = self.ceremonies.begin_sign_in(at=self.at)
        answer = device.get(begun.options, **false)
        return self.ceremonies.sign_in(
            begun.token, answer, device=DEVICE, at=self.at, instead=instead
        )

    def here(self, token):
        return self.sessions.find(token, at=self.at)

    def withdraw(self, unit=UNIT.id):
        with begin_write(self.engine) as connection:
            units.withdraw(connection, unit, decision_no="D-9", at=self.at)

    def later(self, **delta):
        self.at += timedelta(**delta)


@contextmanager
def opened(folder, *, origin=ORIGIN):
    """A door over a database of its own in a folder."""
    engine = open_engine(f"sqlite:///{folder / 'office.db'}")
    migrate(engine)
    vault = Vault(data=DataKey(bytes(32)), index=IndexKey(bytes(range(32))))
    yield Door(engine, vault, origin)
    engine.dispose()


def code_of(run):
    """The code of the error that this raises."""
    with pytest.raises(CredentialError) as caught:
        run()
    return caught.value.code


def rows(door, table):
    """All rows of a table."""
    with read(door.engine) as connection:
        return [tuple(row) for row in connection.execute(select(table))]
