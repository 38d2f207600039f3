"""Whatever is wrong with a look-up, the answer is the same, and so is what it costs to give.

Status, bytes, headers, the statements that the database is asked and every step with a secret key
are held against each other: on the page, by the interface, and in the signed answers to another
province.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from issuer.numbers import NumberSeries
from issuer.public_records import StoredRecords
from issuer.registrar.planning import plan_rows
from issuer.store import awards, plans, session
from issuer.web.limits import NUMBER_FAILURES
from keys.envelope import peek
from tests.cast import CONFIRMED, RECEIVED, ZONE, row
from tests.journeys.abuse.premises import behind, counted, door_of, open_office
from tests.province import digest_of
from verifier.recognition import Purpose
from verifier.recognition.request import ByDoor, RecognitionRequest
from verifier.titles import Level

UNUSED = NumberSeries("371000", 2025, 5, Level.INTERMEDIATE).number(999_999)
WAYS = ("page", "interface", "another province")


@dataclass(frozen=True)
class Seen:
    """An answer, and what it cost."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    work: tuple[tuple[str, int], ...]


@pytest.fixture(scope="module")
def world(ordinary, tmp_path_factory):
    """The province, with a certificate that is planned and not yet signed, and one withheld."""
    province = ordinary.copy(tmp_path_factory.mktemp("misses") / "office")
    province.at = max(province.at, RECEIVED)
    paper = province.paper(ZONE, [row(11), row(12)])
    province.hand_in(paper)
    province.declare(paper)
    province.at = max(province.at, CONFIRMED)
    province.confirm(paper, withheld=[paper.rows[1].line])
    plan_rows(province.office, digest_of(paper), limit=10, at=province.at)
    yield province
    province.close()


@pytest.fixture(scope="module")
def misses(world):
    """What is wrong -> what somebody types."""
    titles = list(world.titles.values())
    first, other = titles[0], titles[1]
    with session.read(world.office.engine) as connection:
        (planned,) = plans.unminted(connection, limit=None, vault=world.office.vault)
    unpublished = {
        "number": planned.number,
        "name": row(11).name,
        "check_code": planned.check_code,
    }
    return {
        "wrong name": door_of(first, name="司马" + first.row.name),
        "name of another": door_of(first, name=other.row.name),
        "wrong check code": door_of(first, check_code="0" * 6),
        "check code of another": door_of(first, check_code=other.check_code),
        "number of another": door_of(first, number=other.number),
        "unknown number": door_of(first, number=UNUSED),
        "not yet published": unpublished,
        "withheld": {**unpublished, "name": row(12).name},
    }


def ask(client, way, typed, *, work=None, **given) -> Seen:
    """One look-up; all that changes from one answer to the next by chance is taken out."""
    if work is not None:
        work.clear()
    if way == "page":
        answer = client.post("/verify", data=typed, **given)
    elif way == "interface":
        answer = client.post("/api/v1/verifications", json=typed, **given)
    else:
        asked = RecognitionRequest("3702", Purpose.EMPLOYMENT, "1", (ByDoor(**typed),))
        answer = client.post(
            "/api/v1/recognitions",
            data=asked.to_bytes(), content_type="application/json", **given,
        )  # fmt: skip
    spent = tuple(sorted(work.items())) if work is not None else ()
    body = _unsigned(answer.data) if way == WAYS[2] else answer.data
    return Seen(answer.status_code, tuple(answer.headers), body, spent)


def _unsigned(data: bytes) -> bytes:
    """A signed answer without its signature and the digest of its question, at their lengths."""
    told = json.loads(data)
    token = told.pop("recognition")
    said = {**peek(token), "request_sha256": len(told.pop("request_sha256"))}
    return json.dumps([told, said, len(token)], ensure_ascii=False).encode()


@pytest.mark.parametrize("way", WAYS)
def test_every_miss_is_one_answer_by_the_same_work(world, misses, way):
    client = open_office(world).test_client()
    with counted(world.office.engine) as work:
        ask(client, way, misses["wrong name"])  # nobody's first look counts
        seen = {what: ask(client, way, typed, work=work) for what, typed in misses.items()}
    first = seen["wrong name"]
    assert {what: each for what, each in seen.items() if each != first} == {}
    assert first.status == 200
    spent = dict(first.work)
    assert (spent["hmac"], spent["HKDFExpand"]) == (1, 2)
    assert sum(count for what, count in spent.items() if "wrapped_code" in what) == 1


@pytest.mark.parametrize("way", WAYS)
def test_the_right_three_find_the_certificate_and_the_count_sees_it(world, way):
    """The control: what is counted does differ where something is found."""
    client = open_office(world).test_client()
    title = next(iter(world.titles.values()))
    with counted(world.office.engine) as work:
        ask(client, way, door_of(title, name="某"))
        missed = ask(client, way, door_of(title, name="某"), work=work)
        found = ask(client, way, door_of(title), work=work)
    assert found.status == missed.status == 200
    assert found.body != missed.body
    assert dict(found.work)["AESGCM"] > dict(missed.work).get("AESGCM", 0)
    assert sum(dict(found.work).values()) > sum(dict(missed.work).values())


class Careless(StoredRecords):
    """Looks for the number first, as anybody might write it."""

    def find_by_door(self, number, *, name, check_code):
        with session.read(self._engine) as connection:
            if not awards.taken(connection, [number]):
                return None
        return super().find_by_door(number, name=name, check_code=check_code)


def test_a_look_up_that_asks_for_the_number_first_is_noticed(world, misses):
    """The control: the same answer, and another price for a number that there is."""
    office = world.office
    careless = Careless(
        office.engine, office.pepper,
        anchor=office.anchor, public_dir=office.public_dir, clock=lambda: world.at,
    )  # fmt: skip
    client = open_office(world, records=careless).test_client()
    with counted(office.engine) as work:
        known, unknown = (
            ask(client, "interface", misses[what], work=work)
            for what in ("wrong name", "unknown number")
        )
    assert known.body == unknown.body
    assert known.work != unknown.work


def test_what_is_published_is_found_from_then_on(world, misses, tmp_path):
    """The control: the certificate that was not published was right in all three."""
    world = world.copy(tmp_path / "office")
    client = open_office(world).test_client()
    typed = misses["not yet published"]
    assert client.post("/api/v1/verifications", json=typed).get_json()["verdict"] == "NOT_FOUND"
    world.registrar.mint(at=world.at)
    assert client.post("/api/v1/verifications", json=typed).get_json()["verdict"] == "VALID"
    world.close()


@pytest.mark.parametrize("way", WAYS[:2])
def test_a_number_that_is_known_is_refused_as_one_that_is_not(world, misses, way):
    refusals = []
    for what in ("wrong check code", "unknown number", "not yet published"):
        client = open_office(world, monotonic=lambda: 0.0).test_client()
        typed = {**misses[what], "check_code": "0" * 6}
        for place in range(NUMBER_FAILURES):
            assert ask(client, way, typed, **behind(f"203.0.{place}.7")).status == 200
        refusals.append(ask(client, way, typed, **behind("198.51.100.7")))
    assert {each.status for each in refusals} == {429}
    assert len(set(refusals)) == 1
