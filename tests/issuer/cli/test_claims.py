"""What a clerk hands out opens what it says, and stands in files that nobody else can read."""

from __future__ import annotations

import json

import openpyxl
import pypdfium2
import pytest
import zxingcpp
from click.testing import CliRunner

from issuer.claim_codes import as_typed
from issuer.claims import Outcome
from issuer.cli.claims import claims
from issuer.cli.terminal import Terminal
from issuer.config import Config
from issuer.store import batches, session
from tests.cast import HOST
from tests.issuer.claiming import ONCE, desk_of


@pytest.fixture
def run(province, tmp_path):
    """Runs `claims …` for a machine in the province's office; gives status and answer."""

    def command(*words, status=0):
        config = Config.from_env({"ZC_INSTANCE": str(tmp_path)})
        terminal = Terminal(config, "zh_CN", as_json=True, at=province.at, _office=province.office)
        done = CliRunner().invoke(claims, [str(word) for word in words], obj=terminal)
        assert done.exit_code == status, done.output
        assert not [title for title in province.titles.values() if title.row.name in done.output]
        return json.loads(done.stdout)

    return command


@pytest.fixture
def batch(province):
    with session.read(province.office.engine) as connection:
        return batches.in_state(connection)[0].number


@pytest.fixture
def files(tmp_path):
    return tmp_path / "slips.pdf", tmp_path / "claims.xlsx"


def listed(path):
    sheet = openpyxl.load_workbook(path).active
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]


def make(run, batch, files, *more, **how):
    return run("make", batch, "--slips", files[0], "--list", files[1], *more, **how)


def test_each_code_of_the_list_opens_its_own_title(province, run, batch, files):
    assert make(run, batch, files)["made"] == 3
    desk = desk_of(province)
    for name, title, specialty, employer, number, code, address, until in listed(files[1]):
        row = province.titles[number].row
        assert (name, title, specialty, employer) == (
            row.name, row.title, row.specialty, row.employer,
        )  # fmt: skip
        assert (address, until) == (f"https://{HOST}/claim", "2025-07-27")
        claimed = desk.claim(as_typed(code), name, once=ONCE, at=province.at)
        assert (claimed.outcome, claimed.title.number) == (Outcome.CLAIMED, number)


def test_slips_and_list_hold_the_same_codes(run, batch, files):
    make(run, batch, files)
    page = pypdfium2.PdfDocument(files[0])[0]
    read = zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil())
    on_slips = {each.text.partition("#")[2] for each in read}
    assert on_slips == {as_typed(line[5]) for line in listed(files[1])}


def test_only_the_owner_reads_the_files_and_no_other_is_left(run, batch, files, tmp_path):
    make(run, batch, files)
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert sorted(path for path in tmp_path.iterdir() if path.is_file()) == sorted(files)


def test_making_twice_makes_nothing_and_again_ends_the_older(province, run, batch, files):
    make(run, batch, files)
    before = listed(files[1])
    assert make(run, batch, files) == {"made": 0}
    assert listed(files[1]) == before
    assert make(run, batch, files, "--again")["made"] == 3
    name, code = before[0][0], before[0][5]
    told = desk_of(province).claim(as_typed(code), name, once=ONCE, at=province.at)
    assert told.outcome is Outcome.WITHDRAWN


def test_counts_are_told_and_never_a_code(province, run, batch, files):
    make(run, batch, files)
    numbers = sorted(province.titles)
    run("withdraw", numbers[0])
    assert run("list", batch) == {
        "without": 0, "ISSUED": 2, "USED": 0, "EXPIRED": 0, "WITHDRAWN": 1,
    }  # fmt: skip
    assert run("reissue", numbers[0], "--slips", files[0])["made"] == 1
    assert run("list", batch)["ISSUED"] == 3


@pytest.mark.parametrize("which", [0, 1])
def test_files_that_cannot_be_written_leave_no_code(run, batch, files, which):
    given = [*files]
    given[which] = files[which].parent / "missing" / "x"
    assert make(run, batch, given, status=1)["error"] == "claims.not-written"
    assert run("list", batch)["without"] == 3


def test_a_title_taken_back_gets_no_slip(province, run, files):
    number = min(province.titles)
    province.revoke(number)
    told = run("reissue", number, "--slips", files[0], status=1)
    assert told["error"] == "claims.taken-back"
    assert not files[0].exists()
