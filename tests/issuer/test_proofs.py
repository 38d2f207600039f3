"""Proofs made over and over: right at every place and size, and few questions."""

from __future__ import annotations

import threading

import pytest

from issuer import ledger, proofs
from issuer.proofs import Proofs
from keys.errors import Untrusted
from verifier.merkle import check_inclusion, leaf_hash
from verifier.proof import LogProof


class Log:
    """A log in memory that answers as the store's reader does."""

    def __init__(self, size):
        self.leaves, self.tiles, self.root, self.asked = [], {}, b"", []
        self.grow(size)

    def grow(self, by):
        new = [b"entry %d" % n for n in range(len(self.leaves), len(self.leaves) + by)]
        held = ledger.Tiles(lambda level, index: self.tiles.get((level, index), b""))
        grown = ledger.grow(len(self.leaves), new, held)
        self.leaves += new
        self.tiles |= {(tile.level, tile.index): data for tile, data in grown.tiles.items()}
        self.root = grown.root

    def checkpoint(self):
        return (len(self.leaves), f"origin\n{len(self.leaves)}\nroot\n\n— k s\n")

    def leaf(self, place):
        return self.leaves[place] if place < len(self.leaves) else None

    def tile(self, level, index):
        self.asked.append((level, index))
        return self.tiles.get((level, index), b"")


def proved(log, text):
    proof = LogProof.from_text(text)
    check_inclusion(
        log.root,
        index=proof.index,
        size=len(log.leaves),
        leaf=leaf_hash(proof.entry),
        path=proof.path,
    )
    return True


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 700])
def test_every_place_is_proved_also_after_the_log_has_grown(size):
    log = Log(size)
    made = Proofs(log)
    for places in (range(0, size, 7), range(0, size + 300, 31)):
        assert all(proved(log, made.of(place)) for place in places)
        log.grow(300)


def test_a_tile_is_read_once_for_all_places_in_it():
    log = Log(600)
    made = Proofs(log)
    for place in range(600):
        made.of(place)
    assert len(log.asked) == len(set(log.asked)) <= len(log.tiles)


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(proofs, "_MOST_TILES", 2)
    log = Log(2000)
    made = Proofs(log)
    for place in range(0, 2000, 100):
        assert proved(log, made.of(place))
        assert len(made._tiles._rows) <= 4


def test_an_entry_without_a_checkpoint_over_it_has_no_proof():
    with pytest.raises(Untrusted, match="records.no-checkpoint"):
        Proofs(Log(3)).of(3)


def test_threads_that_ask_at_once_get_true_proofs():
    log = Log(2000)
    for _ in range(5):
        made, wrong = Proofs(log), []

        def ask(made=made, wrong=wrong):
            wrong += [place for place in range(0, 2000, 97) if not proved(log, made.of(place))]

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []
        assert made._lock.acquire(blocking=False)


def test_one_proof_is_made_at_a_time():
    made = Proofs(Log(300))
    inside = []
    path = made._tiles.inclusion_path

    def watched(*given):
        inside.append(made._lock.locked())
        return path(*given)

    made._tiles.inclusion_path = watched
    made.of(1)
    assert inside == [True]
