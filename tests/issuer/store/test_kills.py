"""Killed anywhere, the store has all of a chunk or none of it, and goes on by itself."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from issuer.fsck import fsck
from issuer.store import copies, rows
from issuer.store.rows import RowState
from issuer.store.session import begin_write, read
from tests.issuer import office_rows
from tests.issuer.small_office import SmallOffice

ROWS = 400
CHUNK = 20
# The signing keys of a small office are made anew in each process, so signatures are left out
# of the audit: rows, digests, tiles and roots are not.
WORKER = """
import sys
from issuer.store import copies, rows
from issuer.store.session import begin_write, open_engine, read
from issuer.store.vault import Vault
from keys.secret import DataKey, IndexKey
from tests.issuer import office_rows
from tests.issuer.small_office import SmallOffice

engine, chunk = open_engine(sys.argv[1]), int(sys.argv[2])
vault = Vault(data=DataKey(bytes(32)), index=IndexKey(bytes(range(32))))
office = SmallOffice(engine, vault)
batch = office_rows.digest("first")
print("ready", flush=True)
left = True
while left:
    with begin_write(engine) as connection:
        plans = office_rows.plans_for(connection, vault, batch, limit=chunk) \\
            if rows.unplanned(connection, batch, limit=1, vault=vault) else []
        copies.plan_copies(connection, plans, vault=vault, at=office_rows.NOON)
        if plans:  # a list is signed before anything points into it
            office.sign_lists(connection)
    with begin_write(engine) as connection:
        if copies.unminted(connection, limit=1, vault=vault):
            office_rows.mint(connection, vault, batch, limit=chunk)
            office.sign_lists(connection)
            left = True
        else:
            left = bool(plans)
    print("acknowledged", flush=True)
"""


@pytest.mark.drill
def test_a_killed_process_leaves_nothing_half_and_loses_nothing_acknowledged(
    engine, vault, figures
):
    root = Path(__file__).parents[3]
    url = engine.url.render_as_string(hide_password=False)
    office = SmallOffice(engine, vault)
    office.found()
    with begin_write(engine) as connection:
        batch = office_rows.admit(connection, vault, size=ROWS)
        office.enter(connection, "batch", batch)
        office.checkpoint(connection)
    chance = random.Random(20250618)
    acknowledged = kills = 0
    while True:
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, url, str(CHUNK)],
            cwd=root,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        try:
            worker.wait(timeout=chance.uniform(0.02, 0.4))
        except subprocess.TimeoutExpired:
            os.kill(worker.pid, signal.SIGKILL)
            kills += 1
        said, _ = worker.communicate()
        acknowledged += said.count("acknowledged\n")
        assert list(fsck(engine, None, keys=None)) == []
        with read(engine) as connection:
            minted = rows.counts(connection, batch).get(RowState.MINTED, 0)
            waiting = copies.unminted(connection, limit=ROWS, vault=vault)
        assert minted + len(waiting) <= ROWS
        assert minted >= min(ROWS, (acknowledged - 1) * CHUNK)
        if worker.returncode == 0:
            break
    assert minted == ROWS
    assert kills >= 3
    figures(
        f"{engine.dialect.name}: {kills} kills of a store of {ROWS} rows in chunks of {CHUNK},"
        f" {acknowledged} chunks acknowledged, 0 lost 0 half"
    )
