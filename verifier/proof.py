"""Proof that an entry is in the log: one small text file that needs no network.

The file carries the entry itself (as `extra`), its place, the path and the signed checkpoint.
`extra` is believed only because it hashes to the leaf that the path proves.

Follows C2SP tlog-proof v1, frozen as of 2026-07.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from keys.errors import Malformed, TooLarge, Untrusted
from keys.public_key import Keyring
from verifier.checkpoint import Checkpoint, decimal, open_checkpoint, std_b64, std_unb64
from verifier.log_entry import Entry, read_entry
from verifier.merkle import HASH_BYTES, check_inclusion, leaf_hash
from verifier.profile import MAX_PROOF_BYTES, PROOF_HEADER

_MAX_PATH: Final = 64


@dataclass(frozen=True, slots=True)
class LogProof:
    """A tlog-proof, unverified.

    Attributes:
        entry: Bytes of the log entry.
        index: Its place in the log, from 0.
        path: Inclusion proof, hashes of 32 bytes, lowest first.
        checkpoint: The signed note, verbatim.
    """

    entry: bytes
    index: int
    path: tuple[bytes, ...]
    checkpoint: str

    def to_text(self) -> str:
        """The file."""
        lines = [PROOF_HEADER, f"extra {std_b64(self.entry)}", f"index {self.index}"]
        lines += [std_b64(each) for each in self.path]
        return "\n".join(lines) + f"\n\n{self.checkpoint}"

    @classmethod
    def from_text(cls, text: str) -> LogProof:
        """Read a file.

        Raises:
            TooLarge: Beyond MAX_PROOF_BYTES.
            Malformed: "proof.form": not a tlog-proof, or one without the entry.
        """
        if len(text.encode("utf-8", "surrogatepass")) > MAX_PROOF_BYTES:
            raise TooLarge("proof.too-large", limit=MAX_PROOF_BYTES)
        head, blank, checkpoint = text.partition("\n\n")
        lines = head.split("\n")
        form = Malformed("proof.form")
        if not blank or len(lines) < 3 or len(lines) > 3 + _MAX_PATH or lines[0] != PROOF_HEADER:
            raise form
        if not lines[1].startswith("extra ") or not lines[2].startswith("index "):
            raise form
        path = tuple(std_unb64(line) for line in lines[3:])
        if not {HASH_BYTES}.issuperset(map(len, path)):
            raise form
        return cls(
            entry=std_unb64(lines[1].removeprefix("extra ")),
            index=decimal(lines[2].removeprefix("index ")),
            path=path,
            checkpoint=checkpoint,
        )


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry that is proved to be in a log, and the head it was proved to."""

    entry: Entry
    index: int
    checkpoint: Checkpoint


def open_proof(proof: LogProof, keys: Keyring, *, origin: str | None = None) -> Logged:
    """The entry of a proof, after checkpoint signature and inclusion were checked.

    Args:
        keys: Keys of the log (role LOG).
        origin: The log that is meant; None accepts any that these keys sign for.

    Raises:
        Malformed: The checkpoint or the entry is not readable.
        Untrusted: As `open_checkpoint`, or "log.inclusion".
    """
    return included(proof, open_checkpoint(proof.checkpoint, keys, origin=origin))


def included(proof: LogProof, checkpoint: Checkpoint) -> Logged:
    """The entry of a proof whose checkpoint, opened, is at hand.

    Raises:
        Malformed: The entry is not readable.
        Untrusted: "log.inclusion".
    """
    try:
        check_inclusion(
            checkpoint.root,
            index=proof.index,
            size=checkpoint.size,
            leaf=leaf_hash(proof.entry),
            path=proof.path,
        )
    except Untrusted as error:
        raise Untrusted("log.inclusion", index=proof.index, size=checkpoint.size) from error
    return Logged(read_entry(proof.entry), proof.index, checkpoint)
