"""What the office decides shows at the very next look, also where an answer is remembered."""

from __future__ import annotations

import itertools
import multiprocessing
from contextlib import contextmanager, suppress

import pytest

from issuer.app import build_app
from issuer.config import Config
from issuer.parts import Parts
from issuer.public_records import StoredRecords
from issuer.store.session import open_engine
from keys.public_key import PublicKey
from tests.cast import IDENTITY, ZONE
from verifier.committee import CommitteeState

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*multi-threaded, use of fork:DeprecationWarning"  # xdist has threads; ours do not care
)


def public_app(province, clock):
    """The public surface as another process would open it: nothing shared but files and rows."""
    records = StoredRecords(
        open_engine(province.office.engine.url.render_as_string(hide_password=False)),
        province.office.pepper,
        anchor=province.office.anchor,
        public_dir=province.office.public_dir,
        clock=clock,
    )
    folder = province.office.public_dir.parent
    config = Config.from_env({"ZC_INSTANCE": str(folder), "ZC_SURFACE": "public"})
    unhurried = itertools.count(0.0, 1.0).__next__  # nobody looks too often
    parts = Parts(IDENTITY, records=records, clock=clock, monotonic=unhurried)
    return build_app(config, parts)


@pytest.fixture
def browser(province):
    return public_app(province, lambda: province.at).test_client()


def verdict(browser, title):
    answer = browser.get(f"/v/{title.code}?format=json")
    page = browser.get(f"/v/{title.code}")
    assert ('class="verdict ok"' in page.text) is answer.get_json()["verdict"].startswith("VALID")
    return answer.get_json()["verdict"]


@pytest.fixture
def title(province):
    return next(iter(province.titles.values()))


@pytest.fixture
def checked(monkeypatch):
    """Counts signatures that are checked."""
    done, check = [], PublicKey.verify

    def counting(*given, **said):
        done.append(1)
        return check(*given, **said)

    monkeypatch.setattr(PublicKey, "verify", counting)
    return done


@pytest.fixture
def asked(browser, title):
    """Notes the statements that the database is asked."""
    browser.get(f"/v/{title.code}?format=json")
    desk = browser.application.extensions["zhicheng.desk"]
    connection = desk._holds.__self__._reader._here.line.connection.dbapi_connection
    statements = []
    connection.set_trace_callback(statements.append)
    yield statements
    connection.set_trace_callback(None)


def test_a_look_again_checks_no_signature_and_asks_the_database_once(
    browser, title, checked, asked
):
    for form in ("json", "html"):
        browser.get(f"/v/{title.code}?format={form}")
        checked.clear(), asked.clear()
        assert browser.get(f"/v/{title.code}?format={form}").status_code == 200
        assert (len(checked), len(asked)) == (0, 1)


def test_a_first_look_asks_for_record_checkpoint_entry_and_tiles(browser, province, title, asked):
    others = [each for each in province.titles.values() if each is not title]
    browser.get(f"/v/{others[0].code}?format=json")
    asked.clear()
    # The tiles of the log are known from the look before.
    browser.get(f"/v/{others[1].code}?format=json")
    assert len(asked) == 3


def test_suspended_and_revoked_and_lifted_at_the_very_next_look(province, browser, title):
    assert verdict(browser, title) == "VALID"
    province.suspend(title.number)
    assert verdict(browser, title) == "SUSPENDED"
    province.reinstate(title.number)
    assert verdict(browser, title) == "VALID"
    province.revoke(title.number)
    assert verdict(browser, title) == "REVOKED"


def test_a_committee_that_fell_is_noted_at_the_very_next_look(province, browser, title):
    assert verdict(browser, title) == "VALID"
    province.supervise(ZONE, CommitteeState.WITHDRAWN)
    assert verdict(browser, title) == "VALID_AUTH_WITHDRAWN"


def test_a_new_checkpoint_is_in_the_very_next_proof(province, browser, title):
    def size():
        found = browser.get(f"/v/{title.code}?format=json").get_json()["findings"]
        return next(each["facts"]["size"] for each in found if each["code"] == "log.included")

    before = size()
    assert size() == before
    other = next(each for each in province.titles.values() if each is not title)
    province.suspend(other.number)
    assert size() > before


def test_lists_that_nobody_renews_grow_grey_on_the_shelf(province, browser, title):
    assert verdict(browser, title) == "VALID"
    province.at = province.at.replace(year=province.at.year + 1)
    assert verdict(browser, title) == "SERVICE_PROBLEM"


def test_a_lost_database_is_never_green(province, browser, title):
    assert verdict(browser, title) == "VALID"
    browser.application.extensions["zhicheng.desk"]._holds.__self__._engine.dispose()
    path = province.office.public_dir.parent / "office.db"
    path.rename(path.with_suffix(".gone"))
    (path.parent / "office.db").mkdir()
    assert verdict(browser, title) == "SERVICE_PROBLEM"


def test_no_remembered_answer_names_the_code(browser, title):
    verdict(browser, title)
    shelf = browser.application.extensions["zhicheng.desk"]._shelf
    (kept,) = shelf._kept.values()
    assert len(kept.told) == 2
    for blank in kept.told.values():
        text = b"".join(part for part in blank._parts if isinstance(part, bytes))
        assert title.code.encode() not in text
    assert title.code not in kept.text


@contextmanager
def worker(province):
    """Another process that serves; ask it for the verdict on a code."""
    ours, theirs = multiprocessing.get_context("fork").Pipe()

    def serve():
        clock = {"at": province.at}
        client = public_app(province, lambda: clock["at"]).test_client()
        while (question := theirs.recv()) is not None:
            code, clock["at"] = question
            theirs.send(client.get(f"/v/{code}?format=json").get_json()["verdict"])

    process = multiprocessing.get_context("fork").Process(target=serve)
    process.start()
    theirs.close()  # so that its end is noticed here

    def ask(title):
        ours.send((title.code, province.at))
        return ours.recv() if ours.poll(60) else "no answer"

    try:
        yield ask
    finally:
        with suppress(OSError):
            ours.send(None)
        process.join(20)


def test_every_serving_process_says_so_before_the_caller_is_told(province, title):
    province.office.engine.dispose()
    with worker(province) as one, worker(province) as other:
        assert [ask(title) for ask in (one, other, one, other)] == ["VALID"] * 4
        province.revoke(title.number)
        assert [ask(title) for ask in (one, other)] == ["REVOKED"] * 2
