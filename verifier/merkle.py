"""Merkle trees: roots, inclusion proofs and consistency proofs, as arithmetic over bytes.

The same tree serves the rows of a batch and the log. Nothing here knows what a leaf means, who
signed a root, or where hashes are kept: a builder asks a function `perfect` for the hashes of
complete subtrees, and any store of tiles can be that function.

Follows RFC 9162 section 2.1 (the tree of RFC 6962, SHA-256). A hash is 32 bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final, TypeAlias

from keys.errors import Untrusted

HASH_BYTES: Final = 32

Perfect: TypeAlias = Callable[[int, int], bytes]
"""perfect(level, index): hash of the complete subtree over the 2**level leaves that begin at
leaf index * 2**level; level 0 gives leaf hashes."""


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 || data), the hash of a leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right), the hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """The root over leaf hashes in the order given; of no leaves, SHA-256 of nothing."""
    return _levels(leaf_hashes)[-1][0] if leaf_hashes else sha256().digest()


def audit_path(leaf_hashes: Sequence[bytes], index: int) -> list[bytes]:
    """The inclusion proof of leaf `index`, from its sibling upwards.

    Raises:
        IndexError: There is no such leaf.
    """
    if not 0 <= index < len(leaf_hashes):
        raise IndexError(index)
    return _path_in(_levels(leaf_hashes), index)


def audit_paths(leaf_hashes: Sequence[bytes]) -> list[list[bytes]]:
    """`audit_path` of every leaf in order; the tree is hashed once."""
    if not leaf_hashes:
        return []
    levels = _levels(leaf_hashes)
    return [_path_in(levels, index) for index in range(len(leaf_hashes))]


def _levels(leaf_hashes: Sequence[bytes]) -> list[list[bytes]]:
    """All nodes, leaves first.

    A node without a sibling moves up unchanged, which gives the tree of the recursive definition.
    """
    level = list(leaf_hashes)
    levels = [level]
    while len(level) > 1:
        above = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            above.append(level[-1])
        levels.append(above)
        level = above
    return levels


def _path_in(levels: list[list[bytes]], index: int) -> list[bytes]:
    path = []
    for level in levels[:-1]:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        index >>= 1
    return path


def root_from_path(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes:
    """The root that an inclusion proof comes to (RFC 9162 2.1.3.2).

    Args:
        index: Place of the leaf, from 0.
        size: Leaves in the tree.
        leaf: Its leaf hash.
        path: Sibling hashes, lowest first; exactly as many as this place in this tree has.

    Raises:
        Untrusted: "log.inclusion": no such place, or a path of another length.
    """
    if not 0 <= index < size or not {HASH_BYTES}.issuperset(map(len, path)):
        raise Untrusted("log.inclusion")
    node, last, root = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise Untrusted("log.inclusion")
        if node & 1 or node == last:
            root = node_hash(sibling, root)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            root = node_hash(root, sibling)
        node >>= 1
        last >>= 1
    if last != 0:
        raise Untrusted("log.inclusion")
    return root


def check_inclusion(
    root: bytes, *, index: int, size: int, leaf: bytes, path: Sequence[bytes]
) -> None:
    """Whether `leaf` is at `index` in the tree of `size` leaves under `root`.

    Raises:
        Untrusted: "log.inclusion".
    """
    if root_from_path(index, size, leaf, path) != root:
        raise Untrusted("log.inclusion")


def check_consistency(
    old_root: bytes, new_root: bytes, *, old_size: int, new_size: int, path: Sequence[bytes]
) -> None:
    """Whether the tree of `old_size` leaves is the beginning of that of `new_size` leaves.

    RFC 9162 2.1.4.2. The empty tree is the beginning of every tree, by an empty path.

    Raises:
        Untrusted: "log.consistency".
    """
    wrong = Untrusted("log.consistency", old=old_size, new=new_size)
    if not 0 <= old_size <= new_size or any(len(each) != HASH_BYTES for each in path):
        raise wrong
    if old_size in (0, new_size):
        expected = new_root if old_size else sha256().digest()
        if path or old_root != expected or (not new_size and new_root != expected):
            raise wrong
        return
    if _both_roots(old_root, old_size, new_size, path) != (old_root, new_root):
        raise wrong


def _both_roots(
    old_root: bytes, old_size: int, new_size: int, path: Sequence[bytes]
) -> tuple[bytes, bytes] | None:
    """Old and new root as a consistency path rebuilds them; None where its length is wrong."""
    # A complete old tree is a node of the new one: the verifier knows it, so the path omits it.
    hashes = [old_root, *path] if old_size & (old_size - 1) == 0 else list(path)
    if not hashes:
        return None
    node, last = old_size - 1, new_size - 1
    while node & 1:
        node >>= 1
        last >>= 1
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            new = node_hash(new, sibling)
        node >>= 1
        last >>= 1
    return (old, new) if last == 0 else None


def _split(size: int) -> int:
    """The largest power of two below `size` (at least 2): where RFC 9162 divides a tree."""
    return 1 << ((size - 1).bit_length() - 1)


def subtree_root(low: int, high: int, perfect: Perfect) -> bytes:
    """Hash of the subtree over leaves `low` up to, not including, `high`.

    `low` is a multiple of the smallest power of two that is at least `high - low`, as in every
    subtree that RFC 9162 forms. No leaves give SHA-256 of nothing.
    """
    size = high - low
    if size == 0:
        return sha256().digest()
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return perfect(level, low >> level)
    middle = low + _split(size)
    return node_hash(subtree_root(low, middle, perfect), subtree_root(middle, high, perfect))


def inclusion_path(index: int, size: int, perfect: Perfect) -> list[bytes]:
    """The inclusion proof of leaf `index` in the tree of the first `size` leaves.

    Raises:
        IndexError: There is no such leaf.
    """
    if not 0 <= index < size:
        raise IndexError(index)
    low, high, path = 0, size, []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(subtree_root(middle, high, perfect))
            high = middle
        else:
            path.append(subtree_root(low, middle, perfect))
            low = middle
    return path[::-1]


def consistency_path(old_size: int, new_size: int, perfect: Perfect) -> list[bytes]:
    """The proof that the first `old_size` leaves begin the tree of `new_size` leaves.

    RFC 9162 2.1.4.1; empty where the old tree is empty or the same.

    Raises:
        IndexError: The old tree is the larger.
    """
    if not 0 <= old_size <= new_size:
        raise IndexError(old_size)
    if old_size in (0, new_size):
        return []
    low, high, path, whole = 0, new_size, [], True
    while old_size != high:
        middle = low + _split(high - low)
        if old_size <= middle:
            path.append(subtree_root(middle, high, perfect))
            high = middle
        else:
            path.append(subtree_root(low, middle, perfect))
            low, whole = middle, False
    if not whole:
        path.append(subtree_root(low, high, perfect))
    return path[::-1]
