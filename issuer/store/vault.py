"""Sealing of personal data on its way into the store, and the blind indexes that find it again.

The one place that seals. Each ciphertext is bound to "table/row/column", so that bytes moved to
another place by someone with access to the database do not open there. A blind index is an HMAC:
equal input, equal index, and nothing else to learn without the key.
"""

from __future__ import annotations

from dataclasses import dataclass

from keys.encoding import Sha256, unb64
from keys.secret import DataKey, IndexKey


@dataclass(frozen=True, slots=True)
class Safe:
    """The data key of one office: it opens what was sealed, and finds nobody."""

    data: DataKey

    def seal(self, plain: bytes, *, table: str, row: str, column: str) -> bytes:
        """Ciphertext that opens only at this place."""
        return self.data.seal(plain, place=f"{table}/{row}/{column}")

    def open(self, sealed: bytes, *, table: str, row: str, column: str) -> bytes:
        """The plain bytes.

        Raises:
            Untrusted: Changed, moved from another place, or sealed under another key
                ("data.sealed").
        """
        return self.data.open(sealed, place=f"{table}/{row}/{column}")


@dataclass(frozen=True, slots=True)
class Vault(Safe):
    """A safe with the index key beside it, which finds people again."""

    index: IndexKey

    def identity(self, id_type: str, id_no: str) -> Sha256:
        """Blind index of an identity document."""
        return self.index.blind("identity", f"{id_type}\0{id_no.upper()}")

    def claim(self, person: str, *, series: str, specialty: str, level: str) -> Sha256:
        """Blind index of "this person, this title".

        Args:
            person: The person's id for an award; the identity's blind index for a batch row,
                whose person may not be known to the office yet.
            series: Code of the series.
            specialty: Name of the specialty.
            level: Name of the level.
        """
        return self.index.blind("claim", f"{person}\0{series}\0{specialty}\0{level}")

    def enterprise(self, uscc: str, year: int, grade: str) -> Sha256:
        """Blind index of "this enterprise's nominations of a year"."""
        return self.index.blind("nomination", f"{uscc}\0{year}\0{grade}")

    def status_key(self) -> bytes:
        """32 bytes, always the same: the key of the permutation that draws status indexes."""
        return unb64(self.index.blind("status-index", "key"))
