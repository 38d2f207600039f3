"""A batch file taken apart: what was signed, by whom, and the rows that belong to it.

The first line is the sealed header (JWS, general JSON), each following line one row in canonical
JSON. Every byte has one spelling: a file that this module would have written otherwise is
refused, and so is a row that the signed root does not cover. It judges form and signatures,
never rules.

Follows RFC 7515 section 7.2.1 and RFC 9162 section 2.1.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keys.encoding import Sha256, b64, canonical, parse, unb64
from keys.envelope import open_together
from keys.errors import Malformed, TooLarge, Untrusted
from keys.public_key import Keyring, TrustedKey
from keys.roles import Typ
from verifier.batch import (
    MAX_BATCH_BYTES,
    MAX_ROWS,
    BatchHeader,
    Row,
    batch_digest,
    in_tree_order,
    row_hash,
)
from verifier.merkle import root_of

MAX_HEADER_BYTES: Final = 64 * 2**10  # a header with twenty standards and ten signatures is 12 KiB
MAX_ROW_BYTES: Final = 16 * 2**10
_NEWLINE: Final = b"\n"


@dataclass(frozen=True, slots=True)
class OpenedBatch:
    """A batch whose signatures hold and whose rows are the signed ones.

    Attributes:
        sealed: The sealed header, as received.
        digest: Digest of the signed payload: the identity of the batch.
        signers: Who signed, one key a person.
        rows, hashes: Row i has hash i; both in the order of the tree, which is ascending.
    """

    sealed: bytes
    header: BatchHeader
    digest: Sha256
    signers: tuple[TrustedKey, ...]
    rows: tuple[Row, ...]
    hashes: tuple[Sha256, ...]


def split_batch(data: bytes) -> tuple[bytes, list[bytes]]:
    """The first line of a batch or draft file, and its row lines.

    Raises:
        TooLarge: More than MAX_BATCH_BYTES, or MAX_ROWS rows.
        Malformed: "batch.lines": no rows, an empty line, or a last line without its end.
    """
    if len(data) > MAX_BATCH_BYTES:
        raise TooLarge("batch.too-large", limit=MAX_BATCH_BYTES)
    if data.count(_NEWLINE) > MAX_ROWS + 1:
        raise TooLarge("batch.too-many-rows", limit=MAX_ROWS)
    first, *lines = data.split(_NEWLINE)
    if len(lines) < 2 or lines.pop() != b"" or not first or not all(lines):
        raise Malformed("batch.lines")
    return first, lines


def read_rows(lines: list[bytes]) -> tuple[Row, ...]:
    """The rows of a batch file, in its order.

    Raises:
        Malformed: A line is no row, or "batch.not-canonical" when it is one in another
            spelling. `row` counts the lines from 1.
    """
    return tuple(_read_row(line, number) for number, line in enumerate(lines, start=1))


def _read_row(line: bytes, number: int) -> Row:
    try:
        row = Row.from_dict(parse(line, limit=MAX_ROW_BYTES))
    except Malformed as error:
        error.facts.setdefault("row", number)
        raise
    if row.to_bytes() != line:
        raise Malformed("batch.not-canonical", row=number)
    return row


def check_rows_belong(header: BatchHeader, hashes: tuple[Sha256, ...]) -> None:
    """Hold the rows against what was signed.

    Raises:
        Untrusted: "batch.row-count" or "batch.rows-root": other rows than the signed ones.
    """
    if len(hashes) != header.row_count:
        raise Untrusted("batch.row-count", signed=header.row_count, found=len(hashes))
    if b64(root_of(in_tree_order(list(hashes)))) != header.rows_root:
        raise Untrusted("batch.rows-root")


def open_batch(data: bytes, keys: Keyring, *, threshold: int, at: datetime) -> OpenedBatch:
    """Open a batch file.

    Args:
        data: The file as received.
        keys: The committee's keys, role COMMITTEE.
        threshold: How many persons must have signed.
        at: Moment of receipt; the keys' windows are judged by it.

    Raises:
        Malformed: The bytes are no batch file, or not in their one spelling.
        Untrusted: Signatures missing or wrong, or rows that were not signed.
    """
    sealed, lines = split_batch(data)
    opened = open_together(
        sealed, Typ.BATCH, keys, threshold=threshold, at=at, limit=MAX_HEADER_BYTES
    )
    header = BatchHeader.from_dict(opened.document)
    if header.to_bytes() != opened.payload or canonical(parse(sealed, limit=len(sealed))) != sealed:
        raise Malformed("batch.not-canonical", row=0)
    pairs = sorted(((row_hash(row), row) for row in read_rows(lines)), key=_place_in_tree)
    hashes = tuple(pair[0] for pair in pairs)
    check_rows_belong(header, hashes)
    return OpenedBatch(
        sealed=sealed,
        header=header,
        digest=batch_digest(opened.payload),
        signers=opened.signers,
        rows=tuple(pair[1] for pair in pairs),
        hashes=hashes,
    )


def _place_in_tree(pair: tuple[Sha256, Row]) -> bytes:
    # By bytes, as the tree is built: base64url text sorts in another order.
    return unb64(pair[0])
