"""What people try at the public pages, from docs/abuse.md: none of it is ever green.

Each has its control beside it: what is genuine stays green under the same circumstances.
"""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import delete, update

from issuer.admission import BatchRejected
from issuer.public_records import StoredRecords
from issuer.store import session, tables
from issuer.web.routes import ROUTES
from keys.errors import CredentialError
from tests.cast import HOST, ZONE, row
from tests.issuer.refusing import refused
from tests.journeys.abuse.premises import (
    GREEN,
    is_green,
    open_office,
    shown_by_all,
)
from tests.vectors.vector import FOLDER, NEGATIVE, POSITIVE, _bundle, read_vectors
from verifier.cli import main as zc_verify
from verifier.committee import CommitteeState
from verifier.decision import Reinstate
from verifier.profile import Status


@pytest.fixture
def title(province):
    return next(iter(province.titles.values()))


@pytest.fixture
def client(province):
    return open_office(province).test_client()


def scanned(client, title) -> str:
    """The verdict on the page of a QR code, which is green only where a machine is told so."""
    told = client.get(f"/v/{title.code}?format=json").get_json()["verdict"]
    assert is_green(client.get(f"/v/{title.code}").text) is (told in GREEN), told
    return told


def kept_public(province, folder):
    """The published files as they are now."""
    shutil.copytree(province.office.public_dir, folder)
    return folder


# -- 2: a look-alike site --------------------------------------------------------------------------


LOOKALIKES = (
    "zc.weihai.examp1e",
    "zc-weihai.example",
    "zc.weihai.example.evil.example",
    "evil.example/zc.weihai.example",
    "zc.weihai.example@evil.example",
    "zc.weihai.example:8443",
    "www.zc.weihai.example",
    "xn--zc-weihai-x5a.example",
    "zc.wеihai.example",
    "zc.weihai.example。evil.example",
    "[2001:db8::1]",
)


@pytest.mark.parametrize("host", LOOKALIKES)
@pytest.mark.parametrize("offline", [False, True], ids=["link", "offline-code"])
def test_a_code_that_leads_to_a_look_alike_is_never_green(client, title, host, offline):
    genuine = title.offline if offline else title.link
    forged = genuine.replace(HOST, host, 1)
    assert host in forged
    verdict = shown_by_all(client, forged)
    assert verdict in {"NOT_OFFICIAL_QR", "/problems/wire.host"}, verdict
    assert shown_by_all(client, genuine) == "VALID"


# -- 8, 9, 13: every forgery that we know ----------------------------------------------------------


@pytest.mark.drill
def test_no_forgery_that_we_know_is_green_on_the_page(province):
    """Each presented to the page and to the interface of the office that it was made against."""
    held = SimpleNamespace(bundle=None)
    records = SimpleNamespace(
        find=lambda _: None,
        holds=lambda _: False,
        reachable=lambda: None,
        last_bundle=lambda: None,
        current_bundle=lambda: held.bundle,
    )
    client = open_office(province, records=records, surface="public").test_client()
    seen = {}
    for which in (POSITIVE, NEGATIVE):
        for name, vector in read_vectors(FOLDER, which).items():
            if vector.kind != "verify":
                continue
            try:
                held.bundle, province.at = _bundle(vector, FOLDER), vector.at
            except CredentialError:
                continue
            verdict = shown_by_all(client, vector.input)
            seen.setdefault(which, {})[name] = verdict
    assert {name for name, verdict in seen[NEGATIVE].items() if verdict in GREEN} == set()
    assert len(seen[NEGATIVE]) > 150
    assert len([verdict for verdict in seen[POSITIVE].values() if verdict in GREEN]) > 10


# -- 5: an identity number from answers ------------------------------------------------------------


def test_no_public_route_takes_a_digit_of_an_identity_number(client, title):
    """There is nothing to ask, so there is nothing to put together."""
    id_no = title.row.id_no
    known = {"number": title.number, "name": title.row.name, "check_code": title.check_code}
    for part in ("id_no", "id", "id_last4", "identity", "birth_date", "sex"):
        refused = client.post("/api/v1/verifications", json={**known, part: id_no[-4:]})
        assert refused.status_code == 422
    pages = [client.post("/verify", data={**known, "id_no": each}) for each in (id_no, "0" * 18)]
    assert pages[0].data == pages[1].data
    assert is_green(pages[0].text)
    assert id_no[-4:] not in pages[0].text
    contract = client.get("/openapi.json").get_json()
    anyone = [route.endpoint for route in ROUTES if route.who.value == "anyone"]
    assert len(anyone) > 30
    said = json.dumps(contract["components"]["schemas"])
    for shape in ("ByNumber", "ByQr", "ByCredential"):
        assert "id_" not in json.dumps(contract["components"]["schemas"].get(shape, {}))
    assert "id_no" not in said.replace("card_no", "")


# -- 8: a committee without its right --------------------------------------------------------------


def test_a_withdrawn_committee_keeps_its_past_and_gets_no_future(province, client, title):
    province.supervise(ZONE, CommitteeState.WITHDRAWN)
    assert scanned(client, title) == "VALID_AUTH_WITHDRAWN"
    assert "已于" in client.get(f"/v/{title.code}").text
    paper = province.paper(ZONE, [row(31)])
    with pytest.raises(BatchRejected) as caught:
        province.hand_in(paper)
    assert {each.code for each in caught.value.problems} == {"header.committee.withdrawn"}


# -- 12: a revocation deleted ----------------------------------------------------------------------


def unrevoked(province, number):
    """What somebody at the database can do without a key."""
    with session.begin_write(province.office.engine) as connection:
        line = tables.revocation
        connection.execute(delete(line).where(line.c.certificate_no == number))
        copy = tables.copy
        connection.execute(
            update(copy).where(copy.c.number == number).values(status=int(Status.VALID))
        )
        award = tables.award
        connection.execute(update(award).where(award.c.number == number).values(state="VALID"))


def test_a_deleted_revocation_stays_red(province, client, title):
    province.revoke(title.number)
    assert scanned(client, title) == "REVOKED"
    unrevoked(province, title.number)
    assert scanned(client, title) == "REVOKED"
    assert title.number in client.get("/revocations").text
    assert scanned(open_office(province).test_client(), title) == "REVOKED"
    with refused("publication.unrevoked", file="status/1"):
        province.go(days=1)
    other = next(each for each in province.titles.values() if each is not title)
    with refused("publication.unrevoked"):
        province.suspend(other.number)
    assert scanned(client, title) == "REVOKED"


# -- 13, 17: lists of yesterday --------------------------------------------------------------------


def test_old_lists_put_back_under_a_running_server_are_never_green(
    province, client, title, tmp_path
):
    older = kept_public(province, tmp_path / "older")
    province.go(hours=1)
    province.revoke(title.number)
    assert scanned(client, title) == "REVOKED"
    shutil.copy(older / "bundle.json", province.office.public_dir / "bundle.json")
    other = next(each for each in province.titles.values() if each is not title)
    assert {scanned(client, each) for each in (title, other)} <= {
        "SERVICE_PROBLEM", "CANNOT_TELL", "STALE_OFFLINE", "REVOKED",
    }  # fmt: skip
    province.registrar.publish(at=province.at)
    assert (scanned(client, title), scanned(client, other)) == ("REVOKED", "VALID")


def test_a_server_that_starts_over_old_lists_is_never_green_for_what_was_revoked_since(
    province, title, tmp_path
):
    older = kept_public(province, tmp_path / "older")
    province.go(hours=1)
    province.revoke(title.number)
    office = province.office
    records = StoredRecords(
        office.engine, office.pepper,
        anchor=office.anchor, public_dir=older, clock=lambda: province.at,
    )  # fmt: skip
    province.at += timedelta(minutes=1)  # files follow their rows within seconds
    behind = open_office(province, records=records, surface="public").test_client()
    assert scanned(behind, title) not in GREEN
    assert scanned(open_office(province).test_client(), title) == "REVOKED"


def test_a_stale_list_by_a_proxy_does_not_fool_who_remembers(province, title, tmp_path, capsys):
    """`zc-verify` at home, whose bundle comes through somebody else's hands."""
    older = kept_public(province, tmp_path / "older")
    province.go(hours=1)
    province.revoke(title.number)
    anchor, memory = tmp_path / "anchor.json", tmp_path / "seen.json"
    anchor.write_bytes(province.office.anchor.to_bytes())
    paper = tmp_path / "credential.txt"
    paper.write_text(province.text(title.number))

    def ask(folder, *, days=0):
        at = province.at.replace(microsecond=0) if not days else province.at
        words = [
            str(paper), "--bundle", str(folder / "bundle.json"), "--anchor", str(anchor),
            "--memory", str(memory), "--at", at.isoformat(), "--json",
        ]  # fmt: skip
        with pytest.raises(SystemExit) as ended:
            zc_verify(words)
        return ended.value.code, capsys.readouterr().out

    code, said = ask(province.office.public_dir)
    assert code == 1, said
    assert "REVOKED" in said
    code, said = ask(older)
    assert code != 0, said
    memory.unlink()
    province.at = province.at.replace(day=province.at.day + 2)
    code, said = ask(older)
    assert (code, "STALE_OFFLINE" in said) == (2, True), said


# -- 16: un-revoke ---------------------------------------------------------------------------------


def test_no_decision_however_well_signed_brings_a_revoked_title_back(province, client, title):
    province.revoke(title.number)
    other = next(each for each in province.titles.values() if each is not title)
    province.suspend(other.number)
    answers = {}
    for number in (title.number, other.number):
        sealed = province.sealed(Reinstate(number, "威人社函〔2025〕8号（示例）"))
        told = client.post("/api/v1/decisions", data=sealed, content_type="application/jose+json")
        answers[number] = told.status_code
    assert answers == {title.number: 409, other.number: 200}
    assert (scanned(client, title), scanned(client, other)) == ("REVOKED", "VALID")
    assert [route.endpoint for route in ROUTES if "unrevoke" in route.endpoint] == []


# -- 1: a genuine code on another's paper ----------------------------------------------------------


def test_the_record_behind_a_pasted_code_shows_whose_it_is(province, client, title):
    """A paper cannot be seen by us; what stands on the page is what it must be held against."""
    page = client.get(f"/v/{title.code}").text
    for fact in (title.row.name, title.number, title.row.title, title.row.employer):
        assert fact in page
    other = next(each for each in province.titles.values() if each is not title)
    assert other.row.name not in page
    joined = other.link + "#" + title.offline.partition("#")[2]
    assert shown_by_all(client, joined) == "FORGED"
    assert shown_by_all(client, title.offline) == "VALID"
