"""Proofs that an entry is in the log, made over and over for those who ask about certificates.

Up to the newest checkpoint, by hashes that are read once and remembered: a complete subtree of
the log never changes. What is remembered is bounded and public, and holds nobody's data.

Follows C2SP tlog-proof v1 and tlog-tiles.
"""

from __future__ import annotations

import threading
from typing import Final

from issuer.ledger import Tiles
from issuer.store.reader import Reader
from keys.errors import Untrusted
from verifier.proof import LogProof

_MOST_TILES: Final = 256  # 65,536 entries of the log: about 16 MB of hashes


class Proofs:
    """Makes proofs; may be shared by threads."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._tiles = self._afresh()
        # Rows of nodes are added one after another: two threads would add one twice.
        self._lock = threading.Lock()

    def of(self, index: int) -> str:
        """The proof of one log entry under the newest checkpoint, as tlog-proof text.

        Raises:
            CredentialError: "records.unavailable".
            Untrusted: No checkpoint covers it ("records.no-checkpoint").
        """
        # A record is kept in the transaction that signs the checkpoint over it.
        checkpoint = self._reader.checkpoint()
        leaf = self._reader.leaf(index)
        if checkpoint is None or leaf is None or index >= checkpoint[0]:
            raise Untrusted("records.no-checkpoint")
        size, note = checkpoint
        with self._lock:
            path = self._tiles.inclusion_path(index, size)
        return LogProof(entry=leaf, index=index, path=path, checkpoint=note).to_text()

    def _afresh(self) -> Tiles:
        asked = 0

        def read(level: int, index: int) -> bytes:
            nonlocal asked
            asked += 1
            if asked > _MOST_TILES:
                self._tiles = self._afresh()
            return self._reader.tile(level, index)

        return Tiles(read)
