"""No command of the four command lines tells of a person, but to the one who must see whom.

The whole path is run in Chinese, in English and for machines, with lists full of canaries; then
every command once more with a file, a number or an argument that is wrong. Printed, logged,
spooled and published is only what `errands.SHOWN` allows, command by command, and a file that
holds a person can be read by its owner alone.
"""

from __future__ import annotations

import click
import pytest

from issuer.cli import service
from issuer.config import Config
from issuer.office import open_office
from issuer.store import awards, batches, copies, session
from tests.journeys.leaks.ear import bird, heard_in, listening
from tests.journeys.leaks.errands import SHOWN, Errands, every_command
from tests.journeys.leaks.handing_out import handed_out, taken_back_again
from tests.journeys.leaks.rosters import rosters
from tests.journeys.leaks.whole_path import (
    CANARIES,
    admit,
    found,
    made,
    mistaken,
    people,
    reviewed,
    taken_back,
    verified,
)
from tests.journeys.test_stolen_copy import Canary, published

BROUGHT = {"list.csv", "slipped.csv", "roster.csv"}
"""Files that the clerk and an employer bring."""
WITH_PEOPLE = (
    *BROUGHT,
    "list.zcdraft",
    "list.zcbatch",
    "forged.txt",
    "result.csv",
    "ZC",
    "certificates/",
)
"""Files that hold people because that is what they are for."""


TOLD = {("facts", "number"), ("log", "number")}


def printed_on(to: Errands) -> list[Canary]:
    """Number, code and check code of each certificate, from the office's own books."""
    config = Config.from_env(to.env)
    office = open_office(config, passphrase=config.passphrase() or b"")
    found = []
    with session.read(office.engine) as connection:
        for batch in batches.in_state(connection):
            for award in awards.of_batch(connection, batch.digest, vault=office.vault):
                (copy,) = copies.of_award(connection, award.number)
                text = copies.text(connection, copy.copy_id, vault=office.vault)
                found += [
                    bird("number", award.number),
                    # The digest of a code is how its record is found; a code has 128 bits.
                    Canary("code", bird("code", text.code).looks[:4]),
                    bird("check code", text.check_code),
                ]
    office.engine.dispose()
    assert len(found) == 9
    return found


def kept_badly(to: Errands, canaries: list[Canary]) -> set[tuple[str, str]]:
    """Files that hold a person and should not, or that others than their owner can read."""
    holding = heard_in(published(to.folder), [each for each in canaries if each.what != "number"])
    strange = {(name, what) for name, what in holding if not name.startswith(WITH_PEOPLE)}
    printed = {path.relative_to(to.folder).as_posix() for path in to.folder.rglob("*.pdf")}
    return strange | {
        (name, oct((to.folder / name).stat().st_mode))
        for name in {name for name, _ in holding} | printed
        if (to.folder / name).stat().st_mode & 0o077 and name not in BROUGHT
    }


@pytest.fixture
def errands(request, tmp_path, monkeypatch):
    (tmp_path / "work").mkdir()
    (tmp_path / "spool").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr(service, "run_server", lambda _: None)
    return Errands.made(tmp_path / "work", request.param)


@pytest.mark.drill
@pytest.mark.parametrize("errands", ["json", "zh", "en"], indirect=True)
def test_no_command_lets_anything_slip(errands, tmp_path, figures):
    with listening(tmp_path / "spool") as ear:
        found(errands)
        committee = admit(errands)
        reviewed(errands, committee)
        holders = made(errands)
        rosters(errands, holders)
        handed_out(errands, [each.stem for each in holders])
        taken_back(errands, committee, [each.stem for each in holders])
        taken_back_again(errands, holders[0].stem)
        verified(errands, holders)
        mistaken(errands, committee)
    canaries = [*CANARIES, *printed_on(errands)]
    printed = {
        (run.command, what)
        for run in errands.runs
        for _, what in heard_in({"": run.printed.encode()}, canaries)
    }
    shown = {(command, what) for command, whats in SHOWN.items() for what in whats}
    assert printed - shown == set()
    if errands.form != "json":
        assert shown - printed == set()  # the list allows nothing that nobody needs
    assert [(run.command, repr(run.crash)) for run in errands.runs if run.crash] == []
    assert set(every_command()) - {run.command for run in errands.runs} == set()
    assert heard_in(ear.said(), canaries) - TOLD == set()
    assert [each for each in ear.opened if each.startswith(str(tmp_path / "spool"))] == []
    assert kept_badly(errands, canaries) == set()
    if errands.form != "json":
        figures(
            f"personal data: {len(errands.runs)} runs of {len(list(every_command()))} commands"
            f" ({errands.form}), {len(canaries)} canaries, {len(ear.errors)} errors, 0 leaks"
        )


@pytest.mark.parametrize("errands", ["json"], indirect=True)
def test_a_chatty_command_and_an_open_file_are_found(errands):
    """The control: a command that tells of the people of a list, and a file for everyone."""

    @click.command("chatty")
    @click.option("--lang")
    @click.option("--json", "as_json", is_flag=True)
    def chatty(*, lang, as_json):
        click.echo(people())

    errands.programs = {"chatty": chatty}
    said = errands.do("chatty").printed
    assert {what for _, what in heard_in({"": said.encode()}, CANARIES)} == {
        "name", "identity number", "employer",
    }  # fmt: skip
    (errands.folder / "certificates").mkdir()
    for name in ("certificates/x", "instance.log"):
        (errands.folder / name).write_text(people())
        (errands.folder / name).chmod(0o644)
    found = kept_badly(errands, CANARIES)
    assert {name for name, _ in found} == {"certificates/x", "instance.log"}
