"""Whatever rests on a rule leads to its page, and the page is there."""

from __future__ import annotations

import re

import pytest

from verifier.rules import load_rules


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_answer_leads_to_the_pages_of_the_rules_that_it_rests_on(client, language):
    asked = {"what": "digital-grade|JUNIOR", "region": "2111", "on": "2024-09-01"}
    page = client.get("/equivalence", query_string={**asked, "lang": language})
    led = re.findall(r'href="(/rules/[^"]+)"', page.text)
    assert led
    assert {client.get(each).status_code for each in led} == {200}


def test_every_rule_that_a_problem_may_name_has_a_page(client):
    missing = [
        each.id for each in load_rules().all_rules if client.get(each.address).status_code != 200
    ]
    assert missing == []
