"""Merkle arithmetic against the recursive definitions of RFC 9162, and against forgers."""

from __future__ import annotations

from hashlib import sha256

import pytest

from keys.errors import Untrusted
from verifier import merkle

SIZES = range(1, 71)
LEAVES = [merkle.leaf_hash(b"leaf %d" % number) for number in range(70)]


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162 2.1.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + naive_root(leaves[:split]) + naive_root(leaves[split:])).digest()


def perfect(level: int, index: int) -> bytes:
    width = 2**level
    leaves = LEAVES[index * width : (index + 1) * width]
    assert len(leaves) == width, "a builder asked for an incomplete subtree"
    return naive_root(leaves)


def test_empty_tree_and_empty_leaf_have_the_hashes_of_the_standard() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.root_of([]).hex() == empty
    # Public test vector of Certificate Transparency: the leaf hash of an empty entry.
    leaf = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert merkle.leaf_hash(b"").hex() == leaf


@pytest.mark.parametrize("size", SIZES)
def test_root_is_the_recursive_root(size: int) -> None:
    leaves = LEAVES[:size]
    assert merkle.root_of(leaves) == naive_root(leaves) == merkle.subtree_root(0, size, perfect)


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_is_proved_and_both_builders_agree(size: int) -> None:
    leaves = LEAVES[:size]
    root, paths = naive_root(leaves), merkle.audit_paths(leaves)
    for index, leaf in enumerate(leaves):
        path = merkle.inclusion_path(index, size, perfect)
        assert path == paths[index] == merkle.audit_path(leaves, index)
        merkle.check_inclusion(root, index=index, size=size, leaf=leaf, path=path)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 21, 33, 64, 70])
def test_inclusion_refuses_another_place_size_leaf_or_path(size: int) -> None:
    leaves = LEAVES[:size]
    root = naive_root(leaves)
    for index, leaf in enumerate(leaves):
        path = merkle.audit_path(leaves, index)
        wrong: list[tuple[int, int, bytes, list[bytes]]] = [
            (index, size, merkle.leaf_hash(b"foreign"), path),
            (index, size, leaf, [*path, leaf]),
            (-1, size, leaf, path),
            (size, size, leaf, path),
        ]
        wrong += [(other, size, leaf, path) for other in range(size) if other != index]
        wrong += [(index, size, leaf, path[:-1])] if path else []
        wrong += [(index, size, leaf, [path[0][:-1], *path[1:]])] if path else []
        wrong += [(index, size, leaf, [leaf[::-1], *path[1:]])] if path else []
        for place, total, told, proof in wrong:
            with pytest.raises(Untrusted, match=r"log\.inclusion"):
                merkle.check_inclusion(root, index=place, size=total, leaf=told, path=proof)


def test_an_inner_node_is_not_taken_for_a_leaf() -> None:
    """Without the two prefixes a node of four leaves could pose as a leaf of a tree of two."""
    root = naive_root(LEAVES[:4])
    node = naive_root(LEAVES[:2])
    assert merkle.leaf_hash(LEAVES[0] + LEAVES[1]) != node
    with pytest.raises(Untrusted, match=r"log\.inclusion"):
        merkle.check_inclusion(root, index=0, size=4, leaf=node, path=[naive_root(LEAVES[2:4])])


@pytest.mark.parametrize("new", [0, *SIZES])
def test_every_earlier_tree_is_proved_to_be_the_beginning(new: int) -> None:
    for old in range(new + 1):
        merkle.check_consistency(
            naive_root(LEAVES[:old]),
            naive_root(LEAVES[:new]),
            old_size=old,
            new_size=new,
            path=merkle.consistency_path(old, new, perfect),
        )


@pytest.mark.parametrize("new", [2, 3, 7, 8, 9, 31, 32, 33, 70])
def test_consistency_refuses_a_rewritten_beginning_and_a_wrong_path(new: int) -> None:
    new_root = naive_root(LEAVES[:new])
    for old in range(1, new):
        old_root = naive_root(LEAVES[:old])
        path = merkle.consistency_path(old, new, perfect)
        rewritten = naive_root([merkle.leaf_hash(b"foreign"), *LEAVES[1:old]])
        wrong = [
            (rewritten, new_root, path),
            (old_root, old_root, path),
            (old_root, new_root, [*path, old_root]),
            (old_root, new_root, path[:-1]),
            (old_root, new_root, []),
            (old_root, new_root, [path[0][:-1], *path[1:]]),
        ]
        for told_old, told_new, proof in wrong:
            with pytest.raises(Untrusted, match=r"log\.consistency"):
                merkle.check_consistency(told_old, told_new, old_size=old, new_size=new, path=proof)


def test_a_path_belongs_to_its_sizes_even_where_the_hashes_fit() -> None:
    """The size of a tree is in no hash: only the length of the path holds a proof to it."""
    two, three = naive_root(LEAVES[:2]), naive_root(LEAVES[:3])
    short, long = ([LEAVES[1]], [LEAVES[1], LEAVES[2]])
    merkle.check_consistency(LEAVES[0], two, old_size=1, new_size=2, path=short)
    for root, size, path in ((two, 3, short), (three, 2, long)):
        with pytest.raises(Untrusted, match=r"log\.consistency"):
            merkle.check_consistency(LEAVES[0], root, old_size=1, new_size=size, path=path)
        with pytest.raises(Untrusted, match=r"log\.inclusion"):
            merkle.root_from_path(0, size, LEAVES[0], path)


def test_consistency_refuses_a_shrunken_log_and_two_roots_of_one_size() -> None:
    five, six = naive_root(LEAVES[:5]), naive_root(LEAVES[:6])
    for old_root, new_root, old, new in [(six, five, 6, 5), (five, six, 5, 5), (five, six, 0, 6)]:
        with pytest.raises(Untrusted, match=r"log\.consistency"):
            merkle.check_consistency(old_root, new_root, old_size=old, new_size=new, path=[])


def test_builders_refuse_places_outside_the_tree() -> None:
    with pytest.raises(IndexError):
        merkle.inclusion_path(5, 5, perfect)
    with pytest.raises(IndexError):
        merkle.audit_path(LEAVES[:5], -1)
    with pytest.raises(IndexError):
        merkle.consistency_path(6, 5, perfect)
    assert merkle.audit_paths([]) == []
