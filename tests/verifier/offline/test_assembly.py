"""The offline page as a file: what is in it, what is left out, and what it may do."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from keys.encoding import b64
from keys.errors import Malformed, TooLarge, Untrusted
from keys.words import LANGUAGES
from tests.verifier.world import NOW, RULES, World, moment
from verifier import offline
from verifier.acts import Cause
from verifier.bundle_file import BundleFile
from verifier.offline import MAX_PAGE_BYTES, assembly, excerpt, offline_page
from verifier.offline.folding import MARK, folded, unfolded
from verifier.page_words import LOOKS

VENDOR = Path(offline.__file__).parent / "vendor/zxing-wasm"
TEMPLATES = Path(offline.__file__).parents[1] / "templates/verifier"


def page_of(world: World) -> str:
    return offline_page(world.bundle_bytes(), world.anchor, at=NOW, rules=RULES).data.decode()


def packed(page: str, name: str) -> bytes:
    (text,) = re.findall(rf'id="{name}">([^<]*)<', page)
    return gzip.decompress(base64.b64decode(text))


def scripts(page: str) -> list[str]:
    return re.findall(r"<script(?: type=\"module\")?>(.*?)</script>", page, re.DOTALL)


@pytest.fixture(scope="module")
def page() -> str:
    return page_of(World())


def test_it_is_one_file_within_its_budget(page):
    assert len(page.encode()) <= MAX_PAGE_BYTES == 1_000_000
    assert not re.search(r"<(?:script|img|iframe|object|embed)[^>]+src=", page)
    assert re.findall(r"<link [^>]*href=\"([^\"]{5})", page) == ["data:"]


def test_its_policy_allows_its_own_parts_by_digest_and_no_connection(page):
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    for text in (*scripts(page), style):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert len(scripts(page)) == 2
    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "'unsafe-eval'" not in policy


def test_the_same_lists_make_the_same_bytes(page):
    world = World()
    bundle = world.bundle_bytes()
    made = [offline_page(bundle, world.anchor, at=NOW, rules=RULES) for _ in range(2)]
    assert made[0] == made[1]


def test_it_carries_the_lists_word_for_word_and_nothing_beside_them():
    world = World()
    bundle = world.bundle_bytes()
    published = BundleFile.from_bytes(bundle)
    page = offline_page(bundle, world.anchor, at=NOW, rules=RULES).data.decode()
    facts = json.loads(packed(page, "facts"))
    (part,), (given,) = facts["file"]["authorities"], published.authorities
    assert facts["anchor"] == json.loads(world.anchor.to_bytes())
    assert set(facts["file"]) == {"anchor_list", "authorities"}
    assert set(part) == {"entity", "trust_list", "status_lists", "revocations"}
    assert unfolded(facts["file"]["anchor_list"]) == published.anchor_list
    assert unfolded(part["trust_list"]) == given.trust_list
    assert [unfolded(each) for each in part["status_lists"]] == list(given.status_lists)
    assert unfolded(part["revocations"]) == given.revocations
    assert given.batches
    assert given.checkpoint


@pytest.mark.parametrize("text", ["", "no envelope", "a.b", "eyJ9.e30.c2ln", '{"payload":"e30"}'])
def test_what_is_folded_unfolds_to_the_same(text):
    assert unfolded(folded(text)) == text


def test_a_mark_in_a_payload_is_no_envelope():
    token = ".".join((b64(b"{}"), b64(MARK.encode()), "c2ln"))
    assert folded(token) == token


def test_lists_that_cannot_be_believed_make_no_page():
    world = World()
    with pytest.raises(Untrusted):
        offline_page(world.bundle_bytes(), World().anchor, at=NOW)
    with pytest.raises(Untrusted, match=r"trust\.expired"):
        offline_page(world.bundle_bytes(), world.anchor, at=moment(12, 31))


def test_a_long_list_of_decisions_is_left_out_before_the_page_grows_too_large(monkeypatch):
    world = World()
    world.take_back(world.copy, Cause.IMPROPER_MEANS)
    numbers = random.Random(2)
    world.revocations += [
        replace(world.revocations[0], certificate_no=f"ZC{numbers.randrange(10**20):020}")
        for _ in range(300)
    ]
    bundle = world.bundle_bytes()

    def carried() -> dict[str, object]:
        page = offline_page(bundle, world.anchor, at=NOW, rules=RULES).data.decode()
        return json.loads(packed(page, "facts"))["file"]["authorities"][0]

    assert carried()["revocations"]
    whole = offline_page(bundle, world.anchor, at=NOW, rules=RULES)
    monkeypatch.setattr(assembly, "MAX_PAGE_BYTES", len(whole.data) - 1)
    assert carried()["revocations"] is None


def test_lists_that_do_not_fit_are_refused_and_never_cut():
    world = World()
    dice = random.Random(1)
    world.statuses = {place: dice.randrange(4) for place in range(2**20)}
    with pytest.raises(TooLarge, match=r"offline\.too-large"):
        page_of(world)


def test_every_sentence_of_the_page_has_words_in_both_languages(page):
    words = json.loads(packed(page, "facts"))["words"]
    assert set(words) == set(LANGUAGES)
    zh, en = (words[each] for each in LANGUAGES)
    assert set(zh) == set(en)
    # What the page fills in is {name} and nothing finer.
    for sentence in (*zh.values(), *en.values()):
        assert re.fullmatch(r"(?:[^{}]|\{[a-z_]+\})*", sentence)


def test_every_code_that_the_page_says_has_words(page):
    words = json.loads(packed(page, "facts"))["words"]["zh_CN"]
    said = {code for text in assembly.sources() for code in excerpt._CODE.findall(text)}
    assert {"status.revoked", "read.foreign-host", "offline.credential"} <= said
    assert said <= set(words)


def test_a_sentence_without_a_translation_makes_no_page():
    with pytest.raises(Malformed, match=r"offline\.words"):
        excerpt.of_words(['say("这句话没有人译过")'])


def test_each_verdict_looks_as_on_the_verify_page(page):
    looks = json.loads(packed(page, "facts"))["looks"]
    assert {code: (each["colour"], each["shape"]) for code, each in looks.items()} == {
        code.value: (look.colour, look.shape) for code, look in LOOKS.items()
    }
    drawn = (TEMPLATES / "shapes.html").read_text("utf-8")
    for shape in {look.shape for look in LOOKS.values()}:
        (inside,) = re.findall(rf'id="shape-{shape}"><svg[^>]*>(.*?)</svg>', page)
        assert inside in drawn


def test_no_name_is_used_by_two_modules():
    """They stand behind each other in one script."""
    names: list[str] = []
    for module in assembly.MODULES:
        text = (Path(offline.__file__).parent / f"page/{module}.mjs").read_text("utf-8")
        names += re.findall(
            r"^(?:export )?(?:async )?(?:const|let|function|class) (\w+)", text, re.MULTILINE
        )
    assert len(names) > 100
    assert len(set(names)) == len(names)


def test_modules_need_only_what_stands_above_them():
    for place, module in enumerate(assembly.MODULES):
        text = (Path(offline.__file__).parent / f"page/{module}.mjs").read_text("utf-8")
        needed = re.findall(r'^import [^;]* from "\./(\w+)\.mjs";', text, re.MULTILINE)
        assert set(needed) <= set(assembly.MODULES[:place]), module
        assert len(needed) == len(re.findall(r"^import ", text, re.MULTILINE))


def test_the_qr_reader_is_the_one_that_is_named():
    named = (VENDOR / "README.md").read_text("utf-8")
    for name in ("reader.js", "zxing_reader.wasm"):
        digest = hashlib.sha256((VENDOR / name).read_bytes()).hexdigest()
        assert f"`{digest}`" in named
    lock = json.loads((VENDOR / "package-lock.json").read_text("utf-8"))
    assert not [each for each in lock["packages"].values() if "resolved" in each]
    version = lock["packages"]["node_modules/zxing-wasm"]["version"]
    assert f"`zxing-wasm` {version}" in named


def test_the_licences_of_the_reader_stand_in_the_page(page):
    assert "Copyright (c) 2023 Ze-Zheng Wu" in page
    assert "Apache License" in page
