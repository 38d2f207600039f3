"""Growth of the log: tiles in, tiles out, and the proofs that come out of tiles.

Pure arithmetic over bytes. It knows neither what an entry says nor where tiles are kept: it is
handed a function that reads a tile, and gives back the tiles that changed. Who writes them down
and in what order is for the store and for publication.

Follows C2SP tlog-tiles (https://c2sp.org/tlog-tiles): a tile holds up to 256 hashes of 32 bytes;
the tile at level L and index N holds the hashes of the complete subtrees of height 8 * L from
N * 256 on. The tree is that of RFC 9162 section 2.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keys.errors import Malformed, Untrusted
from verifier.merkle import (
    HASH_BYTES,
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    root_of,
    subtree_root,
)
from verifier.profile import MAX_ENTRY_BYTES

TILE_HEIGHT: Final = 8
TILE_WIDTH: Final = 2**TILE_HEIGHT
FULL_TILE_BYTES: Final = TILE_WIDTH * HASH_BYTES
_LENGTH_BYTES: Final = 2
_GROUP: Final = 1000  # an index is written in groups of three digits


@dataclass(frozen=True, slots=True)
class TileId:
    """Place of a tile: level from the leaves (0) up, index from the left."""

    level: int
    index: int


ReadTile = Callable[[int, int], bytes]
"""read(level, index): the hashes of that tile, as many as there are. Absent: b""."""


class Tiles:
    """Hashes, roots and proofs out of tiles; what was read and computed is remembered.

    Keep one for many proofs over the same log. The nodes inside a tile are computed row by row,
    as far up as they are asked for: a proof needs nearly all of them anyway, and the first proof
    that touches a tile is the dear one. A tile that grew since is read again.
    """

    def __init__(self, read: ReadTile) -> None:
        self.read: Final = read
        self._rows: dict[tuple[int, int], list[list[bytes]]] = {}

    def perfect(self, level: int, index: int) -> bytes:
        """Hash of the complete subtree over the 2**level leaves from index * 2**level on.

        Raises:
            Untrusted: The tile that must hold it is absent or too short ("ledger.tile").
        """
        tile_level, height = divmod(level, TILE_HEIGHT)
        tile, place = divmod(index, TILE_WIDTH >> height)
        rows = self._rows.get((tile_level, tile))
        if rows is None or len(rows[0]) < place + 1 << height:
            rows = [hashes_of(self.read(tile_level, tile))]
            self._rows[tile_level, tile] = rows
        if len(rows[0]) < place + 1 << height:
            raise Untrusted("ledger.tile", level=tile_level, index=tile)
        while len(rows) <= height:
            pairs = zip(rows[-1][::2], rows[-1][1::2], strict=False)  # an odd one waits
            rows.append([node_hash(left, right) for left, right in pairs])
        return rows[height][place]

    def root(self, size: int) -> bytes:
        """Root over the first `size` entries."""
        return subtree_root(0, size, self.perfect)

    def inclusion_path(self, index: int, size: int) -> tuple[bytes, ...]:
        """Proof that entry `index` is among the first `size`; raises IndexError."""
        return tuple(inclusion_path(index, size, self.perfect))

    def consistency_path(self, old_size: int, new_size: int) -> tuple[bytes, ...]:
        """Proof that the first `old_size` entries begin the `new_size`; raises IndexError."""
        return tuple(consistency_path(old_size, new_size, self.perfect))


@dataclass(frozen=True, slots=True)
class Growth:
    """What appending came to: the new size and root, and the tiles that are new or longer."""

    size: int
    root: bytes
    tiles: Mapping[TileId, bytes]


def entry_time(last: datetime, at: datetime) -> datetime:
    """The time for an entry made at `at`: never below the last one, whatever a clock says."""
    return max(last, at)


def grow(size: int, leaves: Sequence[bytes], tiles: Tiles) -> Growth:
    """Append entries.

    Args:
        size: Entries so far.
        leaves: The bytes of the new entries, in order.
        tiles: Of the log so far; only its right edge is read.

    Raises:
        Malformed: An entry is longer than its 16-bit length can say ("ledger.entry").
        Untrusted: The right edge does not hold what a log of this size must ("ledger.tile").
    """
    if any(len(leaf) > MAX_ENTRY_BYTES for leaf in leaves):
        raise Malformed("ledger.entry", limit=MAX_ENTRY_BYTES)
    changed: dict[TileId, bytes] = {}
    hashes, start, level = [leaf_hash(leaf) for leaf in leaves], size, 0
    while hashes:
        first, width = divmod(start, TILE_WIDTH)
        edge = _edge(tiles, level, first, width=width) if width else b""
        data, above = edge + b"".join(hashes), []
        for offset in range(0, len(data), FULL_TILE_BYTES):
            tile = data[offset : offset + FULL_TILE_BYTES]
            changed[TileId(level, first + offset // FULL_TILE_BYTES)] = tile
            if len(tile) == FULL_TILE_BYTES:
                above.append(root_of(hashes_of(tile)))
        hashes, start, level = above, first, level + 1

    def read(at_level: int, index: int) -> bytes:
        return changed.get(TileId(at_level, index)) or tiles.read(at_level, index)

    grown = size + len(leaves)
    return Growth(size=grown, root=Tiles(read).root(grown), tiles=changed)


def _edge(tiles: Tiles, level: int, index: int, *, width: int) -> bytes:
    held = tiles.read(level, index)
    if len(held) != width * HASH_BYTES:
        raise Untrusted("ledger.tile", level=level, index=index)
    return held


def hashes_of(tile: bytes) -> list[bytes]:
    """The hashes in a tile."""
    return [tile[start : start + HASH_BYTES] for start in range(0, len(tile), HASH_BYTES)]


def widths(size: int) -> dict[TileId, int]:
    """Every tile that a log of `size` entries has, with the number of hashes in it."""
    found: dict[TileId, int] = {}
    level, count = 0, size
    while count:
        full, rest = divmod(count, TILE_WIDTH)
        found.update({TileId(level, index): TILE_WIDTH for index in range(full)})
        if rest:
            found[TileId(level, full)] = rest
        level, count = level + 1, full
    return found


def grown_between(old_size: int, new_size: int) -> dict[TileId, int]:
    """The tiles of a log of `new_size` entries that one of `old_size` has not, or not so wide."""
    before = widths(old_size)
    return {tile: width for tile, width in widths(new_size).items() if before.get(tile) != width}


def tile_path(tile: TileId, width: int) -> str:
    """Path of a tile below the log: "tile/0/x001/067", "tile/1/000.p/5"."""
    return f"tile/{tile.level}/{_grouped(tile.index)}{_partial(width)}"


def bundle_path(index: int, width: int) -> str:
    """Path of an entry bundle below the log: "tile/entries/000.p/70"."""
    return f"tile/entries/{_grouped(index)}{_partial(width)}"


def _grouped(index: int) -> str:
    groups = [f"{index % _GROUP:03d}"]
    while index >= _GROUP:
        index //= _GROUP
        groups.append(f"x{index % _GROUP:03d}")
    return "/".join(reversed(groups))


def _partial(width: int) -> str:
    if not 1 <= width <= TILE_WIDTH:
        raise ValueError(width)
    return "" if width == TILE_WIDTH else f".p/{width}"


def bundle(entries: Iterable[bytes]) -> bytes:
    """Up to 256 entries as one file: each with its length before it, 16 bits, big-endian."""
    return b"".join(len(entry).to_bytes(_LENGTH_BYTES, "big") + entry for entry in entries)


def unbundle(data: bytes) -> list[bytes]:
    """The entries of a bundle.

    Raises:
        Malformed: It ends inside an entry ("ledger.bundle").
    """
    entries, start = [], 0
    while start < len(data):
        body = start + _LENGTH_BYTES
        end = body + int.from_bytes(data[start:body], "big")
        if end > len(data) or body > len(data):
            raise Malformed("ledger.bundle")
        entries.append(data[body:end])
        start = end
    return entries
