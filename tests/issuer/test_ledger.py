"""The log grows as C2SP tlog-tiles says, however its entries come in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuer import ledger
from issuer.ledger import TileId, Tiles
from keys.errors import Malformed, Untrusted
from verifier.merkle import check_consistency, check_inclusion, leaf_hash, root_of


class Shelf:
    """Tiles in memory."""

    def __init__(self):
        self.held: dict[TileId, bytes] = {}
        self.size = 0
        self.root = sha256().digest()

    def read(self, level, index):
        return self.held.get(TileId(level, index), b"")

    def tiles(self):
        return Tiles(self.read)

    def append(self, leaves):
        growth = ledger.grow(self.size, leaves, self.tiles())
        self.held.update(growth.tiles)
        self.size, self.root = growth.size, growth.root
        return growth


def leaves(n, first=0):
    return [b"entry %d" % i for i in range(first, first + n)]


def grown(n):
    shelf = Shelf()
    shelf.append(leaves(n))
    return shelf


def test_nothing_appended_changes_nothing():
    growth = grown(5).append([])
    assert growth.tiles == {}
    assert growth.root == grown(5).root
    assert Shelf().append([]).root == sha256().digest()


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 1000, 65536, 65537])
def test_root_is_that_of_the_plain_tree(size):
    assert grown(size).root == root_of([leaf_hash(leaf) for leaf in leaves(size)])


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 300), min_size=1, max_size=8))
def test_growth_in_steps_gives_the_tiles_of_growth_at_once(steps):
    shelf = Shelf()
    for step in steps:
        shelf.append(leaves(step, shelf.size))
    at_once = grown(sum(steps))
    assert shelf.held == at_once.held
    assert shelf.root == at_once.root


@pytest.mark.parametrize("size", [1, 70, 256, 700, 65800])
def test_tiles_are_as_wide_as_the_size_says(size):
    shelf = grown(size)
    assert {tile: len(data) // 32 for tile, data in shelf.held.items()} == ledger.widths(size)


def test_example_of_the_specification():
    """tlog-tiles: a tree of 70,000 entries has 273 full tiles and a partial one of 112 at level 0,
    one full tile and a partial one of 17 at level 1, and a partial one of 1 at level 2."""
    widths = ledger.widths(70_000)
    assert [width for tile, width in widths.items() if tile.level == 0] == [256] * 273 + [112]
    assert widths[TileId(1, 0)] == 256
    assert widths[TileId(1, 1)] == 17
    assert widths[TileId(2, 0)] == 1
    assert len(widths) == 277


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_inclusion_proofs_hold(data):
    shelf = grown(600)
    size = data.draw(st.integers(1, 600))
    index = data.draw(st.integers(0, size - 1))
    tiles = shelf.tiles()
    path = tiles.inclusion_path(index, size)
    leaf = leaf_hash(b"entry %d" % index)
    check_inclusion(tiles.root(size), index=index, size=size, leaf=leaf, path=path)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 600), st.integers(0, 600))
def test_consistency_proofs_hold(one, other):
    old, new = sorted((one, other))
    tiles = grown(600).tiles()
    path = tiles.consistency_path(old, new)
    check_consistency(tiles.root(old), tiles.root(new), old_size=old, new_size=new, path=path)


def test_tiles_see_what_was_appended_after_they_were_opened():
    shelf = grown(10)
    tiles = shelf.tiles()
    assert tiles.root(10) == shelf.root
    shelf.append(leaves(300, 10))
    assert tiles.root(310) == shelf.root


@pytest.mark.parametrize("edge", [b"", bytes(32 * 9), bytes(32 * 11)])
def test_a_right_edge_of_another_width_is_refused(edge):
    shelf = grown(10)
    shelf.held[TileId(0, 0)] = edge
    with pytest.raises(Untrusted) as refused:
        shelf.append(leaves(1, 10))
    assert refused.value.code == "ledger.tile"


def test_a_missing_tile_is_named():
    with pytest.raises(Untrusted) as refused:
        Shelf().tiles().root(1)
    assert refused.value.code == "ledger.tile"
    assert refused.value.facts == {"level": 0, "index": 0}


def test_an_entry_longer_than_its_length_field_is_refused():
    grown(1).append([bytes(65535)])
    with pytest.raises(Malformed) as refused:
        Shelf().append([bytes(65536)])
    assert refused.value.code == "ledger.entry"


@pytest.mark.parametrize(
    ("path", "written"),
    [
        (ledger.tile_path(TileId(0, 0), 256), "tile/0/000"),
        (ledger.tile_path(TileId(1, 5), 17), "tile/1/005.p/17"),
        (ledger.tile_path(TileId(0, 1234067), 256), "tile/0/x001/x234/067"),
        (ledger.tile_path(TileId(0, 1000), 1), "tile/0/x001/000.p/1"),
        (ledger.bundle_path(999, 256), "tile/entries/999"),
        (ledger.bundle_path(273, 112), "tile/entries/273.p/112"),
    ],
)
def test_paths_are_those_of_the_specification(path, written):
    assert path == written


def test_a_tile_of_no_width_has_no_path():
    with pytest.raises(ValueError):
        ledger.tile_path(TileId(0, 0), 0)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_comes_apart_as_it_was_put_together(entries):
    assert ledger.unbundle(ledger.bundle(entries)) == entries


@pytest.mark.parametrize("cut", [1, 2, 3, 9])
def test_a_bundle_cut_short_is_refused(cut):
    with pytest.raises(Malformed) as refused:
        ledger.unbundle(ledger.bundle([b"12345678"])[:-cut])
    assert refused.value.code == "ledger.bundle"


def test_time_never_runs_backwards():
    noon = datetime(2025, 6, 18, 12, tzinfo=UTC)
    assert ledger.entry_time(noon, noon - timedelta(hours=1)) == noon
    assert ledger.entry_time(noon, noon + timedelta(hours=1)) == noon + timedelta(hours=1)
