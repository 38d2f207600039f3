"""A batch in a folder: whole files, taken up where it was cut off, by one process or several."""

from __future__ import annotations

import json
import stat
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing

import pytest

from issuer import print_run
from issuer.config import Config
from issuer.print_run import LIST, Laid, Opening
from issuer.seal_certificate import CERTIFICATE_FILE
from keys.key_file import FLOOR, write_key_file
from keys.roles import Role
from tests.issuer.test_printing import unsealed

PASSPHRASE = b"a passphrase for tests"


@pytest.fixture
def folder(tmp_path):
    found = tmp_path / "handed out"
    found.mkdir()
    return found


@pytest.fixture
def numbers(province):
    return sorted(province.titles)


def run(province, numbers, folder, **said) -> list[Laid]:
    return list(print_run.print_run(province.press, numbers, folder, **said))


def files(folder) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_each_certificate_gets_a_file_that_nobody_else_may_read(province, numbers, folder):
    laid = run(province, numbers, folder)
    assert [each.number for each in laid] == numbers
    assert files(folder) == {LIST, *(f"{number}.pdf" for number in numbers)}
    for number in numbers:
        path = folder / f"{number}.pdf"
        assert unsealed(path.read_bytes()) == unsealed(province.press.pdf(number).pdf)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_second_run_draws_what_is_missing_damaged_or_unknown_and_nothing_else(
    province, numbers, folder
):
    first, second, third = numbers
    run(province, numbers, folder)
    (folder / f"{first}.pdf").unlink()
    (folder / f"{second}.pdf").write_bytes(b"%PDF-1.7 damaged")
    untouched = (folder / f"{third}.pdf").read_bytes()
    laid = run(province, numbers, folder)
    assert {each.number: each.drawn for each in laid} == {first: True, second: True, third: False}
    assert (folder / f"{third}.pdf").read_bytes() == untouched
    assert not any(each.drawn for each in run(province, numbers, folder))
    (folder / LIST).write_text('{"number": "ZC', "utf-8")  # cut off
    assert all(each.drawn for each in run(province, numbers, folder))


def test_a_new_look_draws_anew(province, numbers, folder, monkeypatch):
    run(province, numbers, folder)
    monkeypatch.setattr("issuer.printing.drawn_by", lambda: "another version")
    assert all(each.drawn for each in run(province, numbers, folder))


def test_a_run_that_is_stopped_leaves_whole_files_and_goes_on(province, numbers, folder):
    with closing(print_run.print_run(province.press, numbers, folder)) as stopped:
        assert next(stopped).number == numbers[0]
    (folder / ".unfinished-1").write_bytes(b"%PDF-1.7 cut")
    laid = run(province, numbers, folder)
    assert [each.drawn for each in laid] == [False, True, True]
    assert not [name for name in files(folder) if "unfinished" in name]


def test_one_that_cannot_be_printed_does_not_stop_the_others(province, numbers, folder):
    province.revoke(numbers[1])
    laid = run(province, numbers, folder)
    assert [each.error.code if each.error else None for each in laid] == [
        *(None, "print.taken-back", None)
    ]
    assert f"{numbers[1]}.pdf" not in files(folder)


@pytest.fixture
def opening(province, tmp_path):
    """The province's keys in files, as another process opens them."""
    instance, office = tmp_path / "instance", province.office
    (instance / "keys").mkdir(parents=True, mode=0o700)
    for key in (office.signers[Role.SEAL], office.vault.data):
        write_key_file(instance / "keys", key, PASSPHRASE, cost=FLOOR)
    (instance / "authority.toml").write_text(province.press.identity.to_toml(), "utf-8")
    (instance / "anchor.json").write_bytes(office.anchor.to_bytes())
    (instance / CERTIFICATE_FILE).write_bytes(province.press.sealer.certificate.to_pem())
    url = f"sqlite:///{office.engine.url.database}"
    config = Config.from_env({"ZC_INSTANCE": str(instance), "ZC_DATABASE_URL": url})
    return Opening(config, PASSPHRASE, province.at)


@pytest.mark.drill
def test_several_processes_print_what_one_does(province, numbers, folder, opening, monkeypatch):
    monkeypatch.setattr(print_run, "_WORTH_A_PROCESS", 1)
    monkeypatch.setattr(print_run._Run, "here", lambda *_: iter(()))  # nothing is drawn here
    laid = run(province, numbers, folder, opening=opening, processes=2)
    assert [(each.number, each.drawn) for each in laid] == [(each, True) for each in numbers]
    for number in numbers:
        made = (folder / f"{number}.pdf").read_bytes()
        assert unsealed(made) == unsealed(province.press.pdf(number).pdf)
    noted = [json.loads(line)["number"] for line in (folder / LIST).read_text().splitlines()]
    assert noted == numbers


@pytest.mark.drill
def test_when_the_processes_die_the_rest_is_printed_here(
    province, numbers, folder, opening, monkeypatch
):
    monkeypatch.setattr(print_run, "_WORTH_A_PROCESS", 1)

    class Dying:
        def __init__(self, *_given, **_said):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *_raised):
            return None

        def map(self, _work, numbers, folders, listed):
            yield print_run.lay(province.press, numbers[0], folders[0], listed=listed[0])
            raise BrokenProcessPool

        def shutdown(self, **_said):
            pass

    monkeypatch.setattr(print_run, "ProcessPoolExecutor", Dying)
    laid = run(province, numbers, folder, opening=opening, processes=2)
    assert [each.number for each in laid] == numbers
    assert all(each.drawn for each in laid)


def test_an_opening_does_not_show_its_passphrase(opening):
    assert PASSPHRASE.decode() not in repr(opening)
