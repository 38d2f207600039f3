"""The transparency log as a reader meets it: entries, checkpoints, proofs.

Three small modules behind one door: `verifier.log_entry` (what is recorded),
`verifier.checkpoint` (the signed head) and `verifier.proof` (one entry under one head). How the
log grows and is published is the issuer's (`issuer.ledger`).
"""

from __future__ import annotations

from verifier.checkpoint import (
    Checkpoint,
    open_checkpoint,
    read_checkpoint,
    sign_checkpoint,
    vkey,
)
from verifier.log_entry import (
    CertificateEntry,
    DigestEntry,
    Entry,
    EntryKind,
    entry_hash,
    read_entry,
)
from verifier.proof import Logged, LogProof, included, open_proof

__all__ = [
    "CertificateEntry",
    "Checkpoint",
    "DigestEntry",
    "Entry",
    "EntryKind",
    "LogProof",
    "Logged",
    "entry_hash",
    "included",
    "open_checkpoint",
    "open_proof",
    "read_checkpoint",
    "read_entry",
    "sign_checkpoint",
    "vkey",
]
