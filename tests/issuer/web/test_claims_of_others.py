"""Nobody gets another holder's file by any route, and guessing is slow."""

from __future__ import annotations

import pytest

from issuer.claim_codes import new_code
from issuer.web.limits import ALL_FAILURES, CLAIM_NETWORK_FAILURES, CODE_FAILURES
from issuer.web.routes import ROUTES, on_surface
from tests.issuer.claiming import ONCE, hand_out
from tests.issuer.web.holders import fetch, holders_app, post, ticket_of


@pytest.fixture
def codes(province):
    return hand_out(province)


@pytest.fixture
def first(province, codes):
    number = min(codes)
    return number, codes[number], province.titles[number].row.name


@pytest.fixture
def app(province, tmp_path):
    return holders_app(province, tmp_path)


@pytest.fixture
def client(app):
    return app.test_client()


def test_no_route_of_holders_names_a_certificate(app):
    """What is fetched is decided by a secret alone: there is nothing to count up."""
    holder = [route for route in on_surface("holder") if route.endpoint.startswith("claims.")]
    assert {(each.method, each.rule) for each in holder} == {
        ("GET", "/claim"), ("POST", "/claim"), ("POST", "/claim/file"),
    }  # fmt: skip
    fields = {
        name for each in holder for model in each.takes.values() for name in model.model_fields
    }
    assert fields == {"code", "name", "once", "ticket", "kind"}
    assert not [rule for rule in app.url_map.iter_rules() if "number" in rule.arguments]


def test_the_surface_opens_these_routes_and_no_other(app):
    opened = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert opened == {
        "claims.page", "claims.claim", "claims.file", "health.alive", "health.ready",
        "openapi.document", "contract.index", "contract.operation",
        "problems.explain", "assets.icon", "assets.robots",
    }  # fmt: skip
    assert {each.endpoint for each in ROUTES if each.endpoint.startswith("claims.")} < opened


def test_a_ticket_with_anything_added_still_opens_its_own(province, client, codes):
    mine, other = sorted(codes)[:2]
    tickets = {
        number: ticket_of(post(client, codes[number], province.titles[number].row.name))
        for number in (mine, other)
    }
    title = province.titles[other]
    data = {
        "ticket": tickets[mine], "kind": "credential", "number": other, "code": codes[other],
        "name": title.row.name, "id": other, "ticket[]": tickets[other],
    }  # fmt: skip
    for path in ("/claim/file", f"/claim/file?number={other}&ticket={tickets[other]}"):
        got = client.post(path, data=data).text
        assert got.startswith(province.titles[mine].credential)
        assert title.credential not in got


def test_no_guess_opens_a_file(province, client, codes):
    for number, code in codes.items():
        post(client, code, province.titles[number].row.name)
    title = province.titles[min(codes)]
    guesses = [
        "", "0", "a" * 43, ONCE, title.number, title.code, title.check_code, *codes.values(),
        "../", "%00", "None", "' OR 1=1 --", title.row.name,
    ]  # fmt: skip
    for guess in guesses:
        for kind in ("pdf", "png", "credential", "", "number", "../../keys"):
            got = fetch(client, guess, kind)
            assert (got.status_code, got.mimetype) == (422, "text/html"), (guess, kind)
    for path in (f"/claim/{title.number}", "/claim/file/1", "/claim/../v/1", f"/v/{title.code}"):
        assert client.get(path).status_code in (404, 405)


def test_files_are_given_to_a_post_only(client, first):
    _, code, name = first
    ticket = ticket_of(post(client, code, name))
    assert client.get(f"/claim/file?ticket={ticket}&kind=pdf").status_code == 405
    assert client.get(f"/claim?code={code}&name={name}").status_code == 200
    assert name not in client.get(f"/claim?code={code}&name={name}").text


# -- guessing is slow, and a hall is not locked out -------------------------------------------


def test_tries_at_one_code_are_bounded(client, first):
    _, code, name = first
    for _ in range(CODE_FAILURES):
        assert post(client, code, "某").status_code == 422
    stopped = post(client, code, name)
    assert (stopped.status_code, stopped.json["type"]) == (429, "/problems/claims.too-many")
    assert 1 <= int(stopped.headers["Retry-After"]) <= 3600


def test_tries_of_one_network_are_bounded(client, first):
    _, code, name = first
    for _ in range(CLAIM_NETWORK_FAILURES):
        assert post(client, new_code(), name).status_code == 422
    assert post(client, code, name).status_code == 429
    elsewhere = {"X-Forwarded-For": "203.0.113.7"}
    assert post(client, code, name, headers=elsewhere).status_code == 200


def test_past_the_bound_over_all_those_wait_who_failed_and_others_are_served(client, first):
    _, code, name = first
    nets = [f"10.{i // 250}.{i % 250}.1" for i in range(ALL_FAILURES)]
    for net in nets:
        answer = post(client, new_code(), name, headers={"X-Forwarded-For": net})
        assert answer.status_code == 422
    assert post(client, code, name, headers={"X-Forwarded-For": nets[-1]}).status_code == 429
    assert post(client, code, name, headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 200


def test_two_hundred_claims_from_one_hall_go_through(province, client, codes):
    """A quarter of them with a slip of the finger first; what goes well counts against nobody."""
    number = min(codes)
    code, name = codes[number], province.titles[number].row.name
    for visitor in range(200):
        if visitor % 4 == 0:
            assert post(client, new_code(), name).status_code == 422
        assert post(client, code, name).status_code == 200


def test_wrong_tickets_are_bounded_too(client, first):
    _, code, name = first
    for i in range(CLAIM_NETWORK_FAILURES):
        fetch(client, f"{i:043}")
    assert post(client, code, name).status_code == 429
