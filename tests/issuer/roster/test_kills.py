"""Killed anywhere, a worker leaves no line lost, none judged twice and no check recorded twice."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import pytest
from sqlalchemy import event

from issuer.roster.answers import Answered
from issuer.roster.job import JobState
from issuer.roster.tray import Tray
from issuer.roster.worker import HELD, RosterWorker
from issuer.store.session import begin_write, open_engine, read
from tests.cast import ZONE, id_no, row
from tests.issuer.roster.world import COMPARED, PURPOSE, Units, book, cells_of, door
from tests.province import Province

FORK = multiprocessing.get_context("fork")
CHUNK, PARTS = 10, 12


class RecordsBehind(RosterWorker):
    """A build whose checks are kept after the part, in a transaction of their own."""

    def _record(self, connection, begun, settled):
        pass

    def _settle(self, begun, judge, wording, part, start) -> Sequence[Answered]:
        answered = super()._settle(begun, judge, wording, part, start)
        with begin_write(self._office.engine) as connection:
            super()._record(connection, begun, judge.judge(part))
        return answered


@pytest.fixture
def units(database_url, tmp_path):
    province = Province.found(database_url, tmp_path)
    province.admit_committee(ZONE)
    province.issue(ZONE, [row(each) for each in range(1, 31)])
    yield Units.of(province)
    province.close()


def roster(units: Units) -> bytes:
    """Lines of every kind that leaves something behind; none reaches a bound."""
    lines = []
    for place, title in enumerate(units.province.titles.values()):
        number, name, check_code = door(title)
        lines += [
            (number, name, check_code, title.row.id_no),
            (number, name, check_code, id_no(500 + place)),  # an identity that differs
            (number, f"{name}某", check_code, ""),  # a door that opens nothing
            (number, name, check_code, ""),
        ]
    assert len(lines) == CHUNK * PARTS
    return book(COMPARED, *lines)


def die_at(engine, commit: int, *, before: bool) -> None:
    """The process is gone at this commit, or when the next transaction begins."""
    left = [commit]

    def at_commit(_connection) -> None:
        left[0] -= 1
        if left[0] == 0 and before:
            os.kill(os.getpid(), signal.SIGKILL)

    def at_begin(_connection) -> None:
        if left[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "commit", at_commit)
    event.listen(engine, "begin", at_begin)


def work(units: Units, *, minutes: int, dies: tuple[int, bool] | None, build=RosterWorker) -> bool:
    """A worker in a process of its own; whether it was killed."""
    office = units.province.office
    url = office.engine.url.render_as_string(hide_password=False)
    at = units.province.at + minutes * HELD

    def run() -> None:
        engine = open_engine(url)
        if dies is not None:
            die_at(engine, dies[0], before=dies[1])
        build(replace(office, engine=engine), lambda: at, chunk=CHUNK).work()

    process = FORK.Process(target=run)
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def kept(units: Units, number: str) -> dict[str, int]:
    """What is recorded of a roster."""
    with read(units.province.office.engine) as connection:
        return {
            table: connection.exec_driver_sql(
                f"SELECT count(*) FROM {table} WHERE {column} = '{number}'"
            ).scalar_one()
            for table, column in (
                ("roster", "id"), ("roster_check", "roster"), ("roster_failure", "roster"),
                ("roster_part", "job"),
            )
        }  # fmt: skip


@pytest.mark.drill
def test_a_killed_worker_loses_no_line_and_doubles_none(units, figures):
    data, province = roster(units), units.province
    whole = units.check(data)
    tray = Tray(province.office.engine, province.office.pepper)
    number = tray.lay(data, units.unit, purpose=PURPOSE, language="zh_CN", at=province.at)
    chance, kills = random.Random(20250618), 0
    for attempt in count(1):
        province.office.engine.dispose()
        dies = (chance.randrange(2, 6), bool(attempt % 2))
        if not work(units, minutes=attempt, dies=dies):
            break
        kills += 1
    job, _ = tray.look(units.unit, number)
    assert (job.state, job.judged, job.counts) == (JobState.DONE, CHUNK * PARTS, whole.counts)
    result, _ = tray.files(units.unit, number, at=province.at)
    assert cells_of(result) == cells_of(whole.result)
    assert kept(units, number) == kept(units, whole.number)
    assert kept(units, number) == {
        "roster": 1, "roster_check": 30, "roster_failure": 60, "roster_part": 0,
    }  # fmt: skip
    assert kills >= 3
    figures(
        f"{province.office.engine.dialect.name}: {kills} kills of a roster of {job.rows} rows in"
        f" parts of {CHUNK}: 0 rows and 0 checks lost or doubled"
    )


@pytest.mark.drill
def test_a_build_that_records_behind_the_part_is_caught(units, figures):
    data, province = roster(units), units.province
    tray = Tray(province.office.engine, province.office.pepper)
    number = tray.lay(data, units.unit, purpose=PURPOSE, language="zh_CN", at=province.at)
    province.office.engine.dispose()
    # Commits: taken, begun, the first part; then its checks would follow.
    assert work(units, minutes=1, dies=(3, False), build=RecordsBehind)
    assert not work(units, minutes=2, dies=None)
    found = kept(units, number)
    assert (found["roster_check"], found["roster_failure"]) < (30, 60)
    figures("roster: negative control: checks recorded behind the part are lost by a kill")
