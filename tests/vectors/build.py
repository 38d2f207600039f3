"""Writes every vector anew: `python -m tests.vectors.build`.

The keys are made for the run and forgotten after it, so a second run writes other signatures over
the same documents. Build again when a format changes, and commit what it wrote.
"""

from __future__ import annotations

from pathlib import Path

from keys.roles import Role
from keys.signer import MemorySigner
from keys.statement import Anchor
from tests.vectors import losses
from tests.vectors.algorithms import add_algorithms
from tests.vectors.batch_rules import add_batches
from tests.vectors.claims import add_claims, add_keys
from tests.vectors.collection import (
    ANCHOR,
    BOOK_EXCHANGED,
    KEYS_LOST,
    MEMBER_LOST,
    OFFICE,
    OTHER_ANCHOR,
    RIGHTS_LOST,
    TAKEN_BACK,
    WITHOUT_BOOKS,
    Collection,
)
from tests.vectors.controls import add_controls
from tests.vectors.decisions import add_decisions
from tests.vectors.evidence import add_committee, add_filing, add_log, add_status
from tests.vectors.forms import add_disclosures, add_headers
from tests.vectors.kinds import add_kinds
from tests.vectors.lists import add_bundles, add_status_lists, add_trust_lists
from tests.vectors.moments import add_moments
from tests.vectors.offline_codes import add_offline_codes
from tests.vectors.own_rules import add_own_rules
from tests.vectors.parsers import add_parsers
from tests.vectors.scene import Scene
from tests.vectors.vector import BUNDLES, FOLDER, NEGATIVE, POSITIVE
from tests.vectors.words import add_words
from tests.verifier.world import ANCHOR_ENTITY, trusted


def build(folder: Path) -> None:
    """Write all vectors and their bundles into `folder`; former ones are removed."""
    scene, book = Scene(), Collection()
    for add in (
        add_controls,
        add_disclosures,
        add_headers,
        add_keys,
        add_claims,
        add_log,
        add_committee,
        add_filing,
        add_status,
        add_offline_codes,
        add_batches,
        add_trust_lists,
        add_status_lists,
        add_decisions,
        add_algorithms,
        add_kinds,
        add_moments,
        add_parsers,
        add_words,
        add_own_rules,
    ):
        add(book, scene)
    add_bundles(book)
    stranger = Anchor(ANCHOR_ENTITY, (trusted(MemorySigner.generate(Role.ANCHOR)),))
    _write(
        folder / BUNDLES,
        {
            ANCHOR: scene.anchor.to_bytes(),
            OTHER_ANCHOR: stranger.to_bytes(),
            OFFICE: scene.bundle_bytes(),
            RIGHTS_LOST: losses.rights_lost(scene),
            KEYS_LOST: losses.keys_lost(scene),
            MEMBER_LOST: losses.member_lost(scene),
            TAKEN_BACK: losses.taken_back(scene),
            WITHOUT_BOOKS: losses.without_books(scene),
            BOOK_EXCHANGED: losses.book_exchanged(scene),
        },
    )
    for name, vectors in ((POSITIVE, book.positive), (NEGATIVE, book.negative)):
        files = {f"{each.name}.json": each.to_text().encode() for each in vectors.values()}
        _write(folder / name, files)


def _write(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.json"):
        path.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    build(FOLDER)
