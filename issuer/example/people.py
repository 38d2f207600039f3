"""The keys of the example's people, in key files like everybody's.

They stand beside the instance because the example plays everyone. In earnest an operator, a
clerk and a chair each keep their own key under their own passphrase, on their own machine.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from issuer.founding import trusted
from issuer.registrar import Registrar
from issuer.registrar.trust_desk import CommitteeFile
from keys.envelope import seal_together
from keys.file_signer import open_file_signer
from keys.key_file import write_key_file
from keys.public_key import TrustedKey
from keys.roles import Role, Typ
from keys.signer import MemorySigner, Signer
from verifier.decision import Act, Decision

OPERATORS = ("operator-chen", "operator-lin")


@dataclass(frozen=True, slots=True)
class People:
    """A folder of people's keys, one sub-folder each.

    Attributes:
        folder: Where they are.
        passphrase: Of all of them; an example has one.
    """

    folder: Path
    passphrase: bytes

    def make(self, group: str, person: str | None, role: Role) -> None:
        """A new key for a person of a group; the anchor has no person."""
        place = self.folder / group
        place.mkdir(parents=True, mode=0o700, exist_ok=True)
        write_key_file(place, MemorySigner.generate(role, person), self.passphrase)

    def signers(self, group: str) -> list[Signer]:
        """Everybody of a group, in order of their file names."""
        return [open_file_signer(path, passphrase=self.passphrase) for path in self.files(group)]

    def files(self, group: str) -> list[Path]:
        """The key files of a group."""
        return sorted(path for path in (self.folder / group).iterdir() if path.is_file())

    def trusted(self, group: str, *, since: datetime) -> tuple[TrustedKey, ...]:
        """The public halves, trusted from a moment on."""
        return trusted(self.signers(group), since=since)

    def decide(
        self, registrar: Registrar, act: Act, *, at: datetime, file: CommitteeFile | None = None
    ) -> None:
        """A decision of the example's two operators."""
        decision = Decision(registrar.office.entity, at, secrets.token_hex(8), act)
        sealed = seal_together(decision.to_bytes(), Typ.DECISION, self.signers("operators"))
        registrar.decide(sealed, at=at, file=file)
