"""A roster that waits is judged once, whoever judges it and wherever that one was cut off."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from issuer.published_bundle import BUNDLE_FILE
from issuer.roster.job import Job, JobState
from issuer.roster.tray import FILES_FOR, Tray
from issuer.roster.worker import HELD, TRIES, RosterWorker
from issuer.store import roster_jobs, roster_work, rosters
from issuer.store.session import begin_write, read
from issuer.store.unit_tables import roster_failure
from issuer.up_to_date import GRACE
from tests.cast import id_no
from tests.issuer.refusing import refused
from tests.issuer.roster.world import COMPARED, PURPOSE, Units, book, cells_of, csv_of, door
from verifier.roster_receipt import demand_files, open_receipt


class CutOff(BaseException):
    """What a process that is killed does not catch."""


@dataclass
class Shop:
    """A tray, and workers at it, at a time that only the test moves."""

    units: Units
    at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.at = self.units.province.at

    @property
    def tray(self) -> Tray:
        office = self.units.province.office
        return Tray(office.engine, office.pepper)

    def worker(self, *, chunk: int = 2) -> RosterWorker:
        return RosterWorker(self.units.province.office, lambda: self.at, chunk=chunk)

    def lay(self, data: bytes, **more) -> str:
        told = {"purpose": PURPOSE, "language": "zh_CN", "at": self.at, **more}
        return self.tray.lay(data, self.units.unit, **told)

    def job(self, number: str) -> Job:
        return self.tray.look(self.units.unit, number)[0]

    def result(self, number: str) -> bytes:
        return self.tray.files(self.units.unit, number, at=self.at)[0]

    def take(self, worker: RosterWorker) -> roster_work.Taken:
        with begin_write(self.units.province.office.engine) as connection:
            taken = worker.take(connection)
        assert taken is not None
        return taken

    def cut_off(self, *, after: int) -> roster_work.Taken:
        """A worker that is gone behind so many parts."""
        worker, parts = self.worker(), []
        taken = self.take(worker)

        def judged(lines: int) -> None:
            parts.append(lines)
            if len(parts) > after:
                raise CutOff

        with pytest.raises(CutOff):
            worker.judge(taken, began=lambda _: judged)
        return taken

    def rows(self, table: str) -> list[tuple[object, ...]]:
        with read(self.units.province.office.engine) as connection:
            return [tuple(each) for each in connection.exec_driver_sql(f"SELECT * FROM {table}")]


@pytest.fixture
def shop(province) -> Shop:
    return Shop(Units.of(province))


def many(units: Units) -> bytes:
    """Lines that hang together: a certificate that comes again, guesses that are counted."""
    one, other = list(units.province.titles.values())[:2]
    guesses = [(*door(one), id_no(300 + each)) for each in range(6)]
    return book(COMPARED, *guesses, (*door(one), one.row.id_no), (*door(other), ""),
                (other.number, "旁人", other.check_code, ""), (*door(other), ""))  # fmt: skip


def test_what_was_laid_comes_back_judged_with_its_receipt(shop):
    data = many(shop.units)
    number = shop.lay(data)
    assert shop.job(number).state is JobState.WAITING
    assert shop.worker().work()
    assert not shop.worker().work()
    job = shop.job(number)
    assert (job.state, job.rows, job.judged) == (JobState.DONE, 10, 10)
    result, receipt = shop.tray.files(shop.units.unit, number, at=shop.at)
    opened = open_receipt(receipt, shop.units.province.bundle(), at=shop.at)
    demand_files(opened, roster=data, result=result)
    assert (opened.number, opened.purpose, opened.counts) == (number, PURPOSE, job.counts)
    assert shop.rows("roster_part") == []


def test_no_roster_is_judged_by_lists_that_the_rows_have_left_behind(shop):
    province = shop.units.province
    title = next(iter(province.titles.values()))
    path = province.office.public_dir / BUNDLE_FILE
    before = path.read_bytes()
    province.revoke(title.number)
    today = path.read_bytes()
    path.write_bytes(before)
    shop.at = province.at + GRACE
    number = shop.lay(book(COMPARED, (*door(title), "")))
    with refused("publication.behind"):
        shop.worker().work()
    assert shop.job(number).state is JobState.WAITING
    path.write_bytes(today)
    assert shop.worker().work()
    assert shop.job(number).counts == {"REVOKED": 1}


def test_a_roster_goes_on_behind_its_last_part_and_says_the_same(shop):
    data = many(shop.units)
    whole = cells_of(shop.units.check(data).result)
    # Guesses of the roster before count against this one: both are compared with none open.
    with begin_write(shop.units.province.office.engine) as connection:
        connection.execute(roster_failure.delete())
    number = shop.lay(data)
    shop.cut_off(after=1)
    assert shop.job(number).judged == 2
    shop.at += HELD
    shop.cut_off(after=2)
    assert shop.job(number).judged == 6
    shop.at += HELD
    assert shop.worker().work()
    assert cells_of(shop.result(number)) == whole
    checks = [each for each in shop.rows("roster_check") if each[0] == number]
    failures = [each for each in shop.rows("roster_failure") if each[0] == number]
    assert (len(checks), len(failures)) == (2, 6)


def test_what_is_judged_later_is_judged_for_the_moment_that_it_was_begun(shop):
    title = next(iter(shop.units.province.titles.values()))
    number = shop.lay(book(COMPARED, *[(*door(title), "")] * 5))
    shop.cut_off(after=1)
    begun = shop.job(number).begun_at
    shop.units.province.revoke(title.number)
    shop.at = shop.units.province.at + HELD
    shop.worker().work()
    assert {line[4] for line in cells_of(shop.result(number))[1:]} == {"有效"}
    _, receipt = shop.tray.files(shop.units.unit, number, at=shop.at)
    assert open_receipt(receipt, shop.units.province.bundle(), at=shop.at).issued_at == begun


def test_a_worker_that_was_gone_for_too_long_changes_nothing_any_more(shop):
    number = shop.lay(many(shop.units))
    slow = shop.worker()
    taken = shop.take(slow)
    assert not shop.worker().work()
    shop.at += HELD
    assert shop.worker().work()
    before = shop.result(number)
    slow.judge(taken)
    assert shop.result(number) == before
    assert shop.job(number).judged == 10


def test_a_roster_that_stops_its_reader_is_given_up(shop):
    number = shop.lay(many(shop.units))
    for _ in range(TRIES):
        shop.take(shop.worker())
        shop.at += HELD
    assert shop.worker().work()
    job = shop.job(number)
    assert job.state is JobState.REFUSED
    assert job.reason is not None
    assert job.reason.code == "roster.failed"


def test_a_roster_that_cannot_be_read_is_refused_and_its_file_goes(shop):
    number = shop.lay(csv_of(("某列",), ("某值",)))
    shop.worker().work()
    job = shop.job(number)
    assert job.reason is not None
    assert (job.state, job.reason.code) == (JobState.REFUSED, "roster.headings")
    with refused("roster.gone"):
        shop.result(number)
    assert shop.rows("roster") == []


def test_files_are_given_for_three_days_and_then_gone(shop):
    number = shop.lay(many(shop.units))
    shop.worker().work()
    shop.at += FILES_FOR
    with refused("roster.gone"):
        shop.result(number)
    shop.worker().sweep()
    with begin_write(shop.units.province.office.engine) as connection:
        held = roster_jobs.held(connection, shop.units.unit, since=shop.at)
    assert held.size == 0


def test_a_unit_may_remove_its_files_before(shop):
    number = shop.lay(many(shop.units))
    shop.tray.remove(shop.units.unit, number)
    shop.worker().work()
    assert shop.result(number)
    shop.tray.remove(shop.units.unit, number)
    with refused("roster.gone"):
        shop.result(number)


def test_a_roster_of_another_unit_is_not_there(shop):
    number = shop.lay(many(shop.units))
    shop.worker().work()
    stranger = "0" * 16
    for ask in (
        lambda: shop.tray.look(stranger, number),
        lambda: shop.tray.files(stranger, number, at=shop.at),
        lambda: shop.tray.remove(stranger, number),
    ):
        with refused("roster.unknown"):
            ask()
    assert shop.tray.rosters(stranger) == ()


@pytest.mark.parametrize(
    ("bound", "code"),
    [("MOST_OPEN", "roster.waiting"), ("MOST_A_DAY", "roster.many"), ("MOST_BYTES", "roster.full")],
)
def test_a_unit_has_only_so_much_here(shop, monkeypatch, bound, code):
    from issuer.roster import tray

    data = many(shop.units)
    monkeypatch.setattr(tray, bound, 1 if bound != "MOST_BYTES" else len(data) + 100)
    shop.lay(data)
    with refused(code):
        shop.lay(data)


def test_a_csv_file_of_a_chinese_spreadsheet_is_read_as_it_is_written(shop):
    title = next(iter(shop.units.province.titles.values()))
    number = shop.lay(csv_of(("证书编号", "姓名", "查验码"), door(title), encoding="gb18030"))
    shop.worker().work()
    assert "有效" in shop.result(number).decode("gb18030")


def test_nothing_of_a_roster_lies_in_the_database_in_clear(shop):
    title = next(iter(shop.units.province.titles.values()))
    number = shop.lay(book(COMPARED, *[(*door(title), title.row.id_no)] * 5))
    shop.cut_off(after=1)
    shop.at += HELD
    kept = [*shop.rows("roster_job"), *shop.rows("roster_part")]
    shop.worker().work()
    said = repr([*kept, *shop.rows("roster_job"), *shop.rows("roster_check")])
    for clear in (title.number, title.row.name, title.row.id_no, title.check_code, PURPOSE):
        assert clear not in said
        assert repr(clear.encode())[2:-1] not in said
    assert shop.result(number)


def test_who_asked_is_found_without_the_index_key(shop):
    title = next(iter(shop.units.province.titles.values()))
    shop.lay(book(COMPARED, (*door(title), "")))
    shop.worker().work()
    office = shop.units.province.office
    from issuer.store.vault import Safe

    with read(office.engine) as connection:
        (asked,) = rosters.asked_about(connection, title.number, vault=Safe(office.vault.data))
    assert asked.purpose == PURPOSE
    assert asked.at - shop.at < timedelta(seconds=1)
